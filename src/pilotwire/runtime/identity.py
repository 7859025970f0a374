"""Who this station is, decided once and kept with its data: clients recognise it by that for ever.

The id looks like a hardware address but is drawn by lot (locally administered), so that two stations on one computer
differ and a station keeps its identity when it moves to another.
"""

from __future__ import annotations

import os
import platform
import re
import secrets
from pathlib import Path

from pilotwire import __version__
from pilotwire.services.host import Identity
from pilotwire.store.errors import StoreError

COMPATIBLE_VERSION = "v5.1.5"
"""Version of the OpenEVSE gateway whose API this one is compatible with; clients choose what they do by it."""
BUILD = "pilotwire"
ID_FILE = "station-id"
_ID = re.compile(r"[0-9a-f]{12}")
_LOCALLY_ADMINISTERED = 0x02


def load_identity(data_dir: Path) -> Identity:
    """Read the identity, or decide it on the first start.

    Raises:
        StoreError: the file can not be read, written or understood.

    """
    path = data_dir / ID_FILE
    try:
        long_id = path.read_text("ascii").strip()
    except FileNotFoundError:
        long_id = _draw()
        _write(path, long_id)
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}: the station's id can not be read ({error})") from error
    if not _ID.fullmatch(long_id):
        raise StoreError(
            f"{path}: expected 12 hexadecimal digits; restore the file, or delete it to become another station"
        )
    return Identity(
        long_id=long_id,
        version=COMPATIBLE_VERSION,
        pilotwire_version=__version__,
        build=BUILD,
        chip=f"{platform.system()} {platform.machine()}",
    )


def read_station_id(data_dir: Path) -> str | None:
    """The id in a data directory; None if there is none that can be read."""
    try:
        text = (data_dir / ID_FILE).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return text if _ID.fullmatch(text) else None


def write_station_id(data_dir: Path, long_id: str) -> None:
    """Have a data directory be that of the station with this id.

    Raises:
        StoreError: it cannot be written.

    """
    _write(data_dir / ID_FILE, long_id)


def hardware_address(long_id: str) -> str:
    """The id as a hardware address is written: ``AA:BB:CC:DD:EE:FF``."""
    return ":".join(long_id[i : i + 2] for i in range(0, 12, 2)).upper()


def _draw() -> str:
    first, *rest = secrets.token_bytes(6)
    return bytes([first & 0xFC | _LOCALLY_ADMINISTERED, *rest]).hex()


def _write(path: Path, long_id: str) -> None:
    """Write durably: a station that forgets its id after a power cut is another one to its clients."""
    unfinished = path.with_suffix(".new")
    try:
        with unfinished.open("w", encoding="ascii") as file:
            file.write(f"{long_id}\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except OSError as error:
        raise StoreError(f"{path}: the station's id can not be kept there ({error.strerror})") from error
