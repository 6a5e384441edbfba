"""The metrics of the service, in Prometheus' format."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.conversation.turn import Outcome

PREFIX = "aktiveringsbot"
# Upper bounds in seconds: close together where most answers are, and up to the time that a handler has.
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 50)
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Metrics:
    """The metrics of one service, in a registry of their own. No label names a chat or a user."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._updates = Counter(
            f"{PREFIX}_updates", "Updates received, by kind; every try counts.", ["kind"], registry=registry
        )
        self._answers = Counter(
            f"{PREFIX}_answers", "Answers given, by outcome and section.", ["outcome", "section"], registry=registry
        )
        self._seconds = Histogram(
            f"{PREFIX}_answer_seconds", "Time to handle an update.", buckets=BUCKETS, registry=registry
        )
        self._waiting = Gauge(f"{PREFIX}_updates_waiting", "Updates that are being handled.", registry=registry)
        self._errors = Counter(
            f"{PREFIX}_telegram_errors", "Calls to the Bot API that failed, by error.", ["error"], registry=registry
        )
        self._dead_letters = Counter(
            f"{PREFIX}_dead_letters", "Updates given up after every try failed.", registry=registry
        )
        self._database = Gauge(
            f"{PREFIX}_database_up", "1 while the database is used, 0 while it is unavailable.", registry=registry
        )
        self._corpus = Gauge(
            f"{PREFIX}_corpus_info", "Always 1; the label is the version of the corpus.", ["version"], registry=registry
        )

    def update_started(self, kind: str) -> None:
        """Count an update whose handling begins now."""
        self._updates.labels(kind).inc()
        self._waiting.inc()

    def update_ended(self, seconds: float) -> None:
        """Record the end of the handling of an update, which took `seconds`."""
        self._waiting.dec()
        self._seconds.observe(seconds)

    def answered(self, outcome: Outcome) -> None:
        """Count an answer."""
        section = outcome.sections[0].id if outcome.sections else ""
        self._answers.labels(outcome.kind, section).inc()

    def call_failed(self, error: str) -> None:
        """Count a call to the Bot API that failed, by the class name of its error."""
        self._errors.labels(error).inc()

    def given_up(self) -> None:
        """Count a dead letter."""
        self._dead_letters.inc()

    def use_corpus(self, version: str) -> None:
        """Record the version of the corpus that is used from now on."""
        self._corpus.clear()
        self._corpus.labels(version).set(1)

    def page(self, *, database: bool) -> bytes:
        """Return all metrics in Prometheus' text format; `database` says whether the database is available now."""
        self._database.set(database)
        return generate_latest(self._registry)
