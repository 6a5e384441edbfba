"""The text of the Dockerfile; `test_image.py` builds it."""

from __future__ import annotations

import re

from tests.deploy.tools import DEPLOY, output, tool

DOCKERFILE = DEPLOY / "Dockerfile"
TEXT = DOCKERFILE.read_text(encoding="utf-8")


def test_hadolint_finds_no_fault() -> None:
    output(tool("hadolint"), "--failure-threshold", "style", DOCKERFILE)


def test_base_images_have_exact_versions() -> None:
    images = re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE)
    assert len(images) == 2
    assert all(re.search(r":\d+\.\d+-slim(@sha256:[0-9a-f]{64})?$", image) for image in images)
