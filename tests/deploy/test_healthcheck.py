"""The program of the image's HEALTHCHECK, run as the image runs it."""

from __future__ import annotations

import socket
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.deploy.tools import DEPLOY, ended


def exit_code(port: int) -> int:
    environment = {"BOT_LISTEN": f"0.0.0.0:{port}", "http_proxy": "http://127.0.0.1:1"}
    return ended(sys.executable, DEPLOY / "healthcheck.py", env=environment).returncode


@pytest.mark.parametrize(("status", "expected"), [(200, 0), (503, 1), (302, 1)])
def test_only_200_from_healthz_is_healthy(status: int, expected: int) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 200 if status != 200 else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        assert exit_code(server.server_address[1]) == expected
        server.shutdown()


def test_a_refused_connection_is_not_healthy() -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        assert exit_code(taken.getsockname()[1]) == 1
