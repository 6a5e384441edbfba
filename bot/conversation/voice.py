"""What every answer depends on, whatever it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from gettext import NullTranslations

from bot.conversation.catalogs import Catalogs
from bot.conversation.events import Heard
from bot.corpus import Corpus, Windows


@dataclass(frozen=True, slots=True)
class House:
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
class Voice:
    """How and to whom an answer is spoken: in which language, for which Windows, when, and in what company."""

    house: House
    language: str
    windows: Windows
    now: datetime
    heard: Heard = "private"

    @property
    def corpus(self) -> Corpus:
        """The knowledge in the language of the answer, else as it is."""
        return self.house.translations.get(self.language, self.house.corpus)

    @property
    def words(self) -> NullTranslations:
        """The bot's own words in the language of the answer."""
        return self.house.catalogs[self.language]

    def place(self, name: str) -> str:
        """The menu path of a place in Windows."""
        return self.corpus.places[name].paths[self.windows]
