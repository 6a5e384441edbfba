"""Tests of `bot/conversation/answers/`."""
