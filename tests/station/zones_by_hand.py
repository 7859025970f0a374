"""Time zones for tests, and what tests reckon about them without the code they test.

Zones come from the package ``tzdata``, so that the tests see the same on every machine.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LAST = datetime(2038, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@cache
def zone_names() -> list[str]:
    return (files("tzdata") / "zones").read_text().split()


def zone_file(name: str) -> bytes:
    return files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()


@cache
def zone(name: str) -> ZoneInfo:
    return ZoneInfo.from_file(io.BytesIO(zone_file(name)), key=name)


def rule_in(data: bytes) -> str:
    """The rule in the last line of a time zone file."""
    return data.rstrip(b"\n").rpartition(b"\n")[2].decode()


def rule_applies_from(data: bytes) -> datetime:
    """After the last change the file lists by itself, the rule decides."""
    second_header = data.index(b"TZif", 4)
    changes = struct.unpack(">6l", data[second_header + 20 : second_header + 44])[3]
    if not changes:
        return FIRST
    at = second_header + 44 + 8 * (changes - 1)
    last: int = struct.unpack(">q", data[at : at + 8])[0]
    return max(FIRST, datetime.fromtimestamp(last, UTC) + SECOND) if last > 0 else FIRST


def changes_of(clock: tzinfo, since: datetime, until: datetime, step: timedelta = DAY) -> Iterator[datetime]:
    """Every instant from which the offset is another."""
    instant = since
    while instant < until:
        following = min(instant + step, until)
        if offset(clock, instant) != offset(clock, following):
            before, after = instant, following
            while after - before > SECOND:
                middle = before + ((after - before) // SECOND // 2) * SECOND
                before, after = (middle, after) if offset(clock, middle) == offset(clock, instant) else (before, middle)
            yield after
        instant = following


def offset(clock: tzinfo, instant: datetime) -> timedelta:
    found = instant.astimezone(clock).utcoffset()
    assert found is not None
    return found


def first_showing(wall: datetime, clock: tzinfo) -> datetime:
    """First instant at which the clock on the wall has reached ``wall``, looked for piece by piece between changes."""
    about = wall.replace(tzinfo=UTC)
    since, until = about - 2 * DAY, about + 2 * DAY
    edges = [since, *changes_of(clock, since, until, HOUR), until]
    for begin, end in pairwise(edges):
        instant = max(begin, about - offset(clock, begin))
        if instant < end:
            return instant
    raise AssertionError(wall)
