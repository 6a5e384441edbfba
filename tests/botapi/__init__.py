"""A strict Telegram Bot API server for tests: it refuses whatever Telegram refuses."""
