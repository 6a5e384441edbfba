"""The webhook: updates come in as requests, and each is acknowledged only once it is answered.

Telegram gives an update again that gets no 2xx within 60 s, and gives the next of a chat only after it (Bot API,
setWebhook). The body of the response may hold one call to the Bot API, whose fate is never told.
"""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from telegram.error import InvalidToken

from bot.channels.telegram.api import HANDLER_SECONDS
from bot.channels.telegram.delivery import Call, Delivery, NotHandledError
from bot.channels.telegram.order import ChatOrder
from bot.channels.telegram.updates import chat_of

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
MAX_BODY = 1024 * 1024  # bytes; an update of the longest text with all its entities is a tenth of that


class Webhook:
    """Takes updates once it is opened.

    `revoked` is set once Telegram does not know the token any more. `last_contact` is when the last update came, by
    the loop's clock.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._order = ChatOrder()
        self._delivery: Delivery | None = None
        self.revoked = asyncio.Event()
        self.last_contact: float | None = None

    def open(self, delivery: Delivery) -> None:
        """From now on updates are answered; before, Telegram is asked to bring them again."""
        self._delivery = delivery

    async def answer(self, request: Request) -> Response:
        """Answer one delivery.

        200, with a call in the body where one is left to make; 401 without the secret, 400 for what is no update, 413
        over 1 MiB, 503 where the update must come again.
        """
        if not self._knows_secret(request):
            return Response(status_code=401)
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        update = _update(body)
        if update is None:
            return Response(status_code=400)
        self.last_contact = asyncio.get_running_loop().time()
        if self._delivery is None:
            return Response(status_code=503)
        try:
            call = await self._deliver(update, self._delivery)
        except (NotHandledError, TimeoutError):
            return Response(status_code=503)
        except InvalidToken:
            self.revoked.set()
            return Response(status_code=503)
        return Response(msgspec.json.encode(call), media_type="application/json") if call else Response()

    def _knows_secret(self, request: Request) -> bool:
        given = next((value for name, value in request.scope["headers"] if name == SECRET_HEADER), b"")
        return hmac.compare_digest(given, self._secret)

    async def _deliver(self, update: dict[str, Any], delivery: Delivery) -> Call | None:
        async with asyncio.timeout(HANDLER_SECONDS) as waiting, self._order.turn(chat_of(update)):
            waiting.reschedule(None)  # from here on `Delivery` sees to the time
            return await delivery.deliver(update, may_ride=True)


async def _read(request: Request) -> bytes | None:
    """The body of a request; None where it is too large, and then no more than that is read."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


def _update(body: bytes) -> dict[str, Any] | None:
    """The update in a body; None where there is none."""
    try:
        update = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    known = isinstance(update, dict) and type(update.get("update_id")) is int
    return update if known else None
