"""The bot's profile in Telegram, and warnings about settings that its owner can change only with BotFather."""

from __future__ import annotations

from gettext import NullTranslations

import structlog
from telegram.error import TelegramError

from bot.channels.telegram.outgoing.calls import retry
from bot.channels.telegram.outgoing.client import Client
from bot.channels.telegram.outgoing.render import Payload
from bot.conversation import COMMANDS, Assistant

PROFILE_SECONDS = 10.0

logger = structlog.get_logger(__name__)


def warn_about_bot_settings(client: Client, assistant: Assistant) -> None:
    """Log a warning for each BotFather setting that prevents what the bot's own settings ask for (Bot API, getMe)."""
    me = client.me
    if not me.supports_inline_queries:
        logger.warning("inline_mode_off", hint="send /setinline to @BotFather, so that @bot can be asked in any chat")
    if assistant.config.overhears_codes and me.can_join_groups and not me.can_read_all_group_messages:
        logger.warning(
            "group_privacy_on",
            hint="send /setprivacy to @BotFather and choose Disable, so that BOT_GROUPS=codes sees codes in groups; "
            "or set BOT_GROUPS=mentions",
        )


async def set_profile(client: Client, assistant: Assistant) -> None:
    """Set the command menus and the descriptions of the bot in each language; an error is only logged."""
    try:
        for code, words in assistant.config.catalogs.items():
            language = "" if code == assistant.config.language else code
            for method, parameters in _profile(words).items():
                await _set(client, method, parameters | {"language_code": language})
    except TelegramError as error:
        logger.warning("profile_not_set", error=type(error).__name__)


async def _set(client: Client, method: str, parameters: Payload) -> None:
    await retry(lambda: client.call(method, parameters), PROFILE_SECONDS)


def _profile(words: NullTranslations) -> dict[str, Payload]:
    """Return the calls that set the profile in one language."""
    _ = words.gettext
    short = _("Helps when Windows will not activate")
    long = _(
        "Windows will not activate? Send me the error code, for example 0xC004F211, or tell me in your own words what "
        "happened. You get steps for Windows 11 or Windows 10 and links to Microsoft's articles.\n\n"
        "Never send a product key."
    )
    commands = [
        {"command": command.names[0], "description": words.gettext(command.description)} for command in COMMANDS
    ]
    return {
        "setMyCommands": {"commands": commands},
        "setMyShortDescription": {"short_description": short},
        "setMyDescription": {"description": long},
    }
