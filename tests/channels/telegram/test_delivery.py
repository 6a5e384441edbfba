"""At-least-once delivery: which updates count as handled, which are tried again, and which become dead letters."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Unpack

import pytest
from telegram import User
from telegram.error import InvalidToken

from bot.channels.telegram.answering import Handler
from bot.channels.telegram.delivery import MAX_TRIES, Delivery, NotHandledError
from bot.channels.telegram.incoming.updates import Malformed, Update, read
from bot.channels.telegram.outgoing.client import Client
from bot.conversation import Assistant
from bot.memory import Pseudonyms
from bot.memory.opening import open_in_process
from bot.memory.sql_memory import SqlMemory
from bot.monitoring.metrics import Metrics
from bot.pictures.reader import PictureReader
from tests.botapi.people.senders import Place
from tests.botapi.refusal import Refusal
from tests.botapi.server import BotApiServer, Fault
from tests.conversation.talk import KEY

ANNA = 184_220_917
GROUP = -1_002_143_998_120
MALFORMED = {
    "update_id": 7,
    "message": {"message_id": 8, "chat": {"id": ANNA, "type": "private"}, "text": f"min {KEY}"},
}


@dataclass
class Bot:
    """A delivery and its parts."""

    server: BotApiServer
    delivery: Delivery
    memory: SqlMemory
    metrics: Metrics
    me: User

    def read(self, update: dict[str, Any]) -> Update | Malformed:
        """Parse an update as polling and the webhook do."""
        return read(update, self.me)

    async def tried(self, update: dict[str, Any]) -> bool:
        """Deliver an update, and return whether it counts as handled."""
        try:
            await self.delivery.deliver(self.read(update))
        except NotHandledError:
            return False
        return True

    def counted(self, name: str) -> float:
        """Return the value of a metric; the name includes its labels."""
        lines = self.metrics.page(database=True).decode().splitlines()
        return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} ")), 0.0)


@pytest.fixture
async def bot(server: BotApiServer, client: Client, assistant: Assistant) -> AsyncIterator[Bot]:
    metrics, pictures = Metrics(), PictureReader()
    async with open_in_process() as memory:
        handler = Handler(assistant, client, memory, pictures, metrics, lambda: datetime.now(UTC))
        yield Bot(server, Delivery(handler, memory, metrics, lambda: datetime.now(UTC)), memory, metrics, client.me)
    await pictures.close()


def asked(server: BotApiServer, chat: int, text: str, **place: Unpack[Place]) -> dict[str, Any]:
    server.send_text(chat, text, **place)
    return server.pending_updates()[-1]


async def test_an_update_is_answered_once_however_often_it_is_delivered(bot: Bot) -> None:
    update = asked(bot.server, ANNA, "0xC004F211")
    assert [await bot.tried(update) for _ in range(3)] == [True] * 3
    assert len(bot.server.messages(ANNA)) == 1
    assert bot.counted('aktiveringsbot_answers_total{outcome="answer",section="hardware-changed"}') == 1


@pytest.mark.parametrize(
    "fault",
    [Fault.too_many_requests(retry_after=3600), Fault.too_many_requests(retry_after=100)],
    ids=["an hour", "too long for a handler"],
)
async def test_an_update_deferred_by_telegram_is_never_given_up(bot: Bot, fault: Fault) -> None:
    bot.server.fail("sendMessage", fault)
    update = asked(bot.server, ANNA, "0xC004F211")
    assert [await bot.tried(update) for _ in range(MAX_TRIES + 1)] == [False] * (MAX_TRIES + 1)
    assert (await bot.memory.feedback()).dead_letters == []


async def test_the_pause_that_telegram_asks_for_is_passed_on(bot: Bot) -> None:
    bot.server.fail("sendMessage", Fault.too_many_requests(retry_after=3600))
    with pytest.raises(NotHandledError) as put_off:
        await bot.delivery.deliver(bot.read(asked(bot.server, ANNA, "0xC004F211")))
    assert put_off.value.seconds == 3600


async def test_a_revoked_token_ends_delivery(bot: Bot) -> None:
    bot.server.fail("sendMessage", Fault(refusal=Refusal(401, "Unauthorized")))
    with pytest.raises(InvalidToken):
        await bot.delivery.deliver(bot.read(asked(bot.server, ANNA, "0xC004F211")))


async def test_an_update_of_a_person_who_blocked_the_bot_counts_as_handled(bot: Bot) -> None:
    bot.server.fail("sendMessage", Fault.forbidden())
    assert await bot.tried(asked(bot.server, ANNA, "0xC004F211"))
    assert (await bot.memory.feedback()).dead_letters == []


async def test_an_update_that_fails_three_times_is_a_dead_letter_and_its_sender_is_told(bot: Bot) -> None:
    bot.server.fail("sendMessage", Fault.bad_request("något är fel"), times=MAX_TRIES)
    update = asked(bot.server, ANNA, f"0x80240034 {KEY} anna.karlsson@example.com")
    assert [await bot.tried(update) for _ in range(MAX_TRIES)] == [False, False, True]
    (letter,) = (await bot.memory.feedback()).dead_letters
    assert letter.update == update["update_id"]
    assert letter.error.startswith("BadRequest")
    assert "0x80240034" in json.loads(letter.content)["words"]
    assert not any(secret in letter.content for secret in (KEY, KEY[:11], "karlsson", str(ANNA), "Anna"))
    (told,) = bot.server.messages(ANNA)
    assert "gick fel" in told.text
    assert bot.counted("aktiveringsbot_dead_letters_total") == 1


async def test_a_malformed_update_becomes_a_dead_letter_too(bot: Bot) -> None:
    bot.server.add_chat(ANNA)
    assert [await bot.tried(MALFORMED) for _ in range(MAX_TRIES)] == [False, False, True]
    (letter,) = (await bot.memory.feedback()).dead_letters
    assert KEY not in letter.content
    assert letter.error == "ValidationError: Object missing required field `date` - at `$.message`"
    assert letter.chat == Pseudonyms(bot.server.token).chat(ANNA)
    assert len(bot.server.messages(ANNA)) == 1


async def test_a_group_gets_no_apology_for_an_overheard_message(bot: Bot) -> None:
    bot.server.add_chat(GROUP)
    bot.server.fail("sendMessage", Fault.bad_request("något är fel"), times=MAX_TRIES)
    update = asked(bot.server, GROUP, "0xC004F211", user_id=ANNA)
    assert [await bot.tried(update) for _ in range(MAX_TRIES)] == [False, False, True]
    assert bot.server.messages(GROUP) == []
    assert len((await bot.memory.feedback()).dead_letters) == 1


async def test_a_dead_letter_is_deleted_with_its_chat_and_expires(bot: Bot) -> None:
    bot.server.add_chat(ANNA)
    for _ in range(MAX_TRIES):
        await bot.tried(MALFORMED)
    await bot.memory.drop_expired(datetime.now(UTC) - timedelta(days=1))
    assert len((await bot.memory.feedback()).dead_letters) == 1
    await bot.tried(asked(bot.server, ANNA, "/radera"))
    assert (await bot.memory.feedback()).dead_letters == []
    for _ in range(MAX_TRIES):
        await bot.tried(MALFORMED)
    assert len((await bot.memory.feedback()).dead_letters) == 1
    await bot.memory.drop_expired(datetime.now(UTC) + timedelta(seconds=1))
    assert (await bot.memory.feedback()).dead_letters == []


async def test_no_update_counts_as_waiting_when_all_are_handled(bot: Bot) -> None:
    for text in ("0xC004F211", "moderkortet bytt"):
        await bot.tried(asked(bot.server, ANNA, text))
    assert bot.counted("aktiveringsbot_updates_waiting") == 0
    assert bot.counted('aktiveringsbot_updates_total{kind="message"}') == 2
    assert bot.counted("aktiveringsbot_answer_seconds_count") == 2


async def test_only_messages_to_the_bot_may_be_skipped(bot: Bot) -> None:
    bot.server.add_chat(GROUP)
    bot.server.send_text(ANNA, "0x803F7001")
    bot.server.send_text(GROUP, "@aktivering_test_bot 0x803F7001", user_id=ANNA)
    bot.server.send_text(GROUP, "hej alla", user_id=ANNA)
    said, called, overheard = bot.server.pending_updates()
    assert await bot.tried(said)
    bot.server.press(ANNA, bot.server.messages(ANNA)[0].message_id, "👍 Det gick")
    pressed = bot.server.pending_updates()[-1]
    broken = {"update_id": 7, "message": {"chat": "?"}}
    assert [bot.delivery.may_skip(bot.read(each)) for each in (said, called, overheard, pressed, broken)] == [
        True,
        True,
        False,
        False,
        False,
    ]
