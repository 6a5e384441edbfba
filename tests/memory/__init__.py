"""What outlasts a message."""
