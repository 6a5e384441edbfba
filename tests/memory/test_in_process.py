"""Memory of this process: by chat, bounded, the longest unused forgotten first."""

from __future__ import annotations

from bot.conversation import ChatMemory
from bot.memory import InProcessMemory

TEN, ELEVEN = ChatMemory(windows="10"), ChatMemory(windows="11")


async def test_nothing_is_remembered_of_a_new_chat() -> None:
    memory = InProcessMemory()
    assert await memory.load(1) == ChatMemory()
    assert await memory.answers(1, 1) == ()


async def test_choices_are_remembered_by_chat() -> None:
    memory = InProcessMemory()
    await memory.save(1, TEN)
    await memory.save(2, ELEVEN)
    assert (await memory.load(1), await memory.load(2), await memory.load(3)) == (TEN, ELEVEN, ChatMemory())


async def test_the_last_choice_counts() -> None:
    memory = InProcessMemory()
    await memory.save(1, TEN)
    await memory.save(1, ELEVEN)
    assert await memory.load(1) == ELEVEN


async def test_answers_are_remembered_by_chat_and_question() -> None:
    memory = InProcessMemory()
    await memory.save_answers(1, 7, (8, 9))
    await memory.save_answers(2, 7, (10,))
    assert (await memory.answers(1, 7), await memory.answers(2, 7), await memory.answers(1, 8)) == ((8, 9), (10,), ())


async def test_the_chat_that_was_silent_for_longest_is_forgotten() -> None:
    memory = InProcessMemory(most_chats=2)
    await memory.save(1, TEN)
    await memory.save(2, TEN)
    await memory.load(1)
    await memory.save(3, TEN)
    assert [await memory.load(chat) for chat in (1, 2, 3)] == [TEN, ChatMemory(), TEN]


async def test_the_oldest_answers_are_forgotten() -> None:
    memory = InProcessMemory(most_answers=2)
    for question in (1, 2, 3):
        await memory.save_answers(1, question, (question + 100,))
    assert [await memory.answers(1, question) for question in (1, 2, 3)] == [(), (102,), (103,)]


async def test_many_answers_push_no_chat_out() -> None:
    memory = InProcessMemory(most_chats=1, most_answers=1)
    await memory.save(1, TEN)
    await memory.save_answers(1, 1, (2,))
    await memory.save_answers(2, 1, (2,))
    assert await memory.load(1) == TEN
