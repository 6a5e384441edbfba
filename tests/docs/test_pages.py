"""Every path, module, test, command and link that the documentation names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from bot.cli import app

ROOT = Path(__file__).parents[2]
PAGES = [
    *ROOT.glob("*.md"),
    *(page for page in (ROOT / "docs").glob("*.md") if page.name != "conversation.md"),  # which is generated
    *(ROOT / "deploy").glob("*.md"),
    *(ROOT / "tests").rglob("*.md"),
]
FOLDERS = ("benchmarks", "bot", "corpus", "deploy", "docs", "tests")
PATH = re.compile(rf"(?<![\w/:-])(?:{'|'.join(FOLDERS)})/[\w./-]*[\w/]")
MODULE = re.compile(rf"(?<![\w.-])(?:{'|'.join(FOLDERS)})(?:\.\w+)+")
COMMAND = re.compile(r"\baktiveringsbot ((?:corpus )?[a-z]+)\b((?: --[a-z-]+)*)")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
GENERATED = {"deploy/kubernetes/example/secrets.env"}

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def code(page: Path) -> str:
    """Return all code of a page, one piece per line, without placeholders such as `<id>`."""
    pieces = CODE.findall(page.read_text(encoding="utf-8"))
    return "\n".join(piece for piece in pieces if "<" not in piece or "\n" in piece)


@pages
def test_every_path_exists(page: Path) -> None:
    named = {name for name in PATH.findall(code(page)) if "<" not in name and "…" not in name}
    assert not {name for name in named - GENERATED if not (ROOT / name).exists() and not list(ROOT.glob(name + "*"))}


@pages
def test_every_module_exists(page: Path) -> None:
    missing = set()
    for name in MODULE.findall(code(page)):
        path = ROOT / name.replace(".", "/")
        # The last part may be a name in the module, or a suffix such as .md.
        if not (path.exists() or path.with_suffix(".py").exists() or path.parent.with_suffix(".py").exists()):
            missing.add(name)
    assert not {name for name in missing if not (ROOT / name).exists()}


@pages
def test_every_test_exists(page: Path) -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8"))
    assert not {name for name in named if f"def {name}(" not in sources}


@pages
def test_every_command_and_option_exists(page: Path) -> None:
    root = typer.main.get_command(app)
    commands = dict(getattr(root, "commands", {}))
    for group, command in list(commands.items()):
        commands |= {f"{group} {name}": one for name, one in getattr(command, "commands", {}).items()}
    for name, options in COMMAND.findall(code(page).replace("uv run ", "")):
        assert name in commands, name
        known = {option for parameter in commands[name].params for option in parameter.opts}
        assert set(options.split()) <= known, (name, options)


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
        slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
        assert not anchor or anchor in slugs, link


def test_the_version_is_the_same_everywhere() -> None:
    (version,) = re.findall(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    deploy = ROOT / "deploy"
    assert f'image.version="{version}"' in (deploy / "Dockerfile").read_text(encoding="utf-8")
    for name in ("compose.yaml", "kubernetes/example/kustomization.yaml", "README.md"):
        text = (deploy / name).read_text(encoding="utf-8")
        assert set(re.findall(r"(?:aktiveringsbot:|newTag: )(\d[\d.]*)", text)) == {version}, name
