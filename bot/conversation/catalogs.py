"""The bot's own words in each language. English stands in the code; `bot/locale/` holds the translations."""

from __future__ import annotations

import io
from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parents[1] / "locale"
DOMAIN = "messages"
ENGLISH = "en"

Catalogs = Mapping[str, NullTranslations]


def load_catalogs(root: Path = LOCALES) -> Catalogs:
    """The translations by language, compiled from the `.po` files in memory, so that no compiled file can be stale.

    English needs none: its texts are the message ids.
    """
    catalogs: dict[str, NullTranslations] = {ENGLISH: NullTranslations()}
    for path in sorted(root.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        language, compiled = path.parts[-3], io.BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language))
        compiled.seek(0)
        catalogs[language] = GNUTranslations(compiled)
    return catalogs
