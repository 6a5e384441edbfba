"""One chat that floods the bot does not delay others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.botapi.load import Asked
from tests.botapi.server import BotApiServer
from tests.channels.telegram.process import started_bot
from tests.fire.crowd import PEOPLE, START_SECONDS, all_answered, question, tally
from tests.fire.modes import polling, webhook

FLOODER = 5_208_117_777


def ask(server: BotApiServer, chat: int, count: int) -> list[Asked]:
    """Send `count` questions of a chat at once."""
    asked = []
    for number in range(count):
        server.send_text(chat, question(chat, number))
        asked.append(Asked(chat, server.newest_update_id, 0))
    return asked


@pytest.mark.slow
async def test_a_webhook_answers_others_before_a_flood_ends(server: BotApiServer, tmp_path: Path) -> None:
    async with started_bot(tmp_path, server.url, server.token, **webhook()):
        await server.wait_until(lambda: server.webhook, START_SECONDS)
        flood = ask(server, FLOODER, 2_000)
        others = [each for chat in PEOPLE for each in ask(server, chat, 3)]
        await all_answered(server)
    found = tally(server, [*flood, *others])
    assert (found.lost, found.duplicates.total()) == (0, 0)
    answered = [call.params["chat_id"] for call in server.calls_of("sendMessage")]
    # All others are answered before half of the flood is.
    of_others = max(place for place, chat in enumerate(answered) if chat != FLOODER)
    assert answered[:of_others].count(FLOODER) < len(flood) / 2


async def test_polling_answers_the_first_messages_of_a_flood_and_asks_once_to_slow_down(
    server: BotApiServer, tmp_path: Path
) -> None:
    flood = ask(server, FLOODER, 60)
    others = [each for chat in PEOPLE[:5] for each in ask(server, chat, 2)]
    async with started_bot(tmp_path, server.url, server.token, **polling()) as bot:
        await server.wait_until(lambda: not server.pending_updates(), START_SECONDS)
        texts = [message.text for message in server.messages(FLOODER)]
        slow_down = [text for text in texts if "Nu blev det många" in text]
        assert len(slow_down) == 1
        # The one being handled and the twenty after it, in order.
        assert [question(FLOODER, number) in text for number, text in enumerate(texts) if text not in slow_down]
        assert len(texts) == 22
        assert len(flood) > len(texts)
        found = tally(server, others)
        assert (found.lost, found.duplicates.total()) == (0, 0)
        server.send_text(FLOODER, "0xC004F211")
        *_, answer = await server.wait_for_messages(FLOODER, 23)
        assert "0xC004F211" in answer.text
        assert bot.said == []
