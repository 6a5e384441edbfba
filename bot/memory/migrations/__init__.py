"""The tables' history, run by `bot.memory.schema`. To change `tables`, add a file and its number."""
