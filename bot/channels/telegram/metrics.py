"""What is counted of the service, as Prometheus reads it."""

from __future__ import annotations

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.conversation.turn import Outcome

PREFIX = "aktiveringsbot"
# Seconds, close together where an answer is expected, and up to what a handler has.
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 50)
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Metrics:
    """The numbers of one service, in a registry of its own. Nothing in them names a chat or a person."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._updates = Counter(
            f"{PREFIX}_updates", "Updates that came in, by kind, once for every try.", ["kind"], registry=registry
        )
        self._answers = Counter(
            f"{PREFIX}_answers", "Answers given, by outcome and section.", ["outcome", "section"], registry=registry
        )
        # Finding the one that counts takes longer than counting.
        self._answers_of, self._updates_of = cache(self._answers.labels), cache(self._updates.labels)
        self._seconds = Histogram(
            f"{PREFIX}_answer_seconds", "What handling an update took.", buckets=BUCKETS, registry=registry
        )
        self._waiting = Gauge(f"{PREFIX}_updates_waiting", "Updates that are being handled.", registry=registry)
        self._errors = Counter(
            f"{PREFIX}_telegram_errors", "Calls to the Bot API that failed, by error.", ["error"], registry=registry
        )
        self._dead = Counter(f"{PREFIX}_dead_letters", "Updates given up after every try failed.", registry=registry)
        self._database = Gauge(
            f"{PREFIX}_database_up", "1 where memory is in the database, 0 while it is away.", registry=registry
        )
        self._corpus = Gauge(
            f"{PREFIX}_corpus_info",
            "Always 1; the label tells the corpus that answers.",
            ["version"],
            registry=registry,
        )

    def arrived(self, kind: str) -> None:
        """Count an update, and that it waits."""
        self._updates_of(kind).inc()
        self._waiting.inc()

    def ended(self, seconds: float) -> None:
        """Count that an update waits no more, `seconds` after it arrived."""
        self._waiting.dec()
        self._seconds.observe(seconds)

    def answered(self, outcome: Outcome) -> None:
        """Count an answer."""
        section = outcome.sections[0].id if outcome.sections else ""
        self._answers_of(outcome.kind, section).inc()

    def failed(self, error: str) -> None:
        """Count a call to the Bot API that failed, by the name of its error."""
        self._errors.labels(error).inc()

    def given_up(self) -> None:
        """Count a dead letter."""
        self._dead.inc()

    def corpus(self, version: str) -> None:
        """Tell which corpus answers from now on."""
        self._corpus.clear()
        self._corpus.labels(version).set(1)

    def page(self, *, database: bool) -> bytes:
        """All numbers in Prometheus' text format, with whether the database is there now."""
        self._database.set(database)
        return generate_latest(self._registry)
