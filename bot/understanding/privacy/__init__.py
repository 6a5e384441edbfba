"""Removal of product keys, secrets and personal data from texts."""

from bot.understanding.privacy.personal_data import MAX_TEXT_LENGTH, scrub
from bot.understanding.privacy.product_keys import mask_product_keys

__all__ = ["MAX_TEXT_LENGTH", "mask_product_keys", "scrub"]
