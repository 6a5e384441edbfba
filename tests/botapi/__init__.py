"""A strict Telegram Bot API server for tests: it refuses what Telegram refuses."""
