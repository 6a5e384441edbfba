"""Podman with its own store, on machines where it has few rights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from tests.deploy.tools import ROOT, output, tool

# A sandbox may mount both versions of cgroups, which crun refuses, and forbid raising limits.
ONE_CGROUP: Final = 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"'
LIMITS: Final = ("--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024", "--cgroups=disabled", "--no-healthcheck")
CERTIFICATES: Final = Path("/usr/local/share/ca-certificates")
DEBOOTSTRAP: Final = ("--variant=minbase", "bookworm")


class Podman:
    """Images and containers under one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._command = (
            *(tool("unshare"), "--mount", "sh", "-c", ONE_CGROUP, "sh", tool("podman")),
            *(f"--root={folder / 'store'}", f"--runroot={folder / 'run'}", "--cgroup-manager=cgroupfs"),
            *("--storage-driver=overlay", "--events-backend=file"),
        )

    def remove(self) -> None:
        """Delete all containers and images, which other tools could not delete."""
        output(*self._command, "rm", "--all", "--force")
        output(*self._command, "rmi", "--all", "--force")

    def debian(self, name: str) -> None:
        """Build a minimal Debian image from its packages, like the official one, and call it `name`."""
        root, packed = self._folder / "debian", self._folder / "debian.tar"
        output(tool("debootstrap"), *DEBOOTSTRAP, root)
        output("tar", "--create", f"--file={packed}", f"--directory={root}", ".")
        output(*self._command, "import", packed, name)

    def build(self, dockerfile: Path, tag: str) -> None:
        """Build an image of this repository, with the certificates that this machine trusts."""
        trusted = self._folder / "uv"
        trusted.mkdir()
        (trusted / "uv.toml").write_text("system-certs = true\n", encoding="utf-8")
        output(
            *(*self._command, "build", f"--file={dockerfile}", f"--tag={tag}", "--format=docker", "--pull=never"),
            *("--isolation=chroot", "--layers=false", f"--volume={trusted}:/etc/uv:ro"),
            *([f"--volume={CERTIFICATES}:{CERTIFICATES}:ro"] if CERTIFICATES.exists() else []),
            ROOT,
        )

    def inspect(self, image: str) -> dict[str, Any]:
        """Return the metadata of an image."""
        (found,) = json.loads(output(*self._command, "image", "inspect", image))
        return dict(found)

    def run(self, image: str, *command: str, options: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the command that runs a container as in deploy/README.md."""
        confined = (
            "--rm",
            "--read-only",
            "--read-only-tmpfs=false",
            "--cap-drop=all",
            "--security-opt=no-new-privileges",
        )
        return (*self._command, "run", *LIMITS, *confined, *options, image, *command)
