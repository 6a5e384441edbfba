"""System programs that some tests need."""

from __future__ import annotations

import os

import pytest


def require(present: object, missing: str) -> None:
    """Skip a test, with the message `missing`, if something is not `present`; fail in CI, where everything must be."""
    if present:
        return
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)
