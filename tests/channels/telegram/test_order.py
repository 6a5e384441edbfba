"""Queues of chats: each is handled in order, chats run concurrently, and no idle queue is kept."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.telegram.delivery import ChatOrder

ANNA, BO = 1, 2


async def test_a_chat_is_handled_in_order_and_chats_run_concurrently() -> None:
    order, done, free = ChatOrder(), list[str](), asyncio.Event()

    async def handle(chat: int, name: str, *, waits: bool = False) -> None:
        async with order.in_order(chat):
            if waits:
                await free.wait()
            done.append(name)

    tasks = [asyncio.create_task(handle(ANNA, "1", waits=True))]
    tasks += [asyncio.create_task(handle(ANNA, str(number))) for number in range(2, 9)]
    await handle(BO, "Bo")
    assert done == ["Bo"]
    free.set()
    await asyncio.gather(*tasks)
    assert done == ["Bo", *map(str, range(1, 9))]


async def test_an_update_that_times_out_or_is_cancelled_delays_no_other() -> None:
    order = ChatOrder()

    async def handle() -> str:
        async with order.in_order(ANNA):
            return "done"

    async with order.in_order(ANNA):
        cancelled, waiting = asyncio.create_task(handle()), asyncio.create_task(handle())
        with pytest.raises(TimeoutError):
            async with order.in_order(ANNA, 0.01):
                pytest.fail("it was not its turn")
        cancelled.cancel()
    assert await waiting == "done"
    assert cancelled.cancelled()


async def test_a_chat_continues_after_a_failed_update_and_leaves_no_queue_behind() -> None:
    order = ChatOrder()
    with pytest.raises(RuntimeError):
        async with order.in_order(ANNA):
            raise RuntimeError
    async with asyncio.timeout(1), order.in_order(ANNA):
        pass
    assert vars(order) == vars(ChatOrder())
