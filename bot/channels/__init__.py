"""The channels through which users reach the bot: the terminal, scripts and Telegram."""
