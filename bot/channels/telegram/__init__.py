"""The Telegram channel, the only package that knows Telegram's HTML, limits and API.

`incoming/` turns updates into events, `answering` answers one update, `outgoing/` sends the replies, and `service` runs
everything.
"""
