"""SQLite: one file that one process uses, and what happens to files."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.conversation import ChatHistory
from bot.memory import ChatKey, MemoryConfigError, PersonKey
from bot.memory.opening import open_memory
from bot.memory.sql_memory import SqlMemory
from tests.memory.asking import ANNA, BO, ELEVEN, HOME, NOON, TEN, handled, load, record, save_all
from tests.memory.waiting import until


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of the database."""
    return tmp_path / "memory.sqlite3"


@pytest.fixture
async def memory(file: Path) -> AsyncIterator[SqlMemory]:
    """Open a memory in the file."""
    async with open_memory(url(file)) as opened:
        yield opened


def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def contents(file: Path) -> bytes:
    return file.read_bytes()


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Lock the file as another program does while it writes."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_saved_records_are_there_after_a_restart(file: Path) -> None:
    async with open_memory(url(file)) as memory:
        await save_all(
            memory, record(history=TEN), record(update=5, handled_at=NOON), record(update=7, handled_at=NOON)
        )
    async with open_memory(url(file)) as memory:
        assert await load(memory) == TEN
        assert [await handled(memory, update) for update in (4, 5, 6, 7, 8)] == [False, True, False, True, False]


async def test_a_history_of_the_version_that_stored_lists_is_dropped_and_its_choices_stay(file: Path) -> None:
    old = '[[["2026-01-15T12:00:00Z","hardware-changed","0xC004F211",0,[["none",{}]],false,null]],[0],[7,[]]]'
    async with open_memory(url(file)):
        pass
    at = 1_768_478_400_000_000
    with closing(sqlite3.connect(file)) as rows, rows:
        rows.execute("INSERT INTO chats VALUES (?, ?, '10', 'en', ?, ?, ?, ?)", (HOME, ANNA, old, at, at, at))
    async with open_memory(url(file)) as memory:
        assert await load(memory) == ChatHistory("10", "en")
        await memory.drop_stale(NOON + timedelta(days=3))
        assert await load(memory) == ChatHistory("10", "en")
    assert b"hardware-changed" not in contents(file)


async def test_saved_records_survive_kill_9(file: Path) -> None:
    program = f"""
import asyncio
from tests.memory.test_sqlite import *
async def main():
    async with open_memory({url(file)!r}) as memory:
        for number in range(1000):
            await memory.save(record(ChatKey(str(number)), update=number, handled_at=NOON, history=TEN))
            print(number, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE)
    assert child.stdout is not None
    async for line in child.stdout:
        if int(line) == 40:
            child.kill()
    said = int(line)
    await child.wait()
    async with open_memory(url(file)) as memory:
        assert [await load(memory, ChatKey(str(number))) for number in range(said + 1)] == [TEN] * (said + 1)
        assert await handled(memory, said)


async def test_a_second_process_is_advised_to_share_a_server(memory: SqlMemory, file: Path) -> None:
    await memory.save(record(history=TEN))
    with pytest.raises(MemoryConfigError, match=r"another process.*BOT_DATABASE_URL.*PostgreSQL"):
        async with open_memory(url(file)):
            pass
    assert await load(memory) == TEN


async def test_only_this_user_may_read_it(memory: SqlMemory, file: Path) -> None:
    await memory.save(record(history=TEN))
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert len(rights) == 4, "the file, its log, its index, the lock"
    assert set(rights.values()) == {0o600}


async def test_a_file_locked_by_another_program_is_written_once_it_is_free(memory: SqlMemory, file: Path) -> None:
    await memory.save(record(history=TEN))
    with held(file):
        await memory.save(record(person=BO, history=ELEVEN))
        assert not memory.available
        assert await load(memory, HOME, BO) == ELEVEN
    await until(lambda: memory.available)
    assert [await load(memory), await load(memory, HOME, BO)] == [TEN, ELEVEN]


async def test_a_program_that_locked_the_file_and_closes_it_later_deletes_nothing(
    memory: SqlMemory, file: Path
) -> None:
    program = f"""
import sqlite3
other = sqlite3.connect({str(file)!r}, isolation_level=None)
for statement in ("BEGIN EXCLUSIVE", "ROLLBACK"):
    other.execute(statement)
    input(statement)
other.close()
"""
    pipe = asyncio.subprocess.PIPE
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=pipe, stdout=pipe)
    assert other.stdin is not None
    assert other.stdout is not None
    assert await other.stdout.readexactly(len("BEGIN EXCLUSIVE"))
    await memory.save(record(history=TEN))
    assert not memory.available
    other.stdin.write(b"\n")
    await until(lambda: memory.available)
    await other.communicate(b"\n")
    await memory.save(record(person=BO, history=ELEVEN))
    reading = "import sqlite3, sys; print(len(sqlite3.connect(sys.argv[1]).execute('SELECT * FROM chats').fetchall()))"
    reader = await asyncio.create_subprocess_exec(sys.executable, "-c", reading, file, stdout=pipe)
    assert (await reader.communicate())[0] == b"2\n"


async def test_the_memory_starts_while_another_program_locks_the_file(file: Path) -> None:
    sqlite3.connect(file).close()
    with held(file):
        async with open_memory(url(file)) as memory:
            assert not memory.available
            await memory.save(record(history=TEN))
            assert await load(memory) == TEN
    async with open_memory(url(file)) as memory:
        assert memory.available


async def test_records_are_stored_once_a_full_disk_has_room_again(memory: SqlMemory, file: Path) -> None:
    await memory.save(record(history=TEN))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = file.with_name(f"{file.name}-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))  # no file may grow beyond that
    try:
        await memory.save(record(unanswered="å" * 50_000))
        assert not memory.available
        assert [len(question.text) for question in (await memory.feedback()).questions] == [50_000]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    await until(lambda: memory.available)
    assert await load(memory) == TEN
    assert [len(question.text) for question in (await memory.feedback()).questions] == [50_000]


async def test_a_removed_file_is_created_again(memory: SqlMemory, file: Path) -> None:
    await memory.save(record(update=5, handled_at=NOON, history=TEN))
    for path in file.parent.glob(f"{file.name}*"):
        path.unlink()
    with capture_logs() as logs:
        await memory.save(record(person=BO, history=ELEVEN))
    assert memory.available
    assert [line["event"] for line in logs] == ["database_connection_lost"]
    assert [await load(memory), await load(memory, HOME, BO)] == [ChatHistory(), ELEVEN]
    assert not await handled(memory, 5)
    with closing(sqlite3.connect(file)) as found:
        assert found.execute("SELECT person FROM chats").fetchall() == [(BO,)]


async def test_records_are_stored_once_a_removed_folder_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with open_memory(url(folder / "memory.sqlite3")) as memory:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        await memory.save(record(history=TEN))
        assert not memory.available
        folder.mkdir()
        await until(lambda: memory.available)
        assert await load(memory) == TEN


async def test_a_restored_file_is_used_at_once(memory: SqlMemory, file: Path, tmp_path: Path) -> None:
    await memory.save(record(history=TEN))
    with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(tmp_path / "restored")) as restored:
        old.backup(restored)
    await memory.save(record(history=ELEVEN))
    for path in file.parent.glob(f"{file.name}-*"):
        path.unlink()
    (tmp_path / "restored").rename(file)
    await memory.save(record(person=BO, history=ELEVEN))
    assert [await load(memory), await load(memory, HOME, BO)] == [TEN, ELEVEN]


async def test_deleted_data_that_another_program_reads_is_overwritten_afterwards(memory: SqlMemory, file: Path) -> None:
    await memory.save(record(unanswered="hemligt"))
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert len(reader.execute("SELECT * FROM questions").fetchall()) == 1
        await memory.save(record(HOME, forget=True))
        assert (await memory.feedback()).questions == []
    await memory.drop_stale(NOON)
    assert not any(b"hemligt" in path.read_bytes() for path in file.parent.iterdir())


async def test_many_rows_expire_in_several_calls(memory: SqlMemory) -> None:
    people = [PersonKey(f"{number}") for number in range(2_500)]
    await save_all(memory, *(record(person=person, history=TEN) for person in people))
    await memory.drop_expired(NOON + timedelta(seconds=1))
    assert [await load(memory, HOME, person) for person in people[::500]] == [ChatHistory()] * 5


@pytest.fixture
def diary(file: Path) -> bytes:
    """Return the contents of the file, which is not a database."""
    file.write_bytes(b"Dear diary, " * 1000)
    return file.read_bytes()


async def test_a_file_that_is_not_a_database_is_reported_and_left_alone(file: Path, diary: bytes) -> None:
    with pytest.raises(MemoryConfigError, match=r"BOT_DATABASE_URL.*memory.sqlite3, is not an SQLite database"):
        async with open_memory(url(file)):
            pass
    assert contents(file) == diary


async def test_a_database_of_a_newer_version_is_reported_and_left_alone(file: Path) -> None:
    async with open_memory(url(file)):
        pass
    with closing(sqlite3.connect(file)) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(MemoryConfigError, match="newer version of this program"):
        async with open_memory(url(file)):
            pass


async def test_tables_of_another_program_are_left_alone(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("CREATE TABLE votes (party)")
    with pytest.raises(MemoryConfigError, match="contains tables of another program"):
        async with open_memory(url(file)):
            pass
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("votes",)]


async def test_a_folder_in_place_of_the_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(MemoryConfigError, match=r"cannot be opened \(Is a directory\)"):
        async with open_memory(url(tmp_path)):
            pass


async def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(MemoryConfigError, match=r"the folder of BOT_DATABASE_URL, .*taken, cannot be used"):
        async with open_memory(url(tmp_path / "taken" / "memory.sqlite3")):
            pass


async def test_missing_folders_are_created(tmp_path: Path) -> None:
    file = tmp_path / "one" / "two" / "memory.sqlite3"
    async with open_memory(url(file)) as memory:
        assert memory.available
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
