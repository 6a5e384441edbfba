"""A database that is away: the memory goes on, and catches up. The server here is real, and is really killed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.conversation import ChatHistory, Exchange, Vote
from bot.memory import (
    AnswersSaved,
    ChatKey,
    ChatSaved,
    DeadLetter,
    Handled,
    Memory,
    MemoryConfigError,
    PersonKey,
    QuestionSaved,
    StoredQuestion,
    StoredVote,
    VoteSaved,
)
from bot.memory.opening import migrate, open_memory
from bot.memory.operations import Keep
from bot.memory.outage import Outage
from bot.memory.tables import metadata
from tests import postgres
from tests.memory.stores import dump
from tests.memory.waiting import until

HOME, WORK = ChatKey("home"), ChatKey("work")
ANNA, BO = PersonKey("anna"), PersonKey("bo")
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)
SESAME = "sesam"  # a password of nothing
TEN, ELEVEN, ENGLISH = ChatHistory(windows="10"), ChatHistory(windows="11"), ChatHistory(language="en")


@pytest.fixture
def server(cluster: postgres.Cluster) -> Iterator[postgres.Cluster]:
    """The server, empty, and running again after the test."""
    cluster.sql("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "GRANT USAGE ON SCHEMA public TO PUBLIC")
    yield cluster
    cluster.kill()
    cluster.start()


async def load(memory: Memory, chat: ChatKey = HOME, person: PersonKey = ANNA) -> ChatHistory:
    return (await memory.recall(1, chat, person)).memory


async def test_what_comes_while_the_server_is_dead_is_answered_and_stored_once_it_lives(
    server: postgres.Cluster,
) -> None:
    async with open_memory(server.url()) as memory:
        await memory.keep(ChatSaved(HOME, ANNA, TEN, NOON))
        server.kill()
        assert await load(memory) == ChatHistory()
        assert not memory.available
        await memory.keep(
            ChatSaved(HOME, BO, ELEVEN, LATER),
            AnswersSaved(HOME, 7, (8,), LATER),
            VoteSaved(HOME, 8, BO, StoredVote(Vote("hardware-changed", None, 0, helped=False), LATER)),
            QuestionSaved(HOME, 7, StoredQuestion("vad då", LATER)),
            Handled(5, LATER),
            DeadLetter(6, HOME, "{}", "KeyError", LATER),
        )
        assert [await memory.tried(9, LATER), await memory.tried(9, LATER)] == [1, 2]
        assert await load(memory, HOME, BO) == ELEVEN
        assert await memory.escalated(HOME, 8)
        assert (await memory.recall(5, HOME, BO)).handled
        server.start()
        await until(lambda: memory.available)
        assert await load(memory) == TEN
        assert await load(memory, HOME, BO) == ELEVEN
        assert await memory.answers(HOME, 7) == (8,)
        assert await memory.vote_of(HOME, 8, BO) is False
        assert await memory.questions() == [StoredQuestion("vad då", LATER)]
        assert (await memory.recall(5, HOME, BO)).handled
        assert await memory.dead_letters() == [DeadLetter(6, HOME, "{}", "KeyError", LATER)]
        assert await memory.tried(9, LATER) == 3


async def test_a_server_that_was_only_restarted_is_never_missed(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        await memory.keep(ChatSaved(HOME, ANNA, TEN, NOON))
        server.kill()
        server.start()
        assert await load(memory) == TEN
        assert memory.available


async def test_callers_under_way_when_the_server_dies_all_get_an_answer(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:

        async def write(number: int) -> None:
            for count in range(30):
                await memory.keep(ChatSaved(ChatKey(f"chat {number}"), ANNA, TEN, NOON), Handled(count, NOON))

        writing = asyncio.gather(*(write(number) for number in range(20)))
        await asyncio.sleep(0.05)
        server.kill()
        await writing
        server.start()
        await until(lambda: memory.available)
        for number in range(20):
            assert await load(memory, ChatKey(f"chat {number}")) == TEN


async def test_a_server_that_hangs_is_away_too(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        await memory.keep(ChatSaved(HOME, ANNA, TEN, NOON))
        server.pause()
        await memory.keep(ChatSaved(HOME, BO, ELEVEN, NOON))
        assert not memory.available
        server.go_on()
        await until(lambda: memory.available)
        assert [await load(memory), await load(memory, HOME, BO)] == [TEN, ELEVEN]


async def test_it_starts_without_its_database_and_makes_the_tables_when_it_comes(server: postgres.Cluster) -> None:
    server.kill()
    with capture_logs() as logs:
        async with open_memory(server.url(password=SESAME)) as memory:
            assert not memory.available
            await memory.keep(ChatSaved(HOME, ANNA, TEN, NOON))
            server.start()
            await until(lambda: memory.available)
            assert await load(memory) == TEN
    assert [line["event"] for line in logs if line["log_level"] != "debug"] == ["database_away", "database_back"]
    assert logs[-1]["writes"] == 1
    assert SESAME not in str(logs)


async def test_a_chat_that_is_forgotten_during_an_outage_stays_forgotten(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        await memory.keep(ChatSaved(HOME, ANNA, TEN, NOON), QuestionSaved(HOME, 7, StoredQuestion("vad då", NOON)))
        await memory.keep(ChatSaved(WORK, ANNA, TEN, NOON))
        server.kill()
        await memory.keep(ChatSaved(HOME, BO, ELEVEN, LATER))
        await memory.forget(HOME)
        assert [await load(memory), await load(memory, HOME, BO)] == [ChatHistory(), ChatHistory()]
        server.start()
        await until(lambda: memory.available)
        assert [await load(memory), await load(memory, HOME, BO)] == [ChatHistory(), ChatHistory()]
        assert await load(memory, WORK) == TEN
        assert HOME not in dump(server)


async def test_a_choice_is_not_lost_by_an_answer_that_knew_nothing_of_it(server: postgres.Cluster) -> None:
    answer = Exchange(LATER, "hardware-changed")
    async with open_memory(server.url()) as memory:
        await memory.keep(ChatSaved(HOME, ANNA, ChatHistory("10", "en"), NOON))
        server.kill()
        await memory.keep(ChatSaved(HOME, ANNA, ChatHistory("11", recent=(answer,)), LATER))
        server.start()
        await until(lambda: memory.available)
        assert await load(memory) == ChatHistory("11", "en", (answer,))


async def test_what_another_replica_stored_since_is_not_overwritten(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as one:
        server.kill()
        await one.keep(ChatSaved(HOME, ANNA, TEN, NOON))
        assert not one.available
        server.start()
        async with open_memory(server.url()) as other:
            await other.keep(ChatSaved(HOME, ANNA, ELEVEN, LATER))
        await until(lambda: one.available)
        assert await load(one) == ELEVEN


async def test_it_tidies_up_after_an_outage_what_it_was_told_to_during_it(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        for number in range(30):
            await memory.keep(ChatSaved(ChatKey(f"{number}"), ANNA, ENGLISH, NOON))
        server.kill()
        await memory.expire(LATER)
        await memory.tidy(LATER)
        server.start()
        await until(lambda: memory.available)
    assert dump(server) == ""


async def test_an_outage_at_the_end_is_waited_for_once_and_then_told(server: postgres.Cluster) -> None:
    with capture_logs() as logs:
        async with open_memory(server.url()) as memory:
            server.kill()
            await memory.keep(ChatSaved(HOME, ANNA, TEN, NOON))
    assert ("memory_lost", 1) in [(line["event"], line.get("writes")) for line in logs]


async def test_what_waits_at_the_end_is_stored_where_that_is_possible(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        server.kill()
        await memory.keep(ChatSaved(HOME, ANNA, TEN, NOON))
        server.start()
    async with open_memory(server.url()) as memory:
        assert await load(memory) == TEN


async def test_of_more_than_can_wait_the_oldest_goes_and_is_counted() -> None:
    outage = Outage(most_waiting=3)
    with capture_logs() as logs:
        for number in range(5):
            await outage.do(Keep((Handled(number, NOON),)))
    assert [operation.kept[0].update for operation in outage.backlog] == [2, 3, 4]  # type: ignore[attr-defined]
    assert outage.dropped == 2
    assert [line["event"] for line in logs] == ["backlog_full"]


@pytest.mark.parametrize("away", [False, True], ids=["at once", "after an outage"])
async def test_a_value_that_no_database_takes_spoils_nothing_beside_it(server: postgres.Cluster, *, away: bool) -> None:
    async with open_memory(server.url()) as memory:
        if away:
            server.kill()
        kept = [
            memory.keep(ChatSaved(HOME, ANNA, TEN, NOON)),
            memory.keep(Handled(2**70, NOON)),
            memory.keep(ChatSaved(HOME, BO, ELEVEN, NOON)),
        ]
        results = await asyncio.gather(*kept, return_exceptions=True)
        assert [result is None for result in results] == [True, away, True]
        if away:
            server.start()
            await until(lambda: memory.available)
        assert [await load(memory), await load(memory, HOME, BO)] == [TEN, ELEVEN]
        assert memory.available


async def test_a_caller_that_is_cancelled_holds_up_nobody(server: postgres.Cluster) -> None:
    async with open_memory(server.url()) as memory:
        given_up = asyncio.create_task(memory.recall(1, HOME, ANNA))
        await asyncio.sleep(0)
        given_up.cancel()
        await memory.keep(ChatSaved(HOME, ANNA, TEN, NOON))
        assert await load(memory) == TEN


@pytest.mark.parametrize(
    ("changed", "telling"),
    [
        ({"database": "nowhere"}, 'database "nowhere" does not exist'),
        ({"user": "nobody"}, 'role "nobody" does not exist'),
    ],
    ids=["database", "role"],
)
async def test_a_wrong_address_is_told_at_once(server: postgres.Cluster, changed: dict[str, str], telling: str) -> None:
    with pytest.raises(MemoryConfigError, match=telling) as raised:
        await migrate(server.url(**changed, password=SESAME))
    assert "BOT_DATABASE_URL" in str(raised.value)
    assert SESAME not in str(raised.value)
    assert "\n" not in str(raised.value)


async def test_a_role_that_may_make_no_tables_is_told_at_once(server: postgres.Cluster) -> None:
    server.sql("DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN")
    with pytest.raises(MemoryConfigError, match="permission denied"):
        await migrate(server.url(user="reader"))


async def test_tables_of_something_else_are_left_alone(server: postgres.Cluster) -> None:
    server.sql("CREATE TABLE votes (party text)")
    with pytest.raises(MemoryConfigError, match='"votes" already exists'):
        await migrate(server.url())
    assert set(metadata.tables) & set(server.sql("SELECT tablename FROM pg_tables").split()) == {"votes"}


async def test_a_server_that_is_away_is_told_to_whoever_only_migrates(server: postgres.Cluster) -> None:
    server.kill()
    with pytest.raises(MemoryConfigError, match="is away"):
        await migrate(server.url())
