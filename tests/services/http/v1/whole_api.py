"""Our own API, served over a loopback connection by a station with store and controller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from serving import Serve
from v1_caller import Caller, Followed
from whole_host import WholeHost

from pilotwire.runtime.identity import write_station_id
from pilotwire.runtime.state_archive import StateArchive
from pilotwire.services.http import v1

pytest_plugins = ["serve_fixture"]


@pytest.fixture
def new_caller(tmp_path: Path, serve: Serve) -> Iterator[Callable[..., Caller]]:
    """Make somebody who asks the API of a new station; arguments are those of ``WholeHost``."""
    with ExitStack() as stack:
        numbers = iter(range(100))

        def make(explain: v1.Explain | None = None, *, connected: bool = True, **settings: object) -> Caller:
            directory = tmp_path / str(next(numbers))
            directory.mkdir()
            host = WholeHost(directory, connected=connected, **settings)
            stack.callback(host.close)
            write_station_id(directory, host.identity.long_id)
            return Caller(host, serve(host, v1=v1.api(explain, copies=StateArchive(directory))))

        yield make


@pytest.fixture
def caller(new_caller: Callable[..., Caller]) -> Caller:
    """Somebody who asks the API of a station that is new and has a controller."""
    return new_caller()


@pytest.fixture
def follow(caller: Caller) -> Iterator[Callable[..., Followed]]:
    """Follow the events of the station."""
    with ExitStack() as stack:

        def open_stream(query: str = "") -> Followed:
            followed = Followed.of(caller.served, query)
            stack.callback(followed.close)
            return followed

        yield open_stream
