"""Calls to the Bot API: replies rendered for Telegram, paced, and tried again while that makes sense."""
