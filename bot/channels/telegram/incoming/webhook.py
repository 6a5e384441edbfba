"""The webhook: updates arrive as requests, and each is acknowledged only after it has been answered.

Telegram repeats an update that gets no 2xx within 60 s, and delivers the next one of the chat only after that (Bot API,
setWebhook). The body of the response may contain one call to the Bot API, whose result is never known.
"""

from __future__ import annotations

import asyncio
import hmac
import math

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from telegram import User
from telegram.error import InvalidToken

from bot.channels.telegram.delivery import ChatOrder, Delivery, NotHandledError
from bot.channels.telegram.incoming.updates import read
from bot.channels.telegram.outgoing.calls import HANDLER_SECONDS

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
MAX_BODY = 1024 * 1024  # bytes; an update with the longest text and all its entities has a tenth of that


class Webhook:
    """An ASGI application that accepts updates at a path once it is open, and passes other requests to `others`.

    `revoked` is set when Telegram no longer accepts the token. `last_contact` is when the last update arrived, by the
    loop's clock.
    """

    def __init__(self, path: str, secret: str, others: ASGIApp) -> None:
        self._path, self._secret, self._others = path, secret.encode(), others
        self._order = ChatOrder()
        self._open: tuple[Delivery, User] | None = None
        self.revoked = asyncio.Event()
        self.last_contact: float | None = None

    def open(self, delivery: Delivery, me: User) -> None:
        """Answer updates from now on, as the bot `me`; until then Telegram is asked to deliver them again."""
        self._open = delivery, me

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (asgi.readthedocs.io, HTTP)."""
        if scope["type"] != "http" or scope["path"] != self._path:
            await self._others(scope, receive, send)
            return
        # Starlette's router and middleware are skipped: they take as long as reading the update.
        try:
            response = await self._answer(Request(scope, receive))
        except HTTPException as error:
            response = Response(status_code=error.status_code, headers=error.headers)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        """Return a 200 response, with a Bot API call in its body if there is one to make.

        Raises HTTPException: 405 for another method than POST, 401 without the secret, 400 for a body that is not an
        update, 413 for a body over 1 MiB, 503 if the update must be delivered again.
        """
        if request.method != "POST":
            raise HTTPException(405)
        if not self._has_secret(request):
            raise HTTPException(401)
        body = await _body(request)
        if self._open is None:
            raise HTTPException(503, headers={"Retry-After": "0"})
        delivery, me = self._open
        try:
            update = read(msgspec.json.decode(body), me)
        except (ValueError, RecursionError):
            raise HTTPException(400) from None
        self.last_contact = asyncio.get_running_loop().time()
        try:
            async with self._order.in_order(update.chat, HANDLER_SECONDS):
                call = await delivery.deliver(update, in_response=True)
        except NotHandledError as error:
            # Telegram waits for that time (telegram-bot-api, WebhookActor).
            raise HTTPException(503, headers={"Retry-After": str(math.ceil(error.seconds))}) from None
        except (TimeoutError, asyncio.CancelledError):  # cancelled: the process is ending
            raise HTTPException(503) from None
        except InvalidToken:
            self.revoked.set()
            raise HTTPException(503) from None
        return Response(msgspec.json.encode(call), media_type="application/json") if call else Response()

    def _has_secret(self, request: Request) -> bool:
        given = next((value for name, value in request.scope["headers"] if name == SECRET_HEADER), b"")
        return hmac.compare_digest(given, self._secret)


async def _body(request: Request) -> bytes:
    """Return the body of a request. Raises HTTPException if it is too large, without reading the rest."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise HTTPException(413)
    except ClientDisconnect:
        raise HTTPException(400) from None
    return bytes(body)
