"""The command line: the output and exit code of each command, and one clear line if something is wrong."""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import build_assistant, main
from bot.conversation import ChatHistory, Question, Turn, Vote
from bot.conversation.events import Heard
from bot.memory import ChatKey, DeadLetter, PersonKey, Record
from bot.memory.opening import open_memory
from bot.settings import Settings
from tests.conversation.talk import NOW, text
from tests.corpus.tiny import KEY_SECTION, edit, write_tiny_corpus

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "data" / "questions"


@dataclass(frozen=True)
class Done:
    """The exit code and output of a command."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bare: Path) -> Run:
    """Return a function that runs the program in this process, in an empty folder, with only the test's settings."""
    assert bare.is_dir()

    def run(*arguments: str, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["aktiveringsbot", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8"))
        capsys.readouterr()
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        else:
            code = 0
        return Done(code, *capsys.readouterr())

    return run


def refused(done: Done) -> str:
    """Return the one line on standard error in which a wrong use ends."""
    assert (done.code, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.startswith("aktiveringsbot: ")
    return line


def test_ask_answers_a_question(run: Run) -> None:
    done = run("ask", "moderkortet", "bytt")
    assert (done.code, done.err) == (0, "")
    assert "(0xC004F211)" in done.out.splitlines()[0]
    assert "https://" in done.out


@pytest.mark.parametrize("question", [("-1073417711",), ("felkod", "-1073417711"), ("--", "-1073417711")])
def test_a_negative_code_is_a_question_not_an_option(run: Run, question: tuple[str, ...]) -> None:
    done = run("ask", *question)
    assert (done.code, done.err) == (0, "")
    assert "(0xC004F211)" in done.out.splitlines()[0]


def test_ask_neither_asks_for_a_vote_nor_offers_to_share(run: Run) -> None:
    lines = run("ask", "0xC004F211").out.splitlines()
    assert "› Jag har Windows 10" in lines
    assert not [
        line
        for line in lines
        if line.lstrip("› ").startswith(("👍", "👎")) or line.lstrip("› ").partition(":")[0] == "Dela"
    ]


def test_ask_takes_version_and_language(run: Run) -> None:
    answered = json.loads(run("ask", "--json", "--windows", "10", "--language", "en", "0xC004F211").out)
    assert (answered["windows"], answered["language"]) == ("10", "en")


def test_options_may_follow_the_question(run: Run) -> None:
    assert json.loads(run("ask", "0xC004F211", "--windows", "10", "--json").out)["windows"] == "10"


def test_the_language_of_the_settings_is_the_default(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_LANGUAGE", "en")
    assert json.loads(run("ask", "--json", "hello").out)["language"] == "en"
    assert json.loads(run("ask", "--json", "hello", "--language", "sv").out)["language"] == "sv"


def heard(settings: Settings, said: str, how: Heard = "overheard") -> Turn:
    """Return the turn of the assistant for these settings after a message in a group."""
    return build_assistant(settings).respond(Question(said, NOW, heard=how), ChatHistory())


@pytest.mark.usefixtures("bare")
def test_a_setting_chooses_which_group_messages_are_answered(tmp_path: Path) -> None:
    corpus = write_tiny_corpus(tmp_path / "corpus")
    assert heard(Settings(corpus=corpus), "fick 0x803F7001").replies
    assert not heard(Settings(corpus=corpus, groups="mentions"), "fick 0x803F7001").replies
    assert heard(Settings(corpus=corpus, groups="mentions"), "fick 0x803F7001", "called").replies


@pytest.mark.usefixtures("bare")
def test_a_setting_limits_how_long_data_is_kept(tmp_path: Path) -> None:
    corpus = write_tiny_corpus(tmp_path / "corpus")
    assert "90 dagar" in text(heard(Settings(corpus=corpus), "/integritet", "called"))
    assert "7 dagar" in text(heard(Settings(corpus=corpus, retention_days=7), "/integritet", "called"))
    assert "1 dag," in text(heard(Settings(corpus=corpus, retention_days=1), "/integritet", "called"))


def test_ask_answers_json_lines(run: Run) -> None:
    done = run("ask", "--json", "-", typed='{"q": "moderkortet bytt"}\n\nfel\n{"q": "tack"}\n')
    first, error, last = map(json.loads, done.out.splitlines())
    assert (done.code, done.err) == (0, "")
    assert first["sections"][0]["id"] == "hardware-changed"
    assert list(error) == ["error"]
    assert last["kind"] == "smalltalk"


def test_json_lines_need_the_json_option(run: Run) -> None:
    assert "--json" in refused(run("ask", "-"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ask", "--windows", "12", "hej"), "--windows"),
        (("ask", "--windows", "", "hej"), "--windows"),
        (("ask", "--language", "de", "hej"), "--language"),
        (("ask", "--widnows", "10", "hej"), "--widnows"),
        (("evaluate", "nowhere.jsonl"), "nowhere.jsonl"),
        (("evaluate", "."), "."),
        (("evaluate",), "--held-out"),
        (("run",), "BOT_TOKEN"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_wrong_use_ends_in_one_line_that_names_it(run: Run, arguments: tuple[str, ...], told: str) -> None:
    assert told in refused(run(*arguments))


@pytest.mark.parametrize(
    "arguments", [("chat", "--nope"), ("evaluate", "--nope"), ("ask",), ("nope",), ("corpus", "no")]
)
def test_arguments_that_the_parser_refuses_end_in_exit_code_2_without_traceback(
    run: Run, arguments: tuple[str, ...]
) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert re.search(r"^Usage: .*\baktiveringsbot\b", done.err)  # behind "python -m pytest." where that runs it
    assert "Traceback" not in done.err


def test_run_without_a_token_says_how_to_get_one(run: Run) -> None:
    assert "@BotFather" in refused(run("run"))


def test_feedback_shows_stored_votes_and_questions_without_identifying_anybody(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/memory.sqlite3"
    monkeypatch.setenv("BOT_DATABASE_URL", url)
    assert run("migrate") == Done(0, "the database is up to date\n", "")
    at = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
    chat = ChatKey("ch4t")
    record = Record(
        update=6,
        chat=chat,
        person=PersonKey("p3rs0n"),
        at=at,
        question=9,
        voted_on=8,
        vote=Vote("hardware-changed", "0xC004F211", 0, helped=False),
        unanswered="vad är 0x80240034",
    )
    letter = DeadLetter(7, chat, '{"update_id": 7}', "ValueError in updates.py:7", at)

    async def store_and_show() -> Done:
        async with open_memory(url) as memory:  # as a bot at work has it
            await memory.save(record)
            await memory.save_dead_letter(letter)
            return await asyncio.to_thread(run, "feedback", "--json")

    shown = asyncio.run(store_and_show())
    assert json.loads(shown.out) == {
        "votes": [
            {
                "section": "hardware-changed",
                "code": "0xC004F211",
                "rung": 0,
                "helped": False,
                "at": "2026-01-15T12:00:00+00:00",
            }
        ],
        "questions": [{"text": "vad är 0x80240034", "at": "2026-01-15T12:00:00+00:00"}],
        "dead_letters": [
            {
                "update": 7,
                "content": '{"update_id": 7}',
                "error": "ValueError in updates.py:7",
                "at": "2026-01-15T12:00:00+00:00",
            }
        ],
    }
    tables = run("feedback").out
    assert re.search(r"hardware-changed +0 +1", tables)
    assert "vad är 0x80240034" in tables
    assert "ValueError in updates.py:7" in tables
    assert "ch4t" not in tables + shown.out


@pytest.mark.parametrize("command", ["migrate", "feedback"])
@pytest.mark.parametrize("url", ["postgresql://bot:made-up@127.0.0.1:9/bot", "mysql://localhost/bot", "bot"])
def test_an_unavailable_database_is_reported_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, url: str
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", url)
    done = run(command)
    assert (done.code, done.out) == (2, "")
    assert "BOT_DATABASE_URL" in done.err
    assert done.err.count("\n") == 1
    assert "made-up" not in done.err


@pytest.mark.parametrize("command", [("run",), ("chat",), ("ask", "hej"), ("evaluate", "x"), ("corpus", "check")])
def test_a_wrong_setting_ends_every_command_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("BOT_LOG_LEVEL", "loud")
    assert "BOT_LOG_LEVEL" in refused(run(*command))


@pytest.mark.parametrize("command", [("run",), ("chat",), ("ask", "hej"), ("ask", "--json", "-"), ("evaluate", "x")])
def test_a_broken_corpus_ends_every_command_that_needs_it_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    edit(write_tiny_corpus(tmp_path / "corpus"), KEY_SECTION, "{activation}", "{nowhere}")
    monkeypatch.setenv("BOT_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("BOT_TOKEN", "123456789:made-up-token-that-is-never-sent-anywhere")
    assert f"{KEY_SECTION}:13: CORPUS007" in refused(run(*command))


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_a_corpus_that_cannot_be_read_ends_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("BOT_CORPUS", str(tmp_path / name))
    assert "CORPUS001" in refused(run("ask", "hej"))


def test_another_corpus_answers_in_its_words(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOT_CORPUS", str(write_tiny_corpus(tmp_path / "corpus")))
    assert run("ask", "0x803F7001").out.startswith("Licens saknas (0x803F7001)\n")


def test_corpus_check_finds_no_fault_in_the_real_corpus(run: Run) -> None:
    done = run("corpus", "check")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1].startswith("48 sections, 47 codes, ")


def test_corpus_check_warns_of_facts_not_compared_for_a_year_and_exits_with_0(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = write_tiny_corpus(tmp_path / "corpus")
    edit(root, KEY_SECTION, "checked: 2026-11-28", "checked: 2020-01-31")
    monkeypatch.setenv("BOT_CORPUS", str(root))
    done = run("corpus", "check")
    assert (done.code, done.err) == (0, "")
    assert f"warning: {KEY_SECTION}:8: CORPUS020 compared with its source on 2020-01-31" in done.out
    assert done.out.splitlines()[-1].startswith("4 sections, ")


def test_corpus_check_prints_every_fault_and_exits_with_1(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = write_tiny_corpus(tmp_path / "corpus")
    edit(root, KEY_SECTION, "{activation}", "{nowhere}")
    edit(root, "articles.toml", "https://example.com/en-us/help", "http://example.com/en-us")
    monkeypatch.setenv("BOT_CORPUS", str(root))
    done = run("corpus", "check")
    assert (done.code, done.err) == (1, "")
    assert [line.split(" ")[:2] for line in done.out.splitlines()] == [
        ["articles.toml:11:", "CORPUS006"],
        [f"{KEY_SECTION}:13:", "CORPUS007"],
    ]


def test_evaluate_prints_a_table_of_shares(run: Run) -> None:
    done = run("evaluate", str(QUESTIONS / "codes.jsonl"))
    assert (done.code, done.err) == (0, "")
    assert "codes recognised" in done.out
    assert "first section right" not in done.out


def test_evaluate_prints_json(run: Run) -> None:
    done = run("evaluate", "--json", str(QUESTIONS / "codes.jsonl"), str(QUESTIONS / "none.jsonl"))
    report = json.loads(done.out)
    assert list(report) == ["measures", "reliability", "calibration_error", "confusions", "mistakes", "milliseconds"]
    shares = {measure["name"]: measure["share"] for measure in report["measures"]}
    assert shares["codes recognised"] == 1
    assert shares["first section right"] is None


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"q": 7, "label": "NONE"}',
        '{"q": "hej"}',
        '{"q": "hej", "accept": ["NO-SUCH-LABEL"]}',
        '{"q": "hej", "accept": 5}',
        '{"q": "hej", "accept": [["F211"]]}',
        '{"q": "hej", "label": "NO-SUCH-LABEL"}',
        '{"q": "hej", "codes": "0xC004F211"}',
    ],
)
def test_evaluate_refuses_a_malformed_line_by_its_number(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str
) -> None:
    monkeypatch.setenv("BOT_CORPUS", str(write_tiny_corpus(tmp_path / "corpus")))
    file = tmp_path / "questions.jsonl"
    file.write_text(f'{{"q": "hej", "label": "SMALLTALK"}}\n\n{line}\n', encoding="utf-8")
    assert f"{file}:3: " in refused(run("evaluate", str(file)))


def test_chat_answers_piped_input(run: Run) -> None:
    done = run("chat", typed="/windows\n2\n0xC004F211\n1\n")
    assert (done.code, done.err) == (0, "")
    assert "(0xC004F211)" in done.out
    assert "Uppdatering och säkerhet" in done.out


def test_the_help_names_every_command(run: Run) -> None:
    done = run("--help")
    assert done.code == 0
    for command in ("run", "chat", "ask", "evaluate", "corpus"):
        assert f" {command} " in done.out


def program(*arguments: str) -> subprocess.Popen[bytes]:
    """Start the program as a process of its own."""
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8:strict"},  # as in any locale but C, whatever this machine has
    )


def test_python_m_bot_streams_answers_before_the_input_ends() -> None:
    with program("ask", "--json", "-") as process:
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(b'{"q": "moderkortet bytt"}\n')
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["sections"][0]["id"] == "hardware-changed"
        process.stdin.close()
        assert process.wait(timeout=20) == 0


def test_input_that_is_not_utf_8_does_not_stop_a_stream() -> None:
    with program("ask", "--json", "-") as process:
        out, err = process.communicate(b'\xff\xfe\n{"q": "hej \xe5"}\n{"q": "hej"}\n', timeout=20)
    assert (process.returncode, err) == (0, b"")
    assert json.loads(out.splitlines()[-1])["kind"] == "smalltalk"
    assert len(out.splitlines()) == 3


def test_a_closed_output_pipe_causes_no_traceback() -> None:
    with program("ask", "--json", "-") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b'{"q": "0xC004F211"}\n')
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b'{"q": "0xC004F211"}\n' * 100)
        process.stdin.close()
        assert b"Traceback" not in process.stderr.read()


def test_printed_text_that_begins_with_hyphens_is_a_question(run: Run) -> None:
    done = run("ask", "---Processing---\nLICENSE NAME: Office 24\nERROR CODE: 0xC004F074")
    assert (done.code, done.err) == (0, "")
    assert "Office" in done.out
