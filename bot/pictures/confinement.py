"""The limits of a worker: strict ones from its start, and no files or sockets once it is ready."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from typing import Final

MEMORY: Final = 2 << 30
"""Bytes of address space, except on macOS. At most 1.3 GiB were measured, for a WebP of 40 megapixels."""

CPU_SECONDS: Final = 60
"""Seconds of processor time for one picture, or for the start; only an abandoned worker takes so long."""

_FILES: Final = 256  # open at once while the models load
_PR_SET_PDEATHSIG: Final = 1


def confine() -> None:
    """Limit memory, time and open files, forbid core dumps, and end with the parent; call this first."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # systemd sends it to all; the parent finishes its pictures first
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, _FILES)
    if sys.platform == "linux":
        _limit(resource.RLIMIT_AS, MEMORY)
        _end_with_parent()
    with contextlib.suppress(OSError):
        os.nice(10)  # answers to written questions go first
    allow_cpu()


def seal() -> None:
    """Forbid opening files and sockets and writing to files; call this when everything is loaded."""
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, 0)


def allow_cpu() -> None:
    """Allow `CPU_SECONDS` from now on; then the system ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or hard > used + CPU_SECONDS:
        resource.setrlimit(resource.RLIMIT_CPU, (used + CPU_SECONDS, hard))


def _limit(kind: int, maximum: int) -> None:
    """Lower a resource limit for good, unless it is lower already."""
    hard = resource.getrlimit(kind)[1]
    lower = maximum if hard == resource.RLIM_INFINITY else min(maximum, hard)
    resource.setrlimit(kind, (lower, lower))


def _end_with_parent() -> None:
    """Have Linux kill this process when its parent ends, even in the middle of a picture."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
