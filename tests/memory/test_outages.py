"""A database that is away: the memory goes on without it and catches up. The server is real, and is really killed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.conversation import ChatHistory, Exchange, Vote
from bot.memory import ChatKey, DeadLetter, MemoryConfigError, StoredQuestion, statements
from bot.memory.opening import migrate, open_memory
from bot.memory.outage import Outage
from bot.memory.tables import metadata
from tests import postgres
from tests.memory.asking import (
    ANNA,
    BO,
    ELEVEN,
    HOME,
    NOON,
    QUESTION,
    TEN,
    WORK,
    escalated,
    load,
    record,
    reply_ids,
    voted,
)
from tests.memory.stores import dump
from tests.memory.waiting import until

LATER = NOON + timedelta(minutes=1)
SESAME = "sesam"  # a password of nothing
ENGLISH = ChatHistory(language="en")


@pytest.fixture
def server(cluster: postgres.Cluster) -> Iterator[postgres.Cluster]:
    """Return an empty server, and start it again after the test."""
    cluster.sql("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "GRANT USAGE ON SCHEMA public TO PUBLIC")
    yield cluster
    cluster.kill()
    cluster.start()


async def test_records_saved_while_the_server_is_down_are_stored_when_it_is_back(
    server: postgres.Cluster,
) -> None:
    async with open_memory(server.url()) as memory:
        await memory.save(record(history=TEN))
        server.kill()
        assert await load(memory) == ChatHistory()
        assert not memory.available
        await memory.save(
            record(
                HOME,
                BO,
                LATER,
                update=5,
                handled_at=LATER,
                history=ELEVEN,
                reply_ids=(8,),
                voted_on=8,
                vote=Vote("hardware-changed", None, 0, helped=False),
                unanswered="vad då",
            )
        )
        await memory.save_dead_letter(DeadLetter(6, HOME, "{}", "KeyError", LATER))
        assert [await memory.count_try(9, LATER), await memory.count_try(9, LATER)] == [1, 2]
        assert await load(memory, HOME, BO) == ELEVEN
        assert await escalated(memory, HOME, 8)
        assert (await memory.recall(5, HOME, BO, QUESTION)).handled
        server.start()
        await until(lambda: memory.available)
        assert await load(memory) == TEN
        assert await load(memory, HOME, BO) == ELEVEN
        assert await reply_ids(memory, HOME, 7) == (8,)
        assert await voted(memory, HOME, 8, BO) is False
        assert (await memory.feedback()).questions == [StoredQuestion("vad då", LATER)]
        assert (await memory.recall(5, HOME, BO, QUESTION)).handled
        assert (await memory.feedback()).dead_letters == [DeadLetter(6, HOME, "{}", "KeyError", LATER)]
        assert await memory.count_try(9, LATER) == 3


async def test_a_server_restart_causes_no_outage(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        await memory.save(record(history=TEN))
        server.kill()
        server.start()
        assert await load(memory) == TEN
        assert memory.available


async def test_all_calls_in_progress_when_the_server_dies_return(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:

        async def write(number: int) -> None:
            for count in range(30):
                await memory.save(record(ChatKey(f"chat {number}"), update=count, handled_at=NOON, history=TEN))

        writing = asyncio.gather(*(write(number) for number in range(20)))
        await asyncio.sleep(0.05)
        server.kill()
        await writing
        server.start()
        await until(lambda: memory.available)
        for number in range(20):
            assert await load(memory, ChatKey(f"chat {number}")) == TEN


async def test_a_server_that_hangs_counts_as_away(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        await memory.save(record(history=TEN))
        server.pause()
        await memory.save(record(person=BO, history=ELEVEN))
        assert not memory.available
        server.go_on()
        await until(lambda: memory.available)
        assert [await load(memory), await load(memory, HOME, BO)] == [TEN, ELEVEN]


async def test_the_memory_starts_without_its_database_and_creates_the_tables_later(server: postgres.Cluster) -> None:
    server.kill()
    with capture_logs() as logs:
        async with open_memory(server.url(password=SESAME)) as memory:
            assert not memory.available
            await memory.save(record(history=TEN))
            server.start()
            await until(lambda: memory.available)
            assert await load(memory) == TEN
    assert [line["event"] for line in logs if line["log_level"] != "debug"] == ["database_away", "database_back"]
    assert logs[-1]["writes"] == 1
    assert SESAME not in str(logs)


async def test_a_chat_that_is_forgotten_during_an_outage_stays_forgotten(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        await memory.save(record(history=TEN, unanswered="vad då"))
        await memory.save(record(WORK, history=TEN))
        server.kill()
        await memory.save(record(HOME, BO, LATER, history=ELEVEN))
        await memory.save(record(HOME, forget=True))
        assert [await load(memory), await load(memory, HOME, BO)] == [ChatHistory(), ChatHistory()]
        server.start()
        await until(lambda: memory.available)
        assert [await load(memory), await load(memory, HOME, BO)] == [ChatHistory(), ChatHistory()]
        assert await load(memory, WORK) == TEN
        assert HOME not in dump(server)


async def test_a_history_of_an_outage_does_not_take_back_an_earlier_choice(server: postgres.Cluster) -> None:
    answer = Exchange(LATER, "hardware-changed")
    async with open_memory(server.url()) as memory:
        await memory.save(record(history=ChatHistory("10", "en")))
        server.kill()
        await memory.save(record(HOME, ANNA, LATER, history=ChatHistory("11", recent=(answer,))))
        server.start()
        await until(lambda: memory.available)
        assert await load(memory) == ChatHistory("11", "en", (answer,))


async def test_a_newer_history_of_another_replica_is_not_overwritten(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as one:
        server.kill()
        await one.save(record(history=TEN))
        assert not one.available
        server.start()
        async with open_memory(server.url()) as other:
            await other.save(record(HOME, ANNA, LATER, history=ELEVEN))
        await until(lambda: one.available)
        assert await load(one) == ELEVEN


async def test_rows_dropped_during_an_outage_are_dropped_from_the_database_after_it(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        for number in range(30):
            await memory.save(record(ChatKey(f"{number}"), ANNA, NOON, history=ENGLISH))
        server.kill()
        await memory.drop_expired(LATER)
        await memory.drop_stale(LATER)
        server.start()
        await until(lambda: memory.available)
    assert dump(server) == ""


async def test_records_lost_in_an_outage_at_the_end_are_logged(server: postgres.Cluster) -> None:
    with capture_logs() as logs:
        async with open_memory(server.url()) as memory:
            server.kill()
            await memory.save(record(history=TEN))
    assert ("memory_lost", 1) in [(line["event"], line.get("writes")) for line in logs]


async def test_the_backlog_is_stored_at_the_end_if_the_database_is_back(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        server.kill()
        await memory.save(record(history=TEN))
        server.start()
    async with open_memory(server.url()) as memory:
        assert await load(memory) == TEN


async def test_a_full_backlog_drops_and_counts_the_oldest_calls() -> None:
    outage = Outage(max_backlog=3)
    with capture_logs() as logs:
        for number in range(5):
            await outage.call(statements.count_try, number, NOON)
    assert [arguments[0] for _, arguments in outage.backlog] == [2, 3, 4]
    assert outage.dropped == 2
    assert [line["event"] for line in logs] == ["backlog_full"]
    await outage.close()


async def test_a_full_stand_in_drops_the_older_half_of_its_rows() -> None:
    outage = Outage(max_pages=100)
    chats = [ChatKey(f"chat {number}") for number in range(50)]
    with capture_logs() as logs:
        for number, chat in enumerate(chats):
            left = record(chat, at=NOON + timedelta(seconds=number), history=TEN, unanswered="å" * 10_000)
            await outage.call(statements.save, left)
    assert {line["event"] for line in logs} == {"stand_in_full"}
    kept = [await outage.call(statements.recall, 1, chat, ANNA, QUESTION) for chat in chats]
    assert kept[0].history == ChatHistory()
    assert kept[-1].history == TEN
    assert len(outage.backlog) == len(chats)
    await outage.close()


@pytest.mark.parametrize("away", [False, True], ids=["at once", "after an outage"])
async def test_a_value_that_the_database_rejects_affects_no_other_record(
    server: postgres.Cluster, *, away: bool
) -> None:
    async with open_memory(server.url()) as memory:
        if away:
            server.kill()
        kept = [
            memory.save(record(history=TEN)),
            memory.save(record(voted_on=8, vote=Vote("hardware-changed", None, 2**40, helped=True))),
            memory.save(record(person=BO, history=ELEVEN)),
        ]
        results = await asyncio.gather(*kept, return_exceptions=True)
        assert [result is None for result in results] == [True, away, True]
        if away:
            server.start()
            await until(lambda: memory.available)
        assert [await load(memory), await load(memory, HOME, BO)] == [TEN, ELEVEN]
        assert memory.available


async def test_a_cancelled_call_delays_no_other(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        given_up = asyncio.create_task(memory.recall(1, HOME, ANNA, QUESTION))
        await asyncio.sleep(0)
        given_up.cancel()
        await memory.save(record(history=TEN))
        assert await load(memory) == TEN


@pytest.mark.parametrize(
    ("changed", "telling"),
    [
        ({"database": "nowhere"}, 'database "nowhere" does not exist'),
        ({"user": "nobody"}, 'role "nobody" does not exist'),
    ],
    ids=["database", "role"],
)
async def test_a_wrong_database_or_role_is_reported_at_once(
    server: postgres.Cluster, changed: dict[str, str], telling: str
) -> None:
    with pytest.raises(MemoryConfigError, match=telling) as raised:
        await migrate(server.url(**changed, password=SESAME))
    assert "BOT_DATABASE_URL" in str(raised.value)
    assert SESAME not in str(raised.value)
    assert "\n" not in str(raised.value)


async def test_a_role_without_the_right_to_create_tables_is_reported_at_once(server: postgres.Cluster) -> None:
    server.sql("DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN")
    with pytest.raises(MemoryConfigError, match="permission denied"):
        await migrate(server.url(user="reader"))


async def test_tables_of_another_program_are_left_alone(server: postgres.Cluster) -> None:
    server.sql("CREATE TABLE votes (party text)")
    with pytest.raises(MemoryConfigError, match='"votes" already exists'):
        await migrate(server.url())
    assert set(metadata.tables) & set(server.sql("SELECT tablename FROM pg_tables").split()) == {"votes"}


async def test_migrating_a_database_that_is_away_is_an_error(server: postgres.Cluster) -> None:
    server.kill()
    with pytest.raises(MemoryConfigError, match="is away"):
        await migrate(server.url())
