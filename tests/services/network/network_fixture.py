"""The bus of ``network_mock`` as a fixture: a test module names this one among its plugins."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from network_mock import Bus


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """A system bus without anybody on it."""
    # A socket's path has room for a hundred characters, which the folders of tests often exceed.
    with tempfile.TemporaryDirectory(prefix="pw-bus-") as folder:
        made = Bus(Path(folder))
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", made.address)
        try:
            made.start()
            yield made
        finally:
            made.stop()
