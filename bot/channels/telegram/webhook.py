"""The webhook: updates come in as requests, and each is acknowledged only once it is answered.

Telegram gives an update again that gets no 2xx within 60 s, and gives the next of a chat only after it (Bot API,
setWebhook). The body of the response may hold one call to the Bot API, whose fate is never told.
"""

from __future__ import annotations

import asyncio
import hmac
import math
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from telegram.error import InvalidToken

from bot.channels.telegram.api import HANDLER_SECONDS
from bot.channels.telegram.delivery import Call, Delivery, NotHandledError
from bot.channels.telegram.order import ChatOrder
from bot.channels.telegram.updates import chat_of

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
MAX_ID = 2**63 - 1  # what a database takes; Telegram's ids have 32 bits
MAX_BODY = 1024 * 1024  # bytes; an update of the longest text with all its entities is a tenth of that


class Webhook:
    """An ASGI application: takes updates at a path once it is opened, and leaves all other requests to another.

    `revoked` is set once Telegram does not know the token any more. `last_contact` is when the last update came, by
    the loop's clock.
    """

    def __init__(self, path: str, secret: str, others: ASGIApp) -> None:
        self._path, self._secret, self._others = path, secret.encode(), others
        self._order = ChatOrder()
        self._delivery: Delivery | None = None
        self.revoked = asyncio.Event()
        self.last_contact: float | None = None

    def open(self, delivery: Delivery) -> None:
        """From now on updates are answered; before, Telegram is asked to bring them again."""
        self._delivery = delivery

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (asgi.readthedocs.io, HTTP)."""
        if scope["type"] != "http" or scope["path"] != self._path:
            await self._others(scope, receive, send)
            return
        # Without Starlette's router and middleware, which take as long as reading the update does.
        try:
            response = await self._answer(Request(scope, receive))
        except HTTPException as error:
            response = Response(status_code=error.status_code, headers=error.headers)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        """200, with a call in the body where one is left to make.

        Raises HTTPException: 405 for another method than POST, 401 without the secret, 400 for what is no update, 413
        over 1 MiB, 503 where the update must come again.
        """
        if request.method != "POST":
            raise HTTPException(405)
        if not self._knows_secret(request):
            raise HTTPException(401)
        update = _update(await _read(request))
        self.last_contact = asyncio.get_running_loop().time()
        try:
            call = await self._deliver(update)
        except NotHandledError as error:
            # Telegram heeds it (telegram-bot-api, WebhookActor).
            raise HTTPException(503, headers={"Retry-After": str(math.ceil(error.seconds))}) from None
        except (TimeoutError, asyncio.CancelledError):  # cancelled: the process has to end
            raise HTTPException(503) from None
        except InvalidToken:
            self.revoked.set()
            raise HTTPException(503) from None
        return Response(msgspec.json.encode(call), media_type="application/json") if call else Response()

    def _knows_secret(self, request: Request) -> bool:
        given = next((value for name, value in request.scope["headers"] if name == SECRET_HEADER), b"")
        return hmac.compare_digest(given, self._secret)

    async def _deliver(self, update: dict[str, Any]) -> Call | None:
        if self._delivery is None:
            raise NotHandledError("not signed in yet")
        async with self._order.turn(chat_of(update), HANDLER_SECONDS):
            return await self._delivery.deliver(update, may_ride=True)


async def _read(request: Request) -> bytes:
    """The body of a request. Raises HTTPException where it is too large, and reads no more of it then."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > MAX_BODY:
                raise HTTPException(413)
    except ClientDisconnect:
        raise HTTPException(400) from None
    return bytes(body)


def _update(body: bytes) -> dict[str, Any]:
    """The update in a body. Raises HTTPException where there is none."""
    try:
        update = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(update, dict) or type(update.get("update_id")) is not int or update["update_id"] > MAX_ID:
        raise HTTPException(400)
    return update
