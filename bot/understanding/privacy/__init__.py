"""Text without what must not be shown or stored: product keys, secrets and personal data."""

from bot.understanding.privacy.personal_data import MAX_TEXT_LENGTH, scrub
from bot.understanding.privacy.product_keys import mask_product_keys

__all__ = ["MAX_TEXT_LENGTH", "mask_product_keys", "scrub"]
