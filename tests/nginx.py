"""A real nginx on the loopback interface, as a proxy in front of several replicas."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests import installed

NGINX = Path("/usr/sbin/nginx")  # where Debian's package puts it
START_SECONDS = 10.0
CHECK_SECONDS = 0.01
# Telegram repeats requests that fail, so the proxy does not pass them on to another server (proxy_next_upstream). It
# avoids a server that does not respond for 10 s, nginx's default (fail_timeout).
CONFIG = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    upstream replicas {{
        {servers}
        keepalive 32;
    }}
    server {{
        listen 127.0.0.1:{port};
        client_body_buffer_size 1m;
        location / {{
            proxy_pass http://replicas;
            proxy_next_upstream off;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
        }}
    }}
}}
"""


def require() -> None:
    """Skip a test if nginx is not installed; see `installed.require`."""
    installed.require(NGINX.exists(), "nginx is not installed: apt-get install nginx-light")


@asynccontextmanager
async def started_nginx(folder: Path, port: int, servers: Sequence[str]) -> AsyncIterator[str]:
    """Run an nginx that distributes requests to a port among servers (host:port), and yield its URL.

    Its files are in the folder. Raise RuntimeError with its error message if it does not start.
    """
    config = folder / "nginx.conf"
    upstream = " ".join(f"server {server};" for server in servers)
    config.write_text(CONFIG.format(folder=folder, port=port, servers=upstream), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(NGINX, "-p", folder, "-c", config, stderr=asyncio.subprocess.PIPE)
    try:
        async with asyncio.timeout(START_SECONDS):
            await _listening(process, (folder / "nginx.pid").exists)
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def _listening(process: asyncio.subprocess.Process, has_pid: Callable[[], bool]) -> None:
    """Wait for the file that nginx writes when it listens."""
    while not has_pid():
        if process.returncode is not None:
            _, error = await process.communicate()
            raise RuntimeError(f"nginx did not start: {error.decode()}")
        await asyncio.sleep(CHECK_SECONDS)
