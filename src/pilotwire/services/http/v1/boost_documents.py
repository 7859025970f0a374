"""A boost as a document."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from pilotwire.station.status import Status

from .answers import Document
from .words import Instant, seconds, whole_seconds


class BoostDocument(Document, frozen=True):
    """A boost under way."""

    duration_s: Annotated[float | None, Meta(description="As asked for.")]
    energy_wh: Annotated[int | None, Meta(description="As asked for.")]
    current_a: Annotated[int | None, Meta(description="As asked for; null: all that is allowed.")]
    until: Annotated[Instant | None, Meta(description="When it ends at the latest; null while nobody knows the time.")]
    remaining_s: Annotated[float, Meta(ge=0, description="Until then.")]
    energy_left_wh: Annotated[float | None, Meta(description="What of the amount is still to be charged.")]


def boost_document(status: Status) -> BoostDocument | None:
    """The boost under way."""
    boost = status.boost
    if boost is None:
        return None
    asked, left_wh = boost.asked, boost.energy_left_wh
    return BoostDocument(
        duration_s=None if asked.duration_ms is None else seconds(asked.duration_ms),
        energy_wh=asked.energy_wh,
        current_a=asked.current_a,
        until=None if boost.until is None else whole_seconds(boost.until),
        remaining_s=seconds(max(0, boost.ends_ms - status.moment.elapsed_ms)),
        energy_left_wh=None if left_wh is None else round(left_wh, 3),
    )
