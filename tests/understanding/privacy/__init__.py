"""Tests of product keys and personal data, which are neither shown nor stored."""
