"""Telegram: the only room that knows its HTML, its limits and its API."""
