"""What the server itself answers: paths, methods, headers, errors, and listening."""

from __future__ import annotations

import asyncio
import socket

import pytest
from conftest import Serve
from plain_parts import PLAIN_FRAMES, PLAIN_OPENEVSE, PLAIN_V1
from quiet_host import QuietHost

from pilotwire.services.http.server import HttpServer, ListenError, build_app


def test_a_handler_is_given_the_host(serve: Serve) -> None:
    served = serve(QuietHost(hostname="garage", api_open=True))
    answer = served.get("/status")
    assert (answer.status, answer.json) == (200, {"hostname": "garage"})
