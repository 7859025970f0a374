"""The OpenEVSE API, served over a loopback connection by a station with a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from plain_parts import PLAIN_V1
from serving import Served
from stored_host import StoredHost

from pilotwire.services.http import openevse
from pilotwire.services.http.server import Api

pytest_plugins = ["serve_fixture"]


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[StoredHost]:
    """A station with a store and without a controller."""
    host = StoredHost(tmp_path)
    yield host
    host.close()


@pytest.fixture
def served(serve: Callable[..., Served], stored: StoredHost) -> Served:
    """The API of that station."""
    api = Api(
        title="OpenEVSE",
        description="As the gateway's.",
        handlers=openevse.handlers,
        exception_handlers=openevse.EXCEPTION_HANDLERS,
    )
    return serve(stored, openevse=api, v1=PLAIN_V1)
