"""How updates reach the bot: the queue that getUpdates reads, and the sender that posts to a webhook."""
