"""Telegram refuses, garbles, delays or does not receive calls: the bot retries, and nothing is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests import nginx
from tests.botapi.server import BotApiServer, Fault
from tests.channels.telegram.process import started_bot
from tests.fire.crowd import CHATS, GROUPS, START_SECONDS, all_answered, answering, asking, tally
from tests.fire.modes import IN_BOTH_MODES, Mode, polling, webhook
from tests.nginx import started_nginx
from tests.ports import free_port

ANNA = 184_220_917
LIMITED, OTHERS = GROUPS[0], GROUPS[1:]
PER_SECOND = 30.0
TIMES = 10  # for each fault
LIMITED_SECONDS = 10
AWAY_SECONDS = 3.0
FAULTS = (
    Fault.too_many_requests(retry_after=1),
    Fault.server_error(500),
    Fault.server_error(502),
    Fault.garbage(),
    Fault.drop(),
    Fault.drop(after_handling=True),
    Fault.slow(0.5),
)
# The results of calls in webhook responses are never reported, so private chats are excluded with a webhook.
OF_CALLS = {webhook: GROUPS, polling: CHATS}

pytestmark = pytest.mark.slow


@IN_BOTH_MODES
async def test_failing_calls_lose_no_question(server: BotApiServer, tmp_path: Path, mode: Mode) -> None:
    async with started_bot(tmp_path, server.url, server.token, **mode()) as bot:
        async with asking(server, PER_SECOND, OF_CALLS[mode]) as asked:
            await answering(server)
            server.fail("getUpdates", Fault.server_error(500))
            server.fail("getUpdates", Fault.garbage())
            for _ in range(TIMES):
                for fault in FAULTS:
                    server.fail("sendMessage", fault)
            await server.wait_until(lambda: len(server.calls_of("sendMessage")) > TIMES * len(FAULTS), START_SECONDS)
        await all_answered(server)
        assert bot.said == []
    found = tally(server, asked)
    assert found.lost == 0
    # A call whose response was lost looks like one that was not carried out.
    assert found.duplicates.total() <= TIMES


@IN_BOTH_MODES
async def test_a_rate_limit_of_one_chat_delays_no_other(server: BotApiServer, tmp_path: Path, mode: Mode) -> None:
    async with started_bot(tmp_path, server.url, server.token, **mode()):
        server.fail("sendMessage", Fault.too_many_requests(LIMITED_SECONDS))
        server.send_text(LIMITED, "0xC004F211")
        await server.wait_until(lambda: server.calls_of("sendMessage"), START_SECONDS)
        for chat in OTHERS:
            server.send_text(chat, "0xC004F211")
        await all_answered(server)
    first, *others, last = [call.params["chat_id"] for call in server.calls_of("sendMessage")]
    assert first == last == LIMITED
    assert sorted(others) == sorted(OTHERS)


@IN_BOTH_MODES
async def test_an_outage_of_telegram_loses_no_question(server: BotApiServer, tmp_path: Path, mode: Mode) -> None:
    nginx.require()
    port = free_port()
    telegram = server.url.removeprefix("http://")
    async with started_bot(tmp_path, f"http://127.0.0.1:{port}", server.token, **mode()) as bot:
        async with started_nginx(tmp_path, port, [telegram]):
            server.send_text(ANNA, "0xC004F211")
            await server.wait_for_messages(ANNA, 1, START_SECONDS)
            await all_answered(server)
        async with asking(server, PER_SECOND, OF_CALLS[mode]) as asked:
            await asyncio.sleep(AWAY_SECONDS)
        assert not [chat for chat in OF_CALLS[mode] if server.messages(chat)]
        async with started_nginx(tmp_path, port, [telegram]):
            await all_answered(server)
        assert bot.said == []
    found = tally(server, asked)
    assert (found.lost, found.duplicates.total()) == (0, 0)
