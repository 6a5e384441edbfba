"""Pauses between tries grow, up to a maximum, and are never quite the same."""

from __future__ import annotations

from itertools import islice

from bot.backoff import backoff


def test_pauses_double_up_to_the_maximum_and_vary_by_half() -> None:
    for pause, middle in zip(islice(backoff(1.0, 5.0), 6), (1.0, 2.0, 4.0, 5.0, 5.0, 5.0), strict=True):
        assert middle * 0.5 <= pause <= middle * 1.5


def test_two_processes_do_not_pause_equally_long() -> None:
    assert list(islice(backoff(1.0, 5.0), 6)) != list(islice(backoff(1.0, 5.0), 6))
