"""The ways in and out: the terminal, scripts and Telegram."""
