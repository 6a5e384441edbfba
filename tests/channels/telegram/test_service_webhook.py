"""The real process with a webhook: its calls to Telegram, the updates it gets, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.botapi.refusal import Refusal
from tests.botapi.server import BotApiServer, Fault
from tests.channels.telegram.process import BotProcess, started_bot
from tests.ports import free_port

ANNA, BO = 184_220_917, 5_208_117_777
GROUP = -1_002_143_998_120
SECRET = "a-secret_of-32-letters-and-digits"  # noqa: S105 - protects nothing


@pytest.fixture
async def bot(server: BotApiServer, tmp_path: Path) -> AsyncIterator[BotProcess]:
    address = f"127.0.0.1:{free_port()}"
    settings = {"WEBHOOK_URL": f"http://{address}/telegram", "WEBHOOK_SECRET": SECRET, "LISTEN": address}
    async with started_bot(tmp_path, server.url, server.token, **settings) as running:
        await server.wait_until(lambda: server.webhook, timeout=30)
        yield running


async def page(bot: BotProcess, path: str) -> tuple[int, str]:
    """Return the status and text of a page."""
    async with aiohttp.ClientSession() as session, session.get(f"http://{bot.address}{path}") as response:
        return response.status, await response.text()


async def test_a_question_is_answered_in_the_response(server: BotApiServer, bot: BotProcess) -> None:
    assert server.webhook["secret_token"] == SECRET
    assert server.webhook["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "guest_message",
    ]
    assert server.token not in server.webhook["url"]
    for text in ("0xC004F211", "och på windows 10?"):
        server.send_text(ANNA, text)
    server.send_text(GROUP, "0xC004F211", user_id=BO)
    first, second = await server.wait_for_messages(ANNA, 2)
    assert "0xC004F211" in first.text
    assert "Windows 10" in second.text
    await server.wait_for_messages(GROUP, 1)
    await server.wait_until(lambda: not server.pending_updates())
    rode = [call.params["chat_id"] for call in server.calls_of("sendMessage") if call.in_response]
    assert rode == [ANNA, ANNA]
    (started,) = [line for line in bot.log if line["event"] == "started"]
    assert started["mode"] == "webhook"
    assert started["database"].endswith("/memory.sqlite3")
    assert bot.said == []


async def test_a_lost_response_is_replaced_after_redelivery(server: BotApiServer, bot: BotProcess) -> None:
    server.lose_responses()
    server.send_text(ANNA, "0xC004F211")
    await server.wait_for_messages(ANNA, 1)
    server.lose_responses()
    server.send_text(GROUP, "0xC004F211", user_id=BO)
    await server.wait_until(lambda: not server.pending_updates())
    assert len(server.messages(ANNA)) == 1
    assert len(server.messages(GROUP)) == 1
    assert bot.said == []


async def test_its_pages_report_health_and_metrics(server: BotApiServer, bot: BotProcess) -> None:
    server.send_text(ANNA, "0xC004F211")
    await server.wait_for_messages(ANNA, 1)
    assert (await page(bot, "/healthz"))[0] == 200
    status, ready = await page(bot, "/readyz")
    assert (status, ready) == (200, '{"corpus":true,"database":true,"serving":true,"telegram":true}')
    _, metrics = await page(bot, "/metrics")
    assert 'aktiveringsbot_answers_total{outcome="answer",section="hardware-changed"} 1.0' in metrics
    assert "aktiveringsbot_database_up 1.0" in metrics
    assert not any(secret in metrics for secret in (server.token, SECRET, str(ANNA)))


@pytest.mark.slow
async def test_it_stops_when_told_and_leaves_unanswered_updates(server: BotApiServer, bot: BotProcess) -> None:
    server.fail("sendMessage", Fault.too_many_requests(retry_after=30))
    server.send_text(GROUP, "0xC004F211", user_id=BO)
    await server.wait_until(lambda: server.calls_of("sendMessage"))
    bot.stop()
    assert await bot.end() == 0
    assert len(server.pending_updates()) == 1
    assert "Traceback" not in bot.stderr
    await bot.start()
    await server.wait_for_messages(GROUP, 1, timeout=30)
    await server.wait_until(lambda: not server.pending_updates())


async def test_choices_outlast_the_process(server: BotApiServer, bot: BotProcess) -> None:
    server.send_text(ANNA, "/windows 10")
    await server.wait_for_messages(ANNA, 1)
    await server.wait_until(lambda: not server.pending_updates())
    await bot.kill()
    await bot.start()
    server.send_text(ANNA, "moderkortet bytt")
    _, answer = await server.wait_for_messages(ANNA, 2, timeout=30)
    assert "Windows 10" in answer.text


async def test_a_revoked_token_ends_the_service_with_one_line(server: BotApiServer, bot: BotProcess) -> None:
    server.fail("sendMessage", Fault(refusal=Refusal(401, "Unauthorized")), times=5)
    server.send_text(GROUP, "0xC004F211", user_id=BO)
    assert await asyncio.wait_for(bot.end(), 20) == 2
    (line,) = bot.said
    assert "BOT_TOKEN" in line
    assert server.token not in bot.stderr


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"WEBHOOK_URL": "https://bot.example.org/telegram"}, "BOT_WEBHOOK_SECRET"),
        ({"WEBHOOK_URL": "https://bot.example.org/telegram", "WEBHOOK_SECRET": "å"}, "BOT_WEBHOOK_SECRET"),
        ({"WEBHOOK_URL": "bot.example.org"}, "BOT_WEBHOOK_URL"),
        ({"LISTEN": "8080"}, "BOT_LISTEN"),
        ({"LISTEN": "127.0.0.1:99999"}, "BOT_LISTEN"),
        ({"LISTEN": "203.0.113.7:8080"}, "BOT_LISTEN"),
        ({"DATABASE_URL": "mysql://localhost/bot"}, "BOT_DATABASE_URL"),
        ({"DATABASE_URL": "sqlite+aiosqlite:////proc/nowhere/memory.sqlite3"}, "BOT_DATABASE_URL"),
        ({"SEND_RATE": "0"}, "BOT_SEND_RATE"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else None,
)
async def test_a_wrong_setting_ends_in_one_line_that_names_it(
    server: BotApiServer, tmp_path: Path, settings: dict[str, str], names: str
) -> None:
    async with started_bot(tmp_path, server.url, server.token, **settings) as bot:
        assert await bot.end() == 2
        (line,) = bot.said
        assert names in line
        assert "Traceback" not in bot.stderr
