"""Ends with 0 where the bot beside it is alive, with 1 where it is not: what the image's HEALTHCHECK calls."""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException

SECONDS = 3


def is_alive(port: int) -> bool:
    """Whether /healthz on this machine's `port` says so."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)  # no proxy of the environment comes between
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200  # noqa: PLR2004 - HTTP's OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not is_alive(int(os.environ["BOT_LISTEN"].rpartition(":")[2])))
