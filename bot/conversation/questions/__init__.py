"""The questions that the bot asks back, and the ways of a section that the answers decide between."""
