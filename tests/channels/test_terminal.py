"""The conversation in a terminal: typed lines, numbered buttons, answers as text."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.console import Console

from bot.channels.terminal import Chat, typed_lines
from bot.conversation import Assistant
from bot.corpus import Corpus

Said = Callable[..., str]
HELPED, NOT_HELPED = "👍 Det gick", "👎 Det gick inte"
CODE = "0x803F7001"  # its answer shows steps at once, and they differ between Windows versions


@pytest.fixture
def said(assistant: Assistant) -> Said:
    """Return a function that types lines, and returns the output after the last of them."""

    def said(*lines: str, language: str = "sv") -> str:
        output = io.StringIO()
        config = replace(assistant.config, language=language)
        chat = Chat(replace(assistant, config=config), Console(file=output, width=200))
        for line in lines:
            output.seek(0)
            output.truncate()
            chat.receive(line)
        return output.getvalue()

    return said


def number_of(screen: str, label: str) -> str:
    """Return the number of the button with a label."""
    found = re.search(rf"^ +(\d+) {re.escape(label)}", screen, re.MULTILINE)
    assert found, f"no button {label!r} in {screen}"
    return found[1]


def test_an_answer_shows_title_steps_and_numbered_buttons(said: Said, corpus: Corpus) -> None:
    section = corpus.sections["no-valid-license"]
    screen = said(CODE)
    assert f"{section.title} ({CODE})" in screen
    assert "Aktiveringsinställningar (tryck på Windows-tangenten" in " ".join(screen.split())
    labels = re.findall(r"^  \d+ (.+)$", screen, re.MULTILINE)
    first, _ = corpus.links(section, "11", "sv")[0]
    assert labels == [
        HELPED,
        NOT_HELPED,
        f"{first} ↗",
        "Ett steg i taget",
        "Mer",
        "Jag har Windows 10",
        "Visa allt",
    ]
    assert re.findall(r"^  (\d+) ", screen, re.MULTILINE) == [str(number) for number in range(1, len(labels) + 1)]


def test_a_number_presses_its_button(said: Said) -> None:
    screen = said(CODE, number_of(said(CODE), "Jag har Windows 10"))
    assert "Inställningar > Uppdatering och säkerhet > Aktivering" in " ".join(screen.split())
    assert "Jag har Windows 10" not in screen


def test_a_pressed_choice_is_remembered(said: Said) -> None:
    assert "Uppdatering och säkerhet" in said("/windows", "2", CODE)


def test_the_last_number_shows_the_folded_text(said: Said, corpus: Corpus) -> None:
    answer = said(CODE)
    *_, last = corpus.parts(corpus.sections["no-valid-license"], "11")
    assert last.heading not in answer
    screen = said(CODE, number_of(answer, "Visa allt"))
    assert last.heading in screen
    assert "Kontrollera att datorn har internet" not in screen, "that was shown before"
    assert not re.search(r"^  \d+ ", screen, re.MULTILINE)


def test_the_buttons_keep_their_numbers_after_everything_was_shown(said: Said) -> None:
    answer = said(CODE)
    everything, other = number_of(answer, "Visa allt"), number_of(answer, "Jag har Windows 10")
    assert "Uppdatering och säkerhet" in said(CODE, everything, other)
    assert said(CODE, everything, everything) == said(CODE, everything)


def test_without_folded_text_there_is_no_number_for_it(said: Said) -> None:
    for screen in (said("hej"), said("/windows"), said(CODE, "hej")):
        assert "Visa allt" not in screen
    number = number_of(said(CODE), "Visa allt")
    assert said(CODE, "hej", number) == said("hej", number)


def test_the_number_for_everything_is_named_in_the_language_of_the_answer(said: Said) -> None:
    screen = said(CODE, language="en")
    assert number_of(screen, "Show everything")
    assert "Om du måste köpa" in said(CODE, number_of(screen, "Show everything"), language="en")


def test_the_number_of_a_link_shows_its_address_whole(said: Said, corpus: Corpus) -> None:
    title, url = corpus.links(corpus.sections["hardware-changed"], "11", "sv")[0]
    assert said("0xC004F211", number_of(said("0xC004F211"), title)) == f"{url}\n"


def test_the_number_of_a_copy_button_shows_its_text(said: Said) -> None:
    more = number_of(said("0xC004FC03"), "Mer")
    number = number_of(said("0xC004FC03", more), "Kopiera")
    assert said("0xC004FC03", more, number) == "slui 04\n"


def test_the_buttons_stay_after_a_link_was_shown(said: Said) -> None:
    answer = said(CODE)
    link, other = number_of(answer, "Hitta produktnyckeln"), number_of(answer, "Jag har Windows 10")
    assert "Uppdatering och säkerhet" in said(CODE, link, other)


def test_a_thumb_up_gets_thanks(said: Said) -> None:
    screen = said(CODE, number_of(said(CODE), HELPED))
    assert screen.strip().startswith("Vad roligt att det hjälpte. Tack för att du berättar.")


def test_thumbs_down_lead_through_all_the_advice(said: Said) -> None:
    lines, screens = [CODE], [said(CODE)]
    while (label := next((one for one in (NOT_HELPED, "Vet inte") if one in screens[-1]), "")) and len(screens) < 20:
        lines.append(number_of(screens[-1], label))
        screens.append(said(*lines))
    assert 3 <= len(screens) < 20
    assert len(set(screens)) == len(screens)
    assert screens[1].lstrip().startswith("Tack ")


def test_a_number_shows_more_buttons_below_the_same_ones(said: Said) -> None:
    answer = said(CODE)
    more = said(CODE, number_of(answer, "Mer"))
    assert number_of(more, HELPED) == number_of(answer, HELPED)
    assert "Se också" in more


def test_follow_up_questions_refer_to_the_last_answer(said: Said) -> None:
    assert "Uppdatering och säkerhet" in said(CODE, "och i windows 10?")
    assert "Uppdatering och säkerhet" not in said("och i windows 10?")


def test_radera_forgets_everything(said: Said) -> None:
    assert "Uppdatering och säkerhet" not in said("/windows 10", "/radera", CODE)


def test_nobody_is_asked_to_share_in_a_terminal(said: Said) -> None:
    for screen in (said("0xC004F211"), said("moderkortet bytt"), said("/start hardware-changed")):
        assert "Dela" not in re.findall(r"^  \d+ (.+)$", screen, re.MULTILINE)


def test_only_the_latest_buttons_can_be_pressed(said: Said) -> None:
    assert said(CODE, "1").startswith("\nVad roligt")
    assert "Vad roligt" not in said(CODE, "tack", "1")


@pytest.mark.parametrize("number", ["7", "0", "-1", "99999", "000100", "00015", "1" * 5000, "²", "٣"])
def test_a_number_without_a_button_is_a_question(said: Said, number: str) -> None:
    assert said("/windows", number) == said(number)


def test_the_terminal_answers_in_the_chosen_language(said: Said) -> None:
    assert "Send me the" in said("/start", language="en")
    assert "Skicka" in said("/start")


def test_the_requested_language_stays(said: Said) -> None:
    assert "For now the steps are only available in Swedish." in said("in english please", "0xC004F211")


def test_a_conversation_begins_with_a_greeting_and_ends_with_the_input(assistant: Assistant) -> None:
    output = io.StringIO()
    Chat(assistant, Console(file=output, width=200)).run(iter(["", "moderkortet bytt", "   ", "tack"]))
    screen = output.getvalue()
    greeted, answered, thanked = (screen.index(text) for text in ("Hej, jag hjälper", "(0xC004F211)", "Varsågod"))
    assert greeted < answered < thanked


def test_lines_fit_into_a_narrow_terminal(assistant: Assistant) -> None:
    output = io.StringIO()
    Chat(assistant, Console(file=output, width=40)).receive("hur mår du?")
    assert max(map(len, output.getvalue().splitlines())) <= 40


def test_the_loop_of_typed_lines_ends_with_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hej\n0xC004F211\n"))
    assert list(typed_lines(Console(file=io.StringIO()))) == ["hej", "0xC004F211"]
