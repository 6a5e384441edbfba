"""Tests of the server itself, mostly with python-telegram-bot as its client."""
