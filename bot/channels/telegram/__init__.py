"""Telegram: the only package that knows its HTML, its limits and its API.

`incoming/` turns updates into events, `answering` answers one of them, `outgoing/` sends what is to be said, and
`service` runs all of it.
"""
