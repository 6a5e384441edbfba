"""The command line: the only place that wires the rooms together.

Exit codes: 0 done, 1 it found faults, 2 wrong use or configuration.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import re
import sys
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import platformdirs
import typer

from bot import pictures
from bot.channels import ask as asking
from bot.conversation import Assistant, BotConfig, Question, load_catalogs
from bot.corpus import WINDOWS, CorpusError, check, default_root, languages, load, load_translations, warnings
from bot.corpus import version as corpus_version
from bot.memory import MemoryConfigError
from bot.settings import Settings, SettingsError, address, load_settings
from bot.understanding import Reader, build_model, open_model, write_model

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

EXIT_FAULTS = 1
EXIT_USAGE = 2
OPTION = re.compile(r"--[a-z][a-z-]*(=.*)?")  # what looks like an option; printed text may begin with hyphens too

app = typer.Typer(
    name="aktiveringsbot",
    help="Answers Windows activation questions in Swedish: in Telegram, in the terminal, in scripts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
corpus_app = typer.Typer(help="The knowledge: its files and their rules.", no_args_is_help=True)
app.add_typer(corpus_app, name="corpus")

# Anything that begins with a minus and is no option is part of the question: -1073417711 is an error code.
QUESTION = {"ignore_unknown_options": True}


def main() -> None:
    """Run the command line; faults of configuration end in one line and exit code 2."""
    for stream in (sys.stdin, sys.stdout):  # whatever arrives and wherever it goes, a character stops nothing
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except (CorpusError, SettingsError) as error:
        _fail(str(error))


def cache_folder(settings: Settings) -> Path:
    """Where what was learned is kept: as set, else where systemd says (CACHE_DIRECTORY), else the user's cache."""
    given = os.environ.get("CACHE_DIRECTORY", "").partition(":")[0]
    return settings.cache or (Path(given) if given else platformdirs.user_cache_path("aktiveringsbot"))


def _say(line: str) -> None:
    print(f"aktiveringsbot: {line}", file=sys.stderr)  # noqa: T201


def build_assistant(settings: Settings, say: Callable[[str], None] = _say) -> Assistant:
    """The assistant the settings ask for; `say` hears of what takes time.

    Raises CorpusError where the corpus is broken.
    """
    corpus, translations = load(settings.corpus), load_translations(settings.corpus)
    config = BotConfig(
        corpus,
        load_catalogs(),
        settings.language,
        translations=translations,
        retention_days=settings.retention_days,
        overhears_codes=settings.groups == "codes",
        reads_pictures=pictures.available(),
        version=corpus_version(settings.corpus or default_root()),
    )
    folder = cache_folder(settings)
    readers = {one.language: Reader(one, open_model(one, folder, say)) for one in (corpus, *translations.values())}
    assistant = Assistant(config, readers.pop(corpus.language), readers)
    _settle()
    return assistant


def _settle() -> None:
    """Leave what was built alone: the garbage collector looks at it no more, for each look would hold up an answer.

    What building used and freed goes back to the system; glibc keeps it otherwise (malloc_trim(3)).
    """
    gc.unfreeze()  # where the corpus is read again, for the one before it
    gc.collect()
    gc.freeze()
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


@app.command()
def run() -> None:
    """Run the Telegram bot: long polling, or a webhook where BOT_WEBHOOK_URL is set.

    Needs BOT_TOKEN. SIGHUP reads the corpus again.
    """
    import asyncio  # noqa: PLC0415 - what only `run` needs loads only there

    import structlog  # noqa: PLC0415

    from bot import logs  # noqa: PLC0415 - what only `run` needs loads only there
    from bot.channels.telegram.service import ServiceError, Setup, serve  # noqa: PLC0415
    from bot.memory.opening import default_url  # noqa: PLC0415

    settings = load_settings()
    if settings.token is None:
        _fail("BOT_TOKEN is missing: send /newbot to @BotFather in Telegram, and set BOT_TOKEN to the token it gives")
    if settings.webhook_url and settings.webhook_secret is None:
        _fail("BOT_WEBHOOK_SECRET is missing: BOT_WEBHOOK_URL needs one; `openssl rand -hex 32` makes one")
    setup = Setup(
        token=settings.token.get_secret_value(),
        api_url=str(settings.api_url),
        database_url=settings.database or default_url(),
        listen=address(settings.listen),
        must_listen=bool(settings.webhook_url) or "listen" in settings.model_fields_set,
        webhook_url=str(settings.webhook_url) if settings.webhook_url else None,
        webhook_secret=settings.webhook_secret.get_secret_value() if settings.webhook_secret else "",
        send_rate=settings.send_rate,
    )
    log = structlog.get_logger("corpus")
    logs.configure(settings.log_level, settings.log_format, [setup.token, setup.webhook_secret])
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(serve(lambda: build_assistant(settings, log.info), setup))
    except (MemoryConfigError, ServiceError) as error:
        _fail(str(error))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster loop of uvloop, where there is one."""
    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        return None
    return uvloop.new_event_loop


@app.command()
def migrate() -> None:
    """Migrate the database. `run` does so when it starts; several processes may at the same time."""
    import asyncio  # noqa: PLC0415

    from bot.memory.opening import default_url, migrate  # noqa: PLC0415

    try:
        asyncio.run(migrate(load_settings().database or default_url()))
    except MemoryConfigError as error:
        _fail(str(error))
    print("the database is up to date")  # noqa: T201


@app.command()
def feedback(as_json: Annotated[bool, typer.Option("--json", help="All of it, in JSON.")] = False) -> None:
    """Show votes on answers, questions without an answer, and updates that failed."""
    import asyncio  # noqa: PLC0415

    from bot import printing  # noqa: PLC0415
    from bot.memory.opening import default_url, read_feedback  # noqa: PLC0415

    try:
        found = asyncio.run(read_feedback(load_settings().database or default_url()))
    except MemoryConfigError as error:
        _fail(str(error))
    printing.print_feedback(found, as_json=as_json)


@app.command()
def chat() -> None:
    """Talk to the bot here in the terminal. No token, no network."""
    from rich.console import Console  # noqa: PLC0415 - slow to load, rich's Markdown above all

    from bot.channels.terminal import Chat, typed_lines  # noqa: PLC0415

    settings = load_settings()
    console = Console(highlight=False)
    interactive = sys.stdin.isatty()
    lines = typed_lines(console) if interactive else (line.rstrip("\n") for line in sys.stdin)
    Chat(build_assistant(settings), console).run(lines)


@app.command(context_settings=QUESTION)
def ask(
    question: Annotated[list[str], typer.Argument(help="The question; - reads JSON Lines from standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    windows: Annotated[str | None, typer.Option(help="10 or 11; what the question says goes before it.")] = None,
    language: Annotated[str | None, typer.Option(help="sv or en; what the question says goes before it.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say which words and n-grams led where.")] = False,
) -> None:
    """Answer one question."""
    settings = load_settings()
    version = next((known for known in WINDOWS if known == windows), None)
    if windows is not None and not version:
        _fail(f"--windows is 10 or 11, not {windows}")
    if language not in (None, "sv", "en"):
        _fail(f"--language is sv or en, not {language}")
    if wrong := [word for word in question if OPTION.fullmatch(word)]:
        _fail(f"there is no option {wrong[0]}; see aktiveringsbot ask --help")
    assistant = build_assistant(settings)
    for stream in (sys.stdin, sys.stdout):  # JSON is UTF-8 whatever the locale (RFC 8259)
        if as_json and isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if question == ["-"]:
        if not as_json:
            _fail("- reads JSON Lines; write: aktiveringsbot ask --json -")
        for line in asking.stream(assistant, sys.stdin, version, language):
            print(line, flush=True)  # noqa: T201 - standard output is the answer
        return
    asked = Question(" ".join(question), datetime.now(UTC), version, language)
    if explain:
        from bot import printing  # noqa: PLC0415 - rich is slow to load

        printing.print_explanation(assistant, asked.text)
        return
    turn = asking.answer(assistant, asked)
    text = json.dumps(asking.as_json(turn), ensure_ascii=False) if as_json else asking.as_text(turn)
    print(text)  # noqa: T201


@app.command()
def evaluate(
    files: Annotated[list[Path] | None, typer.Argument(help="Files of labelled questions, JSON Lines.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report in JSON.")] = False,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Ask the corpus' own phrasings, each of a corpus that lacks it.")
    ] = False,
    learning_curve: Annotated[
        bool, typer.Option("--learning-curve", help="Ask corpora that have ever more of the phrasings.")
    ] = False,
    dialogues: Annotated[
        list[Path] | None,
        typer.Option(help="A file of dialogues to play; a person is simulated for every labelled question."),
    ] = None,
) -> None:
    """Measure the quality of answers on labelled questions, on dialogues, or on the corpus' own phrasings."""
    from bot import evaluation, printing  # noqa: PLC0415 - only here

    if dialogues and (held_out or learning_curve):
        _fail("--dialogues goes with neither --held-out nor --learning-curve")
    if bool(files) == held_out and not dialogues:
        _fail("evaluate takes files of labelled questions, or --held-out and none")
    if learning_curve and held_out:
        _fail("--learning-curve takes files of labelled questions, not --held-out")
    assistant = build_assistant(load_settings())
    corpus, now = assistant.config.corpus, datetime.now(UTC)
    section_of = {one.label: one.id for one in corpus.sections.values()}
    try:
        rows = evaluation.read_questions(files or [], section_of)
        talks = evaluation.read_dialogues(dialogues or [], section_of)
    except evaluation.QuestionsError as error:
        _fail(str(error))
    if dialogues:
        played = [(row, evaluation.play(assistant, row, now)) for row in talks]
        solved = [(row, evaluation.simulate(assistant, row, now)) for row in evaluation.solvable(rows)]
        printing.print_dialogues(evaluation.report_dialogues(played, solved), as_json=as_json)
        return
    if learning_curve:
        printing.print_learning_curve(evaluation.learning_curve(assistant, rows, now), as_json=as_json)
        return
    asked = evaluation.ask_held_out(assistant, now) if held_out else evaluation.ask_all(assistant, rows, now)
    printing.print_report(evaluation.report(asked), as_json=as_json)


@corpus_app.command("build")
def build_corpus() -> None:
    """Learn from the corpus now and keep it: for images, and where nothing can be written later."""
    settings = load_settings()
    folder = cache_folder(settings)
    for corpus in (load(settings.corpus), *load_translations(settings.corpus).values()):
        try:
            path = write_model(folder, build_model(corpus))
        except OSError as error:
            _fail(f"{folder} cannot be written; name another folder with BOT_CACHE: {error}")
        print(path)  # noqa: T201


@corpus_app.command("check")
def check_corpus() -> None:
    """Lint the corpus: file, line, rule and mend of every fault."""
    settings = load_settings()
    root = settings.corpus or default_root()
    faults = sorted({fault for language in languages(root) for fault in check(root, language)})
    for fault in faults:
        print(fault)  # noqa: T201
    if faults:
        raise typer.Exit(EXIT_FAULTS)
    today = datetime.now(UTC).date()
    for warning in sorted({found for language in languages(root) for found in warnings(root, today, language)}):
        print(f"warning: {warning}")  # noqa: T201
    corpus = load(root)
    phrasings = sum(len(section.phrasings) for section in corpus.sections.values())
    others = sum(map(len, corpus.topics.values()))
    print(  # noqa: T201
        f"{len(corpus.sections)} sections, {len(corpus.sections_by_code)} codes, {phrasings} phrasings and {others} of "
        f"other topics, {len(corpus.articles)} articles: no faults"
    )


def _fail(message: str) -> NoReturn:
    print(f"aktiveringsbot: {message}", file=sys.stderr)  # noqa: T201
    raise SystemExit(EXIT_USAGE)
