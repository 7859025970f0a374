"""Serial devices of a machine, as the kernel tells of them in ``/sys``: what could have a controller on it.

Only looks; whether a controller answers there is for whoever opens the device.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

_BUILT_IN = re.compile(r"ttyAMA\d+")
_USB = re.compile(r"tty(?:USB|ACM)\d+")
_ID = re.compile(r"[0-9a-f]{4}")
_QUOTABLE = re.compile(r"[ !#-~]{1,120}")
"""What can stand between quotation marks in a udev rule."""


class SerialDeviceError(Exception):
    """There is no such device, or it cannot be told from others; the message says what to do."""


class Adapter(msgspec.Struct, frozen=True, kw_only=True):
    """A serial device by what stays the same about it."""

    name: str
    """Of the kernel, like ``ttyUSB0``: for a USB adapter it can be another after the next start."""
    vendor: str = ""
    """Of a USB adapter, four hexadecimal digits; empty for a device of the board itself."""
    product: str = ""
    serial_number: str = ""
    """Of a USB adapter that has one."""
    maker: str = ""
    """What it says of itself, for people."""

    @property
    def device(self) -> str:
        """Where it is now."""
        return f"/dev/{self.name}"

    @property
    def words(self) -> str:
        """For people."""
        return f"{self.device} ({self.maker or 'of the board itself'})"


def found(root: Path) -> list[Adapter]:
    """Serial devices that are there.

    Args:
        root: of the machine's files: ``/``.

    """
    try:
        names = sorted(path.name for path in (root / "sys/class/tty").iterdir())
    except OSError:
        return []
    return [_adapter(root, name) for name in names if _USB.fullmatch(name) or _BUILT_IN.fullmatch(name)]


def chosen(root: Path, device: str | None) -> Adapter | None:
    """The device a person named, or the only USB adapter there is; None if there is none.

    Args:
        root: of the machine's files.
        device: a path in ``/dev``; None to look for one.

    Raises:
        SerialDeviceError: the device is not there, or there are several and none was named.

    """
    devices = found(root)
    if device is None:
        adapters = [adapter for adapter in devices if adapter.vendor]
        if len(adapters) > 1:
            listed = ", ".join(adapter.words for adapter in adapters)
            raise SerialDeviceError(f"There are several serial adapters: {listed}. Name the controller's: --serial.")
        return adapters[0] if adapters else None
    name = (root / device.lstrip("/")).resolve().name
    adapter = next((adapter for adapter in devices if adapter.name == name), None)
    if adapter is None:
        listed = ", ".join(adapter.words for adapter in devices) or "none"
        raise SerialDeviceError(f"{device} is no serial device that could have a controller. There are: {listed}.")
    return adapter


def _adapter(root: Path, name: str) -> Adapter:
    place = (root / "sys/class/tty" / name / "device").resolve()
    for folder in (place, *place.parents[:3]):
        vendor, product = _read(folder / "idVendor"), _read(folder / "idProduct")
        if _ID.fullmatch(vendor) and _ID.fullmatch(product):
            number = _read(folder / "serial")
            maker = f"{_read(folder / 'manufacturer')} {_read(folder / 'product')}".strip()
            return Adapter(
                name=name,
                vendor=vendor,
                product=product,
                serial_number=number if _QUOTABLE.fullmatch(number) else "",
                maker=maker or f"USB {vendor}:{product}",
            )
    return Adapter(name=name)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
