"""The Telegram service: it signs in, sets the profile, and answers until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from pydantic import SecretStr
from telegram import WebhookInfo
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.channels.telegram.answering import Handler
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.incoming.polling import Poller
from bot.channels.telegram.incoming.updates import KINDS
from bot.channels.telegram.incoming.webhook import Webhook
from bot.channels.telegram.outgoing.calls import retry
from bot.channels.telegram.outgoing.client import Client
from bot.channels.telegram.profile import set_profile, warn_about_bot_settings
from bot.conversation import Assistant
from bot.corpus import CorpusError
from bot.memory.opening import default_url, open_memory, without_password
from bot.memory.sql_memory import SqlMemory
from bot.monitoring.health import Health
from bot.monitoring.metrics import Metrics
from bot.monitoring.server import listen, serving
from bot.pictures.reader import PictureReader
from bot.settings import Settings, address
from bot.understanding import scrub

SIGN_IN_SECONDS = 15.0
EXPIRE_SECONDS = 60.0
WATCH_SECONDS = 20.0
MAX_CONNECTIONS = 100  # from Telegram at once, the most it allows (Bot API, setWebhook); each chat uses one

logger = structlog.get_logger(__name__)


class ServiceError(Exception):
    """The service cannot continue; the text is one line that says why and what to do, without the token."""


async def serve(build: Callable[[], Assistant], settings: Settings) -> None:
    """Answer updates until SIGINT or SIGTERM; on SIGHUP, build the assistant again from the changed corpus.

    Raises ServiceError if the token is wrong, the Bot API server does not answer at the start, the address to listen
    on is not available, or another process polls with the same token; CorpusError if the corpus is broken at the
    start; and MemoryConfigError if the database is configured wrongly.
    """
    assistant = build()
    _load_phone_numbers()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    listening = _listen(settings)
    database_url = settings.database or default_url()
    metrics, pictures = Metrics(), PictureReader()
    async with open_memory(database_url) as memory, _client(settings, metrics) as client:
        handler = Handler(assistant, client, memory, pictures, metrics, _now)
        service = _Service(settings, client, handler, memory, metrics)
        loop.add_signal_handler(signal.SIGHUP, service.reload.set)
        try:
            async with _in_background(service.reload_when_told(build)):
                await service.run(listening, stop, without_password(database_url))
        except InvalidToken:
            raise ServiceError(
                "Telegram does not (or no longer) know BOT_TOKEN: copy it whole from @BotFather, and check BOT_API_URL"
            ) from None
        except Conflict:
            message = (
                "another process uses the same BOT_TOKEN (Telegram answers 409 Conflict); stop it, or give this one a "
                "token of its own"
            )
            raise ServiceError(message) from None
        finally:
            await pictures.close()
    logger.info("stopped")


class _Service:
    """One running service."""

    def __init__(
        self, settings: Settings, client: Client, handler: Handler, memory: SqlMemory, metrics: Metrics
    ) -> None:
        self._settings, self._client, self._handler = settings, client, handler
        self._memory, self._metrics = memory, metrics
        self._health = Health(memory, metrics, asyncio.get_running_loop().time, self._last_contact)
        self._pages = self._health.pages()
        self._webhook: Webhook | None = None
        self.reload = asyncio.Event()
        if settings.webhook_url:
            path = urlsplit(str(settings.webhook_url)).path or "/"
            self._webhook = Webhook(path, _text(settings.webhook_secret), self._pages)

    async def run(self, listening: socket.socket | None, stop: asyncio.Event, database: str) -> None:
        """Sign in and answer until told to stop. Raises InvalidToken, Conflict and ServiceError.

        `database` is its URL without the password, for the log.
        """
        config = self._handler.assistant.config
        self._metrics.use_corpus(config.version)
        async with _in_background(self._expire()), self._serving(listening):
            await _unless(stop, self._sign_in())
            if not stop.is_set():
                warn_about_bot_settings(self._client, self._handler.assistant)
                self._health.serving = True
                mode = "webhook" if self._webhook else "polling"
                sections = len(config.corpus.sections)
                logger.info("started", bot=self._client.username, sections=sections, mode=mode, database=database)
                async with _in_background(set_profile(self._client, self._handler.assistant)):
                    await self._work(stop)
            self._health.serving = False

    async def _work(self, stop: asyncio.Event) -> None:
        delivery = Delivery(self._handler, self._memory, self._metrics, _now)
        if self._webhook is None:
            await Poller(self._client, delivery, stop).run()
            return
        self._webhook.open(delivery, self._client.me)
        await self._set_webhook()
        async with _in_background(self._watch(self._webhook)):
            await _unless(stop, self._webhook.revoked.wait())
        if self._webhook.revoked.is_set():
            raise InvalidToken

    def _serving(self, listening: socket.socket | None) -> contextlib.AbstractAsyncContextManager[None]:
        return serving(self._webhook or self._pages, listening) if listening else contextlib.nullcontext()

    async def reload_when_told(self, build: Callable[[], Assistant]) -> None:
        """Load the corpus again whenever `reload` is set; a broken one never stops a running bot.

        Until the new corpus is ready, users are answered from the old one.
        """
        while True:
            await self.reload.wait()
            self.reload.clear()
            try:
                self._handler.assistant = await asyncio.to_thread(build)
            except CorpusError as error:
                logger.error("corpus_not_reloaded", error=str(error))
                continue
            config = self._handler.assistant.config
            self._metrics.use_corpus(config.version)
            logger.info("corpus_reloaded", sections=len(config.corpus.sections), version=config.version)

    async def _sign_in(self) -> None:
        await self._call(self._client.sign_in)
        if not self._webhook:
            await self._call(lambda: self._client.call("deleteWebhook", {"drop_pending_updates": False}))

    async def _set_webhook(self) -> None:
        parameters = {
            "url": str(self._settings.webhook_url),
            "secret_token": _text(self._settings.webhook_secret),
            "allowed_updates": KINDS,
            "max_connections": MAX_CONNECTIONS,
        }
        try:
            await self._call(lambda: self._client.call("setWebhook", parameters))
        except BadRequest as error:
            raise ServiceError(f"Telegram refuses BOT_WEBHOOK_URL: {error}") from None

    async def _call(self, call: Callable[[], Awaitable[object]]) -> None:
        try:
            await retry(call, SIGN_IN_SECONDS)
        except (InvalidToken, Conflict, BadRequest):
            raise
        except TelegramError as error:
            url = self._settings.api_url
            message = f"no Bot API server answers at {url} ({type(error).__name__}); check BOT_API_URL and the network"
            raise ServiceError(message) from None

    async def _watch(self, webhook: Webhook) -> None:
        """Check the webhook periodically, so that even a bot without messages knows whether Telegram answers."""
        logged: object = None
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                info: WebhookInfo = await self._client.call("getWebhookInfo", return_type=WebhookInfo)
            except InvalidToken:
                webhook.revoked.set()
                return
            except TelegramError as error:
                logger.warning("webhook_not_checked", error=type(error).__name__)
                continue
            if info.url != str(self._settings.webhook_url):
                logger.error("webhook_replaced", hint="stop the other bot that uses this BOT_TOKEN, then restart this")
            if info.last_error_date not in (None, logged):
                logged = info.last_error_date
                logger.warning("webhook_failed", error=info.last_error_message, pending=info.pending_update_count)

    async def _expire(self) -> None:
        """Delete data whose retention period is over, periodically."""
        kept = timedelta(days=self._handler.assistant.config.retention_days)
        while True:
            now = _now()
            try:
                await self._memory.drop_stale(now)
                await self._memory.drop_expired(now - kept)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next round may succeed
                logger.error("not_expired", error=type(error).__name__)
            await asyncio.sleep(EXPIRE_SECONDS)

    def _last_contact(self) -> float | None:
        times = (self._client.last_contact, self._webhook.last_contact if self._webhook else None)
        return max((at for at in times if at is not None), default=None)


def _now() -> datetime:
    return datetime.now(UTC)


def _text(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _load_phone_numbers() -> None:
    """Load the tables for scrubbing phone numbers now, because loading them later would delay an answer."""
    scrub("+46 70 174 06 05")


def _listen(settings: Settings) -> socket.socket | None:
    """Return the socket for the webhook and the pages; None if they are optional and the address is not available."""
    host, port = address(settings.listen)
    try:
        return listen(host, port)
    except OSError as error:
        hint = f"BOT_LISTEN: cannot listen on {host}:{port} ({error.strerror or error}); choose another address"
        if settings.webhook_url or "listen" in settings.model_fields_set:
            raise ServiceError(hint) from None
        logger.warning("health_not_served", hint=hint)
        return None


@contextlib.asynccontextmanager
async def _client(settings: Settings, metrics: Metrics) -> AsyncIterator[Client]:
    try:
        client = Client(_text(settings.token), str(settings.api_url), settings.send_rate, metrics.call_failed)
    except InvalidToken:
        raise ServiceError("BOT_TOKEN is not a token; copy it whole from @BotFather") from None
    try:
        yield client
    finally:
        with contextlib.suppress(TelegramError, RuntimeError):
            await client.close()


@contextlib.asynccontextmanager
async def _in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, object]) -> None:
    """Run some work; cancel it if `stop` is set. Raises the errors of the work."""
    working, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not working.done():
        working.cancel()
        await asyncio.wait({working})
        return
    await working
