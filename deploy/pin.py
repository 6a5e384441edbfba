"""Update the exact versions in `[tool.uv] constraint-dependencies`: `uv run deploy/pin.py`.

A lock file would contain registry addresses, so pyproject.toml has the versions of all dependencies instead. This
resolves the newest versions that the declared ranges allow, for every supported Python, and writes them there.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
PINS = re.compile(r"^\[tool\.uv\]\nconstraint-dependencies = \[\n.*?^\]\n\n?", re.MULTILINE | re.DOTALL)
EXPORT = ("uv", "export", "--all-groups", "--all-extras", "--no-hashes", "--no-emit-project", "--no-annotate")


def pins(exported: str) -> list[str]:
    """Return the requirements in the output of `uv export`, without comments."""
    return [line.strip() for line in exported.splitlines() if line and not line.startswith(("#", " "))]


def main() -> None:
    """Resolve without the old pins, then write the new ones; restore the file on failure."""
    before = PYPROJECT.read_text(encoding="utf-8")
    bare = PINS.sub("", before)
    try:
        PYPROJECT.write_text(bare, encoding="utf-8")
        subprocess.run(["uv", "lock", "--upgrade", "--quiet"], check=True, cwd=PYPROJECT.parent)
        done = subprocess.run(
            [*EXPORT, "--quiet", "--no-header"], check=True, cwd=PYPROJECT.parent, stdout=subprocess.PIPE, text=True
        )
    except subprocess.CalledProcessError:
        PYPROJECT.write_text(before, encoding="utf-8")
        raise
    # TOML literal strings: markers contain double or single quotes, but never a backslash.
    quoted = [f'  "{pin}",' if '"' not in pin else f"  '{pin}'," for pin in pins(done.stdout)]
    table = "\n".join(["[tool.uv]", "constraint-dependencies = [", *quoted, "]", ""])
    at = bare.index("[tool.hatch.build.targets.sdist]")
    PYPROJECT.write_text(f"{bare[:at]}{table}\n{bare[at:]}", encoding="utf-8")


if __name__ == "__main__":
    main()
