"""The bot's own words: written in English in the code, and translated by the `.po` files in `bot/locale/`."""

from __future__ import annotations

import io
from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.corpus import ENGLISH

LOCALES = Path(__file__).parents[1] / "locale"
DOMAIN = "messages"

Catalogs = Mapping[str, NullTranslations]


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Mark a text for translation; `Scene.say` translates it later."""
    return text


def load_catalogs(root: Path = LOCALES) -> Catalogs:
    """Load the translations by language, compiled from the `.po` files in memory, so that none can be stale.

    English needs no file: its texts are the message ids.
    """
    catalogs: dict[str, NullTranslations] = {ENGLISH: NullTranslations()}
    for path in sorted(root.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        language, compiled = path.parts[-3], io.BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language))
        compiled.seek(0)
        catalogs[language] = GNUTranslations(compiled)
    return catalogs
