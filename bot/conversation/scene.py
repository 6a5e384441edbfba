"""The scene of an answer: everything that its words depend on, and the bot's own words in each language.

The bot's own words are written in English in the code; `bot/locale/` holds the translations.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Self

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.conversation.events import Heard
from bot.conversation.history import Case, ChatHistory
from bot.corpus import Corpus, Page, Part, Windows

LOCALES = Path(__file__).parents[1] / "locale"
DOMAIN = "messages"
ENGLISH = "en"

Catalogs = Mapping[str, NullTranslations]
EXPLANATION = re.compile(r" \([^()`*\n]*\)")  # in brackets, for people who do not know the word before it


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Mark a text for translation; `Scene.say` translates it later."""
    return text


@dataclass(frozen=True, slots=True)
class BotConfig:
    """Everything that all conversations share: the corpus, the bot's own words and the operator's settings.

    `translations` are corpora in other languages, by language. `language` is used if neither the text nor the person
    nor the chat says otherwise. `retention_days` is how long votes and unanswered questions are kept.
    `overhears_codes`: in groups, also answer messages that contain a known code and do not address the bot.
    `reads_pictures`: this installation can read pictures. `version` identifies the files of the corpus.
    """

    corpus: Corpus
    catalogs: Catalogs
    language: str = "sv"
    retention_days: int = 90
    overhears_codes: bool = True
    reads_pictures: bool = False
    translations: Mapping[str, Corpus] = field(default_factory=dict)
    version: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that an answer depends on: language, Windows version, time, history, and who reads it.

    `windows_told` says whether the person has told the Windows version; if not, `windows` is a guess. `history` is that
    of the person in this chat, including the facts that the event itself tells.
    """

    config: BotConfig
    language: str
    windows: Windows
    now: datetime
    history: ChatHistory = field(default_factory=ChatHistory)
    heard: Heard = "private"
    windows_told: bool = True

    def say(self, text: str, /, **values: object) -> str:
        """Return a text of the bot in the language of the answer, its `{names}` filled in."""
        said = self.words.gettext(text)
        return said.format(**values) if values else said

    def say_count(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return `one` or `many` as the number demands, in the language of the answer; `{count}` is the number."""
        return self.words.ngettext(one, many, count).format(count=count, **values)

    @property
    def corpus(self) -> Corpus:
        """The corpus in the language of the answer, else the one the bot has."""
        return self.config.translations.get(self.language, self.config.corpus)

    @property
    def words(self) -> NullTranslations:
        """The bot's own words in the language of the answer."""
        return self.config.catalogs[self.language]

    @property
    def case(self) -> Case:
        """The facts of the case."""
        return self.history.case

    def place(self, name: str) -> str:
        """Return the way to a place in Windows, as Markdown for the middle of a sentence.

        If the bot speaks another language than the corpus, it is the menu path, which contains no sentence.
        """
        told = self.windows_told or self.language != self.corpus.language
        return self.corpus.places[name].markdown(self.windows, told=told)

    def body(self, page: Page) -> str:
        """Return the Markdown of a page."""
        return self.plainly(self.corpus.body(page, self.windows, told=self.windows_told))

    def parts(self, page: Page) -> tuple[Part, ...]:
        """Return the parts of a page, one a heading."""
        parts = self.corpus.parts(page, self.windows, told=self.windows_told)
        return tuple(map(self._plain, parts)) if self.case.is_technician else parts

    def ways(self, page: Page) -> Sequence[tuple[int, Part]]:
        """Return the parts of a page that are ways, with their places among all parts."""
        listed = self.corpus.ways(page, self.windows, told=self.windows_told)
        return [(place, self._plain(part)) for place, part in listed] if self.case.is_technician else listed

    def _plain(self, part: Part) -> Part:
        return part._replace(text=self.plainly(part.text))

    def plainly(self, text: str) -> str:
        """Return a text as this person needs it: technicians need no explanations in brackets."""
        return EXPLANATION.sub("", text) if self.case.is_technician else text

    def differs(self, page: Page) -> bool:
        """Return whether a page differs between the Windows versions."""
        return self.corpus.differs(page, told=self.windows_told)

    def links(self, page: Page) -> tuple[tuple[str, str], ...]:
        """Return title and address of the articles of a page."""
        return self.corpus.links(page, self.windows, self.language)

    def for_windows(self, windows: Windows) -> Self:
        """Return the scene for a Windows version that the person has told."""
        return replace(self, windows=windows, windows_told=True, history=replace(self.history, windows=windows))

    def remembering(self, history: ChatHistory) -> Self:
        """Return the scene with another history."""
        return replace(self, history=history)

    def in_case(self, case: Case) -> Self:
        """Return the scene with other facts of the case."""
        return replace(self, history=replace(self.history, case=case))


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
