"""The metrics page, parsed by Prometheus' own parser."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.conversation.turn import Outcome
from bot.monitoring.metrics import Metrics

Numbers = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(metrics: Metrics, *, database: bool = True) -> Numbers:
    """All numbers of the bot's own on the page, by name and labels."""
    page = metrics.page(database=database).decode()
    samples = [sample for family in text_string_to_metric_families(page) for sample in family.samples]
    return {
        (sample.name.removeprefix("aktiveringsbot_"), tuple(sample.labels.items())): sample.value
        for sample in samples
        if sample.name.startswith("aktiveringsbot_") and not sample.name.endswith("_created")
    }


def test_updates_are_counted_by_kind_and_wait_until_they_end() -> None:
    metrics = Metrics()
    for kind in ("message", "message", "callback_query"):
        metrics.update_started(kind)
    metrics.update_ended(0.004)
    numbers = read(metrics)
    assert numbers["updates_total", (("kind", "message"),)] == 2
    assert numbers["updates_total", (("kind", "callback_query"),)] == 1
    assert numbers["updates_waiting", ()] == 2
    assert numbers["answer_seconds_count", ()] == 1
    assert numbers["answer_seconds_bucket", (("le", "0.002"),)] == 0
    assert numbers["answer_seconds_bucket", (("le", "0.005"),)] == 1


def test_answers_errors_and_dead_letters_are_counted() -> None:
    metrics = Metrics()
    metrics.answered(Outcome("decline"))
    metrics.call_failed("RetryAfter")
    metrics.call_failed("RetryAfter")
    metrics.given_up()
    numbers = read(metrics)
    assert numbers["answers_total", (("outcome", "decline"), ("section", ""))] == 1
    assert numbers["telegram_errors_total", (("error", "RetryAfter"),)] == 2
    assert numbers["dead_letters_total", ()] == 1


@pytest.mark.parametrize("there", [True, False])
def test_the_database_metric_is_current(*, there: bool) -> None:
    metrics = Metrics()
    read(metrics, database=not there)
    assert read(metrics, database=there)["database_up", ()] == there


def test_only_the_version_of_the_current_corpus_is_reported() -> None:
    metrics = Metrics()
    metrics.use_corpus("first")
    metrics.use_corpus("second")
    told = [labels for name, labels in read(metrics) if name == "corpus_info"]
    assert told == [(("version", "second"),)]
