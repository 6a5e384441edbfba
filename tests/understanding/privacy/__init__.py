"""Tests of what must neither be shown nor stored."""
