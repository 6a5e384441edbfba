"""The meaning of a text: the codes, sections, versions, facts and warnings in it."""

from bot.understanding.codes import is_success, lacks_failure_bit
from bot.understanding.matching.classifier import SAFETY, LinearModel
from bot.understanding.matching.passages import LEAD
from bot.understanding.matching.storage import build_model, open_model, write_model
from bot.understanding.output import LICENSED, Output
from bot.understanding.privacy import MAX_TEXT_LENGTH, mask_product_keys, scrub
from bot.understanding.reader import Reader
from bot.understanding.text import GREETING, VERSION_OPEN, VERSION_STATED
from bot.understanding.understanding import Context, Decision, Match, Understanding
from bot.understanding.words import fold

__all__ = [
    "GREETING",
    "LEAD",
    "LICENSED",
    "MAX_TEXT_LENGTH",
    "SAFETY",
    "VERSION_OPEN",
    "VERSION_STATED",
    "Context",
    "Decision",
    "LinearModel",
    "Match",
    "Output",
    "Reader",
    "Understanding",
    "build_model",
    "fold",
    "is_success",
    "lacks_failure_bit",
    "mask_product_keys",
    "open_model",
    "scrub",
    "write_model",
]
