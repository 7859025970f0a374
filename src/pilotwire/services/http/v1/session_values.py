"""Sessions as they are told; how they are filled is in ``status_document``."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from .answers import Document
from .words import Instant, StopWord


class StopDocument(Document, frozen=True):
    """One end of charging within a session."""

    at: Instant
    reason: StopWord
    text: str


class SessionDocument(Document, frozen=True):
    """One plug-in cycle."""

    number: Annotated[int, Meta(ge=1, description="Counts up; never used twice.")]
    started: Instant
    started_trusted: Annotated[bool, Meta(description="Whether the clock could be trusted then.")]
    ended: Annotated[Instant | None, Meta(description="Null while it lasts.")]
    energy_wh: float
    charging_s: Annotated[float, Meta(description="Time with the contactor closed.")]
    peak_w: float
    peak_a: float
    charges: Annotated[int, Meta(description="How often charging began.")]
    who: Annotated[str, Meta(description="Who charged, if that is known.")]
    resumed: Annotated[int, Meta(description="How often the station started anew meanwhile.")]
    stops: Annotated[list[StopDocument], Meta(description="Oldest first; the newest 20.")]
    cost: Annotated[float | None, Meta(description="Of the energy whose price was known; null if none was.")]
    currency: Annotated[str, Meta(description="Of the cost, ISO 4217; empty when nobody said.")]
    co2_g: Annotated[
        float | None, Meta(description="Of the energy whose carbon intensity was known; null if none was.")
    ]
    solar_wh: Annotated[float | None, Meta(description="What the sun gave of the energy; null if no feed told.")]
