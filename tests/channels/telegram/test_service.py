"""Starting and stopping: permanent errors end in one line and exit code 2, temporary ones are waited out."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.channels.telegram.incoming.polling import TRIAL_SECONDS
from tests.botapi.server import BotApiServer, Fault
from tests.channels.telegram.process import BotProcess, started_bot
from tests.corpus.tiny import write_tiny_corpus

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANNA = 184_220_917
UNREACHABLE = "http://127.0.0.1:9"  # the port of discard, a service that no machine offers any more
TOKEN = "7421953680:TEST-token-of-nobody-at-all-1234567"  # noqa: S105 - protects nothing


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def unreachable(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    """Start a bot whose server cannot be reached. It tries for many seconds, so it starts first and is checked last."""
    async with started_bot(tmp_path_factory.mktemp("unreachable"), UNREACHABLE, TOKEN) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as running:
        yield running


async def ended(bot: BotProcess, token: str) -> str:
    """Wait until a bot exits with code 2, and return the one line it printed, without the token and a traceback."""
    assert await bot.end() == 2
    (line,) = bot.said
    assert line.startswith("aktiveringsbot: ")
    assert token not in bot.stderr
    assert "Traceback" not in bot.stderr
    return line


async def test_a_wrong_token_ends_the_bot_with_one_line(server: BotApiServer, tmp_path: Path) -> None:
    async with started_bot(tmp_path, server.url, TOKEN) as bot:
        assert "BOT_TOKEN" in await ended(bot, TOKEN)
    assert [call.status for call in server.calls] == [401]


async def test_a_garbled_token_ends_the_bot_with_one_line(server: BotApiServer, tmp_path: Path) -> None:
    garbled = "7421953680:a b/c?d#e"
    async with started_bot(tmp_path, server.url, garbled) as bot:
        assert "BOT_TOKEN" in await ended(bot, garbled)


async def test_a_server_with_temporary_errors_is_waited_for(server: BotApiServer, tmp_path: Path) -> None:
    server.fail("getMe", Fault.server_error(500))
    server.fail("deleteWebhook", Fault.garbage())
    server.fail("setMyCommands", Fault.drop())
    asked_before = server.send_text(ANNA, "0xC004F211")
    async with started_bot(tmp_path, server.url, server.token) as bot:
        (message,) = await server.wait_for_messages(ANNA, 1, timeout=20)
        assert message.message_id > asked_before
        assert "(0xC004F211)" in message.text
        await server.wait_until(lambda: ("default", "") in server.commands)
        assert bot.said == []


@pytest.mark.parametrize(
    "fault",
    [Fault.forbidden(), Fault.too_many_requests(retry_after=3600)],
    ids=["403", "429"],
)
async def test_people_are_answered_if_menus_cannot_be_set(server: BotApiServer, tmp_path: Path, fault: Fault) -> None:
    server.fail("setMyCommands", fault, times=100)
    server.send_text(ANNA, "0xC004F211")
    async with started_bot(tmp_path, server.url, server.token) as bot:
        await server.wait_for_messages(ANNA, 1)
        assert bot.said == []


@pytest.mark.slow
async def test_the_newer_of_two_processes_with_one_token_ends_and_the_older_continues(
    server: BotApiServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
    async with started_bot(folders[0], server.url, server.token) as first:
        server.send_text(ANNA, "0xC004F211")
        await server.wait_for_messages(ANNA, 1, timeout=20)
        await asyncio.sleep(TRIAL_SECONDS)
        async with started_bot(folders[1], server.url, server.token) as second:
            line = await ended(second, server.token)
            assert "another process" in line
            assert "409" in line
        server.send_text(ANNA, "0xC004F210")
        await server.wait_for_messages(ANNA, 2)
        assert first.exit_code is None
        assert first.said == []


async def test_a_bot_that_is_still_signing_in_stops_when_told(server: BotApiServer, tmp_path: Path) -> None:
    server.fail("getMe", Fault.server_error(500), times=100)
    async with started_bot(tmp_path, server.url, server.token) as bot:
        await server.wait_until(lambda: len(server.calls_of("getMe")) > 1, timeout=20)
        bot.stop()
        assert await asyncio.wait_for(bot.end(), timeout=10) == 0


async def test_a_killed_bot_continues_after_a_restart(server: BotApiServer, tmp_path: Path) -> None:
    async with started_bot(tmp_path, server.url, server.token) as bot:
        await server.wait_until(lambda: server.calls_of("getUpdates"), timeout=20)
        await bot.kill()
        assert bot.exit_code == -signal.SIGKILL
        server.send_text(ANNA, "0xC004F211")
        await bot.start()
        await server.wait_for_messages(ANNA, 1, timeout=20)
        assert bot.said == []
        assert [line["event"] for line in bot.log].count("started") == 2


async def test_a_server_that_cannot_be_reached_ends_the_bot_with_one_line(unreachable: BotProcess) -> None:
    line = await ended(unreachable, TOKEN)
    assert UNREACHABLE in line
    assert "BOT_API_URL" in line


@pytest.mark.parametrize(
    ("inline", "hears_all", "groups", "warned"),
    [
        (True, True, "codes", set()),
        (True, False, "mentions", set()),
        (True, False, "codes", {"group_privacy_on"}),
        (False, True, "codes", {"inline_mode_off"}),
    ],
    ids=["all is well", "mentions alone", "privacy mode", "no inline mode"],
)
async def test_settings_to_change_with_botfather_are_logged(
    server: BotApiServer, tmp_path: Path, *, inline: bool, hears_all: bool, groups: str, warned: set[str]
) -> None:
    server.supports_inline_queries, server.can_read_all_group_messages = inline, hears_all
    async with started_bot(tmp_path, server.url, server.token, GROUPS=groups) as bot:
        await server.wait_until(lambda: server.calls_of("getUpdates"), timeout=20)
        warnings = {line["event"]: line["hint"] for line in bot.log if line["level"] == "warning"}
        assert set(warnings) == warned
        assert all("@BotFather" in hint for hint in warnings.values())
        assert bot.said == []


async def test_the_model_of_a_changed_corpus_is_trained_while_people_are_answered(
    server: BotApiServer, tmp_path: Path
) -> None:
    root, cache = write_tiny_corpus(tmp_path / "corpus"), tmp_path / "cache"
    phrasings = root / "sv/phrasings/find-product-key.txt"
    async with started_bot(tmp_path, server.url, server.token, CORPUS=str(root), CACHE=str(cache)) as bot:
        server.send_text(ANNA, "0x803F7001")
        await server.wait_for_messages(ANNA, 1, timeout=20)
        phrasings.write_text(phrasings.read_text(encoding="utf-8") + "var gömde jag lappen\n", encoding="utf-8")
        bot.reload()
        server.send_text(ANNA, "0x803F7001")
        await server.wait_for_messages(ANNA, 2, timeout=20)
        await server.wait_until(lambda: "corpus_reloaded" in [line["event"] for line in bot.log], timeout=20)
        server.send_text(ANNA, "var gömde jag lappen")
        (*_, answer) = await server.wait_for_messages(ANNA, 3, timeout=20)
        assert "Hitta" in answer.text
        phrasings.write_text("", encoding="utf-8")
        bot.reload()
        await server.wait_until(lambda: "corpus_not_reloaded" in [line["event"] for line in bot.log], timeout=20)
        server.send_text(ANNA, "0x803F7001")
        await server.wait_for_messages(ANNA, 4, timeout=20)
        assert bot.said == []
    assert len(list(cache.iterdir())) == 2
