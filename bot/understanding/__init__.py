"""What a message means: the codes, sections, version and warnings found in its text."""

from bot.understanding.model import Match, Understanding, Verdict
from bot.understanding.product_keys import mask_product_keys
from bot.understanding.reader import VERSION_OPEN, VERSION_TOLD, Reader

__all__ = ["VERSION_OPEN", "VERSION_TOLD", "Match", "Reader", "Understanding", "Verdict", "mask_product_keys"]
