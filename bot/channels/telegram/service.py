"""The bot as a service: signs in, introduces itself, answers until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.channels.telegram.api import UPDATE_KINDS, Client, persist
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.handling import Handler
from bot.channels.telegram.health import Health
from bot.channels.telegram.metrics import Metrics
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.profile import introduce, warn
from bot.channels.telegram.web import listen, serving
from bot.channels.telegram.webhook import Webhook
from bot.conversation import Assistant
from bot.corpus import CorpusError
from bot.memory.opening import open_memory, without_password
from bot.memory.sql_memory import SqlMemory
from bot.pictures.reader import PictureReader
from bot.understanding import scrub

SIGN_IN_SECONDS = 15.0
EXPIRE_SECONDS = 60.0
WATCH_SECONDS = 20.0
MAX_CONNECTIONS = 100  # from Telegram at once, the most it allows (Bot API, setWebhook); one chat takes one

logger = structlog.get_logger(__name__)


class ServiceError(Exception):
    """The service cannot go on; the text is one line that says why and what to do. It holds no token."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Where a service works.

    `api_url` is the root of the Bot API server. Updates come to `webhook_url`, with `webhook_secret` in each, or by
    polling where that is None. `listen` is host and port for the webhook and the pages that tell of health; with
    `must_listen` it has to be had. `send_rate` is in messages a second.
    """

    token: str
    api_url: str
    database_url: str
    listen: tuple[str, int]
    must_listen: bool = False
    webhook_url: str | None = None
    webhook_secret: str = ""
    send_rate: float = 30.0


async def serve(build: Callable[[], Assistant], setup: Setup) -> None:
    """Answer updates until SIGINT or SIGTERM; on SIGHUP build the assistant anew, with the corpus as it is then.

    Raises ServiceError where the token is wrong, the server cannot be reached at the start, the address to listen on
    cannot be had or another process polls with the same token; CorpusError where the corpus is broken at the start;
    and MemoryConfigError where the database is set up wrongly.
    """
    assistant = build()
    scrub("+46 70 174 06 05")  # loads what it needs now, and not in the middle of a conversation
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    listening = _listen(setup)
    metrics, pictures = Metrics(), PictureReader()
    async with open_memory(setup.database_url) as memory, _client(setup, metrics) as client:
        handler = Handler(assistant, client, memory, pictures, metrics, _now)
        service = _Service(setup, client, handler, memory, metrics)
        loop.add_signal_handler(signal.SIGHUP, service.reload.set)
        try:
            async with _in_background(service.reload_when_told(build)):
                await service.run(listening, stop)
        except InvalidToken:
            raise ServiceError(
                "Telegram does not know BOT_TOKEN (any more): copy it whole from @BotFather, and check BOT_API_URL"
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
    """One service at work."""

    def __init__(self, setup: Setup, client: Client, handler: Handler, memory: SqlMemory, metrics: Metrics) -> None:
        self._setup, self._client, self._handler = setup, client, handler
        self._memory, self._metrics = memory, metrics
        self._health = Health(memory, metrics, asyncio.get_running_loop().time, self._last_contact)
        self._pages = self._health.pages()
        self._webhook: Webhook | None = None
        self.reload = asyncio.Event()
        if setup.webhook_url:
            path = urlsplit(setup.webhook_url).path or "/"
            self._webhook = Webhook(path, setup.webhook_secret, self._pages)

    async def run(self, listening: socket.socket | None, stop: asyncio.Event) -> None:
        """Sign in and answer until told to stop. Raises InvalidToken, Conflict and ServiceError."""
        self._metrics.corpus(self._handler.assistant.config.version)
        async with _in_background(self._expire()), self._serving(listening):
            await _unless(stop, self._sign_in())
            if not stop.is_set():
                warn(self._client, self._handler.assistant)
                async with _in_background(introduce(self._client, self._handler.assistant)):
                    await self._work(stop)
            self._health.serving = False

    async def _work(self, stop: asyncio.Event) -> None:
        delivery = Delivery(self._handler, self._memory, self._metrics, _now)
        self._health.serving = True
        sections = len(self._handler.assistant.config.corpus.sections)
        mode = "webhook" if self._webhook else "polling"
        database = without_password(self._setup.database_url)
        logger.info("started", bot=self._client.username, sections=sections, mode=mode, database=database)
        if self._webhook is None:
            await Poller(self._client, delivery, stop).run()
            return
        self._webhook.open(delivery)
        await self._set_webhook()
        async with _in_background(self._watch(self._webhook)):
            await _unless(stop, self._webhook.revoked.wait())
        if self._webhook.revoked.is_set():
            raise InvalidToken

    def _serving(self, listening: socket.socket | None) -> contextlib.AbstractAsyncContextManager[None]:
        return serving(self._webhook or self._pages, listening) if listening else contextlib.nullcontext()

    async def reload_when_told(self, build: Callable[[], Assistant]) -> None:
        """Take the corpus as it is whenever `reload` is set; one that is broken never takes a running bot down.

        People are answered from the corpus before it while the new one is learned.
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
            self._metrics.corpus(config.version)
            logger.info("corpus_reloaded", sections=len(config.corpus.sections), version=config.version)

    async def _sign_in(self) -> None:
        await self._call(self._client.initialize)
        if not self._webhook:
            await self._call(lambda: self._client.delete_webhook(drop_pending_updates=False))

    async def _set_webhook(self) -> None:
        async def call() -> None:
            await self._client.set_webhook(
                self._setup.webhook_url or "",
                secret_token=self._setup.webhook_secret,
                allowed_updates=UPDATE_KINDS,
                max_connections=MAX_CONNECTIONS,
            )

        try:
            await self._call(call)
        except BadRequest as error:
            raise ServiceError(f"Telegram refuses BOT_WEBHOOK_URL: {error}") from None

    async def _call(self, call: Callable[[], Awaitable[object]]) -> None:
        try:
            await persist(call, SIGN_IN_SECONDS)
        except (InvalidToken, Conflict, BadRequest):
            raise
        except TelegramError as error:
            url = self._setup.api_url
            message = f"no Bot API server answers at {url} ({type(error).__name__}); check BOT_API_URL and the network"
            raise ServiceError(message) from None

    async def _watch(self, webhook: Webhook) -> None:
        """Ask about the webhook, again and again: so even a bot nobody writes to knows whether Telegram is there."""
        told: object = None
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                info = await self._client.get_webhook_info()
            except InvalidToken:
                webhook.revoked.set()
                return
            except TelegramError as error:
                logger.warning("webhook_not_checked", error=type(error).__name__)
                continue
            if info.url != self._setup.webhook_url:
                logger.error("webhook_replaced", mend="stop whatever else uses this BOT_TOKEN, and start this again")
            if info.last_error_date not in (None, told):
                told = info.last_error_date
                logger.warning("webhook_failed", error=info.last_error_message, pending=info.pending_update_count)

    async def _expire(self) -> None:
        """Delete what has been kept long enough, again and again."""
        kept = timedelta(days=self._handler.assistant.config.retention_days)
        while True:
            now = _now()
            try:
                await self._memory.drop_stale(now)
                await self._memory.drop_expired(now - kept)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next round may do
                logger.error("not_expired", error=type(error).__name__)
            await asyncio.sleep(EXPIRE_SECONDS)

    def _last_contact(self) -> float | None:
        times = (self._client.last_contact, self._webhook.last_contact if self._webhook else None)
        return max((at for at in times if at is not None), default=None)


def _now() -> datetime:
    return datetime.now(UTC)


def _listen(setup: Setup) -> socket.socket | None:
    host, port = setup.listen
    try:
        return listen(host, port)
    except OSError as error:
        why = f"BOT_LISTEN: {host}:{port} cannot be had ({error.strerror or error}); set another address and port"
        if setup.must_listen:
            raise ServiceError(why) from None
        logger.warning("health_not_served", mend=why)
        return None


@contextlib.asynccontextmanager
async def _client(setup: Setup, metrics: Metrics) -> AsyncIterator[Client]:
    try:
        client = Client(setup.token, setup.api_url, setup.send_rate, metrics.failed)
    except InvalidToken:
        raise ServiceError("BOT_TOKEN is not a token; copy it whole from @BotFather") from None
    try:
        yield client
    finally:
        with contextlib.suppress(TelegramError, RuntimeError):
            await client.shutdown()


@contextlib.asynccontextmanager
async def _in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, object]) -> None:
    """Do some work, or stop in the middle of it when told to. Raises what the work raises."""
    working, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not working.done():
        working.cancel()
        await asyncio.wait({working})
        return
    await working
