"""Tests of the reader of pictures."""
