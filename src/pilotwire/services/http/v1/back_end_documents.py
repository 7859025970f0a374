"""The charging back end as the status tells of it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from pilotwire.station.status import BackEndStatus

from .answers import Document
from .words import ChargeWord


class BackEndDocument(Document, frozen=True):
    """What the station and its charging back end have agreed on."""

    protocol: Annotated[str, Meta(description="With its version.", examples=["OCPP 1.6"])]
    accepted: Annotated[bool, Meta(description="The back end has taken the station on.")]
    status: Annotated[str, Meta(description="Of the connector, in the protocol's word.")]
    transaction: Annotated[str, Meta(description="Id of the one under way; empty without one.")]
    who: Annotated[str, Meta(description="Token it is charged to.")]
    permits: Annotated[
        ChargeWord | None, Meta(description="What it decides about charging; what of it counts, settings say.")
    ]
    limit_a: Annotated[float | None, Meta(description="Most that its charging profiles allow now.")]
    queued: Annotated[int, Meta(description="Messages that wait for delivery.")]
    waits_for: Annotated[str, Meta(description="In words; empty for nothing.")]
    last_error: Annotated[str, Meta(description="What it refused last.")]
    kept_for_other: Annotated[int, Meta(description="Messages that wait for a back end of another version.")]


def back_end_document(back_end: BackEndStatus | None) -> BackEndDocument | None:
    """What is told of it; None while there is none."""
    if back_end is None:
        return None
    return BackEndDocument(**msgspec.structs.asdict(back_end) | {"permits": _word(back_end)})


def _word(back_end: BackEndStatus) -> str | None:
    return None if back_end.permits is None else back_end.permits.value
