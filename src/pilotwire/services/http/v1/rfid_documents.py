"""What the status tells of RFID cards."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from pilotwire.station.schedule_values import ScheduleFeature
from pilotwire.station.status import Status

from .answers import Document


class AuthorisedDocument(Document, frozen=True):
    """Whose card was accepted."""

    id: Annotated[str, Meta(description="Of the card, 16 hexadecimal digits.")]
    who: Annotated[str, Meta(description="Name, or the card's last digits.")]


class RfidDocument(Document, frozen=True):
    """RFID cards."""

    required: Annotated[bool, Meta(description="Whether a card is asked for now, by the setting or by the schedule.")]
    authorised: Annotated[AuthorisedDocument | None, Meta(description="Whose card was accepted.")]
    learning: Annotated[bool, Meta(description="Whether the next card is waited for, to be learnt.")]


def is_required(status: Status) -> bool:
    """Whether a card is asked for."""
    return status.settings.rfid_enabled or status.timer_feature is ScheduleFeature.RFID


def authorised_document(status: Status) -> AuthorisedDocument | None:
    """Whose card was accepted."""
    authorised = status.rfid_authorised
    return None if authorised is None else AuthorisedDocument(id=authorised.id.removeprefix("#"), who=authorised.who)


def rfid_document(status: Status) -> RfidDocument:
    """All of it."""
    return RfidDocument(
        required=is_required(status),
        authorised=authorised_document(status),
        learning=status.rfid_learning_until_ms is not None,
    )
