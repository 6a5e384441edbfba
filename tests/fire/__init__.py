"""The bot under fire: killed, cut off and flooded, it loses nothing."""
