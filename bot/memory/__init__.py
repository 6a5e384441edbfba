"""What outlasts a message."""

from bot.memory.in_process import InProcessMemory

__all__ = ["InProcessMemory"]
