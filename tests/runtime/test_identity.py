"""Who the station is."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilotwire.runtime.gateway_options import WebAddress, web_address
from pilotwire.runtime.identity import hardware_address, load_identity
from pilotwire.runtime.station_options import OptionError
from pilotwire.store.errors import StoreError


def test_a_station_is_the_same_after_every_start(tmp_path: Path) -> None:
    first = load_identity(tmp_path)
    assert load_identity(tmp_path) == first
    assert len(first.long_id) == 12
    assert int(first.long_id[:2], 16) & 0x03 == 0x02, "locally administered, not a group"


def test_two_stations_differ(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert load_identity(tmp_path / "a").long_id != load_identity(tmp_path / "b").long_id


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\xfe"])
def test_a_damaged_id_is_named_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "station-id"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="station-id"):
        load_identity(tmp_path)
    assert path.read_bytes() == content


def test_the_id_can_be_written_as_a_hardware_address() -> None:
    assert hardware_address("246f28ab7b2c") == "24:6F:28:AB:7B:2C"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (":8000", WebAddress("", 8000)),
        ("8000", WebAddress("", 8000)),
        ("*:80", WebAddress("", 80)),
        ("127.0.0.1:0", WebAddress("127.0.0.1", 0)),
        ("[::1]:8000", WebAddress("::1", 8000)),
        ("garage.local:8000", WebAddress("garage.local", 8000)),
        ("off", None),
    ],
)
def test_addresses_of_the_web(text: str, address: WebAddress | None) -> None:
    assert web_address(text) == address


@pytest.mark.parametrize("text", ["", "localhost", ":70000", "::1:8000", "a:b"])
def test_what_is_no_address_is_said(text: str) -> None:
    with pytest.raises(OptionError, match="HOST:PORT"):
        web_address(text)
