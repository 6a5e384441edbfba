"""The bot as a service: signs in, introduces itself, answers until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations

import structlog
from telegram import BotCommand
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.api import Client, persist
from bot.channels.telegram.handling import Handler
from bot.channels.telegram.polling import Poller
from bot.conversation import COMMANDS, Assistant
from bot.corpus import CorpusError
from bot.memory import InProcessMemory, Memory
from bot.pictures import PictureReader
from bot.understanding import scrub

SIGN_IN_SECONDS = 15.0
PROFILE_SECONDS = 10.0
EXPIRE_SECONDS = 60.0

logger = structlog.get_logger(__name__)


class ServiceError(Exception):
    """The service cannot go on; the text is one line that says why and what to do. It holds no token."""


async def serve(build: Callable[[], Assistant], token: str, api_url: str, send_rate: float) -> None:
    """Answer updates until SIGINT or SIGTERM; on SIGHUP build the assistant anew, with the corpus as it is then.

    `send_rate` is in messages a second. Raises ServiceError where the token is wrong, the server cannot be reached at
    the start, or another process polls with the same token, and CorpusError where the corpus is broken at the start.
    """
    assistant = build()
    scrub("+46 70 174 06 05")  # loads what it needs now, and not in the middle of a conversation
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        client = Client(token, api_url, send_rate)
    except InvalidToken:
        raise ServiceError("BOT_TOKEN is not a token; copy it whole from @BotFather") from None
    memory, pictures = InProcessMemory(), PictureReader()
    handler = Handler(assistant, client, memory, pictures)
    loop.add_signal_handler(signal.SIGHUP, _reload, handler, build)
    expiring = asyncio.create_task(_expire(memory, timedelta(days=assistant.house.retention_days)))
    try:
        if not await _unless(stop, _sign_in(client, api_url)):
            return
        _warn(client, assistant)
        if not await _unless(stop, _introduce(client, assistant)):
            return
        logger.info("started", bot=client.username, sections=len(assistant.house.corpus.sections))
        await Poller(client, handler.handle).run(stop)
    except InvalidToken:
        raise ServiceError(
            "Telegram does not know BOT_TOKEN (any more): copy it whole from @BotFather, and check BOT_API_URL"
        ) from None
    except Conflict:
        message = "another process polls with the same BOT_TOKEN; stop it, or give this one a token of its own"
        raise ServiceError(message) from None
    finally:
        expiring.cancel()
        await pictures.close()
        with contextlib.suppress(TelegramError, RuntimeError):
            await client.shutdown()
    logger.info("stopped")


async def _unless(stop: asyncio.Event, work: Coroutine[None, None, None]) -> bool:
    """Do some work; false where it was told to stop before the end. Raises what the work raises."""
    working, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not working.done():
        working.cancel()
        await asyncio.wait({working})
        return False
    await working
    return True


async def _expire(memory: Memory, kept: timedelta) -> None:
    """Delete what has been kept long enough, again and again."""
    while True:
        now = datetime.now(UTC)
        try:
            await memory.tidy(now)
            await memory.expire(now - kept)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next round may do
            logger.error("not_expired", error=type(error).__name__)
        await asyncio.sleep(EXPIRE_SECONDS)


def _warn(client: Client, assistant: Assistant) -> None:
    """Say where the bot's settings with BotFather keep it from what its own settings promise (Bot API, getMe)."""
    me = client.bot
    if not me.supports_inline_queries:
        logger.warning("inline_mode_off", mend="send /setinline to @BotFather, so that @bot can be asked in any chat")
    if assistant.house.overhears_codes and me.can_join_groups and not me.can_read_all_group_messages:
        logger.warning(
            "group_privacy_on",
            mend="send /setprivacy to @BotFather and choose Disable, so that BOT_GROUPS=codes hears codes in groups; "
            "or set BOT_GROUPS=mentions",
        )


def _reload(handler: Handler, build: Callable[[], Assistant]) -> None:
    """Take the corpus as it is now; one that is broken never takes a running bot down."""
    try:
        handler.assistant = build()
    except CorpusError as error:
        logger.error("corpus_not_reloaded", error=str(error))
    else:
        logger.info("corpus_reloaded", sections=len(handler.assistant.house.corpus.sections))


async def _sign_in(client: Client, api_url: str) -> None:
    try:
        await persist(client.initialize, SIGN_IN_SECONDS)
        await persist(lambda: client.delete_webhook(drop_pending_updates=False), SIGN_IN_SECONDS)
    except (InvalidToken, Conflict):
        raise
    except TelegramError as error:
        message = f"no Bot API server answers at {api_url} ({type(error).__name__}); check BOT_API_URL and the network"
        raise ServiceError(message) from None


async def _introduce(client: Client, assistant: Assistant) -> None:
    """Set the command menus and the texts Telegram shows of the bot; a luxury, so a fault is only logged."""
    try:
        for code, words in assistant.house.catalogs.items():
            await _introduce_in(client, words, "" if code == assistant.house.language else code)
    except InvalidToken:
        raise
    except TelegramError as error:
        logger.warning("profile_not_set", error=type(error).__name__)


async def _introduce_in(client: Client, words: NullTranslations, code: str) -> None:
    _ = words.gettext
    short = _("Helps when Windows will not activate")
    long = _(
        "Windows will not activate? Send me the error code, for example 0xC004F211, or tell me in your own words what "
        "happened. You get steps for Windows 11 or Windows 10 and links to Microsoft's articles.\n\n"
        "Never send a product key."
    )
    commands = [BotCommand(command.names[0], command.description(words)) for command in COMMANDS]
    for call in (
        lambda: client.set_my_commands(commands, language_code=code),
        lambda: client.set_my_short_description(short, code),
        lambda: client.set_my_description(long, code),
    ):
        await persist(call, PROFILE_SECONDS)
