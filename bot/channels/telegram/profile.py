"""What Telegram shows of the bot, and what its owner must still tell BotFather."""

from __future__ import annotations

from gettext import NullTranslations

import structlog
from telegram import BotCommand
from telegram.error import TelegramError

from bot.channels.telegram.api import Client, persist
from bot.conversation import COMMANDS, Assistant

PROFILE_SECONDS = 10.0

logger = structlog.get_logger(__name__)


def warn(client: Client, assistant: Assistant) -> None:
    """Say where the bot's settings with BotFather keep it from what its own settings promise (Bot API, getMe)."""
    me = client.bot
    if not me.supports_inline_queries:
        logger.warning("inline_mode_off", mend="send /setinline to @BotFather, so that @bot can be asked in any chat")
    if assistant.config.overhears_codes and me.can_join_groups and not me.can_read_all_group_messages:
        logger.warning(
            "group_privacy_on",
            mend="send /setprivacy to @BotFather and choose Disable, so that BOT_GROUPS=codes hears codes in groups; "
            "or set BOT_GROUPS=mentions",
        )


async def introduce(client: Client, assistant: Assistant) -> None:
    """Set the command menus and the texts Telegram shows of the bot; a luxury, so a fault is only logged."""
    try:
        for code, words in assistant.config.catalogs.items():
            await _introduce_in(client, words, "" if code == assistant.config.language else code)
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
    commands = [BotCommand(command.names[0], words.gettext(command.description)) for command in COMMANDS]
    for call in (
        lambda: client.set_my_commands(commands, language_code=code),
        lambda: client.set_my_short_description(short, code),
        lambda: client.set_my_description(long, code),
    ):
        await persist(call, PROFILE_SECONDS)
