"""Facts from Linux about the processes that read pictures."""

from __future__ import annotations

from pathlib import Path


def children(parent: int) -> list[int]:
    """Return the ids of the child processes of a process that read pictures."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return [int(pid) for pid in listed if b"bot.pictures.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def exists(pid: int) -> bool:
    """Return whether a process exists, also as a zombie."""
    return Path(f"/proc/{pid}").exists()


def told(pid: int, what: str) -> str:
    """Return a file about a process, by its name in /proc."""
    return Path(f"/proc/{pid}/{what}").read_text(encoding="utf-8")


def opened(pid: int) -> list[str]:
    """Return what a process has open: paths, `pipe:…`, `socket:…`."""
    return [str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()]
