"""What outlasts a message."""

from bot.memory.in_process import InProcessMemory
from bot.memory.model import ChatKey, Memory, PersonKey, Pseudonyms, StoredQuestion, StoredVote

__all__ = ["ChatKey", "InProcessMemory", "Memory", "PersonKey", "Pseudonyms", "StoredQuestion", "StoredVote"]
