"""The content of answers: sections, notices, facts on codes, and their articles and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from bot.corpus.fields import (
    ArticleId,
    Code,
    EachOnce,
    FromFile,
    HttpsUrl,
    InquiryId,
    PerLanguage,
    PerWindows,
    SectionId,
    SettingsUri,
    Text,
    Word,
)
from bot.corpus.names import WINDOWS, Windows

MAX_TITLE = 40  # characters that a phone shows of a button without cutting it
MAX_ARTICLES = 4
MAX_RELATED = 3  # with the section itself they make four, as many as a reply offers
MAX_COPIED = 256  # characters (Bot API, CopyTextButton)


@dataclass(frozen=True, slots=True)
class Place(FromFile):
    """A named place in Windows, `{activation}` in a section: its menu path per version, and the URI that opens it.

    `any` is Markdown for a way that works in both versions, for users who have not stated theirs.
    """

    id: str
    paths: Annotated[Mapping[Windows, Text], PerWindows]
    uri: SettingsUri | None = None
    any: Text | None = None

    def markdown(self, windows: Windows, *, known: bool = True) -> str:
        """Return how to get there, as Markdown; `known` says that the user has stated the version `windows`."""
        return f"**{self.paths[windows]}**" if known or self.any is None else self.any


@dataclass(frozen=True, slots=True)
class Article(FromFile):
    """A page of Microsoft's that a section links to, with its title and address in every language."""

    id: str
    titles: Annotated[Mapping[str, Text], PerLanguage, Field(alias="title")]
    urls: Annotated[Mapping[str, HttpsUrl], PerLanguage, Field(alias="url")]
    windows: tuple[Windows, ...] = WINDOWS


@dataclass(frozen=True, slots=True)
class Evidence(FromFile):
    """Words that make it certain what a text is about.

    `cues` are lists of words and phrases; the text must contain one of every list, and none of `unless`.
    """

    cues: Annotated[tuple[tuple[Word, ...], ...], Field(min_length=1)]
    unless: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(FromFile):
    """A text with a title and links.

    `body` is the Markdown as written, with places and version blocks unresolved; `Corpus.body` resolves it.
    `related` are the ids of sections that the same users often need. `copy` is a command to copy, if there is one.
    `source` names the sources of its facts, as article ids or addresses; `checked` is the day they were last compared.
    """

    id: str
    title: Annotated[str, Field(max_length=MAX_TITLE)]
    body: str
    articles: Annotated[tuple[ArticleId, ...], EachOnce, Field(min_length=1, max_length=MAX_ARTICLES)]
    related: Annotated[tuple[SectionId, ...], EachOnce, Field(max_length=MAX_RELATED)] = ()
    copy: Annotated[str | None, Field(max_length=MAX_COPIED)] = None
    source: tuple[Text, ...]
    checked: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Page):
    """The answer to a topic that has no section. A text with its cues is about the topic, whatever else it says."""

    cues: tuple[tuple[Word, ...], ...] = ()

    @property
    def evidence(self) -> Evidence | None:
        """The evidence that a text is about this topic, if there are cues."""
        return Evidence(self.cues) if self.cues else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Page):
    """One answer: the meaning of an error and what to do about it.

    `label` is the short name of the section in labelled questions. `meanings` explain, by code, the codes that have
    another cause than the rest but the same steps; such a meaning replaces the first paragraphs of the body.
    `technician` is the section that says the same to IT staff. `asks` are inquiries that lead from a section that fits
    many users to one that fits better.
    """

    label: str
    codes: Annotated[tuple[Code, ...], EachOnce]
    messages: tuple[Text, ...] = ()
    meanings: Mapping[Text, Text] = field(default_factory=dict)
    technician: SectionId | None = None
    asks: tuple[InquiryId, ...] = ()
    phrasings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeFact(FromFile):
    """The facts of a real code without a section: its cause, its remedy, and a section that helps further."""

    code: str
    cause: Text
    remedy: Text
    related: SectionId | None = None
