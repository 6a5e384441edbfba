"""Answering of one update: recall, complete the event, ask the conversation, show its replies, save."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import structlog
from telegram.error import TelegramError

from bot.channels.telegram.incoming.updates import (
    DetachedPress,
    GuestQuery,
    Incoming,
    InlineQuery,
    Kind,
    Malformed,
    Update,
)
from bot.channels.telegram.outgoing.articles import guest_reply, reply_to_guest, show_articles
from bot.channels.telegram.outgoing.calls import acknowledge, delete, download, edit, keep_typing, send
from bot.channels.telegram.outgoing.client import Client
from bot.channels.telegram.outgoing.render import Message, Payload, message_payload, render
from bot.conversation import Assistant, ChatHistory, Event, Picture, Press, Question, Reply, Turn
from bot.conversation.actions import Rate
from bot.memory import ChatKey, PersonKey, Pseudonyms, Recalled, Record
from bot.memory.sql_memory import SqlMemory
from bot.monitoring.metrics import Metrics
from bot.pictures import PictureError
from bot.pictures.reader import PictureReader

# The kinds of updates whose chat may be written to.
IN_CHAT: frozenset[Kind] = frozenset({"message", "edited_message", "callback_query"})
TOO_BIG = "too big"  # in Telegram's error for a file over 20 MB (Bot API, getFile)

EMPTY_HISTORY = ChatHistory()

logger = structlog.get_logger(__name__)


class Keys(NamedTuple):
    """The keys of a chat and of a person in it."""

    chat: ChatKey
    person: PersonKey


class Handler:
    """A handler of updates; those of one chat must come one at a time. `assistant` may be replaced at any time."""

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
        # The token is the only secret of the bot; with a new one, stored data of chats is no longer found.
        self._names = Pseudonyms(client.token)

    async def handle(self, update: Update, *, in_response: bool = False) -> Payload | None:
        """Answer an update and save what it leaves behind.

        Returns a Bot API call to send in the webhook response, if `in_response` allows that and the answer is one
        message, else None. An update that was answered by calls before is ignored. If the answer was sent in the
        webhook response, the update is answered again, because Telegram only repeats it if that response was lost.
        Raises Telegram's errors, and any others that answering leads to.
        """
        match update.content:
            case Incoming() as incoming:
                return await self._answer(update.id, incoming, in_response=in_response)
            case InlineQuery(query_id, _, text, language):
                articles, miss = self.assistant.inline(text, datetime.now(UTC), language)
                await show_articles(self._client, query_id, articles, miss)
                logger.info("answered_inline", articles=len(articles))
            case GuestQuery() as query:
                await self._answer_guest(query)
            case DetachedPress(callback_id):
                await acknowledge(self._client, callback_id)
        return None

    async def apologise(self, update: Update | Malformed) -> None:
        """Tell the sender of an update that it could not be answered; in a group only if the bot was addressed.

        Raises Telegram's errors.
        """
        content = update.content if isinstance(update, Update) else None
        match content:
            case Incoming() as incoming:
                if incoming.callback_id:
                    await acknowledge(self._client, incoming.callback_id)
                if not incoming.is_overheard:
                    reply = self._apology(incoming.event.client_language)
                    await send(self._client, incoming.chat, render(reply)[0], thread=incoming.thread)
            case GuestQuery(query_id, asked):
                await reply_to_guest(self._client, query_id, self._apology(asked.event.client_language))
            case _ if update.kind in IN_CHAT and update.chat > 0:
                await send(self._client, update.chat, render(self._apology(None))[0])

    async def ask_to_slow_down(self, incoming: Incoming) -> None:
        """Ask a chat whose messages come faster than they can be answered to wait. Raises Telegram's errors."""
        _ = self._words(incoming.event.client_language)
        text = _(
            "Take it easy, I cannot keep up. I am answering your first messages and skipping the rest. "
            "Please wait for my answers before you write again."
        )
        await send(self._client, incoming.chat, render(Reply(text))[0], thread=incoming.thread)

    def chat_key(self, update: Update | Malformed) -> ChatKey | None:
        """Return the key of the chat of an update; None if it has no chat, or one that the bot is not in."""
        return self._names.chat(update.chat) if update.chat and update.kind != "guest_message" else None

    def _apology(self, language: str | None) -> Reply:
        _ = self._words(language)
        return Reply(_("Something went wrong on my side, and I could not answer. Please ask again in a while."))

    def _words(self, language: str | None) -> Callable[[str], str]:
        config = self.assistant.config
        return config.catalogs[language or config.language].gettext

    async def _answer(self, update: int, incoming: Incoming, *, in_response: bool) -> Payload | None:
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
        record = _record(update, incoming, keys, turn, recalled.history)
        if in_response and len(messages) == 1 and _may_answer_in_response(incoming):
            await self._memory.save(record)
            self._count(turn)
            return {"method": "sendMessage"} | message_payload(incoming.chat, messages[0], thread=incoming.thread)
        if incoming.callback_id:
            await acknowledge(self._client, incoming.callback_id, turn.toast)
        if turn.delete_question:
            await delete(self._client, incoming.chat, incoming.question)
        ids = await self._show(incoming, turn, messages, recalled.reply_ids)
        if ids or turn.toast or turn.vote:  # nothing is stored of a message that was only overheard
            # Saved only after it was shown, so that an update that is handled again gets the same answer.
            reply_ids = () if incoming.callback_id or turn.forget else ids
            await self._memory.save(replace(record, handled_at=self._clock(), reply_ids=reply_ids))
            self._count(turn)
        return None

    async def _answer_guest(self, query: GuestQuery) -> None:
        """Answer a guest query; nothing is recalled or stored of a chat that the bot is not in."""
        incoming = self._with_picture(query.asked)
        event = incoming.event
        if isinstance(event, Picture) and incoming.picture:
            event = await self._read(event, incoming.picture)
        turn = self.assistant.respond(event, EMPTY_HISTORY)
        if turn.replies:
            reply = guest_reply(turn, self._words, self._client.username)
            await reply_to_guest(self._client, query.id, reply)
            self._count(turn)

    def _count(self, turn: Turn) -> None:
        self._metrics.answered(turn.outcome)
        logger.info("answered", kind=turn.outcome.kind, sections=[section.id for section in turn.outcome.sections])

    def _with_picture(self, incoming: Incoming) -> Incoming:
        """Return a question as one about the picture it replies to, if it calls for help with that picture."""
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
        """Return the event, completed with the text of its picture or with earlier votes on the same message."""
        event = incoming.event
        if isinstance(event, Picture) and incoming.picture:
            showing = asyncio.create_task(keep_typing(self._client, incoming.chat, incoming.thread))
            try:
                return await self._read(event, incoming.picture)
            finally:
                showing.cancel()
        if isinstance(event, Press) and isinstance(event.action, Rate):
            # The first vote in a group that an answer did not help has already shown the next step to everyone.
            escalated = incoming.group and not event.action.helped and recalled.escalated
            return replace(event, voted=recalled.voted, escalated=escalated)
        return event

    async def _read(self, picture: Picture, file: str) -> Picture:
        """Return a picture with its text, or with the reason why that could not be read."""
        if not self.assistant.config.reads_pictures:
            return replace(picture, problem="unavailable")
        try:
            data = await download(self._client, file)
        except TelegramError as error:  # not retried, because later messages of the chat would have to wait
            return replace(picture, problem="too_large" if TOO_BIG in str(error).lower() else "broken")
        try:
            return replace(picture, text=await self._pictures.read(data))
        except PictureError as error:
            return replace(picture, problem=error.problem)

    async def _show(
        self, incoming: Incoming, turn: Turn, messages: list[Message], reply_ids: tuple[int, ...]
    ) -> tuple[int, ...]:
        """Show messages, as edits of earlier ones or as new ones, and return their ids."""
        if not messages:
            return ()
        shown: tuple[int, ...] = ()
        if incoming.edited:
            shown = reply_ids
        elif turn.in_place:
            shown = (incoming.message,)
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
    """Return the record of a turn, without the fields that are known only after its replies have been sent."""
    at, question = incoming.event.at, incoming.question
    if turn.forget:
        return Record(update=update, chat=keys.chat, person=keys.person, at=at, question=question, forget=True)
    # A history that did not change is saved too, because it expires some time after it was last used.
    is_empty = before == EMPTY_HISTORY and turn.history == EMPTY_HISTORY
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


def _may_answer_in_response(incoming: Incoming) -> bool:
    """Return whether the answer may be sent as a call whose result and message id are never known."""
    return not (incoming.group or incoming.edited or incoming.callback_id)
