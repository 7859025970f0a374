"""Instants as OCPP writes them (RFC 3339), and as back ends write them."""

from __future__ import annotations

from datetime import UTC, datetime


def instant(moment: datetime) -> str:
    """An instant as OCPP writes it, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_instant(text: object) -> datetime | None:
    """An instant as somebody wrote it; without an offset it is taken for UTC. None: it is none."""
    if not isinstance(text, str):
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def second_of(text: object) -> int | None:
    """The same in whole seconds since 1970 UTC."""
    read = read_instant(text)
    return None if read is None else int(read.timestamp())
