"""The server in front of any host, on a free port, with handlers that are nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from plain_parts import PLAIN_FRAMES, PLAIN_OPENEVSE, PLAIN_V1
from serving import Serve, Served, serving

from pilotwire.services.host import Host
from pilotwire.services.http.limits import Limits
from pilotwire.services.http.server import Api
from pilotwire.services.http.sockets import Frames


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve a host until the test ends; parts that are not given are plain ones."""
    with ExitStack() as stack:

        def start(
            host: Host,
            *,
            openevse: Api = PLAIN_OPENEVSE,
            v1: Api = PLAIN_V1,
            frames: Frames = PLAIN_FRAMES,
            pages: Path | None = None,
            limits: Limits = Limits(),
        ) -> Served:
            return stack.enter_context(
                serving(host, openevse=openevse, v1=v1, frames=frames, pages=pages, limits=limits)
            )

        yield start
