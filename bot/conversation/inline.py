"""Articles to pick from in any chat, while somebody types after the bot's name."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import answers
from bot.conversation.answering import in_corpus_language
from bot.conversation.replies import Button, CopyButton, LinkButton, Reply, ShareButton
from bot.conversation.voice import Voice
from bot.corpus import Section
from bot.understanding import Match

MOST_ARTICLES = 10
KEPT = (LinkButton, CopyButton, ShareButton)  # buttons that work under a message which the bot is not told of


@dataclass(frozen=True, slots=True)
class InlineArticle:
    """An answer to insert: the id of its section, title, one line of what it says, and the whole."""

    section: str
    title: str
    description: str
    reply: Reply


def inline_articles(query: str, matches: tuple[Match, ...], voice: Voice) -> tuple[InlineArticle, ...]:
    """The articles for what has been typed so far, best first; the most asked where nothing has been."""
    names = [match.section for match in matches] if query.strip() else voice.corpus.most_asked
    return tuple(_article(voice.corpus.sections[name], voice) for name in names[:MOST_ARTICLES])


def inline_miss(voice: Voice) -> str:
    """What stands on the button into the private chat, where no article fits."""
    return voice.words.gettext("No answer fits. Ask me in a chat of our own")


def _article(section: Section, voice: Voice) -> InlineArticle:
    whole = in_corpus_language(voice, answers.section_answer(voice, section))
    rows = (tuple(button for button in row if isinstance(button, KEPT)) for row in whole.buttons)
    buttons: tuple[tuple[Button, ...], ...] = tuple(row for row in rows if row)
    code = f"{section.codes[0]} " if section.codes else ""
    first_line = voice.body(section).partition("\n")[0]
    return InlineArticle(section.id, f"{code}{section.title}", first_line, Reply(whole.text, buttons))
