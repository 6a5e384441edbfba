"""A whole evening with the real bot over HTTP, and the page of the docs with its transcript."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.botapi.server import BotApiServer
from tests.channels.telegram.http.story import ANNA, KEY, tell, transcript
from tests.channels.telegram.process import started_bot

PAGE = Path(__file__).parents[4] / "docs" / "conversation.md"
MIN_TURNS = 70

pytest.importorskip("rapidocr", reason="the story has pictures, which the extra `ocr` reads")


async def test_the_story_runs_and_matches_its_transcript(tmp_path: Path) -> None:
    async with BotApiServer() as server:
        server.supports_inline_queries = server.supports_guest_queries = True
        server.can_read_all_group_messages = True
        async with started_bot(tmp_path, server.url, server.token, LOG_LEVEL="DEBUG") as bot:
            await server.wait_until(lambda: server.calls_of("getUpdates"), timeout=20)
            stage = await tell(server)
            bot.stop()
            assert await bot.end() == 0
    assert stage.turns >= MIN_TURNS
    assert PAGE.read_text(encoding="utf-8") == transcript(stage), "regenerate it: docs/make_transcript.py"
    assert not {call.status for call in server.calls} & {400, 404}
    said = bot.stderr
    assert KEY not in said
    assert str(ANNA) not in said
    assert "cmd-fil" not in said
