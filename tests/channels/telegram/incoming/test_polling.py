"""Long polling over HTTP: updates are confirmed when handled, chats run concurrently, each in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from telegram.error import Conflict, InvalidToken

from bot.channels.telegram.delivery import NotHandledError
from bot.channels.telegram.incoming.polling import (
    CONFLICT_SECONDS,
    MAX_WAITING,
    TRIAL_SECONDS,
    Poller,
    PollingConflict,
    fetch_updates,
)
from bot.channels.telegram.incoming.updates import Malformed, Update
from bot.channels.telegram.outgoing.client import Client
from tests.botapi.refusal import Refusal
from tests.botapi.server import BotApiServer, Fault

ANNA, BO, CILLA = 184_220_910, 184_220_911, 184_220_912


class RecordingHandler:
    """A handler that fails or pauses as the test says, and records what became of each text."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.given_up: list[str] = []
        self.slowed_down: list[str] = []
        self.skips = False
        self._held: dict[str, asyncio.Event] = {}
        self._failing: dict[str, list[Exception]] = {}

    def fail(self, text: str, *errors: Exception) -> None:
        """Let handling a text raise these errors, one per try, before it succeeds."""
        self._failing[text] = list(errors)

    @contextmanager
    def held(self, text: str) -> Iterator[None]:
        """Keep the handling of a text in progress until the block ends."""
        self._held[text] = asyncio.Event()
        try:
            yield
        finally:
            self._held[text].set()

    async def deliver(self, update: Update | Malformed) -> None:
        """Handle an update; one without a text is recorded by its kind."""
        text = _text(update)
        self.begun.append(text)
        if text in self._held:
            await self._held[text].wait()
        if errors := self._failing.get(text):
            raise errors.pop(0)
        self.ended.append(text)

    async def give_up(self, update: Update | Malformed, error: str) -> None:
        """Record an update that may never be handled."""
        assert error
        self.given_up.append(_text(update))

    def may_skip(self, update: Update | Malformed) -> bool:
        """Return whether an update may be skipped."""
        return self.skips and update.kind == "message"

    async def ask_to_slow_down(self, update: Update | Malformed) -> None:
        """Record an update whose chat is asked to slow down."""
        self.slowed_down.append(_text(update))


def _text(update: Update | Malformed) -> str:
    return update.words if update.kind == "message" else update.kind


class Polling:
    """A running poller."""

    def __init__(self, client: Client, handler: RecordingHandler) -> None:
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(Poller(client, handler, self._stop).run())

    async def stop(self) -> None:
        """Stop it, and raise its error if it ended with one."""
        self._stop.set()
        await self._task

    async def end(self) -> None:
        """Wait until it ends without being stopped."""
        await asyncio.wait_for(self._task, timeout=5)

    @property
    def at_work(self) -> bool:
        """Whether it is still running."""
        return not self._task.done()


@pytest.fixture
def handler() -> RecordingHandler:
    return RecordingHandler()


@asynccontextmanager
async def polling(client: Client, handler: RecordingHandler) -> AsyncIterator[Polling]:
    running = Polling(client, handler)
    try:
        yield running
    finally:
        if running.at_work:
            await running.stop()


async def polls(server: BotApiServer, more: int) -> None:
    """Wait until the bot has polled that many more times, and those polls have ended."""
    now = len(server.calls_of("getUpdates"))
    await server.wait_until(lambda: len([call for call in server.calls_of("getUpdates")[now:] if call.status]) >= more)


@asynccontextmanager
async def handling_a_text(server: BotApiServer, handler: RecordingHandler) -> AsyncIterator[None]:
    """Send the text "ett" as Anna, and keep its handling in progress until the block ends."""
    with handler.held("ett"):
        server.send_text(ANNA, "ett")
        await server.wait_until(lambda: handler.begun)
        yield


def offsets(server: BotApiServer) -> list[int]:
    return [call.params["offset"] for call in server.calls_of("getUpdates") if "offset" in call.params]


def ids(server: BotApiServer) -> list[int]:
    return [update["update_id"] for update in server.pending_updates()]


async def test_an_update_is_confirmed_only_after_it_is_handled(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    async with polling(client, handler):
        async with handling_a_text(server, handler):
            await polls(server, more=1)
            assert len(server.pending_updates()) == 1
        await server.wait_until(lambda: not server.pending_updates())
    assert handler.ended == ["ett"]


async def test_updates_in_flight_are_not_handled_twice_when_fetched_again(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    async with polling(client, handler):
        async with handling_a_text(server, handler):
            server.send_text(BO, "två")
            await server.wait_until(lambda: handler.ended)
        await server.wait_until(lambda: not server.pending_updates())
    assert handler.begun == ["ett", "två"]


async def test_the_offset_never_passes_an_update_that_is_not_handled(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    async with polling(client, handler):
        for text in ("ett", "två"):
            server.send_text(ANNA, text)
        with handler.held("tre"):
            server.send_text(ANNA, "tre")
            for text in ("fyra", "fem"):
                server.send_text(BO, text)
            unconfirmed = ids(server)
            await server.wait_until(lambda: len(handler.ended) == 4)
            await polls(server, more=1)
            assert ids(server) == unconfirmed[2:]
            assert max(offsets(server)) == unconfirmed[2]
        await server.wait_until(lambda: not server.pending_updates())


async def test_chats_run_concurrently_and_each_keeps_its_order(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    texts = [(name, word) for word in ("ett", "två", "tre") for name in ("Anna", "Bo", "Cilla")]
    for name, word in texts:
        server.send_text({"Anna": ANNA, "Bo": BO, "Cilla": CILLA}[name], f"{name} {word}")
    async with polling(client, handler):
        with handler.held("Anna ett"), handler.held("Bo två"):
            await server.wait_until(lambda: len(handler.ended) == 4)
            assert sorted(handler.ended) == ["Bo ett", "Cilla ett", "Cilla tre", "Cilla två"]
            assert sorted(set(handler.begun) - set(handler.ended)) == ["Anna ett", "Bo två"]
        await server.wait_until(lambda: not server.pending_updates())
    for chat in ("Anna", "Bo", "Cilla"):
        assert [text for text in handler.ended if chat in text] == [f"{chat} {word}" for word in ("ett", "två", "tre")]


async def test_a_slow_chat_delays_no_later_question(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    async with polling(client, handler), handling_a_text(server, handler):
        server.send_text(BO, "två")
        await server.wait_until(lambda: handler.ended == ["två"], timeout=2)


async def test_presses_and_edits_keep_their_place_in_the_chat(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    button = {"id": "4382", "from": {"id": ANNA}, "message": {"message_id": 7, "chat": {"id": ANNA}}}
    async with polling(client, handler):
        with handler.held("ett"):
            asked = server.send_text(ANNA, "ett")
            server.push_update({"callback_query": button})
            server.edit_text(ANNA, asked, "två")
            server.push_update({"poll": {"id": "7"}})
            await server.wait_until(lambda: handler.ended == ["other"])
            assert handler.begun == ["ett", "other"]
        await server.wait_until(lambda: not server.pending_updates())
    assert handler.ended == ["other", "ett", "callback_query", "edited_message"]


async def test_more_updates_than_one_call_returns_are_all_handled(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    texts = [f"{number} {chat}" for number in range(80) for chat in (ANNA, BO, CILLA)]
    for text in texts:
        server.send_text(int(text.split()[1]), text)
    async with polling(client, handler):
        await server.wait_until(lambda: not server.pending_updates())
    assert sorted(handler.ended) == sorted(texts)
    for chat in (ANNA, BO, CILLA):
        assert [text for text in handler.ended if str(chat) in text] == [text for text in texts if str(chat) in text]


async def test_waiting_for_an_update_in_flight_is_not_a_busy_loop(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    async with polling(client, handler), handling_a_text(server, handler):
        before = len(server.calls)
        await asyncio.sleep(1)
        assert len(server.calls) - before <= 3


async def test_an_idle_bot_waits_in_one_call(client: Client, server: BotApiServer, handler: RecordingHandler) -> None:
    async with polling(client, handler):
        await server.wait_until(lambda: server.calls_of("getUpdates"))
        await asyncio.sleep(0.5)
        (call,) = server.calls_of("getUpdates")
        assert (call.status, call.params["timeout"]) == (None, 25)


@pytest.mark.parametrize("error", [NotHandledError("gone"), NotHandledError("429", 1.0)], ids=["at once", "later"])
async def test_an_update_that_could_not_be_answered_is_handled_again_and_nothing_overtakes_it(
    client: Client, server: BotApiServer, handler: RecordingHandler, error: Exception
) -> None:
    handler.fail("ett", error)
    for text in ("ett", "två", "tre"):
        server.send_text(ANNA, text)
    server.send_text(BO, "fyra")
    async with polling(client, handler):
        await server.wait_until(lambda: not server.pending_updates())
    assert [text for text in handler.begun if text != "fyra"] == ["ett", "ett", "två", "tre"]
    assert handler.begun.count("fyra") == 1


async def test_an_update_that_keeps_failing_causes_no_busy_loop(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    handler.fail("ett", *[NotHandledError("gone")] * 10_000)
    server.send_text(ANNA, "ett")
    async with polling(client, handler):
        await server.wait_until(lambda: handler.begun)
        before = len(server.calls)
        await asyncio.sleep(1)
        assert len(server.calls) - before <= 5
        assert len(handler.begun) <= 5


@pytest.mark.parametrize(
    "fault",
    [Fault.server_error(500), Fault.garbage(), Fault.drop(), Fault.too_many_requests(retry_after=1)],
    ids=["500", "garbage", "drop", "429"],
)
async def test_polling_survives_temporary_errors(
    client: Client, server: BotApiServer, handler: RecordingHandler, fault: Fault
) -> None:
    server.fail("getUpdates", fault)
    async with polling(client, handler):
        await server.wait_until(lambda: server.calls_of("getUpdates"))
        server.send_text(ANNA, "ett")
        await server.wait_until(lambda: not server.pending_updates())
    assert handler.ended == ["ett"]
    first, second = server.calls_of("getUpdates")[:2]
    assert second.at - first.at > 0.4, "the server gets time to come back"


async def test_a_lost_answer_of_getupdates_loses_no_update(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    server.send_text(ANNA, "ett")
    server.fail("getUpdates", Fault.drop(after_handling=True))
    async with polling(client, handler):
        await server.wait_until(lambda: not server.pending_updates())
    assert handler.ended == ["ett"]


@pytest.mark.parametrize("update_id", [1_000, 2_000_000_000], ids=["lower", "higher"])
async def test_after_a_week_of_silence_update_ids_start_anywhere(
    client: Client, server: BotApiServer, handler: RecordingHandler, update_id: int
) -> None:
    async with polling(client, handler):
        server.send_text(ANNA, "ett")
        await server.wait_until(lambda: not server.pending_updates())
        server.renumber_updates(update_id)
        for text in ("två", "tre"):
            server.send_text(ANNA, text)
        await server.wait_until(lambda: not server.pending_updates())
    assert handler.ended == ["ett", "två", "tre"]


async def test_stopping_finishes_what_is_in_flight_and_confirms_it(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    async with polling(client, handler) as running:
        async with handling_a_text(server, handler):
            stopping = asyncio.create_task(running.stop())
            await asyncio.sleep(0)
        await stopping
    assert handler.ended == ["ett"]
    assert server.pending_updates() == []


async def test_stopping_confirms_nothing_that_was_not_handled(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    handler.fail("två", *[NotHandledError("gone")] * 10_000)
    async with polling(client, handler):
        server.send_text(ANNA, "ett")
        server.send_text(ANNA, "två")
        server.send_text(BO, "tre")
        await server.wait_until(lambda: "två" in handler.begun and "tre" in handler.ended)
    assert [update["message"]["text"] for update in server.pending_updates()] == ["två", "tre"]


async def test_stopping_an_idle_bot_does_not_wait_for_its_long_poll(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    async with polling(client, handler) as running:
        await server.wait_until(lambda: server.calls_of("getUpdates"))
        await asyncio.wait_for(running.stop(), timeout=1)


async def test_another_process_with_the_same_token_ends_polling(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    async with polling(client, handler) as running, Client(server.token, server.url) as other:
        await server.wait_until(lambda: server.calls_of("getUpdates"))
        await fetch_updates(other, None, 0)
        with pytest.raises(Conflict):
            await running.end()


async def test_the_process_that_ends_does_not_disturb_the_other(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    async with polling(client, handler) as running, Client(server.token, server.url) as other:
        server.send_text(ANNA, "ett")
        await server.wait_until(lambda: not server.pending_updates())
        theirs = asyncio.create_task(fetch_updates(other, None, 10))
        with pytest.raises(Conflict):
            await running.end()
        server.send_text(ANNA, "två")
        assert [update["message"]["text"] for update in await theirs] == ["två"]


async def test_a_token_that_was_revoked_ends_polling(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    server.fail("getUpdates", Fault(refusal=Refusal(401, "Unauthorized")))
    async with polling(client, handler) as running:
        with pytest.raises(InvalidToken):
            await running.end()


async def test_an_update_that_always_fails_blocks_nobody_and_is_not_forgotten(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    handler.fail("gift", *[NotHandledError("gone")] * 10_000)
    server.send_text(ANNA, "gift")
    async with polling(client, handler):
        for number in range(150):
            server.add_chat(1000 + number)
            server.send_text(1000 + number, f"fråga {number}")
        await server.wait_until(lambda: len(handler.ended) == 150, timeout=30)
        await server.wait_until(lambda: not server.pending_updates(), timeout=30)
        assert handler.given_up == ["gift"]
        handler.fail("gift")
        await server.wait_until(lambda: "gift" in handler.ended, timeout=60)


async def test_a_chat_with_over_twenty_waiting_messages_is_asked_once_to_slow_down(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    handler.skips = True
    texts = [str(number) for number in range(60)]
    async with polling(client, handler):
        with handler.held("0"):
            for text in texts:
                server.send_text(ANNA, text)
            server.send_text(BO, "Bo")
            await server.wait_until(lambda: "Bo" in handler.ended)
            await server.wait_until(lambda: handler.slowed_down)
        await server.wait_until(lambda: not server.pending_updates())
        answered = [text for text in handler.ended if text != "Bo"]
        assert answered == texts[: MAX_WAITING + 1]
        assert handler.slowed_down == [texts[MAX_WAITING + 1]]
        server.send_text(ANNA, "lugn igen")
        await server.wait_until(lambda: "lugn igen" in handler.ended)


async def test_updates_that_may_not_be_skipped_are_all_handled(
    client: Client, server: BotApiServer, handler: RecordingHandler
) -> None:
    async with polling(client, handler):
        for number in range(60):
            server.send_text(ANNA, str(number))
        await server.wait_until(lambda: not server.pending_updates())
    assert handler.ended == [str(number) for number in range(60)]
    assert handler.slowed_down == []


def test_the_newer_of_two_processes_with_one_token_ends() -> None:
    newcomer, established = PollingConflict(started=100.0), PollingConflict(started=0.0)
    assert newcomer.must_end(100.0 + TRIAL_SECONDS / 2)
    assert not established.must_end(100.0)


def test_one_of_two_old_processes_ends_at_last_and_earlier_conflicts_do_not_count() -> None:
    established = PollingConflict(started=0.0)
    fought = [established.must_end(100.0 + second) for second in range(int(CONFLICT_SECONDS) + 2)]
    assert fought.count(True) == 1
    assert fought[-1]
    again_and_again = PollingConflict(started=0.0)
    assert not any(again_and_again.must_end(100.0 + 30 * times) for times in range(50))
