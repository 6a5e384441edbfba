"""The migrations of the tables, run by `bot.memory.tables.upgrade`. To change a table, add a file and its number."""
