"""Tests of the calls to the Bot API, against the strict server of `tests.botapi`."""
