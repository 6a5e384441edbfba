"""The people's side: chats they are in, messages they send, buttons they press, and what they see."""
