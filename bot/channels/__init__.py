"""The channels through which people reach the bot: the terminal, scripts and Telegram."""
