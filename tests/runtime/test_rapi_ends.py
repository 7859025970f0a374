"""Which lines lead to a real controller, whose station is locked until it is commissioned."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pilotwire.runtime.rapi_ends import is_hardware


@pytest.fixture
def terminal() -> Iterator[str]:
    ends = os.openpty()
    yield os.ttyname(ends[1])
    for end in ends:
        os.close(end)


@pytest.mark.parametrize(
    "device",
    ["/dev/ttyACM0", "/openevse", "./evse", "~/evse", "~nobody-of-this-name/evse", "/dev/serial/by-id/usb-nothing"],
)
def test_a_device_is_real_whatever_its_name_and_before_it_is_plugged_in(device: str) -> None:
    assert is_hardware(f"serial:{device}")


def test_links_are_followed_to_what_they_lead_to(
    terminal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "simulated").symlink_to(terminal)
    (tmp_path / "real").symlink_to("/dev/ttyNotThere")
    assert not is_hardware(f"serial:{terminal}")
    assert not is_hardware(f"serial:{tmp_path / 'simulated'}")
    assert not is_hardware("serial:~/simulated")
    assert is_hardware(f"serial:{tmp_path / 'real'}")


def test_links_in_a_circle_lead_nowhere_and_are_locked(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    assert is_hardware(f"serial:{tmp_path / 'one'}")


@pytest.mark.parametrize(("line", "real"), [("tcp:192.0.2.20:23", True), ("tcp:127.0.0.1:23", False), ("pty:", False)])
def test_a_controller_elsewhere_on_the_network_is_real(line: str, *, real: bool) -> None:
    assert is_hardware(line) is real
