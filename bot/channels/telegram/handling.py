"""One update answered: memory loaded, the conversation asked, its replies shown, memory saved."""

from __future__ import annotations

from typing import Any

import structlog
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.channels.telegram.api import Client, acknowledge, delete, edit, send
from bot.channels.telegram.render import Message, render
from bot.channels.telegram.updates import Incoming, parse
from bot.conversation import Assistant, Reply
from bot.memory import InProcessMemory

logger = structlog.get_logger(__name__)


class Handler:
    """Answers updates, one at a time per chat; the caller sees to that. `assistant` may be exchanged at any time."""

    def __init__(self, assistant: Assistant, client: Client, memory: InProcessMemory) -> None:
        self.assistant = assistant
        self._client, self._memory = client, memory

    async def handle(self, raw: dict[str, Any]) -> None:
        """Answer an update.

        An update that cannot be read or answered is logged without its text, its sender is told so, and it counts as
        handled. Raises NetworkError and the like where Telegram cannot be reached: such an update is not handled.
        """
        incoming = None
        try:
            incoming = parse(raw, self._client.username)
            if incoming:
                await self._answer(incoming)
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
        if incoming.callback_id:
            await acknowledge(self._client, incoming.callback_id)
        memory = await self._memory.load(incoming.chat)
        turn = self.assistant.respond(incoming.event, memory)
        if turn.memory != memory:
            await self._memory.save(incoming.chat, turn.memory)
        messages = [message for reply in turn.replies for message in render(reply)]
        in_place = any(reply.in_place for reply in turn.replies)
        if incoming.edited:
            shown = await self._memory.answers(incoming.chat, incoming.message)
        else:
            shown = (incoming.message,) if in_place else ()
        ids = await self._show(incoming, messages, shown)
        if not incoming.callback_id:
            await self._memory.save_answers(incoming.chat, incoming.message, ids)
        logger.info("answered", kind=turn.outcome.kind, sections=[section.id for section in turn.outcome.sections])

    async def _show(self, incoming: Incoming, messages: list[Message], shown: tuple[int, ...]) -> tuple[int, ...]:
        """Show messages in place of those already `shown`, the rest as new ones; the ids of all."""
        reply_to = incoming.message if (incoming.group or incoming.edited) and not incoming.callback_id else None
        ids: list[int] = []
        for at, message in enumerate(messages):
            if at < len(shown) and await edit(self._client, incoming.chat, shown[at], message):
                ids.append(shown[at])
            else:
                ids.append(await send(self._client, incoming.chat, message, reply_to))
        for left in shown[len(messages) :]:
            await delete(self._client, incoming.chat, left)
        return tuple(ids)

    async def _failed(self, error: Exception, incoming: Incoming | None, raw: dict[str, Any]) -> None:
        logger.error("update_failed", update_id=raw.get("update_id"), error=_describe(error))
        chat = incoming.chat if incoming else _chat_of(raw)
        if chat is None:
            return
        _ = self.assistant.catalogs[self.assistant.language].gettext
        text = _("Something went wrong on my side, and I could not answer. Please ask once more in a while.")
        try:
            await send(self._client, chat, render(Reply(text))[0])
        except (BadRequest, Forbidden):
            logger.info("chat_unreachable", update_id=raw.get("update_id"))


def _describe(error: Exception) -> str:
    """An error by its kind and place, without its text, which may hold what somebody wrote."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"


def _chat_of(raw: dict[str, Any]) -> int | None:
    """The chat of an update that could not be parsed, as far as it can be made out."""
    for path in (("message",), ("edited_message",), ("callback_query", "message")):
        found: Any = raw
        for key in (*path, "chat", "id"):
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, int):
            return found
    return None
