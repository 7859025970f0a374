"""What a session wants kept, as the store takes it, and back. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from pilotwire.ocpp.effects import DequeueCall, Json, KeepDocument, KeptOcpp, OcppRecord, QueueCall
from pilotwire.station.records import BackEndRecord
from pilotwire.store.back_end import BackEndKept


def record_of(dialect: str, records: Iterable[OcppRecord]) -> BackEndRecord:
    """All records in one; what came later counts."""
    documents: dict[str, str | None] = {}
    queued: dict[int, str] = {}
    delivered: list[int] = []
    for record in records:
        match record:
            case KeepDocument(name, value):
                documents[name] = None if value is None else msgspec.json.encode(value).decode()
            case QueueCall(number, message):
                queued[number] = message
            case DequeueCall(number):
                queued.pop(number, None)
                delivered.append(number)
    return BackEndRecord(dialect=dialect, documents=documents, queued=queued, delivered=tuple(delivered))


def kept_of(kept: BackEndKept) -> KeptOcpp:
    """What a session starts from; a document that cannot be read any more is as good as none."""
    return KeptOcpp(
        documents={name: value for name, text in kept.documents.items() if (value := _read(text)) is not None},
        queue=tuple(QueueCall(number, message) for number, message in kept.queue),
        last_number=kept.last_number,
    )


def _read(text: str) -> Json:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None
