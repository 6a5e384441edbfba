"""The bot loses nothing when it is killed, disconnected or flooded."""
