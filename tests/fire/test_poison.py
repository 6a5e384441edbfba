"""An update that cannot be handled becomes a dead letter, delays nobody, and is deleted with its chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.telegram.delivery import MAX_TRIES
from bot.memory.opening import read_feedback
from tests.botapi.server import BotApiServer
from tests.channels.telegram.process import started_bot
from tests.fire.crowd import START_SECONDS, all_answered
from tests.fire.modes import IN_BOTH_MODES, Mode

ANNA, BO = 184_220_917, 5_208_117_777
POISON = {"message": {"message_id": 1, "date": "igår", "chat": {"id": ANNA, "type": "private"}, "text": "hemligt"}}


@pytest.mark.slow
@IN_BOTH_MODES
async def test_failed_attempts_are_counted_across_a_kill(server: BotApiServer, tmp_path: Path, mode: Mode) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/memory.sqlite3"
    server.add_chat(ANNA)
    server.pace.first_wait = 1.0  # so that the last attempt comes after the kill
    poison = server.push_update(POISON)
    async with started_bot(tmp_path, server.url, server.token, **mode()) as bot:
        await server.wait_until(lambda: "update_failed" in [line["event"] for line in bot.log], START_SECONDS)
        await bot.kill()
        await bot.start()
        server.send_text(ANNA, "0xC004F211")
        server.send_text(BO, "0xC004F211")
        await all_answered(server)
        tries = [line["tries"] for line in bot.log if line["event"] == "update_failed"]
        assert tries == sorted(set(tries))
        assert tries[-1] == MAX_TRIES
        told, answer = server.messages(ANNA)
        assert "gick fel" in told.text
        assert "0xC004F211" in answer.text
        assert len(server.messages(BO)) == 1
        (letter,) = (await read_feedback(url)).dead_letters
        assert letter.update == poison
        assert "hemligt" in letter.content
        server.send_text(ANNA, "/radera")
        await all_answered(server)
        assert (await read_feedback(url)).dead_letters == []
        assert bot.said == []
