"""What each Bot API method does, and what Telegram refuses although the types are right."""
