"""Exit with 0 if the bot in this container is alive, else with 1: the image's HEALTHCHECK."""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException

SECONDS = 3


def is_alive(port: int) -> bool:
    """Return whether /healthz on a local port responds with 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)  # it ignores proxies of the environment
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200  # noqa: PLR2004 - HTTP's OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not is_alive(int(os.environ["BOT_LISTEN"].rpartition(":")[2])))
