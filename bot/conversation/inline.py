"""Articles to pick from in any chat, while somebody types after the bot's name."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.answers import sections as answers
from bot.conversation.answers.choose import in_corpus_language
from bot.conversation.scene import Scene
from bot.conversation.turn import Button, CopyButton, LinkButton, Reply, ShareButton
from bot.corpus import Section
from bot.understanding import Match

MAX_ARTICLES = 10
KEPT = (LinkButton, CopyButton, ShareButton)  # buttons that work under a message which the bot is not told of


@dataclass(frozen=True, slots=True)
class InlineArticle:
    """An answer to insert: the id of its section, title, one line of what it says, and the whole."""

    section: str
    title: str
    description: str
    reply: Reply


def inline_articles(query: str, matches: tuple[Match, ...], scene: Scene) -> tuple[InlineArticle, ...]:
    """The articles for what has been typed so far, best first; the most asked where nothing has been."""
    names = [match.section for match in matches] if query.strip() else scene.corpus.most_asked
    return tuple(_article(scene.corpus.sections[name], scene) for name in names[:MAX_ARTICLES])


def inline_miss(scene: Scene) -> str:
    """What stands on the button into the private chat, where no article fits."""
    return scene.words.gettext("No answer fits. Ask me in a chat of our own")


def _article(section: Section, scene: Scene) -> InlineArticle:
    whole = in_corpus_language(scene, answers.section_answer(scene, section, more=True, asks=False))
    rows = (tuple(button for button in row if isinstance(button, KEPT)) for row in whole.buttons)
    buttons: tuple[tuple[Button, ...], ...] = tuple(row for row in rows if row)
    code = f"{section.codes[0]} " if section.codes else ""
    first_line = scene.body(section).partition("\n")[0]
    return InlineArticle(
        section.id, f"{code}{section.title}", first_line, Reply(whole.text, buttons, folded=whole.folded)
    )
