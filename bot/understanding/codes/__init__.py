"""Error codes in text, however they are mistyped, copied or photographed."""

from bot.understanding.codes.find import FoundCodes, find_codes, is_success, lacks_failure_bit
from bot.understanding.codes.index import CodeIndex
from bot.understanding.codes.mentions import Mentions

__all__ = ["CodeIndex", "FoundCodes", "Mentions", "find_codes", "is_success", "lacks_failure_bit"]
