"""Tests of `bot/conversation/followups/`."""
