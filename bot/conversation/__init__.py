"""The conversation: events in, replies out, and every word the bot itself says."""

from bot.conversation.actions import Action
from bot.conversation.answers.commands import COMMANDS
from bot.conversation.catalogs import Catalogs, load_catalogs
from bot.conversation.conversation import Assistant, respond
from bot.conversation.events import Event, Picture, Press, Question, Unreadable
from bot.conversation.history import Case, ChatHistory, Exchange
from bot.conversation.scene import BotConfig
from bot.conversation.turn import ActionButton, Button, CopyButton, LinkButton, Outcome, Reply, ShareButton, Turn, Vote

__all__ = [
    "COMMANDS",
    "Action",
    "ActionButton",
    "Assistant",
    "BotConfig",
    "Button",
    "Case",
    "Catalogs",
    "ChatHistory",
    "CopyButton",
    "Event",
    "Exchange",
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
    "load_catalogs",
    "respond",
]
