"""Answering one update: recall, ask the conversation, show its replies, save what the update leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from telegram.error import TelegramError

from bot.channels.telegram import guest, inline
from bot.channels.telegram.api import Client, acknowledge, delete, download, edit, keep_typing, send
from bot.channels.telegram.metrics import Metrics
from bot.channels.telegram.payloads import message_call
from bot.channels.telegram.render import Message, render
from bot.channels.telegram.updates import GuestAsked, Incoming, InlineAsked, Me, NoMessage, chat_of, kind_of, parse
from bot.conversation import Assistant, ChatHistory, Event, Picture, Press, Question, Reply, Turn
from bot.conversation.actions import Rate
from bot.memory import ChatKey, PersonKey, Pseudonyms, Recalled, Record
from bot.memory.sql_memory import SqlMemory
from bot.pictures import PictureError
from bot.pictures.reader import PictureReader

OF_A_CHAT = frozenset({"message", "edited_message", "callback_query"})  # kinds of updates
TOO_BIG = "too big"  # in what the Bot API says of a file over 20 MB (getFile)

NOTHING = ChatHistory()

logger = structlog.get_logger(__name__)


class Keys(NamedTuple):
    """The keys of a chat and of a person in it."""

    chat: ChatKey
    person: PersonKey


class Handler:
    """Answers updates, one at a time per chat; the caller sees to that. `assistant` may be exchanged at any time."""

    def __init__(
        self,
        assistant: Assistant,
        client: Client,
        memory: SqlMemory,
        pictures: PictureReader,
        metrics: Metrics,
        clock: Callable[[], datetime],
    ) -> None:
        self.assistant = assistant
        self._client, self._memory, self._pictures = client, memory, pictures
        self._metrics, self._clock = metrics, clock
        # The token is the one secret the bot has, and lasts as long as its chats know it by this name.
        self._names = Pseudonyms(client.token)

    async def handle(self, raw: dict[str, Any], *, may_ride: bool = False) -> dict[str, Any] | None:
        """Answer an update; the Bot API call that is left to make, where one message may ride on the acknowledgement.

        All that is remembered is saved when this returns. An update that was answered by calls before is let be; one
        whose answer rode is answered again, for only an answer that never arrived brings it back. Raises whatever
        goes wrong: Telegram's errors, and any other for an update that cannot be read or answered.
        """
        incoming = parse(raw, self._me)
        match incoming:
            case Incoming():
                return await self._answer(raw["update_id"], incoming, may_ride=may_ride)
            case InlineAsked():
                found = await inline.answer(self._client, self.assistant, incoming)
                logger.info("answered_inline", articles=found)
            case GuestAsked():
                await self._answer_guest(incoming)
            case NoMessage(callback_id):
                await acknowledge(self._client, callback_id)
        return None

    async def apologise(self, raw: dict[str, Any]) -> None:
        """Tell whoever sent an update that it could not be answered. Groups the bot only overheard are left in peace.

        Raises Telegram's errors.
        """
        incoming = self._parsed(raw)
        language, thread, chat = None, None, chat_of(raw)
        if isinstance(incoming, Incoming):
            if incoming.callback_id:
                await acknowledge(self._client, incoming.callback_id)
            language, thread = incoming.event.client_language, incoming.thread
            speaks = not _is_overheard(incoming)
        elif isinstance(incoming, GuestAsked):
            language, speaks = incoming.asked.event.client_language, True
        else:  # it could not be read, or belongs to no chat; groups are left in peace then
            speaks = kind_of(raw) in OF_A_CHAT and chat > 0
        if not speaks:
            return
        _ = self._words(language)
        text = _("Something went wrong on my side, and I could not answer. Please ask once more in a while.")
        if isinstance(incoming, GuestAsked):
            await guest.say(self._client, incoming.id, Reply(text))
            return
        await send(self._client, chat, render(Reply(text))[0], thread=thread)

    async def calm(self, raw: dict[str, Any]) -> None:
        """Ask a chat that writes faster than it can be answered to wait. Raises Telegram's errors."""
        incoming = self._parsed(raw)
        if isinstance(incoming, Incoming):
            _ = self._words(incoming.event.client_language)
            text = _(
                "Take it easy, I cannot keep up. I answer what you wrote first and skip the rest. "
                "Wait for my answers, and then write again."
            )
            await send(self._client, incoming.chat, render(Reply(text))[0], thread=incoming.thread)

    def is_for_bot(self, raw: dict[str, Any]) -> bool:
        """Whether an update is something said to the bot, and not merely overheard in a group or no message at all."""
        incoming = self._parsed(raw)
        return isinstance(incoming, Incoming) and not incoming.callback_id and not _is_overheard(incoming)

    def chat_key(self, raw: dict[str, Any]) -> ChatKey | None:
        """The key of the chat an update belongs to; None where it belongs to none that the bot is in."""
        chat = 0 if kind_of(raw) == "guest_message" else chat_of(raw)
        return self._names.chat(chat) if chat else None

    @property
    def _me(self) -> Me:
        return Me(self._client.id, self._client.username)

    def _parsed(self, raw: dict[str, Any]) -> Incoming | InlineAsked | GuestAsked | NoMessage | None:
        """The event of an update; None where it cannot be read, too."""
        try:
            return parse(raw, self._me)
        except Exception:  # noqa: BLE001 - an update that is not as the Bot API says may break in any way
            return None

    def _words(self, language: str | None) -> Callable[[str], str]:
        config = self.assistant.config
        return config.catalogs[language or config.language].gettext

    async def _answer(self, update: int, incoming: Incoming, *, may_ride: bool) -> dict[str, Any] | None:
        keys = Keys(self._names.chat(incoming.chat), self._names.person(incoming.chat, incoming.person))
        incoming = self._with_picture(incoming)
        recalled = await self._memory.recall(update, *keys, incoming.question)
        if recalled.handled:
            logger.info("answered_before", update_id=update)
            return None
        turn = self.assistant.respond(await self._event(incoming, recalled), recalled.history)
        if turn.of_referred and incoming.referred and incoming.referred.message is not None:
            incoming = replace(incoming, question=incoming.referred.message)
            if incoming.edited:  # the replies to edit are those to the other message
                recalled = await self._memory.recall(update, *keys, incoming.question)
        messages = [message for reply in turn.replies for message in render(reply, self._client.username)]
        if may_ride and len(messages) == 1 and _may_ride(incoming):
            await self._memory.save(_record(update, incoming, keys, turn, recalled.history))
            self._count(turn)
            return {"method": "sendMessage"} | message_call(incoming.chat, messages[0], thread=incoming.thread)
        if incoming.callback_id:
            await acknowledge(self._client, incoming.callback_id, turn.toast)
        if turn.delete_question:
            await delete(self._client, incoming.chat, incoming.question)
        ids = await self._show(incoming, turn, messages, recalled.reply_ids)
        if ids or turn.toast or turn.vote:  # an update that was only overheard leaves no trace
            # Saved only now that it was shown: an update that is handled again must be answered as the first time.
            record = _record(update, incoming, keys, turn, recalled.history)
            reply_ids = () if incoming.callback_id or turn.forget else ids
            await self._memory.save(replace(record, handled_at=self._clock(), reply_ids=reply_ids))
            self._count(turn)
        return None

    async def _answer_guest(self, query: GuestAsked) -> None:
        """Answer a guest query; nothing is recalled or kept of a chat that the bot is not in."""
        incoming = self._with_picture(query.asked)
        event = incoming.event
        if isinstance(event, Picture) and incoming.picture:
            reads = self.assistant.config.reads_pictures
            event = await self._read(event, incoming.picture) if reads else replace(event, problem="unavailable")
        turn = self.assistant.respond(event, NOTHING)
        if turn.replies:
            await guest.say(self._client, query.id, guest.reply(turn, self._words, self._client.username))
            self._count(turn)

    def _count(self, turn: Turn) -> None:
        self._metrics.answered(turn.outcome)
        logger.info("answered", kind=turn.outcome.kind, sections=[section.id for section in turn.outcome.sections])

    def _with_picture(self, incoming: Incoming) -> Incoming:
        """The same, asking about the picture that a question replies to, if it calls for help with that."""
        asked, referred = incoming.event, incoming.referred
        if not (isinstance(asked, Question) and referred and referred.is_picture and referred.message):
            return incoming
        if not self.assistant.calls_for_help(asked):
            return incoming
        caption = "\n".join(filter(None, (asked.text, referred.text)))
        picture = Picture(
            "", asked.at, caption, referred.problem, client_language=asked.client_language, heard=asked.heard
        )
        return replace(incoming, event=picture, picture=referred.picture, question=referred.message)

    async def _event(self, incoming: Incoming, recalled: Recalled) -> Event:
        """The event with what only the channel knows: the text of a picture, how the person voted before."""
        event = incoming.event
        if isinstance(event, Question):
            return replace(event, id=incoming.question)
        if isinstance(event, Picture) and incoming.picture and not self.assistant.config.reads_pictures:
            return replace(event, problem="unavailable")
        if isinstance(event, Picture) and incoming.picture:
            showing = asyncio.create_task(keep_typing(self._client, incoming.chat, incoming.thread))
            try:
                return await self._read(event, incoming.picture)
            finally:
                showing.cancel()
        if isinstance(event, Press) and isinstance(event.action, Rate):
            # In a group, the first vote that says that a message did not help has shown the next step to everyone.
            escalated = incoming.group and not event.action.helped and recalled.escalated
            return replace(event, voted=recalled.voted, escalated=escalated, in_group=incoming.group)
        return event

    async def _read(self, picture: Picture, file: str) -> Picture:
        try:
            data = await download(self._client, file)
        except TelegramError as error:  # a picture that cannot be had is no reason to keep the chat waiting
            return replace(picture, problem="too_large" if TOO_BIG in str(error).lower() else "broken")
        try:
            return replace(picture, text=await self._pictures.read(data))
        except PictureError as error:
            return replace(picture, problem=error.problem)

    async def _show(
        self, incoming: Incoming, turn: Turn, messages: list[Message], reply_ids: tuple[int, ...]
    ) -> tuple[int, ...]:
        """Show messages, in place of those that they replace or as new ones; return the ids of all."""
        if not messages:
            return ()
        shown: tuple[int, ...] = ()
        if incoming.edited:
            shown = reply_ids
        elif turn.in_place:
            shown = (incoming.message,)
        return await self._put(incoming, messages, shown)

    async def _put(self, incoming: Incoming, messages: list[Message], shown: tuple[int, ...]) -> tuple[int, ...]:
        """Put messages in place of those already `shown`, the rest as new ones; the ids of all."""
        replies = (incoming.group or incoming.edited) and not incoming.callback_id
        reply_to = incoming.question if replies else None
        ids: list[int] = []
        for at, message in enumerate(messages):
            if at < len(shown) and await edit(self._client, incoming.chat, shown[at], message):
                ids.append(shown[at])
            else:
                ids.append(await send(self._client, incoming.chat, message, reply_to, incoming.thread))
        for left in shown[len(messages) :]:
            await delete(self._client, incoming.chat, left)
        return tuple(ids)


def _record(update: int, incoming: Incoming, keys: Keys, turn: Turn, before: ChatHistory) -> Record:
    """Return what a turn leaves behind, except what is known once its replies are sent."""
    at, question = incoming.event.at, incoming.question
    if turn.forget:
        return Record(update=update, chat=keys.chat, person=keys.person, at=at, question=question, forget=True)
    # A history that did not change is saved too, because it expires some time after it was last used.
    is_empty = before == NOTHING and turn.history == NOTHING
    return Record(
        update=update,
        chat=keys.chat,
        person=keys.person,
        at=at,
        question=question,
        history=None if is_empty else turn.history,
        voted_on=incoming.message if turn.vote else None,
        vote=turn.vote,
        unanswered=turn.unanswered,
    )


def _may_ride(incoming: Incoming) -> bool:
    """Whether the answer may go where neither its fate nor its message id will ever be known."""
    return not (incoming.group or incoming.edited or incoming.callback_id)


def _is_overheard(incoming: Incoming) -> bool:
    return incoming.event.heard == "overheard"
