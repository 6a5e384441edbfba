"""The command line: commands and exit codes, and the wiring of the packages.

Exit codes: 0 done, 1 faults were found, 2 wrong use or configuration.
"""
# ruff: noqa: PLC0415, T201 - a command imports slow packages only if it needs them, and prints

from __future__ import annotations

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
from bot.corpus import (
    LANGUAGES,
    WINDOWS,
    CorpusError,
    check,
    default_root,
    languages,
    load,
    load_translations,
    warnings,
)
from bot.corpus import version as corpus_version
from bot.memory import MemoryConfigError
from bot.runtime import freeze_objects, loop_factory
from bot.settings import Settings, SettingsError, load_settings
from bot.understanding import Reader, build_model, open_model, write_model

if TYPE_CHECKING:
    from collections.abc import Callable

EXIT_FAULTS = 1
EXIT_USAGE = 2
OPTION = re.compile(r"--[a-z][a-z-]*(=.*)?")  # text that Windows prints may have other hyphens

app = typer.Typer(
    name="aktiveringsbot",
    help="Answers Windows activation questions in Swedish: in Telegram, in the terminal, in scripts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
corpus_app = typer.Typer(help="Check the knowledge of the bot, and train on it.", no_args_is_help=True)
app.add_typer(corpus_app, name="corpus")

# A word that begins with a minus and is not an option is part of the question: -1073417711 is an error code.
QUESTION = {"ignore_unknown_options": True}


def main() -> None:
    """Run the command line; a wrong configuration ends in one line and exit code 2."""
    for stream in (sys.stdin, sys.stdout):  # a character that cannot be encoded must not stop the program
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except (CorpusError, MemoryConfigError, SettingsError) as error:
        _fail(str(error))


def cache_folder(settings: Settings) -> Path:
    """Return the folder of trained models: BOT_CACHE, else systemd's CACHE_DIRECTORY, else the account's cache."""
    given = os.environ.get("CACHE_DIRECTORY", "").partition(":")[0]
    return settings.cache or (Path(given) if given else platformdirs.user_cache_path("aktiveringsbot"))


def _warn(line: str) -> None:
    print(f"aktiveringsbot: {line}", file=sys.stderr)


def build_assistant(settings: Settings, say: Callable[[str], None] = _warn) -> Assistant:
    """Build the assistant for the settings; `say` is called with a line before anything slow.

    Raises CorpusError if the corpus has faults.
    """
    corpus, translations = load(settings.corpus), load_translations(settings.corpus)
    config = BotConfig(
        corpus=corpus,
        catalogs=load_catalogs(),
        language=settings.language,
        translations=translations,
        retention_days=settings.retention_days,
        overhears_codes=settings.groups == "codes",
        reads_pictures=pictures.available(),
        version=corpus_version(settings.corpus or default_root()),
    )
    folder = cache_folder(settings)
    readers = {one.language: Reader(one, open_model(one, folder, say)) for one in (corpus, *translations.values())}
    assistant = Assistant(config, readers.pop(corpus.language), readers)
    freeze_objects()
    return assistant


@app.command()
def run() -> None:
    """Run the Telegram bot: long polling, or a webhook if BOT_WEBHOOK_URL is set.

    Needs BOT_TOKEN. SIGHUP reloads the corpus.
    """
    import asyncio

    import structlog

    from bot import logs
    from bot.channels.telegram.service import ServiceError, serve

    settings = load_settings()
    if settings.token is None:
        _fail("BOT_TOKEN is missing: send /newbot to @BotFather in Telegram, and set BOT_TOKEN to the token it gives")
    if settings.webhook_url and settings.webhook_secret is None:
        _fail("BOT_WEBHOOK_SECRET is missing: BOT_WEBHOOK_URL needs one; `openssl rand -hex 32` makes one")
    log = structlog.get_logger("corpus")
    secrets = [secret.get_secret_value() for secret in (settings.token, settings.webhook_secret) if secret]
    logs.configure(settings.log_level, settings.log_format, secrets)
    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(serve(lambda: build_assistant(settings, log.info), settings))
    except ServiceError as error:
        _fail(str(error))


@app.command()
def migrate() -> None:
    """Migrate the database. `run` does this at startup; concurrent runs are safe."""
    import asyncio

    from bot.memory.opening import default_url, migrate

    asyncio.run(migrate(load_settings().database or default_url()))
    print("the database is up to date")


@app.command()
def feedback(as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False) -> None:
    """Show votes on answers, unanswered questions, and updates that could not be handled."""
    import asyncio

    from bot import printing
    from bot.memory.opening import default_url, read_feedback

    found = asyncio.run(read_feedback(load_settings().database or default_url()))
    printing.print_feedback(found, as_json=as_json)


@app.command()
def chat() -> None:
    """Talk to the bot in the terminal, without token or network."""
    from rich.console import Console

    from bot.channels.terminal import Chat, typed_lines

    settings = load_settings()
    console = Console(highlight=False)
    interactive = sys.stdin.isatty()
    lines = typed_lines(console) if interactive else (line.rstrip("\n") for line in sys.stdin)
    Chat(build_assistant(settings), console).run(lines)


@app.command(context_settings=QUESTION)
def ask(
    question: Annotated[list[str], typer.Argument(help="The question; - reads JSON Lines from standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
    windows: Annotated[str | None, typer.Option(help="10 or 11; the question itself takes precedence.")] = None,
    language: Annotated[str | None, typer.Option(help="sv or en; the question itself takes precedence.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Explain which words led to the answer.")] = False,
) -> None:
    """Answer one question."""
    settings = load_settings()
    version = next((known for known in WINDOWS if known == windows), None)
    if windows is not None and not version:
        _fail(f"--windows must be 10 or 11, not {windows}")
    if language not in (None, *LANGUAGES):
        _fail(f"--language must be {' or '.join(LANGUAGES)}, not {language}")
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
            print(line, flush=True)
        return
    asked = Question(" ".join(question), datetime.now(UTC), version, language)
    if explain:
        from bot import printing

        printing.print_explanation(assistant, asked.text)
        return
    turn = asking.answer(assistant, asked)
    text = json.dumps(asking.as_json(turn), ensure_ascii=False) if as_json else asking.as_text(turn)
    print(text)


@app.command()
def evaluate(
    files: Annotated[list[Path] | None, typer.Argument(help="Files of labelled questions, as JSON Lines.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Ask the phrasings of the corpus, each of a corpus that lacks it.")
    ] = False,
    learning_curve: Annotated[
        bool, typer.Option("--learning-curve", help="Compare corpora with more and more of the phrasings.")
    ] = False,
    dialogues: Annotated[
        list[Path] | None,
        typer.Option(help="A file of dialogues to play; a user is simulated for every labelled question."),
    ] = None,
) -> None:
    """Measure the quality of answers on labelled questions, on dialogues, or on the phrasings of the corpus."""
    from bot import evaluation, printing

    if dialogues and (held_out or learning_curve):
        _fail("--dialogues cannot be combined with --held-out or --learning-curve")
    if bool(files) == held_out and not dialogues:
        _fail("evaluate takes either files of labelled questions or --held-out")
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
        played = [evaluation.play(assistant, row, now) for row in talks]
        simulated = [evaluation.simulate(assistant, row, now) for row in evaluation.solvable(rows)]
        printing.print_report(evaluation.report_dialogues(played, simulated), as_json=as_json)
        return
    if learning_curve:
        printing.print_learning_curve(evaluation.learning_curve(assistant, rows, now), as_json=as_json)
        return
    asked = evaluation.ask_held_out(assistant, now) if held_out else evaluation.ask_all(assistant, rows, now)
    printing.print_report(evaluation.report(asked), as_json=as_json)


@corpus_app.command("build")
def build_corpus() -> None:
    """Train the models and store them in BOT_CACHE, for images and read-only file systems."""
    settings = load_settings()
    folder = cache_folder(settings)
    for corpus in (load(settings.corpus), *load_translations(settings.corpus).values()):
        try:
            path = write_model(folder, build_model(corpus))
        except OSError as error:
            _fail(f"{folder} cannot be written; set BOT_CACHE to another folder: {error}")
        print(path)


@corpus_app.command("check")
def check_corpus() -> None:
    """Lint the corpus: print the file, line, rule and fix for every fault."""
    settings = load_settings()
    root = settings.corpus or default_root()
    faults = sorted({fault for language in languages(root) for fault in check(root, language)})
    for fault in faults:
        print(fault)
    if faults:
        raise typer.Exit(EXIT_FAULTS)
    today = datetime.now(UTC).date()
    for warning in sorted({found for language in languages(root) for found in warnings(root, today, language)}):
        print(f"warning: {warning}")
    corpus = load(root)
    phrasings = sum(len(section.phrasings) for section in corpus.sections.values())
    others = sum(map(len, corpus.topics.values()))
    print(
        f"{len(corpus.sections)} sections, {len(corpus.sections_by_code)} codes, {phrasings} phrasings and {others} of "
        f"other topics, {len(corpus.articles)} articles: no faults"
    )


def _fail(message: str) -> NoReturn:
    _warn(message)
    raise SystemExit(EXIT_USAGE)
