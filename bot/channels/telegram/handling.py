"""One update answered: memory loaded, the conversation asked, its replies shown, memory saved."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import structlog
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram import inline
from bot.channels.telegram.api import Client, acknowledge, delete, download, edit, keep_typing, send
from bot.channels.telegram.render import Message, render
from bot.channels.telegram.updates import Incoming, InlineAsked, Me, NoMessage, parse
from bot.conversation import Assistant, ChatMemory, Event, Picture, Press, Question, Reply, Turn
from bot.conversation.events import Rate
from bot.memory import ChatKey, Memory, PersonKey, Pseudonyms, StoredQuestion, StoredVote
from bot.pictures import PictureError, PictureReader

MOST_LED_ON = 10_000  # messages of groups
TOO_BIG = "too big"  # in what the Bot API says of a file over 20 MB (getFile)

logger = structlog.get_logger(__name__)


class Handler:
    """Answers updates, one at a time per chat; the caller sees to that. `assistant` may be exchanged at any time."""

    def __init__(self, assistant: Assistant, client: Client, memory: Memory, pictures: PictureReader) -> None:
        self.assistant = assistant
        self._client, self._memory, self._pictures = client, memory, pictures
        # The token is the one secret the bot has, and lasts as long as its chats know it by this name.
        self._names = Pseudonyms(client.token)
        self._led_on: dict[tuple[int, int], None] = {}

    async def handle(self, raw: dict[str, Any]) -> None:
        """Answer an update.

        An update that cannot be read or answered is logged without its text, its sender is told so, and it counts as
        handled. Raises NetworkError and the like where Telegram cannot be reached: such an update is not handled.
        """
        incoming = None
        try:
            incoming = parse(raw, Me(self._client.id, self._client.username))
            match incoming:
                case Incoming():
                    await self._answer(incoming)
                case InlineAsked():
                    found = await inline.answer(self._client, self.assistant, incoming)
                    logger.info("answered_inline", articles=found)
                case NoMessage(callback_id):
                    await acknowledge(self._client, callback_id)
        except Forbidden:
            logger.info("chat_unreachable", update_id=raw.get("update_id"))
        except BadRequest as error:
            # A NetworkError to python-telegram-bot, but one that no retry mends.
            await self._failed(error, incoming, raw)
        except (NetworkError, RetryAfter, InvalidToken):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not block the updates behind it
            await self._failed(error, incoming, raw)

    async def _answer(self, incoming: Incoming) -> None:
        chat, person = self._keys(incoming)
        memory = await self._memory.load(chat, person)
        turn = self.assistant.respond(await self._event(incoming), memory)
        if incoming.callback_id:
            await acknowledge(self._client, incoming.callback_id, turn.toast)
        if turn.delete_question:
            await delete(self._client, incoming.chat, incoming.question)
        ids = await self._show(incoming, turn)
        # Only what was shown is remembered: an update that is handled again must be answered as the first time.
        if turn.forget:
            await self._memory.forget(chat)
            return
        if not (ids or turn.toast or turn.vote):
            return  # what was only overheard leaves no trace
        if {memory, turn.memory} != {ChatMemory()}:  # also where nothing changed: it is kept so long since it was used
            await self._memory.save(chat, person, turn.memory, incoming.event.at)
        if ids and not incoming.callback_id:
            await self._memory.save_answers(chat, incoming.question, ids, incoming.event.at)
        await self._store(incoming, turn)
        logger.info("answered", kind=turn.outcome.kind, sections=[section.id for section in turn.outcome.sections])

    async def _event(self, incoming: Incoming) -> Event:
        """The event with what only the channel knows: the text of a picture, how the person voted before."""
        event = incoming.event
        if isinstance(event, Question):
            return replace(event, id=incoming.question)
        if isinstance(event, Picture) and incoming.picture and not self.assistant.house.reads_pictures:
            return replace(event, problem="unavailable")
        if isinstance(event, Picture) and incoming.picture:
            showing = asyncio.create_task(keep_typing(self._client, incoming.chat, incoming.thread))
            try:
                return await self._read(event, incoming.picture)
            finally:
                showing.cancel()
        if isinstance(event, Press) and isinstance(event.action, Rate):
            voted = await self._memory.vote_of(*self._vote_key(incoming))
            return replace(event, voted=voted, led_on=self._has_led_on(incoming, event.action))
        return event

    def _has_led_on(self, incoming: Incoming, rate: Rate) -> bool:
        """Whether a message of a group has led on already, for whoever said first that it did not help."""
        return incoming.group and not rate.helped and (incoming.chat, incoming.message) in self._led_on

    def _lead_on(self, incoming: Incoming) -> None:
        """Remember that a message has led on; the oldest are forgotten."""
        self._led_on[incoming.chat, incoming.message] = None
        while len(self._led_on) > MOST_LED_ON:
            del self._led_on[next(iter(self._led_on))]

    async def _read(self, picture: Picture, file: str) -> Picture:
        try:
            data = await download(self._client, file)
        except TelegramError as error:  # a picture that cannot be had is no reason to keep the chat waiting
            return replace(picture, problem="too_large" if TOO_BIG in str(error).lower() else "broken")
        try:
            return replace(picture, text=await self._pictures.read(data))
        except PictureError as error:
            return replace(picture, problem=error.problem)

    async def _store(self, incoming: Incoming, turn: Turn) -> None:
        """What maintainers learn from."""
        if turn.vote:
            if incoming.group and not turn.vote.helped:
                self._lead_on(incoming)
            chat, message, person = self._vote_key(incoming)
            await self._memory.save_vote(chat, message, person, StoredVote(turn.vote, incoming.event.at))
        if turn.unanswered:
            question = StoredQuestion(turn.unanswered, incoming.event.at)
            await self._memory.save_question(self._names.chat(incoming.chat), question)

    async def _show(self, incoming: Incoming, turn: Turn) -> tuple[int, ...]:
        """Show the replies: in place of what they replace, else as new messages; the ids of all."""
        chat, _ = self._keys(incoming)
        messages = [message for reply in turn.replies for message in render(reply, self._client.username)]
        if not messages:
            return ()
        shown: tuple[int, ...] = ()
        if incoming.edited:
            shown = await self._memory.answers(chat, incoming.question)
        elif any(reply.in_place for reply in turn.replies):
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

    def _keys(self, incoming: Incoming) -> tuple[ChatKey, PersonKey]:
        return self._names.chat(incoming.chat), self._names.person(incoming.chat, incoming.person)

    def _vote_key(self, incoming: Incoming) -> tuple[ChatKey, int, PersonKey]:
        chat, person = self._keys(incoming)
        return chat, incoming.message, person

    async def _failed(self, error: Exception, incoming: object, raw: dict[str, Any]) -> None:
        logger.error("update_failed", update_id=raw.get("update_id"), error=_describe(error))
        language, thread, house = None, None, self.assistant.house
        if isinstance(incoming, Incoming):
            language, thread = incoming.event.client_language, incoming.thread
            if incoming.callback_id:
                await acknowledge(self._client, incoming.callback_id)
        chat = incoming.chat if isinstance(incoming, Incoming) else _chat_of(raw)
        if chat is None or (isinstance(incoming, Incoming) and _is_overheard(incoming)):
            return
        _ = house.catalogs[language or house.language].gettext
        text = _("Something went wrong on my side, and I could not answer. Please ask once more in a while.")
        try:
            await send(self._client, chat, render(Reply(text))[0], thread=thread)
        except (BadRequest, Forbidden):
            logger.info("chat_unreachable", update_id=raw.get("update_id"))


def _is_overheard(incoming: Incoming) -> bool:
    return getattr(incoming.event, "heard", None) == "overheard"


def _describe(error: Exception) -> str:
    """An error by its kind and place, without its text, which may hold what somebody wrote."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"


def _chat_of(raw: dict[str, Any]) -> int | None:
    """The private chat of an update that could not be parsed, where it can be made out. Groups are left in peace."""
    for path in (("message",), ("edited_message",), ("callback_query", "message")):
        found: Any = raw
        for key in (*path, "chat", "id"):
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, int) and found > 0:
            return found
    return None
