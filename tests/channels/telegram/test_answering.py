"""How one update is answered: what is stored and what is not, and where apologies are sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from telegram import User
from telegram.error import Forbidden

from bot.channels.telegram.answering import Handler
from bot.channels.telegram.incoming.updates import Incoming, Malformed, Update, read
from bot.channels.telegram.outgoing.client import Client
from bot.conversation import Assistant, Vote
from bot.memory import Pseudonyms
from bot.memory.opening import open_memory
from bot.memory.sql_memory import SqlMemory
from bot.monitoring.metrics import Metrics
from bot.pictures.reader import PictureReader
from tests.botapi.server import BotApiServer, Fault
from tests.conversation.talk import KEY

ANNA, BO = 184_220_917, 5_208_117_777
GROUP = -1_002_143_998_120
TOPIC = 7
NAME = "@aktivering_test_bot"
CODE = "0x803F7001"  # its answer asks whether it helped
HELPED, NOT_HELPED = "👍 Det gick", "👎 Det gick inte"


class Bot:
    """A handler with its memory in a folder, for the updates of a server."""

    def __init__(self, server: BotApiServer, handler: Handler, memory: SqlMemory, folder: Path, me: User) -> None:
        self.server, self.memory, self.handler = server, memory, handler
        self._folder, self._me = folder, me
        self._done = 0

    def read(self, update: dict[str, Any]) -> Update | Malformed:
        """Parse an update as polling and the webhook do."""
        return read(update, self._me)

    @property
    def latest(self) -> Update | Malformed:
        """The latest update."""
        return self.read(self.server.pending_updates()[-1])

    async def handles(self, update: dict[str, Any]) -> None:
        """Handle one update; a person who blocked the bot is no error."""
        with suppress(Forbidden):
            found = self.read(update)
            assert isinstance(found, Update)
            await self.handler.handle(found)

    async def answers(self) -> None:
        """Handle the updates that arrived since the last call."""
        pending = self.server.pending_updates()
        for update in pending[self._done :]:
            await self.handles(update)
        self._done = len(pending)

    async def asked(self, chat: int, text: str, *, user_id: int | None = None, thread: int | None = None) -> int:
        """Handle a text by a person, and return the id of the latest answer in the chat, 0 for none."""
        self.server.send_text(chat, text, user_id=user_id, thread=thread)
        await self.answers()
        return max((message.message_id for message in self.server.messages(chat)), default=0)

    async def pressed(self, chat: int, message: int, button: str, *, user_id: int | None = None) -> str | None:
        """Handle a pressed button, and return the toast that is shown over it."""
        query = self.server.press(chat, message, button, user_id=user_id)
        await self.answers()
        return self.server.toast(query)

    async def votes(self) -> list[Vote]:
        """Return the stored votes, oldest first."""
        return [stored.vote for stored in (await self.memory.feedback()).votes]

    def stored(self) -> bytes:
        """Return all bytes of the database files, except SQLite's -shm file, which readers change too."""
        files = (file for file in sorted(self._folder.iterdir()) if not file.name.endswith("-shm"))
        return b"".join(file.read_bytes() for file in files)


@pytest.fixture
async def bot(server: BotApiServer, client: Client, assistant: Assistant, tmp_path: Path) -> AsyncIterator[Bot]:
    pictures, folder = PictureReader(), tmp_path / "memory"
    async with open_memory(f"sqlite:///{folder}/memory.sqlite3") as memory:
        handler = Handler(assistant, client, memory, pictures, Metrics(), lambda: datetime.now(UTC))
        yield Bot(server, handler, memory, folder, client.me)
    await pictures.close()


async def test_only_the_last_vote_of_a_person_is_stored(bot: Bot) -> None:
    answer = await bot.asked(ANNA, CODE)
    up, down = (Vote("no-valid-license", CODE, 0, helped) for helped in (True, False))
    thanks = await bot.pressed(ANNA, answer, HELPED)
    assert await bot.votes() == [up]
    again = await bot.pressed(ANNA, answer, HELPED)
    assert await bot.votes() == [up]
    assert thanks != again
    await bot.pressed(ANNA, answer, NOT_HELPED)
    assert await bot.votes() == [down]


async def test_the_people_of_a_group_have_a_vote_each_under_one_answer(bot: Bot) -> None:
    answer = await bot.asked(GROUP, CODE, user_id=ANNA)
    await bot.pressed(GROUP, answer, HELPED, user_id=ANNA)
    await bot.pressed(GROUP, answer, NOT_HELPED, user_id=BO)
    assert [vote.helped for vote in await bot.votes()] == [True, False]


async def test_an_unanswered_question_is_stored_without_its_sender(bot: Bot) -> None:
    await bot.asked(ANNA, "vad är 0x80240034, svara anna.karlsson@example.com")
    (stored,) = (await bot.memory.feedback()).questions
    assert "0x80240034" in stored.text
    assert "karlsson" not in stored.text


async def test_answered_questions_are_not_stored(bot: Bot) -> None:
    await bot.asked(ANNA, "moderkortet i burken på kontoret bytt")
    await bot.asked(ANNA, f"min nyckel är {KEY}")
    assert (await bot.memory.feedback()).questions == []
    assert b"burken" not in bot.stored()
    assert KEY[:5].encode() not in bot.stored()


async def test_no_id_of_a_person_or_chat_is_stored(bot: Bot) -> None:
    for chat, user in ((ANNA, ANNA), (GROUP, ANNA), (GROUP, BO)):
        answer = await bot.asked(chat, CODE, user_id=user)
        await bot.pressed(chat, answer, HELPED, user_id=user)
        await bot.asked(chat, "0x80240034 /windows 10", user_id=user)
    stored = bot.stored()
    names = Pseudonyms(bot.server.token)
    for number in (ANNA, BO, GROUP):
        assert str(abs(number)).encode() not in stored
        size = 4 if abs(number) < 2**31 else 6  # bytes of an integer in a row (sqlite.org/fileformat.html, 2.1)
        assert number.to_bytes(size, "big", signed=True) not in stored
    assert names.chat(GROUP).encode() in stored
    assert names.person(GROUP, BO).encode() in stored


async def test_radera_deletes_everything_of_the_chat_and_nothing_of_another(bot: Bot) -> None:
    for chat in (ANNA, BO):
        answer = await bot.asked(chat, CODE)
        await bot.pressed(chat, answer, HELPED)
        await bot.asked(chat, "0x80240034")
        await bot.asked(chat, "/windows 10")
    await bot.asked(ANNA, "/radera")
    names = Pseudonyms(bot.server.token)
    stored = bot.stored()
    assert names.chat(ANNA).encode() not in stored
    assert names.person(ANNA, ANNA).encode() not in stored
    assert (len(await bot.votes()), len((await bot.memory.feedback()).questions)) == (1, 1)
    assert (await bot.memory.recall(0, names.chat(BO), names.person(BO, BO), 0)).history.windows == "10"


async def test_answers_that_could_not_be_sent_are_not_remembered(bot: Bot) -> None:
    bot.server.add_chat(ANNA)
    before = bot.stored()
    bot.server.fail("sendMessage", Fault.forbidden(), times=5)
    for said in ("0xC004F211", "0x80240034", "/windows 10", "vad är 0x80240034"):
        await bot.asked(ANNA, said)
    assert bot.stored() == before


async def test_the_message_with_a_product_key_is_deleted(bot: Bot) -> None:
    bot.server.add_chat(GROUP, can_delete=True)
    await bot.asked(GROUP, f"jag har {KEY}", user_id=BO)
    assert [call.params["message_id"] for call in bot.server.calls_of("deleteMessage")] == [2041]


async def test_the_message_with_a_product_key_that_a_call_replies_to_is_deleted(bot: Bot) -> None:
    # In privacy mode the bot does not get Bo's message until somebody calls it in a reply.
    bot.server.add_chat(GROUP, can_delete=True)
    with_key = bot.server.send_text(GROUP, f"jag har {KEY}", user_id=BO)
    bot.server.send_text(GROUP, NAME, user_id=ANNA, reply_to=with_key)
    await bot.handles(bot.server.pending_updates()[-1])
    assert [call.params["message_id"] for call in bot.server.calls_of("deleteMessage")] == [with_key]


async def test_the_message_that_a_call_replies_to_gets_the_reply(bot: Bot) -> None:
    bot.server.add_chat(GROUP)
    asked = bot.server.send_text(GROUP, "vad betyder wifi-krånglet vid aktiveringen?", user_id=BO)
    bot.server.send_text(GROUP, NAME, user_id=ANNA, reply_to=asked)
    await bot.answers()
    assert [message.reply_to for message in bot.server.messages(GROUP)] == [asked]


async def test_editing_a_call_to_another_message_edits_the_reply_to_that_message(bot: Bot) -> None:
    bot.server.add_chat(GROUP)
    asked = bot.server.send_text(GROUP, "moderkortet bytt, vad gör jag?", user_id=BO)
    call = bot.server.send_text(GROUP, f"{NAME} hjälp honom", user_id=ANNA, reply_to=asked)
    await bot.answers()
    bot.server.edit_text(GROUP, call, f"{NAME} hjälp honom tack")
    await bot.answers()
    assert [message.reply_to for message in bot.server.messages(GROUP)] == [asked]


async def test_nothing_is_stored_of_a_chat_that_the_bot_is_not_in(bot: Bot) -> None:
    bot.server.supports_guest_queries = True
    before = bot.stored()
    for said in ("0xC004F211", "/windows 10", "vad är 0x80240034", "/radera", f"min nyckel är {KEY}"):
        bot.server.summon(GROUP, f"{NAME} {said}", user_id=ANNA)
    await bot.answers()
    assert len(bot.server.messages(GROUP)) == 5
    assert bot.stored() == before
    assert bot.handler.chat_key(bot.latest) is None


async def test_a_guest_query_gets_an_apology_too(bot: Bot) -> None:
    bot.server.supports_guest_queries = True
    bot.server.summon(GROUP, f"{NAME} 0xC004F211", user_id=ANNA)
    await bot.handler.apologise(bot.latest)
    assert "gick fel" in bot.server.messages(GROUP)[-1].text
    assert not bot.server.calls_of("sendMessage")


async def test_an_apology_is_sent_into_the_topic_of_the_question(bot: Bot) -> None:
    bot.server.add_chat(GROUP, forum=True)
    bot.server.send_text(GROUP, f"{NAME} 0xC004F211", user_id=ANNA, thread=TOPIC)
    await bot.handler.apologise(bot.latest)
    assert [message.thread for message in bot.server.messages(GROUP)] == [TOPIC]


async def test_there_is_no_apology_for_an_overheard_message(bot: Bot) -> None:
    bot.server.add_chat(GROUP)
    bot.server.send_text(GROUP, "0xC004F211", user_id=ANNA)
    await bot.handler.apologise(bot.latest)
    assert bot.server.messages(GROUP) == []


async def test_a_chat_that_writes_too_fast_is_asked_to_wait_in_its_language(bot: Bot) -> None:
    for language, words in (("sv", "Nu blev det många"), ("en", "Take it easy")):
        bot.server.send_text(ANNA, "0xC004F211", language_code=language)
        assert isinstance(bot.latest, Update)
        assert isinstance(bot.latest.content, Incoming)
        await bot.handler.ask_to_slow_down(bot.latest.content)
        assert words in bot.server.messages(ANNA)[-1].text
