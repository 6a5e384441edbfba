"""Tests of free text matched to sections."""
