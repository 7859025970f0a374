"""Asks a station on another machine: run there as a program, with a method, a path, a body and what to wait for.

The answer, an object of JSON, is asked for until the named member of it, if one is named, is the given one, and goes to
standard output.
"""

from __future__ import annotations

import json
import sys
import time
from http.client import HTTPConnection
from typing import Any

PORT = 8000
PATIENCE_S = 60.0


def asked(method: str, path: str, body: str) -> Any:  # noqa: ANN401 - any JSON there is
    """Ask once; None if nobody is there."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE_S)
    try:
        connection.request(method, path, body or None, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = answer.read().decode()
    except ConnectionRefusedError:
        return None
    finally:
        connection.close()
    assert answer.status == 200, said
    return json.loads(said)


def wait_for(method: str, path: str, body: str, member: str, wanted: object) -> Any:  # noqa: ANN401
    """Ask until it is so."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        got = asked(method, path, body)
        if got is not None and (not member or got[member] == wanted):
            return got
        assert time.monotonic() < deadline, got
        time.sleep(0.1)


if __name__ == "__main__":
    told = json.load(sys.stdin)
    json.dump(wait_for(told["method"], told["path"], told["body"], told["member"], told["wanted"]), sys.stdout)
