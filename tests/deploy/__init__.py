"""The files for running the bot in production, checked by the tools that read them."""
