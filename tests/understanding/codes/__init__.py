"""Tests of error codes in text."""
