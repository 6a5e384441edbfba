"""A stage for conversations over HTTP: people act, the bot answers, and all of it is written down."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Unpack

from bot.understanding import mask_product_keys
from tests.botapi.people.senders import Place
from tests.botapi.server import BotApiServer, SeenMessage

SETTLE_SECONDS = 30.0  # for one turn; reading a picture may take some
MAX_LINES = 14  # of a long answer that are in the transcript
NAME = "@aktivering_test_bot"
FOLD = "expandable_blockquote"


@dataclass(frozen=True)
class Heard:
    """The result of one act: the messages of the bot that are new or changed, and the toast over a button."""

    messages: list[SeenMessage]
    toast: str | None = None

    @property
    def message(self) -> SeenMessage:
        """The only message."""
        (message,) = self.messages
        return message

    @property
    def text(self) -> str:
        """The text of all messages."""
        return "\n\n".join(message.text for message in self.messages)

    @property
    def visible(self) -> str:
        """The text of all messages before anything is unfolded."""
        return "\n\n".join(parted(message)[0] for message in self.messages)

    @property
    def in_place(self) -> bool:
        """Whether the only result is that one earlier message was edited."""
        return len(self.messages) == 1 and self.message.edited

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons of all messages."""
        return [text for message in self.messages for text in message.button_texts]


@dataclass(frozen=True)
class Offered:
    """What an inline query is answered with: the titles of the articles, and the label of the button."""

    titles: list[str]
    button: str | None


@dataclass
class Stage:
    """One server and the transcript of its events. Every act waits until the bot has handled it."""

    server: BotApiServer
    lines: list[str] = field(default_factory=list)
    turns: int = 0
    said: int = 0  # the id of the last text

    def scene(self, title: str) -> None:
        """Begin a scene with this heading."""
        self.lines += [f"## {title}", ""]

    async def say(self, who: str, chat: int, text: str, *, language: str = "sv", **how: Unpack[Place]) -> Heard:
        """Send a text as a person."""
        before = self._shown(chat)
        self.said = self.server.send_text(chat, text, language_code=language, **how)
        return await self._heard(f"**{who}:** {mask_product_keys(text)[0]}", chat, before)

    async def send(self, who: str, chat: int, what: str, send: Callable[[int], int]) -> Heard:
        """Send a message that is not a text as a person."""
        before = self._shown(chat)
        send(chat)
        return await self._heard(f"**{who}** *{what}*", chat, before)

    async def photograph(self, who: str, chat: int, what: str, data: bytes, caption: str | None = None) -> Heard:
        """Send a picture as a person."""
        before = self._shown(chat)
        self.server.send_photo(chat, data, caption=caption)
        return await self._heard(f"**{who}** *{what}*{f' {caption}' if caption else ''}", chat, before)

    async def edit(self, who: str, chat: int, question: int, text: str) -> Heard:
        """Edit the last text of a person."""
        before = self._shown(chat)
        self.server.edit_text(chat, question, text)
        return await self._heard(f"**{who}** *edits it:* {text}", chat, before)

    async def press(self, who: str, chat: int, message: SeenMessage, button: str, *, by: int | None = None) -> Heard:
        """Press a button as a person."""
        before = self._shown(chat)
        query = self.server.press(chat, message.message_id, button, user_id=by)
        await self._settled()
        assert query in self.server.answered_callbacks, f"the button {button} still spins"
        return await self._heard(f"**{who}** *presses* [{button}]", chat, before, self.server.toast(query))

    async def summon(self, who: str, chat: int, text: str, *, shown: str, by: int) -> Heard:
        """Call the bot as a person in a chat that it is not in, in reply to a message of somebody else there."""
        before = self._shown(chat)
        self.said = self.server.send_text(chat, shown)
        self.lines += [f"**Somebody:** {shown}", ""]
        self.server.summon(chat, f"{NAME} {text}".strip(), user_id=by, reply_to=self.said)
        return await self._heard(f"**{who}** *replies:* {NAME} {text}".strip(), chat, before)

    async def inline(self, who: str, person: int, query: str) -> Offered:
        """Type a text after the bot's name in another chat as a person."""
        asked = self.server.inline(person, query)
        await self._settled()
        answer = self.server.inline_answers[asked]
        titles = [result["title"] for result in answer.get("results", [])]
        self.turns += 1
        self.lines += [f"**{who}** *types in another chat:* {NAME} {query}", ""]
        button = answer.get("button", {}).get("text")
        self.lines += [*(f"> - {title}" for title in titles), *([f"> `[{button}]`"] if button else []), ""]
        return Offered(titles, button)

    async def _heard(
        self, act: str, chat: int, before: dict[int, tuple[str, list[str]]], toast: str | None = None
    ) -> Heard:
        await self._settled()
        changed = [
            message
            for message in self.server.messages(chat)
            if before.get(message.message_id) != (message.text, message.button_texts)
        ]
        self.turns += 1
        self.lines += [act, ""]
        for message in changed:
            self._write(message)
        if toast:
            self.lines += [f"> *over the button:* {toast}", ""]
        if not changed and not toast:
            self.lines += ["> *(the bot says nothing)*", ""]
        return Heard(changed, toast)

    def _write(self, message: SeenMessage) -> None:
        shown, folded = parted(message)
        edited = "*(in place)* " if message.edited else ""
        self.lines += _quoted(shown, edited, MAX_LINES)
        if folded:
            self.lines += [">", "> <details><summary>folded away</summary>", ">", *_quoted(folded), ">", "> </details>"]
        if message.button_texts:
            self.lines += [">", "> " + " ".join(f"`[{text}]`" for text in message.button_texts)]
        self.lines.append("")

    async def _settled(self) -> None:
        await self.server.wait_until(lambda: not self.server.pending_updates(), timeout=SETTLE_SECONDS)

    def _shown(self, chat: int) -> dict[int, tuple[str, list[str]]]:
        return {message.message_id: (message.text, message.button_texts) for message in self.server.messages(chat)}


def parted(message: SeenMessage) -> tuple[str, str]:
    """Return the text of a message that is visible at once, and the text that is visible once it is unfolded."""
    units = message.text.encode("utf-16-le")  # offsets of entities count these
    fold = next((entity for entity in message.entities if entity["type"] == FOLD), None)
    if fold is None:
        return message.text, ""
    start, end = 2 * fold["offset"], 2 * (fold["offset"] + fold["length"])
    shown = (units[:start] + units[end:]).decode("utf-16-le")
    return shown.strip(), units[start:end].decode("utf-16-le").strip()


def _quoted(text: str, before: str = "", most: int | None = None) -> list[str]:
    """Return a text as lines of a quotation, the first after `before`, cut after `most` lines."""
    lines = [line for line in _undated(text).split("\n") if line]
    if most and len(lines) > most:
        lines = [*lines[:most], "…"]
    quoted = [f"> {before if number == 0 else ''}{_literal(line)}\\" for number, line in enumerate(lines)]
    return [*quoted[:-1], quoted[-1].removesuffix("\\")]


def _undated(text: str) -> str:
    """Return the text without dates, so that the transcript is the same tomorrow."""
    return re.sub(r"\b(\d{1,2} [a-zé]+|[A-Z][a-z]+ \d{1,2},) 20\d\d\b", "[date]", text)


def _literal(line: str) -> str:
    """Return a line escaped so that Markdown shows it literally."""
    return re.sub(r"([*_`<>#\[\]])", r"\\\1", line)
