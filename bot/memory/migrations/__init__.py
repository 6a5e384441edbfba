"""The migrations of the tables, run by `bot.memory.tables.upgrade`.

To change a table, add a file here and its number to `REVISIONS` of `bot.memory.tables`.
"""
