"""A Telegram bot that answers Windows activation questions in Swedish."""
