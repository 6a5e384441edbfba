"""compose.yaml and its proxy."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import yaml

from tests.deploy.tools import DEPLOY, env_file, output, tool
from tests.ports import free_port

COMPOSE = DEPLOY / "compose.yaml"
CADDYFILE = DEPLOY / "Caddyfile"
WEBHOOK = "/telegram"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    return loaded


def test_the_file_matches_the_compose_specification() -> None:
    output(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", COMPOSE)


@pytest.mark.parametrize("name", ["bot", "migrate", "database", "proxy"])
def test_every_service_is_confined(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert re.search(r":\d+\.\d+", service["image"]), "an image without a version"
    assert [service.get("cap_add"), service.get("ports")] == (
        [["NET_BIND_SERVICE"], ["80:80", "443:443"]] if name == "proxy" else [None, None]
    )


def test_the_example_has_every_variable_and_no_secret() -> None:
    used = set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text(encoding="utf-8")))
    assert used == set(re.findall(r"\$\{(\w+)", COMPOSE.read_text(encoding="utf-8"))), "one that may be missing"
    assert dict(env_file(DEPLOY / ".env.example")) == dict.fromkeys(used, "")


def test_the_bots_start_after_the_migration(services: dict[str, Any]) -> None:
    assert services["bot"]["deploy"]["replicas"] == 2
    assert services["bot"]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert services["migrate"]["command"] == ["migrate"]
    assert services["migrate"]["restart"] == "no", "it would migrate forever"
    assert services["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["bot"]["environment"]["BOT_WEBHOOK_URL"].endswith(f"}}{WEBHOOK}")


def test_only_the_bot_reaches_the_database(services: dict[str, Any]) -> None:
    networks = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["networks"]
    assert networks["back"] == {"internal": True}
    assert services["database"]["networks"] == ["back"]
    assert services["proxy"]["networks"] == ["front"]


def test_the_caddyfile_is_formatted_and_valid() -> None:
    assert output(tool("caddy"), "fmt", CADDYFILE) == CADDYFILE.read_text(encoding="utf-8")
    said = output(tool("caddy"), "validate", "--config", CADDYFILE, "--adapter", "caddyfile", DOMAIN="example.org")
    assert "Valid configuration" in said


class Replica(BaseHTTPRequestHandler):
    """Answers every call with its path."""

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer  # noqa: N815 - http.server's names

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def caddy(port: int, replica: int) -> Iterator[None]:
    """Run the proxy on a local port, without TLS, in front of one replica."""
    command = (tool("caddy"), "run", "--config", str(CADDYFILE), "--adapter", "caddyfile")
    environment = {"DOMAIN": f"http://127.0.0.1:{port}", "REPLICA_HOST": "127.0.0.1", "REPLICA_PORT": str(replica)} | {
        "HOME": "/nonexistent"
    }
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - named above
        try:
            until = time.monotonic() + 30
            while time.monotonic() < until and process.poll() is None:
                with socket.socket() as probe:
                    if not probe.connect_ex(("127.0.0.1", port)):
                        break
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


def asked(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_only_the_webhook_comes_through_the_proxy() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Replica) as replica:
        Thread(target=replica.serve_forever, daemon=True).start()
        port = free_port()
        with caddy(port, replica.server_address[1]):
            assert asked(port, "POST", WEBHOOK, b"{}") == (200, WEBHOOK.encode())
            for path in ("/metrics", "/healthz", "/readyz", "/", f"{WEBHOOK}/metrics", f"{WEBHOOK}/../metrics"):
                assert asked(port, "GET", path) == (404, b""), path
            assert asked(port, "POST", WEBHOOK, bytes(2_000_000))[0] in {413, 502}, "updates are never that large"
        replica.shutdown()
