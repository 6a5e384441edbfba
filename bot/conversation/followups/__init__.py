"""Answers to messages that follow an answer."""
