"""The output of Windows and its tools about a licence is read by its fields, whatever is around them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Assistant
from bot.corpus import Corpus
from bot.understanding import Output, Reader
from bot.understanding.output import OutputReader
from tests.conversation.talk import Talk, sections, text

# The names of the states of a licence in the output of each tool, by our names.
STATUSES = {
    "licensed": ("Licensed", "Licensierad", 1, "SL_LICENSING_STATUS_LICENSED"),
    "unlicensed": ("Unlicensed", "Olicensierad", 0, "SL_LICENSING_STATUS_UNLICENSED"),
    "grace": ("Initial grace period", "Inledande respitperiod", 2, "SL_LICENSING_STATUS_IN_GRACE_PERIOD"),
    "notification": ("Notification", "Meddelande", 5, "SL_LICENSING_STATUS_NOTIFICATION"),
}
CHANNELS = {
    "retail": ("RETAIL channel", "Retail"),
    "oem": ("OEM_DM channel", "OEM:DM"),
    "mak": ("VOLUME_MAK channel", "Volume:MAK"),
    "kms": ("VOLUME_KMSCLIENT channel", "Volume:GVLK"),
    "evaluation": ("TIMEBASED_EVAL channel", "Retail:TB:Eval"),
}
EDITIONS = {
    "Core": "Home (Core)",
    "Professional": "Pro (Professional)",
    "Enterprise": "Enterprise",
    "ServerStandard": "Server Standard",
}
GUID = "2de67392-b7a7-462a-b1ca-108dd189f588"
NOISE = (
    "Architecture: 0x00000009",
    "Keywords: 0x80000000000000",
    f"Activation ID: {GUID}",
    "Extended PID: 03612-03308-000-000001-00-1033-26100.0000-0012026",
    "Trusted time: 2026-03-04 07:51:22",
    "Partial Product Key: 3V66T",
    "Produkt-ID: 00330-80000-00000-AA123",
    "hej, det här står det",
    "",
)


@dataclass(frozen=True)
class Licence:
    """A generated licence."""

    status: str
    channel: str
    edition: str
    days: int


licences = st.builds(
    Licence,
    st.sampled_from([*STATUSES]),
    st.sampled_from([*CHANNELS]),
    st.sampled_from([*EDITIONS]),
    st.integers(1, 180),
)
noise = st.lists(st.sampled_from(NOISE), max_size=4)


def slmgr(licence: Licence) -> list[str]:
    """Return the lines of `slmgr /dli`."""
    return [
        f"Name: Windows(R), {licence.edition} edition",
        f"Description: Windows(R) Operating System, {CHANNELS[licence.channel][0]}",
        f"License Status: {STATUSES[licence.status][0]}",
        f"Volume activation expiration: {licence.days * 1440 + 7} minute(s) ({licence.days} day(s))",
    ]


def slmgr_in_swedish(licence: Licence) -> list[str]:
    """Return the lines of `slmgr /dli` on a Swedish computer."""
    return [
        f"Namn: Windows(R), {licence.edition} edition",
        f"Beskrivning: Windows(R) Operating System, {CHANNELS[licence.channel][0]}",
        f"Licensstatus: {STATUSES[licence.status][1]}",
        f"Återstående tid: {licence.days * 1440 + 7} minut(er) ({licence.days} dag(ar))",
    ]


def cim(licence: Licence) -> list[str]:
    """Return the lines of `Get-CimInstance SoftwareLicensingProduct`, as a list."""
    fields = {
        "Name": f"Windows(R), {licence.edition} edition",
        "ProductKeyChannel": CHANNELS[licence.channel][1],
        "LicenseStatus": STATUSES[licence.status][2],
        "GracePeriodRemaining": licence.days * 1440,
    }
    return [f"{name:<22}: {value}" for name, value in fields.items()]


def spp_event(licence: Licence) -> list[str]:
    """Return the data of event 8230 of Security-SPP, in one line."""
    state, channel = STATUSES[licence.status][3], CHANNELS[licence.channel][1]
    remaining = f"GracePeriodRemaining={licence.days * 1440}"
    return [f"Name=Windows(R), {licence.edition} edition;LicenseState={state};ProductKeyChannel={channel};{remaining}"]


def licensingdiag(licence: Licence) -> list[str]:
    """Return the lines of the XML of licensingdiag."""
    return [
        f"<Name>Windows(R), {licence.edition} edition</Name>",
        f"<LicensingStatus>{STATUSES[licence.status][3]}</LicensingStatus>",
        f"<ProductKeyChannel>{CHANNELS[licence.channel][1]}</ProductKeyChannel>",
        f"<GracePeriodRemaining>{licence.days * 1440}</GracePeriodRemaining>",
    ]


@pytest.fixture(scope="module")
def outputs(corpus: Corpus) -> OutputReader:
    """Return the reader of the real forms."""
    return OutputReader(corpus.output)


@pytest.mark.parametrize("tool", [slmgr, slmgr_in_swedish, cim, spp_event, licensingdiag])
@given(licence=licences, before=noise, after=noise)
def test_the_state_of_a_licence_is_read_whatever_is_around_it(
    outputs: OutputReader, tool: object, licence: Licence, before: list[str], after: list[str]
) -> None:
    assert callable(tool)
    printed = outputs.read("\n".join([*before, *tool(licence), *after]))
    assert printed.is_output
    assert printed.output == Output(licence.status, licence.channel, EDITIONS[licence.edition], licence.days)
    assert "0x00000009" not in printed.error_text


PIECES = (
    *("License Status", "LicenseStatus", "Computer", "Name", "Aktivering", "Error", "Keywords", "PSComputerName"),
    *(": ", "=", ";", ",", "\t", "  ", "\n", ">", "<", "</", "{", "}", "?", "|", '"', "-Filter "),
    *(
        "1",
        "5",
        "Licensed",
        "Inte aktiv",
        "Windows(R), Pro",
        "Office 16",
        "0xC004F034",
        "0x0",
        "Windows har aktiverats",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_no_random_mix_of_output_breaks_the_reader(reader: Reader, pieces: list[str]) -> None:
    found = reader.understand("".join(pieces))
    assert found.decision in ("answer", "choices", "decline")


@pytest.mark.parametrize("tool", [slmgr, cim, licensingdiag])
@given(licence=licences)
def test_only_a_valid_licence_is_called_activated(reader: Reader, tool: object, licence: Licence) -> None:
    assert callable(tool)
    found = reader.understand("\n".join(tool(licence)))
    assert found.decision == "answer"
    is_well = licence.status == "licensed" and licence.channel != "evaluation"
    assert (found.matches[0].section == "windows-is-activated") == is_well


@pytest.mark.parametrize(
    ("said", "output"),
    [
        ("LicenseStatus  Name\n1              Windows(R), Core edition", Output("licensed", edition="Home (Core)")),
        ("Name        LicenseStatus\n---  ---\nA, Education   5", Output("notification", edition="Education")),
        ("The machine is permanently activated.", Output("licensed")),
        ("Windows(R), Professional edition:\n    Windows is in Notification mode", Output("notification")),
        ("Windows(R), Enterprise edition:\n    Volume activation will expire 2026-05-14", Output("licensed", "kms")),
        ("Key Management Service is enabled on this machine\nCurrent count: 7", Output(channel="kms-host", count=7)),
        ("Remaining Windows rearm count: 0", Output(rearms=0)),
        ("License Status: Licensed, 1 av 2", Output("licensed")),
        ("Activation: Windows is not activated", Output("unlicensed")),
        # Of several products the licensed one is meant.
        (
            "Name: A Pro\nLicense Status: Unlicensed\nName: B Core\nLicense Status: Licensed",
            Output("licensed", edition="Home (Core)"),
        ),
        ("Requests with License Status Licensed: 5", None),
        ("Windows är aktiverat men skrivaren fungerar inte alls sedan i förrgår", None),
        ("Namn: Kalle", None),
        ("Namn: Kalle, Karlsson\nLicense Status: Licensed", Output("licensed")),
        ("", None),
        (":::===>>>", None),
    ],
)  # fmt: skip
def test_output_in_other_forms_is_read_too(outputs: OutputReader, said: str, output: Output | None) -> None:
    assert outputs.read(said).output == output


@pytest.mark.parametrize(
    ("said", "is_output"),
    [
        ("Reason:0xC004FC07 Trigger=TimerEvent", True),
        ("Orsak: jag bytte moderkort", False),
        ("Felkod: 0xC004F213", False),
        ("OS-namn: Microsoft Windows 11 Home\nOS-version: 10.0.26100 N/A version 26100", True),
        ("License Status: vad betyder det", False),
    ],
)
def test_a_text_is_output_by_fields_that_only_output_has(outputs: OutputReader, said: str, is_output: bool) -> None:
    assert outputs.read(said).is_output is is_output


@pytest.mark.parametrize(
    ("said", "windows"),
    [
        ("OS-version: 10.0.19045 N/A version 19045", "10"),
        ("version 10.0.22631.4317", "11"),
        ("build 26100", "11"),
        ("22H2 (19045.4291)", "10"),
        ("OS Name: Microsoft Windows 10 Pro\nOS Version: 10.0.26100", "11"),
        ("min Windows 10-licens går inte att aktivera", "10"),
        ("har en windows 10-nyckel till min windows 11", "11"),
        ("från 10 till 11", "11"),
        ("gick från windows 10 till 11 och tappade aktiveringen", "11"),
        ("från elvan till tian", "10"),
        ("Name: Windows(R) 10, Enterprise edition", "10"),
        ("pro 24h2", "11"),
        ("den kostade 22000 kr", None),
        ("min Windows 7-nyckel", None),
        ("Windows Server 2025, build 26100", None),
    ],
)
def test_the_windows_version_is_read_from_names_and_builds(reader: Reader, said: str, windows: str | None) -> None:
    assert reader.understand(said).windows == windows


# --- Said in the answer


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (
            [
                "Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel",
                "License Status: Licensed",
                "Volume activation expiration: 243360 minute(s) (169 day(s))",
            ],
            [
                "Jag ser i det du skickade att Windows är aktiverat.",
                "Licensen är en volymlicens (KMS) och gäller i 169 dagar till.",
                "Den förnyas av sig själv när datorn når nätverket på jobbet eller skolan.",
            ],
        ),
        (
            [
                "Name: Windows(R), Core edition",
                "Description: Windows(R), OEM_DM channel",
                "License Status: Initial grace period",
                "Time remaining: 1440 minute(s) (1 day(s))",
            ],
            [
                "Jag ser i det du skickade att Windows inte är aktiverat.",
                "Utgåvan är Home (Core).",
                "Licensen är av den sort som följer med datorn (OEM).",
                "Du har 1 dag på dig att aktivera.",
            ],
        ),
        (
            ["Description: VOLUME_MAK channel", "License Status: Notification", "Notification Reason: 0xC004F034"],
            ["Licensen är en volymlicens för jobb eller skola (MAK).", "Nyckeln är alltså företagets eller skolans."],
        ),
        (
            ["Key Management Service is enabled", "Current count: 1"],
            ["Hittills har 1 dator hört av sig till KMS-värden."],
        ),
        (["License Status: Notification", "Remaining SKU rearm count: 0"], ["går inte att förlänga fler gånger."]),
        (["wuauserv startar inte, 0x80070422"], ["Meddelandet nämner Windows Update."]),
    ],
)
def test_the_state_of_a_licence_beside_a_code_is_mentioned_before_the_steps(
    talk: Talk, said: list[str], read: list[str]
) -> None:
    assert " ".join(read) in text(talk.ask("\n".join(said))).partition("## ")[0]


def test_the_text_beside_an_ambiguous_code_determines_its_meaning(talk: Talk) -> None:
    assert sections(talk.ask("0x80070490"))[0] != "upgrade-to-pro"
    turn = talk.ask("Vi kunde inte uppgradera din utgåva av Windows. Felkod: 0x80070490")
    assert sections(turn)[0] == "upgrade-to-pro"
    assert text(turn).startswith("# ")
    assert "`0x80070490`: Felet kom när Windows skulle byta utgåva" in text(turn)
    assert sections(talk.ask("0xC004F038"))[0] == "kms-not-reached"
    assert sections(talk.ask("0xC004F038 The count reported by your KMS is insufficient"))[0] == (
        "volume-activation-for-administrators"
    )


def test_every_kind_of_licence_is_named(assistant: Assistant, corpus: Corpus) -> None:
    for channel, parts in corpus.output.channels.items():
        turn = Talk(assistant).ask(f"Description: {parts[0]}\nLicense Status: Licensed")
        assert "Licensen " in text(turn), channel


def test_a_code_without_a_section_gets_that_of_its_licence(talk: Talk) -> None:
    turn = talk.ask("Description: TIMEBASED_EVAL channel\nLicense Status: Notification\nReason: 0xC004F009")
    assert (turn.outcome.kind, turn.outcome.unknown_codes) == ("answer", ("0xC004F009",))
    assert sections(turn)[0] == "evaluation-copy"
    assert "`0xC004F009`: Provtiden är slut" in text(turn)


def test_a_question_beside_output_is_answered_first(talk: Talk) -> None:
    turn = talk.ask("License Status: Licensed\nhur flyttar jag min licens till en ny dator")
    assert sections(turn)[0] == "move-license"
    assert "Windows är aktiverat" in text(turn)


def test_after_an_answer_a_valid_licence_is_a_success_and_not_explained(talk: Talk) -> None:
    talk.ask("0xC004F211")
    assert talk.ask("äntligen, windows är aktiverat").vote is not None


@pytest.mark.parametrize("code", ["0x00000000", "0x4004F401", "S_OK"])
def test_a_success_value_alone_is_good_news(talk: Talk, code: str) -> None:
    turn = talk.ask(f"HRESULT {code}")
    assert "gick bra" in text(turn)
    assert turn.unanswered is None
    assert sections(turn)[0] == "windows-is-activated"


def test_a_success_value_beside_an_error_is_left_out(talk: Talk) -> None:
    turn = talk.ask("Händelse 12288: 0xC004F074, 0x00000000, Architecture: 0x00000009")
    assert turn.outcome.codes == ("0xC004F074",)
    assert turn.outcome.unknown_codes == ()


# --- Office


@pytest.mark.parametrize(
    "said", ["Word säger 0xC004F074", "LICENSE NAME: Office 24, A edition\nERROR CODE: 0xC004F009"]
)
def test_a_code_of_office_is_called_one(talk: Talk, corpus: Corpus, said: str) -> None:
    turn = talk.ask(said)
    assert text(turn).startswith("Koden ser ut att komma från **Office**")
    assert corpus.articles["activate-office"].urls["sv"] in [
        button.url for row in turn.replies[0].buttons for button in row if hasattr(button, "url")
    ]


@pytest.mark.parametrize("said", ["både office och windows ger 0xC004F074", "0xC004F074", "ord för ord 0xC004F074"])
def test_a_code_of_windows_is_not_called_one_of_office(talk: Talk, said: str) -> None:
    assert "Office" not in text(talk.ask(said))


def test_output_of_office_without_a_code_is_left_to_microsofts_page(talk: Talk) -> None:
    turn = talk.ask("LICENSE NAME: Office 24, Office24ProPlus\nLICENSE STATUS: ---LICENSED---")
    assert turn.outcome.reason == "off_topic"
    assert "Office" in text(turn)


# --- Noise, other products, negations


@pytest.mark.parametrize("name", ["Datum", "Event ID", "Level", "Dator", "ID", "Keywords", "Command-line arguments"])
@pytest.mark.parametrize("layout", ["{}: 1\n{}", "{}: {}", "{}:\n{}", "{}: 8198 {}"])
def test_a_code_beside_noise_is_found(reader: Reader, name: str, layout: str) -> None:
    assert reader.understand(layout.format(name, *["0xC004C003"] * (layout.count("{}") - 1))).codes == ("0xC004C003",)


@pytest.mark.parametrize(
    "said",
    [
        "Name: Office 16\nLicense Status: Licensed\n\nName: Windows(R), Pro\nLicense Status: Notification",
        "Name: Windows(R), Client-ESU-Year1 add-on\nLicense Status: Licensed\nName: Windows(R), Pro\nLicense Status: 5",
        "Windows-licensen har upphört att gälla",
        "License Status: 1 (Unlicensed)",
        "License Status: Not Licensed",
        "Name,LicenseStatus\nWindows,5",
        "Aktiveringstillstånd\nInte aktiv",
        "The machine is not permanently activated.",
    ],
)
def test_an_invalid_licence_is_not_called_valid(assistant: Assistant, said: str) -> None:
    assert sections(Talk(assistant).ask(said))[0] != "windows-is-activated"


@pytest.mark.parametrize(
    "said", ["Aktivering: 1 gång i veckan", "Get-CimInstance x -Filter LicenseStatus=1", "License Status: Licensed?"]
)
def test_text_that_only_looks_like_a_state_is_not_one(outputs: OutputReader, said: str) -> None:
    assert outputs.read(said).output is None


def test_a_state_of_office_is_not_called_one_of_windows(talk: Talk) -> None:
    said = text(talk.ask("ospp.vbs /dstatus\nLICENSE STATUS: ---NOTIFICATIONS---\nERROR CODE: 0xC004F074"))
    assert "Office" in said
    assert "Windows inte är aktiverat" not in said


def test_a_valid_licence_is_mentioned_beside_an_error(talk: Talk) -> None:
    said = text(talk.ask("License Status: Licensed\nError: 0xC004C003"))
    assert "att Windows är aktiverat, men där finns också det här felet." in said


@pytest.mark.parametrize(
    ("said", "section", "read"),
    [
        ("Computer;LicenseStatus\nPC001;1\nPC002;1\nPC003;5", "activate-windows", "Av 3 datorer är 2 aktiverade."),
        ("Computer;LicenseStatus\nPC001;1\nPC002;1", "windows-is-activated", "Av 2 datorer är 2 aktiverade."),
        ("VOLUME_KMS_C channel\nLicense Status: Licensed\nCurrent count: 42", "windows-is-activated", "42 datorer"),
        (
            "Description: VOLUME_KMS_C channel\nLicense Status: Licensed\nCurrent count: 3",
            "volume-activation-for-administrators",
            "3 datorer",
        ),
        ("det står Aktiveringstillstånd Inte aktiv", "activate-windows", "inte är aktiverat"),
        ("LicenseStatus : {5}", "activate-windows", "inte är aktiverat"),
        (
            "VOLUME_KMSCLIENT\nLicense Status: Licensed\nDescription: VOLUME_KMSCLIENT\nTime remaining: 1440",
            "windows-is-activated",
            "Anslut datorn till nätverket",
        ),
    ],
)
def test_lists_and_counts_and_retyped_states_are_read(talk: Talk, said: str, section: str, read: str) -> None:
    turn = talk.ask(said)
    assert sections(turn)[0] == section
    assert read in text(turn)


@pytest.mark.parametrize("said", ["Windows är oaktiverat", "nej Windows är inte aktivt", "Windows har inte aktiverats"])
def test_a_denied_code_is_neither_answered_nor_offered(talk: Talk, said: str) -> None:
    assert "windows-is-activated" not in sections(talk.ask(said))
