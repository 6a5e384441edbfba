"""The commands: their names, their descriptions in the menus, and their effects."""

from __future__ import annotations

import re

import pytest

from bot.conversation import COMMANDS, Assistant, Catalogs, ChatHistory, Turn
from bot.conversation.actions import ShowCode, ShowCodes
from bot.conversation.answers.commands import BY_NAME, parse_command
from bot.corpus import Corpus
from tests.conversation.talk import ANYWHERE, Talk, actions, labels, remembered, sections, text


@pytest.fixture
def catalogs(assistant: Assistant) -> Catalogs:
    """Return the bot's texts in every language."""
    return assistant.config.catalogs


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("/start", ("start", "")),
        ("/Start 0xC004F211", ("start", "0xC004F211")),
        ("/hjalp@aktiveringsbot", ("hjalp", "")),
        ("  /koder   två  ord \n", ("koder", "två  ord")),
        ("/windows\n10", ("windows", "10")),
        ("/0xC004F211", ("0xc004f211", "")),
        ("start", None),
        ("/", None),
        ("/hjälp", ("hjalp", "")),
        ("/Språk@bot en", ("sprak", "en")),
        ("/?", None),
        ("/hjälp!", None),
        ("/etc/passwd", None),
        ("a /start", None),
        (f"/{'a' * 33}", None),
    ],
)
def test_a_command_is_read_as_name_and_argument(said: str, command: tuple[str, str] | None) -> None:
    assert parse_command(said) == command


def test_names_of_commands_are_valid_for_telegram_and_unique() -> None:
    names = [name for command in COMMANDS for name in command.names]
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name in names)
    assert len(set(names)) == len(names) == len(BY_NAME)


def test_every_command_has_a_description_in_every_language(catalogs: Catalogs) -> None:
    for words in catalogs.values():
        told = [words.gettext(command.description) for command in COMMANDS]
        assert all(1 <= len(line) <= 256 for line in told)
        assert len(set(told)) == len(COMMANDS)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_help_lists_every_command(talk: Talk, catalogs: Catalogs, language: str) -> None:
    said = text(talk.ask("/help", language=language))
    for command in COMMANDS:
        assert f"/{command.names[0]} – {catalogs[language].gettext(command.description)}" in said


@pytest.mark.parametrize("name", BY_NAME)
def test_every_name_of_a_command_is_answered(talk: Talk, name: str) -> None:
    turn = talk.ask(f"/{name}")
    assert turn.outcome.kind == "smalltalk"
    assert text(turn) == text(talk.ask(f"/{BY_NAME[name].names[0]}"))


@pytest.mark.parametrize(
    "command", ["/start", "/START", "/start@aktiveringsbot", "/start rubbish-payload", "/start %00"]
)
def test_start_greets(talk: Talk, command: str) -> None:
    turn = talk.ask(command)
    assert turn.outcome.kind == "smalltalk"
    assert text(turn).startswith("# Hej, jag hjälper till")
    assert ANYWHERE in text(turn)


@pytest.mark.parametrize("payload", ["0xC004F211", "C004F211", "hardware-changed", "0xC004F211-2"])
def test_start_answers_the_code_or_section_of_a_deep_link(talk: Talk, payload: str) -> None:
    turn = talk.ask(f"/start {payload}")
    assert (turn.outcome.kind, sections(turn)[0]) == ("answer", "hardware-changed")


@pytest.mark.parametrize(("typed", "meant"), [("/hjälp", "/hjalp"), ("/språk", "/sprak"), ("/KODER", "/koder")])
def test_a_command_may_be_written_with_swedish_letters(talk: Talk, typed: str, meant: str) -> None:
    assert talk.ask(typed).replies == talk.ask(meant).replies


def test_start_names_the_unknown_code_of_a_deep_link(talk: Talk) -> None:
    assert talk.ask("/start 0x80240034").outcome.kind == "unknown_code"


def test_the_windows_command_asks_for_the_version_and_remembers_it(talk: Talk) -> None:
    turn = talk.ask("/windows")
    assert labels(turn) == ["Windows 11", "Windows 10"]
    assert "**Windows 11**" in text(turn)
    turn = talk.press("Windows 10")
    assert "**Windows 10**" in text(turn)
    assert remembered(turn.history) == ChatHistory(windows="10")
    assert "**Windows 10**" in text(talk.ask("/windows"))


def test_the_windows_command_takes_a_version_as_its_argument(talk: Talk) -> None:
    assert remembered(talk.ask("/windows 10").history) == ChatHistory(windows="10")


def test_the_windows_command_asks_if_the_version_is_unknown(talk: Talk) -> None:
    turn = talk.ask("/windows 7")
    assert labels(turn) == ["Windows 11", "Windows 10"]
    assert remembered(turn.history) == ChatHistory()


def test_codes_are_listed_page_by_page_in_place(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask("/koder")
    listed: list[str] = []
    assert not turn.in_place
    assert "‹ Föregående" not in labels(turn)
    for _ in range(4):
        listed += codes_of(turn)
        turn = talk.press("Nästa ›")
        assert turn.in_place
    listed += codes_of(turn)
    assert labels(turn)[-1] == "‹ Föregående"
    assert listed == sorted(corpus.sections_by_code)
    assert codes_of(talk.press("‹ Föregående")) == listed[30:40]


def codes_of(turn: Turn) -> list[str]:
    """Return the codes a page has buttons for, which are those it lists."""
    codes = [button.action.code for button in actions(turn) if isinstance(button.action, ShowCode)]
    assert re.findall(r"^- `(\w+)`", text(turn), re.MULTILINE) == codes
    return codes


@pytest.mark.parametrize(("page", "nearest"), [(-1, 0), (5, 4), (9999, 4)])
def test_a_page_out_of_range_shows_the_nearest_page(talk: Talk, page: int, nearest: int) -> None:
    assert text(talk.act(ShowCodes(page))) == text(talk.act(ShowCodes(nearest)))


def test_a_code_of_the_list_is_answered(talk: Talk) -> None:
    talk.ask("/codes")
    assert sections(talk.press("0x80004005")) == ["unspecified-error"]


def test_an_unknown_command_is_answered_with_a_list_of_commands(talk: Talk) -> None:
    turn = talk.ask("/installera nu")
    assert turn.outcome.kind == "smalltalk"
    assert "/start, /hjalp, /koder, /fall, /windows, /sprak, /integritet, /radera" in text(turn)


@pytest.mark.parametrize("said", ["/0xC004F211", "/C004F211", "/fel 0xC004F211"])
def test_a_code_with_a_slash_before_it_or_after_a_command_is_answered(talk: Talk, said: str) -> None:
    turn = talk.ask(said)
    assert turn.outcome.codes == ("0xC004F211",)
    assert sections(turn) == ["hardware-changed"]


def test_a_slash_before_other_text_is_not_a_command(talk: Talk) -> None:
    assert sections(talk.ask("/? moderkortet bytt"))[0] == "hardware-changed"
