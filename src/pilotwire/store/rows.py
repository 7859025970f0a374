"""How the station's values look as rows and JSON, both ways. Which statement uses them is elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec

from pilotwire.station.eventlog import LogEntry
from pilotwire.station.explanation_values import Explanation
from pilotwire.station.samples import Sample
from pilotwire.station.sessions import Session, Stop

from .errors import RefusedError

Columns = dict[str, Any]
"""A row by its columns' names."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AS_SAMPLED, HOUR_S, DAY_S = 0, 3600, 86_400
"""Buckets of samples: one each, by the hour, by the local day."""

_STOPS = msgspec.json.Decoder(tuple[Stop, ...])
_EXPLANATION = msgspec.json.Decoder(Explanation)
T = TypeVar("T")


def encode(value: T, decoder: msgspec.json.Decoder[T]) -> str:
    """JSON of a value, for ``decoder``.

    Raises:
        RefusedError: it would not come back as it is (JSON has no infinity).

    """
    text = msgspec.json.encode(value)
    if decoder.decode(text) != value:
        raise RefusedError(f"{value!r} cannot be stored; this is a defect, please report it")
    return text.decode()


def readable(convert: Callable[[Columns], T], found: Iterable[Columns]) -> Iterator[T]:
    """Rows as values. One that a failing card has changed is left out: better than no history at all."""
    for columns in found:
        with contextlib.suppress(ValueError, OverflowError):
            yield convert(columns)


def microseconds(at: datetime) -> int:
    """An aware instant as a column has it."""
    return (at - EPOCH) // timedelta(microseconds=1)


def instant(since_epoch_us: int) -> datetime:
    """The instant (UTC) of a column."""
    return EPOCH + timedelta(microseconds=since_epoch_us)


def session_columns(session: Session) -> Columns:
    """A session for the table ``sessions``."""
    columns = msgspec.structs.asdict(session)
    started, ended = columns.pop("started"), columns.pop("ended")
    return columns | {
        "started_us": microseconds(started),
        "ended_us": None if ended is None else microseconds(ended),
        "stops": encode(session.stops, _STOPS),
    }


def session_of(columns: Columns) -> Session:
    """The session of a row."""
    fields = dict(columns)
    started_us, ended_us = fields.pop("started_us"), fields.pop("ended_us")
    fields["started"] = instant(started_us)
    fields["ended"] = None if ended_us is None else instant(ended_us)
    fields["stops"] = _STOPS.decode(fields["stops"])
    return msgspec.convert(fields, Session, strict=False)


def log_columns(entry: LogEntry) -> Columns:
    """An entry for the table ``log``."""
    columns = msgspec.structs.asdict(entry)
    at = columns.pop("at")
    return columns | {
        "at_us": microseconds(at),
        "kind": entry.kind.value,
        "target": entry.target.value,
        "flags": int(entry.flags),
        "explanation": "" if entry.explanation is None else encode(entry.explanation, _EXPLANATION),
    }


def log_entry_of(columns: Columns) -> LogEntry:
    """The entry of a row; columns that only the table has are left alone."""
    fields = dict(columns)
    fields["at"] = instant(fields.pop("at_us"))
    told = fields.pop("explanation")
    entry = msgspec.convert(fields, LogEntry, strict=False)
    return msgspec.structs.replace(entry, explanation=_EXPLANATION.decode(told)) if told else entry


def sample_columns(sample: Sample) -> Columns:
    """A sample for the table ``samples``, as it was taken."""
    columns = msgspec.structs.asdict(sample)
    return columns | {"bucket_s": AS_SAMPLED, "measured_s": columns.pop("interval_s")}


def sample_of(columns: Columns) -> Sample:
    """The sample of a row."""
    fields = dict(columns)
    bucket_s, measured_s = fields.pop("bucket_s"), fields.pop("measured_s")
    return Sample(**fields, interval_s=bucket_s or measured_s)
