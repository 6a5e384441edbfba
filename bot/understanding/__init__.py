"""What a message means: the codes, sections, version and warnings found in its text."""

from bot.understanding.codes import is_success, lacks_failure_bit
from bot.understanding.confidence import SAFETY, SMALLTALK
from bot.understanding.model import Context, Match, Understanding, Verdict
from bot.understanding.output import LICENSED, Output
from bot.understanding.personal_data import LONGEST, scrub
from bot.understanding.product_keys import mask_product_keys
from bot.understanding.reader import GREETING, VERSION_OPEN, VERSION_TOLD, Reader

__all__ = [
    "GREETING",
    "LICENSED",
    "LONGEST",
    "SAFETY",
    "SMALLTALK",
    "VERSION_OPEN",
    "VERSION_TOLD",
    "Context",
    "Match",
    "Output",
    "Reader",
    "Understanding",
    "Verdict",
    "is_success",
    "lacks_failure_bit",
    "mask_product_keys",
    "scrub",
]
