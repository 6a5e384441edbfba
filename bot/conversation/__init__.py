"""The conversation: events in, replies out, and every word the bot itself says."""

from bot.conversation.assistant import Assistant
from bot.conversation.catalogs import Catalogs, load_catalogs
from bot.conversation.commands import COMMANDS
from bot.conversation.converse import converse
from bot.conversation.events import Action, Event, Picture, Press, Question, Unreadable
from bot.conversation.replies import (
    ActionButton,
    Button,
    ChatMemory,
    CopyButton,
    Exchange,
    LinkButton,
    Outcome,
    Reply,
    ShareButton,
    Turn,
    Vote,
)
from bot.conversation.voice import House

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
    "Exchange",
    "House",
    "LinkButton",
    "Outcome",
    "Picture",
    "Press",
    "Question",
    "Reply",
    "ShareButton",
    "Turn",
    "Unreadable",
    "Vote",
    "converse",
    "load_catalogs",
]
