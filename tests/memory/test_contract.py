"""What every memory does, whatever it keeps things in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.conversation import ChatMemory, Exchange, Vote
from bot.conversation.events import ShowCode, ShowSection
from bot.memory import ChatKey, Memory, PersonKey, StoredQuestion, StoredVote
from tests.memory.stores import Store

HOME, WORK = ChatKey("ch4t-h0me"), ChatKey("ch4t-w0rk")
ANNA, BO = PersonKey("p3rs0n-anna"), PersonKey("p3rs0n-b0")
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
STOCKHOLM = timezone(timedelta(hours=1))
LARGEST_ID = 2**31 - 1  # of a message in Telegram

TEN, ELEVEN = ChatMemory(windows="10"), ChatMemory(windows="11")
CHOICES = (ShowSection("hardware-changed"), ShowCode("0xC004F211"))
ASKED_BACK = Exchange(NOON, offered=CHOICES, asks=True, question="når inte servern, \"'; -- 👩‍👩‍👧 å\n\x1f%_\\")
SHOWN = Exchange(NOON + timedelta(microseconds=123_456), "hardware-changed", "0xC004F211", rung=3, offered=CHOICES)
MEMORIES = {
    "nothing": ChatMemory(),
    "a Windows": TEN,
    "a language": ChatMemory(language="en"),
    "a question that was asked back": ChatMemory(recent=(ASKED_BACK,)),
    "an answer": ChatMemory(recent=(SHOWN,)),
    "an answer without a code": ChatMemory(recent=(Exchange(NOON, "activate-windows"),)),
    "all there can be": ChatMemory("11", "sv", (ASKED_BACK, SHOWN, ASKED_BACK, SHOWN, ASKED_BACK)),
}


def voted(at: datetime = NOON, *, helped: bool = True, code: str | None = "0xC004F211", rung: int = 0) -> StoredVote:
    """A vote on an answer about changed hardware."""
    return StoredVote(Vote("hardware-changed", code, rung, helped), at)


def asked(text: str, at: datetime = NOON) -> StoredQuestion:
    """A question that had no answer."""
    return StoredQuestion(text, at)


async def fill(memory: Memory, chat: ChatKey, at: datetime = NOON, person: PersonKey = ANNA) -> None:
    """Store something of every kind for a chat."""
    await memory.save(chat, person, ChatMemory("10", "en", (ASKED_BACK, SHOWN)), at)
    await memory.save_answers(chat, 7, (8, 9), at)
    await memory.save_vote(chat, 8, person, voted(at))
    await memory.save_question(chat, asked(f"fråga i {chat}", at))


async def holds(memory: Memory, chat: ChatKey, person: PersonKey = ANNA) -> list[bool]:
    """Whether choices, answers, a vote and a question of `fill` are there."""
    return [
        await memory.load(chat, person) != ChatMemory(),
        await memory.answers(chat, 7) != (),
        await memory.vote_of(chat, 8, person) is not None,
        f"fråga i {chat}" in [question.text for question in await memory.questions()],
    ]


ALL, NOTHING = [True] * 4, [False] * 4


class TestEveryMemory:
    """A store is empty at first, and is a memory of its own in every test."""

    async def test_nothing_is_known_of_a_new_chat(self, memory: Memory) -> None:
        assert await memory.load(HOME, ANNA) == ChatMemory()
        assert await memory.answers(HOME, 7) == ()
        assert await memory.vote_of(HOME, 8, ANNA) is None
        assert await memory.votes() == []
        assert await memory.questions() == []

    @pytest.mark.parametrize("saved", MEMORIES.values(), ids=MEMORIES)
    async def test_what_is_saved_is_loaded(self, memory: Memory, saved: ChatMemory) -> None:
        await memory.save(HOME, ANNA, saved, NOON)
        assert await memory.load(HOME, ANNA) == saved
        assert await memory.load(HOME, ANNA) == saved

    async def test_what_is_saved_last_counts(self, memory: Memory) -> None:
        await memory.save(HOME, ANNA, ChatMemory("10", "en", (SHOWN, ASKED_BACK)), NOON)
        await memory.save(HOME, ANNA, ELEVEN, NOON)
        assert await memory.load(HOME, ANNA) == ELEVEN

    async def test_choices_are_a_persons_in_a_chat(self, memory: Memory) -> None:
        await memory.save(HOME, ANNA, TEN, NOON)
        await memory.save(HOME, BO, ELEVEN, NOON)
        await memory.save(WORK, ANNA, ChatMemory(language="en"), NOON)
        assert await memory.load(HOME, ANNA) == TEN
        assert await memory.load(HOME, BO) == ELEVEN
        assert await memory.load(WORK, ANNA) == ChatMemory(language="en")
        assert await memory.load(WORK, BO) == ChatMemory()

    @pytest.mark.parametrize("ids", [(), (8,), (8, 9, 10), (9, 8), (1, LARGEST_ID)], ids=str)
    async def test_the_answers_to_a_question_are_known_in_order(self, memory: Memory, ids: tuple[int, ...]) -> None:
        await memory.save_answers(HOME, 7, ids, NOON)
        assert await memory.answers(HOME, 7) == ids

    async def test_answers_belong_to_a_question_of_a_chat(self, memory: Memory) -> None:
        await memory.save_answers(HOME, 7, (8,), NOON)
        await memory.save_answers(HOME, LARGEST_ID, (9,), NOON)
        await memory.save_answers(WORK, 7, (10, 11), NOON)
        await memory.save_answers(HOME, 7, (12,), NOON)
        assert await memory.answers(HOME, 7) == (12,)
        assert await memory.answers(HOME, LARGEST_ID) == (9,)
        assert await memory.answers(WORK, 7) == (10, 11)
        assert await memory.answers(WORK, LARGEST_ID) == ()

    @pytest.mark.parametrize(
        "vote",
        [
            voted(),
            voted(helped=False),
            voted(code=None),
            voted(rung=7),
            voted(NOON + timedelta(microseconds=123_456)),
        ],
        ids=["it helped", "it did not", "of no code", "of an advice", "to the microsecond"],
    )
    async def test_a_vote_is_kept_whole(self, memory: Memory, vote: StoredVote) -> None:
        await memory.save_vote(HOME, 8, ANNA, vote)
        assert await memory.votes() == [vote]
        assert await memory.vote_of(HOME, 8, ANNA) is vote.vote.helped

    async def test_of_the_votes_of_one_person_on_one_message_the_last_counts(self, memory: Memory) -> None:
        first, second, third = voted(), voted(NOON + MOMENT, helped=False), voted(NOON + 2 * MOMENT, rung=2)
        for vote in (first, second, third, second):
            await memory.save_vote(HOME, 8, ANNA, vote)
            assert await memory.vote_of(HOME, 8, ANNA) is vote.vote.helped
        assert await memory.votes() == [second]

    async def test_a_vote_is_one_persons_on_one_message_of_one_chat(self, memory: Memory) -> None:
        await memory.save_vote(HOME, 8, ANNA, voted())
        assert await memory.vote_of(HOME, 8, BO) is None
        assert await memory.vote_of(HOME, 9, ANNA) is None
        assert await memory.vote_of(WORK, 8, ANNA) is None
        await memory.save_vote(HOME, 8, BO, voted(helped=False))
        await memory.save_vote(HOME, 9, ANNA, voted(helped=False))
        await memory.save_vote(WORK, 8, ANNA, voted(helped=False))
        assert await memory.vote_of(HOME, 8, ANNA) is True
        assert len(await memory.votes()) == 4

    async def test_a_question_may_be_asked_again_and_anywhere(self, memory: Memory) -> None:
        for chat in (HOME, HOME, WORK):
            await memory.save_question(chat, asked("vad är 0xC004F999, \"'; --\n👍?"))
        assert await memory.questions() == [asked("vad är 0xC004F999, \"'; --\n👍?")] * 3

    async def test_votes_are_told_oldest_first(self, memory: Memory) -> None:
        votes = [voted(NOON + hours * timedelta(hours=1), rung=hours) for hours in range(5)]
        for message, hours in enumerate((3, 0, 4, 1, 2)):
            await memory.save_vote(HOME if hours % 2 else WORK, message, ANNA, votes[hours])
        assert await memory.votes() == votes

    async def test_questions_are_told_oldest_first(self, memory: Memory) -> None:
        questions = [asked(f"fråga {hours}", NOON + hours * timedelta(hours=1)) for hours in range(5)]
        for hours in (3, 0, 4, 1, 2):
            await memory.save_question(HOME if hours % 2 else WORK, questions[hours])
        assert await memory.questions() == questions

    async def test_time_is_told_apart_from_the_clock_on_the_wall(self, memory: Memory) -> None:
        # 12:30 in Stockholm is before noon in Greenwich.
        early, late = asked("tidig", datetime(2026, 1, 15, 12, 30, tzinfo=STOCKHOLM)), asked("sen", NOON)
        await memory.save_question(HOME, late)
        await memory.save_question(HOME, early)
        assert await memory.questions() == [early, late]
        await memory.expire(NOON.astimezone(STOCKHOLM))
        assert await memory.questions() == [late]

    async def test_a_chat_that_is_forgotten_is_as_new(self, memory: Memory) -> None:
        await fill(memory, HOME)
        await fill(memory, HOME, person=BO)
        assert await holds(memory, HOME) == await holds(memory, HOME, BO) == ALL
        await memory.forget(HOME)
        assert await holds(memory, HOME) == await holds(memory, HOME, BO) == NOTHING
        assert (await memory.votes(), await memory.questions()) == ([], [])

    async def test_nothing_of_a_forgotten_chat_is_left_anywhere(self, store: Store) -> None:
        marks = [HOME, ANNA, "fråga i ", "servern", "hardware-changed", "0xC004F211"]
        await fill(store.memory, HOME)
        assert all(mark.encode() in store.everything() for mark in marks), "the test cannot see what is stored"
        await store.memory.forget(HOME)
        assert [mark for mark in marks if mark.encode() in store.everything()] == []

    async def test_to_forget_a_chat_touches_no_other(self, memory: Memory) -> None:
        for chat in (WORK, HOME, ChatKey(f"{HOME}2"), ChatKey(HOME[:-1]), ChatKey("%")):
            await fill(memory, chat)
        await memory.forget(HOME)
        for chat in (WORK, ChatKey(f"{HOME}2"), ChatKey(HOME[:-1]), ChatKey("%")):
            assert await holds(memory, chat) == ALL
        assert len(await memory.votes()) == len(await memory.questions()) == 4

    async def test_a_chat_nobody_knows_may_be_forgotten_and_one_forgotten_begins_anew(self, memory: Memory) -> None:
        await memory.forget(HOME)
        await fill(memory, HOME)
        await memory.forget(HOME)
        await memory.forget(HOME)
        await fill(memory, HOME)
        assert await holds(memory, HOME) == ALL

    @pytest.mark.parametrize(
        ("at", "kept"),
        [
            (NOON, ALL),
            (NOON + MOMENT, ALL),
            (NOON - MOMENT, NOTHING),
            (NOON - timedelta(days=400), NOTHING),
            (NOON.astimezone(STOCKHOLM), ALL),
            ((NOON - MOMENT).astimezone(STOCKHOLM), NOTHING),
        ],
        ids=["at it", "after it", "before it", "long before it", "at it, elsewhere", "before it, elsewhere"],
    )
    async def test_what_is_from_before_a_time_expires(self, memory: Memory, at: datetime, kept: list[bool]) -> None:
        await fill(memory, HOME, at)
        await memory.expire(NOON)
        assert await holds(memory, HOME) == kept

    async def test_nothing_of_what_expired_is_left_anywhere(self, store: Store) -> None:
        await fill(store.memory, HOME)
        await fill(store.memory, WORK, NOON + MOMENT, BO)
        await store.memory.expire(NOON + MOMENT)
        assert [mark for mark in (HOME, ANNA) if mark.encode() in store.everything()] == []
        assert [mark for mark in (WORK, BO) if mark.encode() not in store.everything()] == []

    async def test_what_was_changed_since_stays_and_what_was_only_looked_at_goes(self, memory: Memory) -> None:
        for chat in (HOME, WORK):
            await memory.save(chat, ANNA, TEN, NOON - MOMENT)
            await memory.save_answers(chat, 7, (8,), NOON - MOMENT)
            await memory.save_vote(chat, 8, ANNA, voted(NOON - MOMENT))
        await memory.save(HOME, ANNA, ELEVEN, NOON)
        await memory.save_answers(HOME, 7, (9,), NOON)
        await memory.save_vote(HOME, 8, ANNA, voted(NOON, helped=False))
        await holds(memory, WORK)
        await memory.expire(NOON)
        assert await memory.load(HOME, ANNA) == ELEVEN
        assert await memory.answers(HOME, 7) == (9,)
        assert await memory.votes() == [voted(NOON, helped=False)]
        assert await holds(memory, WORK) == NOTHING

    async def test_chats_may_write_at_the_same_time(self, memory: Memory) -> None:
        chats = [ChatKey(f"chat {number}") for number in range(50)]
        await asyncio.gather(*(fill(memory, chat) for chat in chats))
        await asyncio.gather(*(memory.forget(chat) for chat in chats[::2]))
        assert [await holds(memory, chat) for chat in chats] == [NOTHING, ALL] * 25
