"""The scene of an answer: everything that its wording depends on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from gettext import NullTranslations
from typing import Self

from bot.conversation.catalogs import Catalogs
from bot.conversation.events import Heard
from bot.conversation.history import Case, ChatHistory
from bot.corpus import Corpus, Page, Part, Windows

EXPLANATION = re.compile(r" \([^()`*\n]*\)")  # in brackets, for users who do not know the word before it


@dataclass(frozen=True, slots=True, kw_only=True)
class BotConfig:
    """Everything that all conversations share: the corpus, the bot's own words and the operator's settings.

    `translations` are corpora in other languages, by language. `language` is used if the text, the user and the
    chat choose no other. `retention_days` is how long votes and unanswered questions are kept.
    `overhears_codes`: in groups, also answer messages that contain a known code and do not address the bot.
    `reads_pictures`: this installation can read pictures. `version` identifies the files of the corpus.
    """

    corpus: Corpus
    catalogs: Catalogs
    language: str
    retention_days: int
    overhears_codes: bool
    reads_pictures: bool
    version: str
    translations: Mapping[str, Corpus] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the wording of an answer depends on.

    `windows_known` says that the user has stated the Windows version; if not, `windows` is a guess. `history` is that
    of the user in this chat, including the facts that the event itself states. `heard` says who reads the answer.
    """

    config: BotConfig
    language: str
    windows: Windows
    now: datetime
    history: ChatHistory = field(default_factory=ChatHistory)
    heard: Heard = "private"
    windows_known: bool = True

    def say(self, text: str, /, **values: object) -> str:
        """Return one of the bot's own texts in the language of the answer, with its `{names}` filled in."""
        said = self.words.gettext(text)
        return said.format(**values) if values else said

    def say_count(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the singular text `one` or the plural `many`, translated, with `{count}` and `{names}` filled in."""
        return self.words.ngettext(one, many, count).format(count=count, **values)

    @property
    def corpus(self) -> Corpus:
        """The corpus in the language of the answer, else the main corpus."""
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
        """Return how to get to a place in Windows, as Markdown for the middle of a sentence.

        If the answer is in another language than the corpus, it is the menu path, which contains no sentence.
        """
        known = self.windows_known or self.language != self.corpus.language
        return self.corpus.places[name].markdown(self.windows, known=known)

    def body(self, page: Page) -> str:
        """Return the Markdown of a page."""
        return self.for_user(self.corpus.body(page, self.windows, known=self.windows_known))

    def parts(self, page: Page) -> tuple[Part, ...]:
        """Return the parts of a page, one for each heading."""
        parts = self.corpus.parts(page, self.windows, known=self.windows_known)
        return tuple(map(self._plain, parts)) if self.case.is_technician else parts

    def ways(self, page: Page) -> Sequence[tuple[int, Part]]:
        """Return the parts of a page that are ways, each with its index among all parts."""
        ways = self.corpus.ways(page, self.windows, known=self.windows_known)
        return [(index, self._plain(part)) for index, part in ways] if self.case.is_technician else ways

    def _plain(self, part: Part) -> Part:
        return part._replace(text=self.for_user(part.text))

    def for_user(self, text: str) -> str:
        """Return a text as this user needs it: technicians need no explanations in brackets."""
        return EXPLANATION.sub("", text) if self.case.is_technician else text

    def differs(self, page: Page) -> bool:
        """Return whether a page differs between the Windows versions."""
        return self.corpus.differs(page, known=self.windows_known)

    def links(self, page: Page) -> tuple[tuple[str, str], ...]:
        """Return the titles and addresses of the articles of a page."""
        return self.corpus.links(page, self.windows, self.language)

    def for_windows(self, windows: Windows) -> Self:
        """Return the scene with a Windows version that the user has stated."""
        return replace(self, windows=windows, windows_known=True, history=replace(self.history, windows=windows))

    def remembering(self, history: ChatHistory) -> Self:
        """Return the scene with another history."""
        return replace(self, history=history)

    def in_case(self, case: Case) -> Self:
        """Return the scene with other facts of the case."""
        return replace(self, history=replace(self.history, case=case))
