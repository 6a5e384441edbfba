"""What a memory does, in every database."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bot.conversation import Case, ChatHistory, Exchange, Vote
from bot.conversation.actions import ShowCode, ShowSection
from bot.conversation.history import REMEMBERED, Before
from bot.memory import ChatKey, DeadLetter, PersonKey, Record, StoredQuestion, StoredVote
from bot.memory.sql_memory import SqlMemory
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
    handled,
    load,
    record,
    reply_ids,
    save_all,
    voted,
)
from tests.memory.stores import Store

MOMENT = timedelta(microseconds=1)
STOCKHOLM = timezone(timedelta(hours=1))
MAX_ID = 2**31 - 1  # of a message in Telegram

CHOICES = (ShowSection("hardware-changed"), ShowCode("0xC004F211"))
ASKED_BACK = Exchange(NOON, offered=CHOICES, asks=True, question="når inte servern, \"'; -- 👩‍👩‍👧 å\n\x1f%_\\")
SHOWN = Exchange(NOON + timedelta(microseconds=123_456), "hardware-changed", "0xC004F211", rung=3, offered=CHOICES)
ON_A_STEP = Exchange(NOON, "activate-windows", way=0, step=2)
INQUIRY = Exchange(
    NOON,
    asks=True,
    question="den gamla datorn är trasig",
    inquiry="origin",
    candidates=(("no-valid-license", 0.1 + 0.2), ("hardware-changed", 1e-9)),
    row=1,
)
CASE = Case(
    facts=(("origin", "preinstalled"), ("edition", "home")),
    denied=(("event", "reinstalled"),),
    codes=("0xC004F211", "0xC004F999"),
    tried=("troubleshooter",),
    given=("hardware-changed#0", "activate-windows#1"),
    asked=("origin", "event"),
    build=22_631,
)
MEMORIES = {
    "nothing": ChatHistory(),
    "a Windows": TEN,
    "a language": ChatHistory(language="en"),
    "a question that was asked back": ChatHistory(recent=(ASKED_BACK,)),
    "an answer": ChatHistory(recent=(SHOWN,)),
    "an answer without a code": ChatHistory(recent=(Exchange(NOON, "activate-windows"),)),
    "a step of a way": ChatHistory(recent=(ON_A_STEP,)),
    "an inquiry": ChatHistory(recent=(INQUIRY,)),
    "a case": ChatHistory(case=CASE, case_at=NOON + timedelta(microseconds=123_456)),
    "what was said": ChatHistory(case_at=NOON, said=("0f1e2d3c4b5a", "a5b4c3d2e1f0")),
    "what was not understood": ChatHistory(case_at=NOON, misses=2),
    "all there can be": ChatHistory(
        "11",
        "sv",
        (ASKED_BACK, SHOWN, ON_A_STEP, INQUIRY),
        Before(7, (SHOWN, ASKED_BACK), CASE, ("0a",), 1),
        CASE,
        NOON,
        ("0f1e2d3c4b5a",),
        1,
    ),
    "what an edit undoes": ChatHistory(recent=(SHOWN,), undo=Before(MAX_ID, ())),
}


def vote(at: datetime = NOON, *, helped: bool = True, code: str | None = "0xC004F211", rung: int = 0) -> StoredVote:
    """Return a vote on an answer about changed hardware."""
    return StoredVote(Vote("hardware-changed", code, rung, helped), at)


def vote_record(chat: ChatKey, message: int, person: PersonKey, given: StoredVote) -> Record:
    """Return the record of a vote."""
    return record(chat, person, given.at, voted_on=message, vote=given.vote)


def asked(text: str, at: datetime = NOON) -> StoredQuestion:
    """Return a question without an answer."""
    return StoredQuestion(text, at)


def failed(chat: ChatKey | None = HOME, update: int = 5, at: datetime = NOON) -> DeadLetter:
    """Return an update that failed at every try."""
    return DeadLetter(update, chat, f'{{"update_id":{update},"message":"[text] ur {chat}"}}', "KeyError", at)


async def fill(memory: SqlMemory, chat: ChatKey, at: datetime = NOON, person: PersonKey = ANNA) -> None:
    """Store something of every kind for a chat."""
    history = ChatHistory("10", "en", (ASKED_BACK, SHOWN), Before(7, (ASKED_BACK,)), CASE, NOON)
    left = record(
        chat,
        person,
        at,
        question=7,
        history=history,
        reply_ids=(8, 9),
        voted_on=8,
        vote=vote().vote,
        unanswered=f"fråga i {chat}",
    )
    await save_all(memory, left, failed(chat, zlib.crc32(chat.encode()), at))


async def holds(memory: SqlMemory, chat: ChatKey, person: PersonKey = ANNA) -> list[bool]:
    """Return whether choices, ids of replies, a vote, a question and a dead letter of `fill` are there."""
    return [
        await load(memory, chat, person) != ChatHistory(),
        await reply_ids(memory, chat, 7) != (),
        await voted(memory, chat, 8, person) is not None,
        f"fråga i {chat}" in [question.text for question in (await memory.feedback()).questions],
        chat in [letter.chat for letter in (await memory.feedback()).dead_letters],
    ]


ALL, NOTHING = [True] * 5, [False] * 5


class TestEveryMemory:
    """Every test has a new and empty memory."""

    async def test_nothing_is_known_of_a_new_chat(self, memory: SqlMemory) -> None:
        assert await load(memory, HOME, ANNA) == ChatHistory()
        assert await reply_ids(memory, HOME, 7) == ()
        assert await voted(memory, HOME, 8, ANNA) is None
        assert await escalated(memory, HOME, 8) is False
        assert await handled(memory, 5) is False
        assert (await memory.feedback()).votes == []
        assert (await memory.feedback()).questions == []
        assert (await memory.feedback()).dead_letters == []
        assert memory.available

    @pytest.mark.parametrize("saved", MEMORIES.values(), ids=MEMORIES)
    async def test_a_saved_history_is_recalled(self, memory: SqlMemory, saved: ChatHistory) -> None:
        await memory.save(record(history=saved))
        assert await load(memory, HOME, ANNA) == saved
        assert await load(memory, HOME, ANNA) == saved

    async def test_a_history_replaces_the_earlier_one(self, memory: SqlMemory) -> None:
        await memory.save(record(history=ChatHistory("10", "en", (SHOWN, ASKED_BACK))))
        await memory.save(record(history=ELEVEN))
        assert await load(memory, HOME, ANNA) == ELEVEN

    async def test_choices_belong_to_one_person_in_one_chat(self, memory: SqlMemory) -> None:
        await memory.save(record(history=TEN))
        await memory.save(record(person=BO, history=ELEVEN))
        await memory.save(record(WORK, history=ChatHistory(language="en")))
        assert await load(memory, HOME, ANNA) == TEN
        assert await load(memory, HOME, BO) == ELEVEN
        assert await load(memory, WORK, ANNA) == ChatHistory(language="en")
        assert await load(memory, WORK, BO) == ChatHistory()

    @pytest.mark.parametrize("ids", [(), (8,), (8, 9, 10), (9, 8), (1, MAX_ID)], ids=str)
    async def test_the_ids_of_replies_are_recalled_in_order(self, memory: SqlMemory, ids: tuple[int, ...]) -> None:
        await memory.save(record(reply_ids=ids))
        assert await reply_ids(memory, HOME, 7) == ids

    async def test_ids_of_replies_belong_to_one_question_in_one_chat(self, memory: SqlMemory) -> None:
        await memory.save(record(reply_ids=(8,)))
        await memory.save(record(question=MAX_ID, reply_ids=(9,)))
        await memory.save(record(WORK, reply_ids=(10, 11)))
        await memory.save(record(reply_ids=(12,)))
        assert await reply_ids(memory, HOME, 7) == (12,)
        assert await reply_ids(memory, HOME, MAX_ID) == (9,)
        assert await reply_ids(memory, WORK, 7) == (10, 11)
        assert await reply_ids(memory, WORK, MAX_ID) == ()

    @pytest.mark.parametrize(
        "given",
        [
            vote(),
            vote(helped=False),
            vote(code=None),
            vote(rung=7),
            vote(NOON + timedelta(microseconds=123_456)),
        ],
        ids=["it helped", "it did not", "of no code", "of an advice", "to the microsecond"],
    )
    async def test_a_vote_is_stored_completely(self, memory: SqlMemory, given: StoredVote) -> None:
        await memory.save(vote_record(HOME, 8, ANNA, given))
        assert (await memory.feedback()).votes == [given]
        assert await voted(memory, HOME, 8, ANNA) is given.vote.helped

    async def test_a_vote_replaces_the_earlier_one_on_the_same_message(self, memory: SqlMemory) -> None:
        first, second, third = vote(), vote(NOON + MOMENT, helped=False), vote(NOON + 2 * MOMENT, rung=2)
        for given in (first, second, third, second):
            await memory.save(vote_record(HOME, 8, ANNA, given))
            assert await voted(memory, HOME, 8, ANNA) is given.vote.helped
        assert (await memory.feedback()).votes == [second]

    async def test_a_vote_belongs_to_one_person_and_one_message_in_one_chat(self, memory: SqlMemory) -> None:
        await memory.save(vote_record(HOME, 8, ANNA, vote()))
        assert await voted(memory, HOME, 8, BO) is None
        assert await voted(memory, HOME, 9, ANNA) is None
        assert await voted(memory, WORK, 8, ANNA) is None
        await memory.save(vote_record(HOME, 8, BO, vote(helped=False)))
        await memory.save(vote_record(HOME, 9, ANNA, vote(helped=False)))
        await memory.save(vote_record(WORK, 8, ANNA, vote(helped=False)))
        assert await voted(memory, HOME, 8, ANNA) is True
        assert len((await memory.feedback()).votes) == 4

    @pytest.mark.parametrize("unstorable", ["\x00", "\ud800"], ids=ascii)
    async def test_characters_that_no_database_stores_are_replaced(self, memory: SqlMemory, unstorable: str) -> None:
        text = f"före{unstorable}efter"
        said = ChatHistory(windows="10", recent=(Exchange(NOON, offered=CHOICES, asks=True, question=text),))
        await save_all(memory, record(history=said), record(unanswered=text), DeadLetter(5, HOME, text, text, NOON))
        assert (await load(memory, HOME, ANNA)).windows == "10"
        (latest,), (question,) = (await load(memory, HOME, ANNA)).recent, (await memory.feedback()).questions
        for kept in (latest.question or "", question.text, ((await memory.feedback()).dead_letters)[0].content):
            assert kept.startswith("före")
            assert kept.endswith("efter")

    async def test_a_message_is_escalated_once_anybody_says_that_it_did_not_help(self, memory: SqlMemory) -> None:
        await memory.save(vote_record(HOME, 8, ANNA, vote()))
        assert await escalated(memory, HOME, 8) is False
        await memory.save(vote_record(HOME, 8, BO, vote(helped=False)))
        assert await escalated(memory, HOME, 8) is True
        assert await escalated(memory, HOME, 9) is False
        assert await escalated(memory, WORK, 8) is False
        await memory.save(vote_record(HOME, 8, BO, vote()))
        assert await escalated(memory, HOME, 8) is False

    async def test_the_same_question_in_another_message_is_stored_again(self, memory: SqlMemory) -> None:
        for chat, message in ((HOME, 7), (HOME, 8), (WORK, 7)):
            await memory.save(record(chat, at=NOON, question=message, unanswered="vad är 0xC004F999, \"'; --\n👍?"))
        assert (await memory.feedback()).questions == [asked("vad är 0xC004F999, \"'; --\n👍?")] * 3

    async def test_a_question_that_was_redelivered_or_edited_replaces_itself(self, memory: SqlMemory) -> None:
        for text in ("vad är 0xC004F999", "vad är 0xC004F999", "vad är 0xC004F998"):
            await memory.save(record(unanswered=text))
        assert (await memory.feedback()).questions == [asked("vad är 0xC004F998")]

    async def test_an_update_that_was_answered_by_calls_is_known(self, memory: SqlMemory) -> None:
        await save_all(memory, record(update=5, handled_at=NOON), record(update=MAX_ID, handled_at=NOON))
        await memory.save(record(update=5, handled_at=NOON))
        assert [await handled(memory, update) for update in (4, 5, 6, MAX_ID)] == [False, True, False, True]
        assert (await memory.recall(5, WORK, BO, QUESTION)).handled

    async def test_tries_of_an_update_are_counted(self, memory: SqlMemory) -> None:
        assert [await memory.count_try(update, NOON) for update in (5, 5, 6, 5, MAX_ID)] == [1, 2, 1, 3, 1]

    async def test_tries_at_the_same_time_are_all_counted(self, memory: SqlMemory) -> None:
        assert sorted(await asyncio.gather(*(memory.count_try(5, NOON) for _ in range(8)))) == list(range(1, 9))

    async def test_dead_letters_are_listed_oldest_first(self, memory: SqlMemory) -> None:
        letters = [failed(HOME, 7), failed(None, 6, NOON + MOMENT), failed(WORK, 5, NOON + 2 * MOMENT)]
        await save_all(memory, letters[2], letters[0])
        await save_all(memory, letters[1])
        await save_all(memory, letters[2])
        assert (await memory.feedback()).dead_letters == letters

    async def test_ids_and_tries_of_updates_are_dropped_after_a_day(self, memory: SqlMemory) -> None:
        day = timedelta(hours=24)
        await save_all(memory, record(update=5, handled_at=NOON), record(update=6, handled_at=NOON + MOMENT))
        for update in (5, 6):
            await memory.count_try(update, NOON if update == 5 else NOON + MOMENT)
        await memory.drop_stale(NOON + day)
        assert [await handled(memory, update) for update in (5, 6)] == [True, True]
        await memory.drop_stale(NOON + day + MOMENT)
        assert [await handled(memory, update) for update in (5, 6)] == [False, True]
        assert [await memory.count_try(update, NOON) for update in (5, 6)] == [1, 2]

    async def test_answers_too_old_to_refer_to_are_dropped_and_choices_stay(self, memory: SqlMemory) -> None:
        old, new = Exchange(NOON, "activate-windows"), Exchange(NOON + MOMENT, "hardware-changed")
        both = ChatHistory("10", "en", (old, new), Before(7, (old,)))
        await save_all(memory, record(history=both), record(person=BO, history=ChatHistory(recent=(old,))))
        await memory.save(record(WORK, history=TEN))
        await memory.drop_stale(NOON + REMEMBERED)
        assert await load(memory, HOME, ANNA) == both
        await memory.drop_stale(NOON + REMEMBERED + MOMENT)
        assert await load(memory, HOME, ANNA) == ChatHistory("10", "en", (new,), Before(7, ()))
        assert await load(memory, HOME, BO) == ChatHistory()
        await memory.drop_stale(NOON + 2 * REMEMBERED)
        assert await load(memory, HOME, ANNA) == ChatHistory("10", "en")
        assert await load(memory, WORK, ANNA) == TEN

    async def test_a_case_is_dropped_48_hours_after_its_last_change(self, memory: SqlMemory) -> None:
        case = ChatHistory("10", "en", case=CASE, case_at=NOON, said=("0f1e2d3c4b5a",), misses=1)
        younger = replace(case, case_at=NOON + MOMENT)
        await save_all(memory, record(history=case), record(person=BO, history=younger))
        await memory.drop_stale(NOON + timedelta(hours=48))
        assert [await load(memory, HOME, person) for person in (ANNA, BO)] == [case, younger]
        await memory.drop_stale(NOON + timedelta(hours=48) + MOMENT)
        assert [await load(memory, HOME, person) for person in (ANNA, BO)] == [ChatHistory("10", "en"), younger]

    async def test_a_case_and_the_answers_beside_it_are_dropped_separately(self, memory: SqlMemory) -> None:
        answer = Exchange(NOON, "hardware-changed")
        older = ChatHistory("10", recent=(answer,), case=CASE, case_at=NOON - MOMENT, said=("0f1e2d3c4b5a",), misses=1)
        younger = ChatHistory("10", recent=(answer,), case=CASE, case_at=NOON + MOMENT)
        await save_all(memory, record(history=older), record(person=BO, history=younger))
        await memory.drop_stale(NOON + REMEMBERED)
        assert await load(memory, HOME, ANNA) == ChatHistory("10", recent=(answer,))
        assert await load(memory, HOME, BO) == younger
        await memory.drop_stale(NOON + REMEMBERED + MOMENT)
        assert await load(memory, HOME, ANNA) == TEN
        assert await load(memory, HOME, BO) == ChatHistory("10", case=CASE, case_at=NOON + MOMENT)

    async def test_dropping_stale_answers_does_not_delay_the_expiry_of_choices(self, memory: SqlMemory) -> None:
        await memory.save(record(history=ChatHistory("10", recent=(SHOWN,))))
        await memory.drop_stale(NOON + REMEMBERED + timedelta(days=1))
        await memory.drop_expired(NOON + MOMENT)
        assert await load(memory, HOME, ANNA) == ChatHistory()

    async def test_no_trace_of_a_dropped_answer_or_case_is_left(self, store: Store) -> None:
        marks = [b"servern", b"preinstalled", b"0f1e2d3c4b5a"]
        told = ChatHistory(recent=(ASKED_BACK,), case=CASE, case_at=NOON, said=("0f1e2d3c4b5a",))
        await store.memory.save(record(history=told))
        assert all(mark in store.everything() for mark in marks), "the test cannot see what is stored"
        await store.memory.drop_stale(NOON + REMEMBERED + timedelta(days=1))
        assert [mark for mark in marks if mark in store.everything()] == []

    async def test_votes_are_listed_oldest_first(self, memory: SqlMemory) -> None:
        votes = [vote(NOON + hours * timedelta(hours=1), rung=hours) for hours in range(5)]
        for message, hours in enumerate((3, 0, 4, 1, 2)):
            await memory.save(vote_record(HOME if hours % 2 else WORK, message, ANNA, votes[hours]))
        assert (await memory.feedback()).votes == votes

    async def test_questions_are_listed_oldest_first(self, memory: SqlMemory) -> None:
        questions = [asked(f"fråga {hours}", NOON + hours * timedelta(hours=1)) for hours in range(5)]
        for hours in (3, 0, 4, 1, 2):
            await memory.save(
                record(
                    HOME if hours % 2 else WORK,
                    at=questions[hours].at,
                    question=hours,
                    unanswered=questions[hours].text,
                )
            )
        assert (await memory.feedback()).questions == questions

    async def test_times_in_different_zones_are_compared_correctly(self, memory: SqlMemory) -> None:
        # 12:30 in Stockholm is before noon in Greenwich.
        early, late = asked("tidig", datetime(2026, 1, 15, 12, 30, tzinfo=STOCKHOLM)), asked("sen", NOON)
        await memory.save(record(HOME, at=late.at, question=7, unanswered=late.text))
        await memory.save(record(HOME, at=early.at, question=8, unanswered=early.text))
        assert (await memory.feedback()).questions == [early, late]
        await memory.drop_expired(NOON.astimezone(STOCKHOLM))
        assert (await memory.feedback()).questions == [late]

    async def test_a_forgotten_chat_is_like_a_new_one(self, memory: SqlMemory) -> None:
        await fill(memory, HOME)
        await fill(memory, HOME, person=BO)
        assert await holds(memory, HOME) == await holds(memory, HOME, BO) == ALL
        await memory.save(record(HOME, forget=True))
        assert await holds(memory, HOME) == await holds(memory, HOME, BO) == NOTHING
        assert ((await memory.feedback()).votes, (await memory.feedback()).questions) == ([], [])

    async def test_no_trace_of_a_forgotten_chat_is_left(self, store: Store) -> None:
        marks = [HOME, ANNA, "fråga i ", "servern", "hardware-changed", "0xC004F211", "preinstalled", "0xC004F999"]
        await fill(store.memory, HOME)
        assert all(mark.encode() in store.everything() for mark in marks), "the test cannot see what is stored"
        await store.memory.save(record(HOME, forget=True))
        assert [mark for mark in marks if mark.encode() in store.everything()] == []

    async def test_forgetting_a_chat_changes_no_other_chat(self, memory: SqlMemory) -> None:
        for chat in (WORK, HOME, ChatKey(f"{HOME}2"), ChatKey(HOME[:-1]), ChatKey("%")):
            await fill(memory, chat)
        await memory.save(record(HOME, forget=True))
        for chat in (WORK, ChatKey(f"{HOME}2"), ChatKey(HOME[:-1]), ChatKey("%")):
            assert await holds(memory, chat) == ALL
        assert len((await memory.feedback()).votes) == len((await memory.feedback()).questions) == 4

    async def test_unknown_chats_can_be_forgotten_and_forgotten_chats_can_start_again(self, memory: SqlMemory) -> None:
        await memory.save(record(HOME, forget=True))
        await fill(memory, HOME)
        await memory.save(record(HOME, forget=True))
        await memory.save(record(HOME, forget=True))
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
    async def test_everything_from_before_a_time_expires(
        self, memory: SqlMemory, at: datetime, kept: list[bool]
    ) -> None:
        await fill(memory, HOME, at)
        await memory.drop_expired(NOON)
        assert await holds(memory, HOME) == kept

    async def test_no_trace_of_expired_rows_is_left(self, store: Store) -> None:
        await fill(store.memory, HOME)
        await fill(store.memory, WORK, NOON + MOMENT, BO)
        await store.memory.drop_expired(NOON + MOMENT)
        assert [mark for mark in (HOME, ANNA) if mark.encode() in store.everything()] == []
        assert [mark for mark in (WORK, BO) if mark.encode() not in store.everything()] == []

    async def test_changed_rows_stay_and_rows_that_were_only_read_expire(self, memory: SqlMemory) -> None:
        for chat in (HOME, WORK):
            await memory.save(record(chat, ANNA, NOON - MOMENT, history=TEN))
            await memory.save(record(chat, at=NOON - MOMENT, question=7, reply_ids=(8,)))
            await memory.save(vote_record(chat, 8, ANNA, vote(NOON - MOMENT)))
        await memory.save(record(history=ELEVEN))
        await memory.save(record(reply_ids=(9,)))
        await memory.save(vote_record(HOME, 8, ANNA, vote(NOON, helped=False)))
        await holds(memory, WORK)
        await memory.drop_expired(NOON)
        assert await load(memory, HOME, ANNA) == ELEVEN
        assert await reply_ids(memory, HOME, 7) == (9,)
        assert (await memory.feedback()).votes == [vote(NOON, helped=False)]
        assert await holds(memory, WORK) == NOTHING

    async def test_a_record_is_saved_whole_or_not_at_all(self, memory: SqlMemory) -> None:
        impossible = Vote("hardware-changed", None, 2**70, helped=True)
        with pytest.raises(Exception, match="int"):
            await memory.save(record(history=TEN, reply_ids=(8,), voted_on=8, vote=impossible))
        assert await load(memory) == ChatHistory()
        assert await reply_ids(memory, HOME, QUESTION) == ()
        assert memory.available

    async def test_a_record_that_forgets_is_saved_after_its_chat_was_forgotten(self, memory: SqlMemory) -> None:
        await fill(memory, HOME)
        await memory.save(record(forget=True, update=5, handled_at=NOON, history=ELEVEN))
        assert await load(memory) == ELEVEN
        assert await reply_ids(memory, HOME, QUESTION) == ()
        assert await handled(memory, 5)

    async def test_an_empty_record_changes_nothing(self, memory: SqlMemory) -> None:
        await fill(memory, HOME)
        await memory.save(record(at=NOON + MOMENT))
        assert await holds(memory, HOME) == ALL

    async def test_many_chats_can_be_saved_at_the_same_time(self, memory: SqlMemory) -> None:
        chats = [ChatKey(f"chat {number}") for number in range(50)]
        await asyncio.gather(*(fill(memory, chat) for chat in chats))
        await asyncio.gather(*(memory.save(record(chat, forget=True)) for chat in chats[::2]))
        assert [await holds(memory, chat) for chat in chats] == [NOTHING, ALL] * 25
