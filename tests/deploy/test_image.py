"""The image: built by podman from the Dockerfile on a minimal Debian, and run read-only without capabilities."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.botapi.server import BotApiServer
from tests.deploy.podman import Podman
from tests.deploy.tools import DEPLOY, ended, output

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="debootstrap needs root"),
]

DOCKERFILE = DEPLOY / "Dockerfile"
IMAGE = "localhost/aktiveringsbot:test"
USER = 10001
OFFLINE = ("--network=none",)


@pytest.fixture(scope="module")
def podman() -> Iterator[Podman]:
    with tempfile.TemporaryDirectory() as folder:
        made = Podman(Path(folder))
        (base,) = set(re.findall(r"^FROM (\S+)", DOCKERFILE.read_text(encoding="utf-8"), re.MULTILINE))
        made.debian(base)
        made.build(DOCKERFILE, IMAGE)
        yield made
        made.remove()


def test_the_image_declares_user_command_and_healthcheck(podman: Podman) -> None:
    said = podman.inspect(IMAGE)
    config = said["Config"]
    assert config["User"] == f"{USER}:{USER}"
    assert (config["Entrypoint"], config["Cmd"]) == (["aktiveringsbot"], ["run"])
    assert said["Healthcheck"]["Test"] == ["CMD", "python", "/opt/healthcheck.py"]


def test_the_image_answers_offline(podman: Podman) -> None:
    assert "no faults" in output(*podman.run(IMAGE, "corpus", "check", options=OFFLINE))
    assert "0xC004F211" in output(*podman.run(IMAGE, "ask", "0xC004F211", options=OFFLINE))


def test_the_image_contains_only_pinned_versions_and_no_installer(podman: Podman) -> None:
    list_all = (
        "import importlib.metadata as m; print(*(f'{d.name}=={d.version}' for d in m.distributions()), sep='\\n')"
    )
    options = (*OFFLINE, "--entrypoint=python")
    installed = set(output(*podman.run(IMAGE, "-c", list_all, options=options)).lower().replace("_", "-").split())
    pins = (DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8")
    ours = {name for name in installed if name.startswith("aktiveringsbot==")}
    assert ours
    assert not {name for name in installed - ours if not re.search(rf'"{re.escape(name)}[" ]', pins)}
    assert not {name for name in installed if name.startswith(("pip==", "uv==", "setuptools=="))}


def test_the_container_can_write_nowhere(podman: Podman) -> None:
    look = 'id -u; grep -E "^(CapBnd|CapEff|NoNewPrivs)" /proc/self/status; touch /x /opt/x /data/x /tmp/x'
    command = podman.run(IMAGE, "-c", look, options=(*OFFLINE, "--entrypoint=sh"))
    done = ended(*command)
    none = "0" * 16
    assert done.stdout.split() == [str(USER), "CapEff:", none, "CapBnd:", none, "NoNewPrivs:", "1"]
    assert done.stderr.count("Read-only file system") == 4


def test_the_container_exits_with_2_without_a_token(podman: Podman) -> None:
    done = ended(*podman.run(IMAGE, options=OFFLINE))
    assert done.returncode == 2
    assert "BOT_TOKEN is missing" in done.stderr


async def test_the_container_answers_in_telegram_and_stops_with_0(podman: Podman, tmp_path: Path) -> None:
    os.chown(tmp_path, USER, USER)
    async with BotApiServer() as server:
        server.add_chat(7)
        settings = (
            f"--env=BOT_TOKEN={server.token}",
            f"--env=BOT_API_URL={server.url}",
            "--env=BOT_LISTEN=127.0.0.1:0",
        )
        options = ("--network=host", f"--volume={tmp_path}:/data", *settings)
        running = await asyncio.create_subprocess_exec(*podman.run(IMAGE, options=options))
        try:
            server.send_text(7, "0xC004F211")
            (message,) = await server.wait_for_messages(7, 1, timeout=60)
            assert "0xC004F211" in message.text
            running.terminate()
            assert await asyncio.wait_for(running.wait(), 60) == 0
        finally:
            if running.returncode is None:
                running.kill()
