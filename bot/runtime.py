"""Process settings that make answers faster: garbage collection, the allocator, and the event loop."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable


def freeze_objects() -> None:
    """Exclude all current objects from garbage collection, because each collection of them would delay an answer.

    Freed memory is returned to the system, which glibc does not do by itself (malloc_trim(3)).
    """
    gc.unfreeze()  # objects of a corpus that was loaded before
    gc.collect()
    gc.freeze()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another C library than glibc
            ctypes.CDLL(None).malloc_trim(0)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return the factory of uvloop's event loop, which is faster, or None if it is not installed."""
    try:
        import uvloop  # noqa: PLC0415 - only the service needs it
    except ImportError:
        return None
    return uvloop.new_event_loop
