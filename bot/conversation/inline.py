"""Inline queries: articles to choose from while a user types after the bot's name in any chat."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.answers.sections import Extras, section_answer
from bot.conversation.answers.turns import in_corpus_language
from bot.conversation.scene import Scene
from bot.conversation.turn import Button, CopyButton, LinkButton, Reply, ShareButton
from bot.corpus import Section
from bot.understanding import Match

MAX_ARTICLES = 10
INLINE_BUTTONS = (LinkButton, CopyButton, ShareButton)  # they work in chats that the bot is not in


@dataclass(frozen=True, slots=True)
class InlineArticle:
    """An answer that the user can insert: the id of its section, a title, a description, and the reply."""

    section: str
    title: str
    description: str
    reply: Reply


def inline_articles(query: str, matches: tuple[Match, ...], scene: Scene) -> tuple[InlineArticle, ...]:
    """Return the articles for the text typed so far, best first; for an empty text the most frequent ones."""
    names = [match.section for match in matches] if query.strip() else scene.corpus.most_asked
    return tuple(_article(scene.corpus.sections[name], scene) for name in names[:MAX_ARTICLES])


def inline_miss(scene: Scene) -> str:
    """Return the label of the button to the private chat if no article fits."""
    return scene.say("No match. Ask me in a private chat")


def _article(section: Section, scene: Scene) -> InlineArticle:
    whole = in_corpus_language(scene, section_answer(scene, section, extras=Extras(more=True)))
    rows = (tuple(button for button in row if isinstance(button, INLINE_BUTTONS)) for row in whole.buttons)
    buttons: tuple[tuple[Button, ...], ...] = tuple(row for row in rows if row)
    code = f"{section.codes[0]} " if section.codes else ""
    first_line = scene.body(section).partition("\n")[0]
    reply = Reply(whole.text, buttons, whole.folded)
    return InlineArticle(section.id, f"{code}{section.title}", first_line, reply)
