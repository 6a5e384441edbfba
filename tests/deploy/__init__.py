"""How the bot is run in production, checked with the tools that will read these files."""
