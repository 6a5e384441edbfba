"""Write docs/conversation.md from a real conversation over HTTP: `uv run --extra ocr docs/make_transcript.py`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "conversation.md"


async def main() -> None:
    """Start the bot against the test server, play the story, and write the transcript."""
    sys.path.insert(0, str(ROOT))
    from tests.botapi.server import BotApiServer  # noqa: PLC0415 - the tests are not an installed package
    from tests.channels.telegram.http.story import tell, transcript  # noqa: PLC0415
    from tests.channels.telegram.process import started_bot  # noqa: PLC0415

    async with BotApiServer() as server:
        server.supports_inline_queries = server.supports_guest_queries = True
        server.can_read_all_group_messages = True
        with tempfile.TemporaryDirectory() as folder:
            async with started_bot(Path(folder), server.url, server.token):
                await server.wait_until(lambda: server.calls_of("getUpdates"), timeout=20)
                stage = await tell(server)
    PAGE.write_text(transcript(stage), encoding="utf-8")
    print(f"{stage.turns} turns: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    asyncio.run(main())
