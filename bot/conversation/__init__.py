"""The conversation: events in, replies out, and every word the bot itself says."""

from bot.conversation.assistant import Assistant
from bot.conversation.catalogs import Catalogs, load_catalogs
from bot.conversation.commands import COMMANDS
from bot.conversation.converse import converse
from bot.conversation.events import Action, Event, Press, Question, Unreadable
from bot.conversation.replies import (
    ActionButton,
    Button,
    ChatMemory,
    CopyButton,
    LinkButton,
    Outcome,
    Reply,
    Turn,
)

__all__ = [
    "COMMANDS",
    "Action",
    "ActionButton",
    "Assistant",
    "Button",
    "Catalogs",
    "ChatMemory",
    "CopyButton",
    "Event",
    "LinkButton",
    "Outcome",
    "Press",
    "Question",
    "Reply",
    "Turn",
    "Unreadable",
    "converse",
    "load_catalogs",
]
