"""Memory of this process is bounded: what was not used for longest makes room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.conversation import ChatHistory, Vote
from bot.memory import (
    AnswersSaved,
    ChatKey,
    ChatSaved,
    InProcessMemory,
    PersonKey,
    QuestionSaved,
    StoredQuestion,
    StoredVote,
    VoteSaved,
)
from bot.memory.in_process import MAX_QUESTIONS, MAX_VOTES
from tests.memory.test_contract import load

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
ONE, TWO, THREE = (ChatKey(name) for name in ("one", "two", "three"))
ANNA, BO = PersonKey("anna"), PersonKey("bo")
TEN = ChatHistory(windows="10")


def vote(number: int) -> StoredVote:
    return StoredVote(Vote("hardware-changed", None, 0, helped=True), NOON + timedelta(seconds=number))


async def test_the_person_who_was_silent_for_longest_is_forgotten() -> None:
    memory = InProcessMemory(most_chats=2)
    await memory.keep(ChatSaved(ONE, ANNA, TEN, NOON))
    await memory.keep(ChatSaved(TWO, ANNA, TEN, NOON))
    await load(memory, ONE, ANNA)
    await memory.keep(ChatSaved(THREE, ANNA, TEN, NOON))
    assert [await load(memory, chat, ANNA) for chat in (ONE, TWO, THREE)] == [TEN, ChatHistory(), TEN]


async def test_whoever_writes_again_is_no_longer_the_one_who_was_silent() -> None:
    memory = InProcessMemory(most_chats=2, most_answers=2)
    for chat in (ONE, TWO, ONE, THREE):
        await memory.keep(ChatSaved(chat, ANNA, TEN, NOON))
        await memory.keep(AnswersSaved(chat, 1, (2,), NOON))
    assert [await load(memory, chat, ANNA) for chat in (ONE, TWO, THREE)] == [TEN, ChatHistory(), TEN]
    assert [await memory.answers(chat, 1) for chat in (ONE, TWO, THREE)] == [(2,), (), (2,)]


async def test_the_people_of_a_group_count_one_by_one() -> None:
    memory = InProcessMemory(most_chats=2)
    for person in (ANNA, BO, PersonKey("cecilia")):
        await memory.keep(ChatSaved(ONE, person, TEN, NOON))
    assert [await load(memory, ONE, person) for person in (ANNA, BO)] == [ChatHistory(), TEN]


async def test_to_save_again_takes_no_more_room() -> None:
    memory = InProcessMemory(most_chats=2, most_answers=2)
    await memory.keep(ChatSaved(ONE, BO, TEN, NOON))
    await memory.keep(AnswersSaved(ONE, 1, (2,), NOON))
    for _ in range(3):
        await memory.keep(ChatSaved(ONE, ANNA, TEN, NOON))
        await memory.keep(AnswersSaved(ONE, 2, (3,), NOON))
    assert await load(memory, ONE, BO) == TEN
    assert await memory.answers(ONE, 1) == (2,)


async def test_the_oldest_answers_are_forgotten() -> None:
    memory = InProcessMemory(most_answers=2)
    for question in (1, 2, 3):
        await memory.keep(AnswersSaved(ONE, question, (question + 100,), NOON))
    assert [await memory.answers(ONE, question) for question in (1, 2, 3)] == [(), (102,), (103,)]


async def test_many_answers_push_no_choice_out() -> None:
    memory = InProcessMemory(most_chats=1, most_answers=1)
    await memory.keep(ChatSaved(ONE, ANNA, TEN, NOON))
    await memory.keep(AnswersSaved(ONE, 1, (2,), NOON))
    await memory.keep(AnswersSaved(TWO, 1, (2,), NOON))
    assert await load(memory, ONE, ANNA) == TEN


async def test_the_oldest_votes_are_forgotten_and_nothing_else_is() -> None:
    memory = InProcessMemory()
    await memory.keep(ChatSaved(ONE, ANNA, TEN, NOON))
    for number in range(MAX_VOTES + 2):
        await memory.keep(VoteSaved(ONE, number, ANNA, vote(number)))
    votes = await memory.votes()
    assert (len(votes), votes[0], votes[-1]) == (MAX_VOTES, vote(2), vote(MAX_VOTES + 1))
    assert [await memory.vote_of(ONE, number, ANNA) for number in (1, 2)] == [None, True]
    assert await load(memory, ONE, ANNA) == TEN


async def test_the_oldest_questions_are_forgotten() -> None:
    memory = InProcessMemory()
    for number in range(MAX_QUESTIONS + 2):
        await memory.keep(QuestionSaved(ONE, number, StoredQuestion(str(number), NOON)))
    texts = [question.text for question in await memory.questions()]
    assert texts == [str(number) for number in range(2, MAX_QUESTIONS + 2)]
