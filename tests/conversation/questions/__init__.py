"""Tests of `bot/conversation/questions/`."""
