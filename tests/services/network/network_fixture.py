"""The bus of ``network_mock`` as a fixture: a test module names this one among its plugins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from network_mock import Bus


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """A system bus without anybody on it."""
    made = Bus(tmp_path)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", made.address)
    made.start()
    yield made
    made.stop()
