"""What a message means: the codes, sections, version and warnings found in its text."""

from bot.understanding.confidence import SAFETY, SMALLTALK
from bot.understanding.model import Context, Match, Understanding, Verdict
from bot.understanding.personal_data import LONGEST, scrub
from bot.understanding.product_keys import mask_product_keys
from bot.understanding.reader import GREETING, VERSION_OPEN, VERSION_TOLD, Reader

__all__ = [
    "GREETING",
    "LONGEST",
    "SAFETY",
    "SMALLTALK",
    "VERSION_OPEN",
    "VERSION_TOLD",
    "Context",
    "Match",
    "Reader",
    "Understanding",
    "Verdict",
    "mask_product_keys",
    "scrub",
]
