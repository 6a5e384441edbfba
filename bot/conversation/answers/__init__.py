"""Answers in words: the choice of an answer to a text, and the wording of each."""
