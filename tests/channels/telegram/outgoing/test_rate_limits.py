"""Messages are sent no faster than Telegram accepts them, and no chat waits for another; with a leaping clock."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter

import pytest
from aiolimiter import AsyncLimiter
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter, TimedOut

from bot.channels.telegram.outgoing.client import seconds_to_wait
from bot.channels.telegram.outgoing.rate_limits import BURST, MIN_SWEPT, RateLimits
from tests.channels.telegram.leaping import leap

ANNA, BERTIL, GROUP = 184_220_917, 184_220_918, -1_002_143_998_120
NEVER = 1e9  # by the loop's clock
FAST = 100_000.0


def now() -> float:
    """Return the loop's time in seconds, rounded to milliseconds."""
    return round(asyncio.get_running_loop().time(), 3)


async def sent_at(pace: RateLimits, *chats: int) -> list[float]:
    """Return when messages to these chats were sent, each after the one before it."""
    times = []
    for chat in chats:
        await pace.wait_for_slot(chat, NEVER)
        times.append(now())
    return times


@pytest.mark.parametrize(
    ("rate", "chat", "gap"),
    [(30, ANNA, 1), (30, GROUP, 3), (60, ANNA, 0.5), (60, GROUP, 1.5), (300, ANNA, 0.1)],
)
def test_a_chat_has_its_share_of_the_rate_after_a_burst(rate: float, chat: int, gap: float) -> None:
    times = leap(sent_at(RateLimits(rate), *[chat] * (BURST + 3)))
    assert times[:BURST] == [0] * BURST
    assert times[BURST:] == pytest.approx([gap, 2 * gap, 3 * gap])


def test_a_burst_comes_back_while_the_chat_is_quiet() -> None:
    async def work() -> list[float]:
        pace = RateLimits(30)
        await sent_at(pace, *[ANNA] * BURST)
        await asyncio.sleep(BURST)
        return await sent_at(pace, *[ANNA] * (BURST + 1))

    times = leap(work())
    assert times == pytest.approx([BURST] * BURST + [BURST + 1])


def test_all_chats_together_keep_to_the_rate() -> None:
    times = leap(sent_at(RateLimits(30), *range(1, 91)))
    assert times == pytest.approx([0] * 30 + [each / 30 for each in range(1, 61)], abs=0.002)


def test_a_rate_may_be_less_than_one_a_second() -> None:
    assert leap(sent_at(RateLimits(0.5), 1, 2, 3)) == pytest.approx([0, 2, 4])


def test_only_the_chat_that_floods_has_to_wait() -> None:
    async def work() -> tuple[list[float], list[float]]:
        pace = RateLimits(30)
        flood = [asyncio.create_task(sent_at(pace, ANNA)) for _ in range(BURST + 5)]
        await asyncio.sleep(1.5)
        other = await sent_at(pace, BERTIL, GROUP)
        return [at for task in flood for at in await task], other

    flood, other = leap(work())
    assert sorted(flood) == pytest.approx([0] * BURST + [1, 2, 3, 4, 5])
    assert other == pytest.approx([1.5, 1.5])


def test_a_429_holds_its_chat_and_no_other() -> None:
    async def work() -> None:
        pace = RateLimits()
        pace.block(ANNA, 10)
        assert await sent_at(pace, BERTIL) == [0]
        await asyncio.sleep(2.5)
        with pytest.raises(RetryAfter) as refused:
            await pace.wait_for_slot(ANNA, NEVER)
        assert seconds_to_wait(refused.value) == 8  # whole seconds, as Telegram counts, rounded up
        assert now() == 2.5
        await asyncio.sleep(7.5)
        assert await sent_at(pace, ANNA) == [10]

    leap(work())


def test_a_429_also_holds_messages_that_are_already_waiting() -> None:
    async def work() -> None:
        pace = RateLimits(30)
        await sent_at(pace, *[ANNA] * BURST)
        waiting = asyncio.create_task(pace.wait_for_slot(ANNA, NEVER))
        await asyncio.sleep(0.5)
        pace.block(ANNA, 10)
        with pytest.raises(RetryAfter):
            await waiting

    leap(work())


def test_a_hold_is_never_cut_short() -> None:
    async def work() -> None:
        pace = RateLimits()
        pace.block(ANNA, 10)
        pace.block(ANNA, 1)
        await asyncio.sleep(5)
        with pytest.raises(RetryAfter):
            await pace.wait_for_slot(ANNA, NEVER)

    leap(work())


@pytest.mark.parametrize("chats", [[GROUP] * (BURST + 1), list(range(1, 61))], ids=["chat", "all"])
def test_a_slot_that_does_not_come_in_time_is_given_up(chats: list[int]) -> None:
    async def work() -> float:
        pace = RateLimits(30 if chats[0] < 0 else 10)
        tasks = [asyncio.create_task(pace.wait_for_slot(chat, 2.5)) for chat in chats]
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert any(isinstance(end, TimedOut) for end in ends)
        assert all(end is None or isinstance(end, TimedOut) for end in ends)
        return now()

    assert leap(work()) == 2.5


def test_chats_that_are_idle_are_forgotten() -> None:
    def kept() -> int:
        return sum(isinstance(thing, AsyncLimiter) for thing in gc.get_objects())

    async def work() -> int:
        pace = RateLimits(FAST)
        before = kept()
        for chat in range(1, 20 * MIN_SWEPT):
            await pace.wait_for_slot(chat, NEVER)
            pace.block(chat, 0.001)
            await asyncio.sleep(0.01)
        return kept() - before

    assert leap(work()) <= MIN_SWEPT


def test_chats_that_are_not_idle_are_not_forgotten() -> None:
    async def work() -> list[float]:
        pace = RateLimits(30)
        pace.block(ANNA, 50)
        await sent_at(pace, *[GROUP] * BURST, *range(1, MIN_SWEPT + 100))
        with pytest.raises(RetryAfter):
            await pace.wait_for_slot(ANNA, NEVER)
        return await sent_at(pace, *[GROUP] * BURST)

    # About 37 s have passed, which allow a group 12 more messages; another whole burst takes a minute.
    assert leap(work())[-1] == pytest.approx(60, abs=0.1)


@settings(deadline=None)
@given(
    calls=st.lists(
        st.tuples(st.sampled_from([ANNA, BERTIL, GROUP]), st.floats(0, 3)), min_size=BURST, max_size=8 * BURST
    )
)
def test_no_period_contains_more_messages_than_allowed(calls: list[tuple[int, float]]) -> None:
    went: list[tuple[float, int]] = []

    async def work() -> None:
        pace = RateLimits(30)

        async def one(chat: int) -> None:
            await pace.wait_for_slot(chat, NEVER)
            went.append((now(), chat))

        async with asyncio.TaskGroup() as group:
            for chat, gap in calls:
                group.create_task(one(chat))
                await asyncio.sleep(gap if gap > 2 else 0)

    leap(work())
    assert Counter(chat for _, chat in went) == Counter(chat for chat, _ in calls)
    for chats, burst, rate in (({ANNA}, BURST, 1), ({GROUP}, BURST, 1 / 3), ({ANNA, BERTIL, GROUP}, 30, 30)):
        times = [at for at, chat in went if chat in chats]
        for first, start in enumerate(times):
            for count, end in enumerate(times[first:], 1):
                assert count <= burst + rate * (end - start) + 0.1
