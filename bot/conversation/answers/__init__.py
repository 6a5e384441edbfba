"""Answers in words: which one a text gets, and what each of them says."""
