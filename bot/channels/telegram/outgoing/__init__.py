"""Calls to the Bot API: rendering of replies, rate limits, and retries."""
