"""Incoming updates: fetched or received, parsed once, answered in order, and kept as dead letters if that fails."""
