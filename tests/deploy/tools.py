"""Programs that check the files of `deploy/`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import DEVNULL, CompletedProcess
from typing import NoReturn

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def tool(name: str) -> str:
    """Return the path of a program of this environment or of the system."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return found or missing(name)


def missing(name: str) -> NoReturn:
    """Skip a test because something is missing; fail in CI, where everything must be installed."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{name} is not installed here")


def ended(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> CompletedProcess[str]:
    """Run a program without input, and return its result."""
    return subprocess.run(command, cwd=cwd, env=env, stdin=DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603 - programs that the tests name


def output(*command: str | Path, **environment: str) -> str:
    """Return what a program writes to both outputs; fail the test if its exit code is not 0."""
    done = ended(*command, env=os.environ | environment)
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}\n{said[-4000:]}"
    return said


def env_file(path: Path) -> Mapping[str, str]:
    """Return the names and values in a file of environment variables."""
    lines = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines())
    return {name: value for name, equals, value in lines if equals and not name.startswith("#")}
