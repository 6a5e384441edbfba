"""The bot beside ready-made search, measured alike on the same questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.conversation import Assistant
from bot.evaluation.baselines import PEERS, Baseline
from bot.evaluation.questions import Row
from bot.evaluation.report import Measure, Report, ask_all, report

OURS = "aktiveringsbot"
COMPARED = (
    "first section right",
    "right section shown or offered",
    "out of scope declined",
    "in scope wrongly declined",
)
"""The measures that are told of every system."""


def compare(assistant: Assistant, rows: Iterable[Row], at: datetime) -> dict[str, Report]:
    """The report of the bot and of every peer, by name, on the questions without codes: peers read none.

    `at` is the time given to the events. Raises PeersMissingError where a peer is not installed.
    """
    rows = [row for row in rows if "codes" not in row]
    # Built before anything is asked, so that what is missing is told at once.
    baselines = {name: Baseline(assistant.house.corpus, peer) for name, peer in PEERS.items()}
    ours = {OURS: report(ask_all(assistant, rows, at))}
    return ours | {name: report(baseline.ask_all(rows)) for name, baseline in baselines.items()}


def compared(of: Report) -> tuple[Measure, ...]:
    """The measures of a report that `COMPARED` names, in that order."""
    by_name = {measure.name: measure for measure in of.measures}
    return tuple(by_name[name] for name in COMPARED)


def comparison_as_json(reports: Mapping[str, Report]) -> list[dict[str, Any]]:
    """A comparison as JSON values, the bot first."""
    return [
        {
            "system": name,
            "measures": [
                {"name": measure.name, "hits": measure.hits, "of": measure.of, "share": measure.share}
                for measure in compared(found)
            ],
            "milliseconds": dict(found.milliseconds),
        }
        for name, found in reports.items()
    ]
