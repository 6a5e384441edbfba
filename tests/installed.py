"""Programs of the system that some tests run."""

from __future__ import annotations

import os

import pytest


def require(present: object, missing: str) -> None:
    """Skip a test where something is not present, and say what is `missing`; in CI fail, for there it must be."""
    if present:
        return
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)
