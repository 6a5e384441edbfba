"""Answers to what people say after an answer."""
