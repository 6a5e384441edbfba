"""Tests of the Telegram channel, against the strict Bot API server of `tests.botapi`."""
