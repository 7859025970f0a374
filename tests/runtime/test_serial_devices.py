"""Serial devices are told from one another as the kernel tells them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilotwire.runtime.serial_devices import Adapter, SerialDeviceError, chosen, found


def plug(root: Path, name: str, **facts: str) -> None:
    """Make the part of /sys that tells of a USB adapter."""
    usb = root / "sys/devices/usb1" / f"at-{name}"
    tty = usb / "interface" / name / "tty" / name
    tty.mkdir(parents=True)
    for fact, value in facts.items():
        (usb / fact).write_text(f"{value}\n")
    (tty / "device").symlink_to(usb / "interface" / name)
    listed = root / "sys/class/tty"
    listed.mkdir(parents=True, exist_ok=True)
    (listed / name).symlink_to(tty)


FTDI = {"idVendor": "0403", "idProduct": "6001", "serial": "A1B2", "manufacturer": "FTDI", "product": "FT232R"}


def test_a_machine_without_any_has_none(tmp_path: Path) -> None:
    assert found(tmp_path) == []
    assert chosen(tmp_path, None) is None


def test_the_only_usb_adapter_is_taken(tmp_path: Path) -> None:
    plug(tmp_path, "ttyAMA0")
    plug(tmp_path, "ttyUSB0", **FTDI)
    plug(tmp_path, "tty1")
    assert [adapter.name for adapter in found(tmp_path)] == ["ttyAMA0", "ttyUSB0"]
    assert chosen(tmp_path, None) == Adapter(
        name="ttyUSB0", vendor="0403", product="6001", serial_number="A1B2", maker="FTDI FT232R"
    )


def test_among_several_a_person_has_to_choose(tmp_path: Path) -> None:
    plug(tmp_path, "ttyUSB0", **FTDI)
    plug(tmp_path, "ttyACM0", idVendor="2341", idProduct="0043")
    with pytest.raises(SerialDeviceError, match=r"FTDI FT232R.*--serial"):
        chosen(tmp_path, None)
    assert chosen(tmp_path, "/dev/ttyACM0") == Adapter(
        name="ttyACM0", vendor="2341", product="0043", maker="USB 2341:0043"
    )


def test_the_name_of_a_link_is_followed(tmp_path: Path) -> None:
    plug(tmp_path, "ttyAMA0")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/ttyAMA0").touch()
    (tmp_path / "dev/serial0").symlink_to("ttyAMA0")
    adapter = chosen(tmp_path, "/dev/serial0")
    assert adapter is not None
    assert adapter.name == "ttyAMA0"


def test_what_is_no_serial_device_is_refused_with_those_there_are(tmp_path: Path) -> None:
    plug(tmp_path, "ttyAMA0")
    with pytest.raises(SerialDeviceError, match=r"/dev/null is no serial device.*ttyAMA0"):
        chosen(tmp_path, "/dev/null")


def test_a_serial_number_that_no_rule_could_hold_is_left_out(tmp_path: Path) -> None:
    plug(tmp_path, "ttyUSB0", **{**FTDI, "serial": 'A"1'})
    adapter = chosen(tmp_path, None)
    assert adapter is not None
    assert adapter.serial_number == ""
