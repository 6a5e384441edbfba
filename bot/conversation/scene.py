"""The scene of an answer: all that it depends on, whatever it says."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
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
EXPLANATION = re.compile(r" \([^()`*\n]*\)")  # in brackets, for people who do not know the word before them


@dataclass(frozen=True, slots=True)
class BotConfig:
    """What all conversations share: the knowledge, the bot's words, and the rules of whoever runs it.

    `translations` is the same knowledge in other languages, by language. `language` is the one the bot speaks where
    neither text nor person nor chat says otherwise. `retention_days` is how long what maintainers may read is kept.
    `overhears_codes`: in groups, messages that hold a known code are answered though nobody called the bot.
    `reads_pictures`: there is something that can. `version` names the files that all of the knowledge is from.
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
    """How and to whom an answer is spoken: in which language, for which Windows, when, in what company, after what.

    `windows_told` says whether the person has told the Windows version; where not, `windows` is a guess. `history` is
    what is remembered of the person in this chat, with what the event itself tells.
    """

    config: BotConfig
    language: str
    windows: Windows
    now: datetime
    history: ChatHistory = field(default_factory=ChatHistory)
    heard: Heard = "private"
    windows_told: bool = True

    @property
    def corpus(self) -> Corpus:
        """The knowledge in the language of the answer, else as it is."""
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
        """The way to a place in Windows, as Markdown in the middle of the bot's own words.

        Where those are in another language than the corpus, it is the menu path, which has no sentence in it.
        """
        told = self.windows_told or self.language != self.corpus.language
        return self.corpus.places[name].markdown(self.windows, told=told)

    def body(self, page: Page) -> str:
        """A page's Markdown."""
        return self.plainly(self.corpus.body(page, self.windows, told=self.windows_told))

    def parts(self, page: Page) -> tuple[Part, ...]:
        """What stands under the headings of a page."""
        parts = self.corpus.parts(page, self.windows, told=self.windows_told)
        if not self.case.is_technician:
            return parts
        return tuple(part._replace(text=self.plainly(part.text)) for part in parts)

    def plainly(self, text: str) -> str:
        """A text as this person needs it: technicians need no explanations in brackets."""
        return EXPLANATION.sub("", text) if self.case.is_technician else text

    def differs(self, page: Page) -> bool:
        """Whether a page says something else to people who have another Windows."""
        return self.corpus.differs(page, told=self.windows_told)

    def links(self, page: Page) -> tuple[tuple[str, str], ...]:
        """Title and address of a page's articles."""
        return self.corpus.links(page, self.windows, self.language)

    def for_windows(self, windows: Windows) -> Self:
        """The same for a Windows version that the person has told."""
        return replace(self, windows=windows, windows_told=True, history=replace(self.history, windows=windows))

    def remembering(self, history: ChatHistory) -> Self:
        """The same with another history."""
        return replace(self, history=history)

    def in_case(self, case: Case) -> Self:
        """The same with other facts of the case."""
        return replace(self, history=replace(self.history, case=case))


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
