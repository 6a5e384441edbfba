"""The corpus and how it is read."""
