"""What the bot has acknowledged to users is stored, even if the process is killed right after."""

from __future__ import annotations

from pathlib import Path

from bot.memory.opening import read_feedback
from tests.botapi.server import BotApiServer
from tests.channels.telegram.process import started_bot
from tests.fire.crowd import START_SECONDS
from tests.fire.modes import IN_BOTH_MODES, Mode

ANNA = 184_220_917


@IN_BOTH_MODES
async def test_votes_choices_and_unanswered_questions_survive_a_kill(
    server: BotApiServer, tmp_path: Path, mode: Mode
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/memory.sqlite3"
    async with started_bot(tmp_path, server.url, server.token, **mode()) as bot:
        server.send_text(ANNA, "/windows 10")
        server.send_text(ANNA, "0x8A5D0001")
        server.send_text(ANNA, "0x803F7001")
        *_, answer = await server.wait_for_messages(ANNA, 3, START_SECONDS)
        query = server.press(ANNA, answer.message_id, "👍 Det gick")
        await server.wait_until(lambda: not server.pending_updates())
        await bot.kill()
        assert query in server.answered_callbacks
        kept = await read_feedback(url)
        assert [(stored.vote.section, stored.vote.helped) for stored in kept.votes] == [("no-valid-license", True)]
        assert [question.text for question in kept.questions] == ["0x8A5D0001"]
        await bot.start()
        server.send_text(ANNA, "det hjälpte inte")
        *_, follow_up = await server.wait_for_messages(ANNA, 5, START_SECONDS)
        assert "Felsök räckte" in follow_up.text
        server.send_text(ANNA, "0xC004F034")
        *_, shown = await server.wait_for_messages(ANNA, 6, START_SECONDS)
        assert "Uppdatering och säkerhet" in shown.text  # a menu of Windows 10
