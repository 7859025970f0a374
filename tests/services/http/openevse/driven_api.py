"""Somebody who asks the OpenEVSE API of a station with a controller."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from driven_host import Caller, DrivenHost, driven_app
from litestar import Litestar
from litestar.testing import TestClient


@pytest.fixture(scope="session")
def app() -> Litestar:
    """The API; it is put together once, for one station after the other."""
    return driven_app()


@pytest.fixture
def caller(app: Litestar) -> Iterator[Caller]:
    """Somebody who asks the API of a station that is new."""
    app.state["host"] = host = DrivenHost()
    with TestClient(app) as client:
        yield Caller(host, client)
