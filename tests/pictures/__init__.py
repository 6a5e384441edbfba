"""Tests of the room that reads pictures."""
