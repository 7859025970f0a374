"""The time zone setting: what it means, whether it can be used, and the zone it names.

The setting is ``<name>|<POSIX TZ>`` as the gateway's pages write it; only what follows the bar is applied, or the whole
text where there is no bar. A name alone (``Europe/Paris``) is looked up in the time zone database. That lookup, by
``zoneinfo``, reads the database's files, from the system or from the package ``tzdata``: the only thing in the station
that reads files, and the same text gives the same zone every time.
"""

from __future__ import annotations

import io
import re
import struct
from datetime import UTC, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NAME = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"
_OFFSET = r"[+-]?(?:1[0-5]|0?[0-9])(?::[0-5][0-9]){0,2}"
# Offsets from UTC that exist are 14 hours at most; datetime cannot compute with 24 and more.
_CHANGE = r"(?:M[0-9]{1,2}\.[1-5]\.[0-6]|J?[0-9]{1,3})(?:/[+-]?[0-9]{1,3}(?::[0-5][0-9]){0,2})?"
_POSIX = re.compile(f"{_NAME}{_OFFSET}(?:{_NAME}(?:{_OFFSET})?,{_CHANGE},{_CHANGE})?")

_ZONES_KEPT = 16


def zone_of(text: str) -> tzinfo:
    """Zone that a setting stands for; UTC where it cannot be used (``zone_problem`` says why)."""
    return _understood(text)[0]


def zone_problem(text: str) -> str | None:
    """Why a setting cannot be used as a time zone, and what to do; None when it can."""
    return _understood(text)[1]


@lru_cache(maxsize=_ZONES_KEPT)
def _understood(text: str) -> tuple[tzinfo, str | None]:
    applied = text.rpartition("|")[2].strip()
    if not applied:
        return (
            UTC,
            "the time zone is empty: give a name such as Europe/Paris or a rule such as CET-1CEST,M3.5.0,M10.5.0/3",
        )
    try:
        return (_zone_by_rule(applied) if _POSIX.fullmatch(applied) else ZoneInfo(applied)), None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC, (
            f"{applied!r} is neither a POSIX time zone rule such as CET-1CEST,M3.5.0,M10.5.0/3 nor a name in the time "
            "zone database such as Europe/Paris"
        )


def _zone_by_rule(rule: str) -> ZoneInfo:
    """Zone that follows a POSIX TZ rule in every year.

    ``zoneinfo`` knows these rules as the last line of a time zone file (RFC 9636, 3.3), so it is given a file that has
    nothing else.

    Raises:
        ValueError: the rule has the right form but names a day or hour that cannot be.

    """
    version = b"2"
    counts = struct.pack(">6l", 0, 0, 0, 0, 1, len(b"UTC\0"))
    block = b"TZif" + version + bytes(15) + counts + struct.pack(">lbb", 0, 0, 0) + b"UTC\0"
    return ZoneInfo.from_file(io.BytesIO(block + block + b"\n" + rule.encode() + b"\n"), key=rule)
