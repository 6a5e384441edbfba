"""The pages name only what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.deploy.tools import DEPLOY, ROOT

PAGES = [DEPLOY / "README.md", DEPLOY / "runbook.md", ROOT / "docs" / "threat-model.md"]


def words(page: Path) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
        slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
        assert not anchor or anchor in slugs, link


def test_what_the_threat_model_leans_on_is_there() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = words(ROOT / "docs" / "threat-model.md")
    assert not {name for name in named if name.startswith("test_") and f"def {name}(" not in sources}
    paths = {name for name in named if re.fullmatch(r"(bot|tests|deploy|corpus|benchmarks)/[\w/.-]*", name)}
    assert paths
    assert not {name for name in paths if not (ROOT / name).exists()}


def test_the_version_is_the_projects() -> None:
    (version,) = re.findall(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert f'image.version="{version}"' in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    for name in ("compose.yaml", "kubernetes/example/kustomization.yaml", "README.md"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        assert set(re.findall(r"(?:aktiveringsbot:|newTag: )(\d[\d.]*)", text)) == {version}, name
