"""Duty cycle and current, both ways: what a station drives for a current, and what a car reads from a duty cycle.

Voltages on the same line are in `pilot`. The bands are those of SAE J1772 (pilot duty cycle tables) and IEC 61851-1
Annex A (maximum current by duty cycle); both standards agree on them.
"""

from __future__ import annotations

from enum import Enum, unique
from typing import Final

import msgspec

PILOT_FREQUENCY_HZ: Final = 1_000
"""Frequency of the pilot's square wave (SAE J1772, IEC 61851-1 Table A.2); open_evse's timer hits it exactly."""
MIN_CURRENT_A: Final = 6
"""Smallest current the pilot can offer; a station that has less stops the square wave."""
MAX_CURRENT_A: Final = 80
"""Largest current the pilot can offer."""

_LINEAR_A_PER_PERCENT: Final = 0.6
_LINEAR_MAX_A: Final = 51
_STEEP_A_PER_PERCENT: Final = 2.5
_STEEP_OFFSET_PERCENT: Final = 64.0

_DIGITAL_MIN_PERCENT: Final = 3.0
_DIGITAL_MAX_PERCENT: Final = 7.0
_CURRENT_MIN_PERCENT: Final = 8.0
_LINEAR_MIN_PERCENT: Final = 10.0
_LINEAR_MAX_PERCENT: Final = 85.0
_STEEP_MAX_PERCENT: Final = 96.0
_CURRENT_MAX_PERCENT: Final = 97.0

_FIRMWARE_TOP: Final = 8_000
_FIRMWARE_LINEAR: Final = 133
_FIRMWARE_STEEP: Final = 32
_FIRMWARE_STEEP_OFFSET: Final = 5_120


@unique
class OfferKind(Enum):
    """What a duty cycle means to a car."""

    NONE = "none"
    """No charging: a steady line, or one of the bands both standards leave out (< 3 %, 7-8 %, > 97 %)."""
    DIGITAL = "digital"
    """Nominally 5 %: the current is agreed by ISO 15118 or DIN SPEC 70121 and not without it."""
    CURRENT = "current"
    """The car may draw up to the current offered."""


class Offer(msgspec.Struct, frozen=True, gc=False):
    """What a car reads from the pilot."""

    kind: OfferKind
    current_a: float = 0.0
    """Limit for each phase, 6-80 A; 0 unless ``kind`` is CURRENT."""


_NO_OFFER: Final = Offer(OfferKind.NONE)
_DIGITAL_OFFER: Final = Offer(OfferKind.DIGITAL)
_MIN_OFFER: Final = Offer(OfferKind.CURRENT, float(MIN_CURRENT_A))
_MAX_OFFER: Final = Offer(OfferKind.CURRENT, float(MAX_CURRENT_A))


def duty_percent(current_a: float) -> float:
    """Duty cycle (%) that offers ``current_a``, 6-80 A.

    Up to 51 A it is ``A / 0.6``, above that ``A / 2.5 + 64`` (SAE J1772, IEC 61851-1 Annex A). Just above the change,
    from 51 A to below 52.5 A, the second formula yields less than 85 %, which a car reads by the first: 52 A is read as
    50.9 A. It errs on the safe side and open_evse does the same.

    Raises ``ValueError`` outside 6-80 A: the pilot cannot say less, so stop the square wave instead.
    """
    if not MIN_CURRENT_A <= current_a <= MAX_CURRENT_A:
        raise ValueError(_out_of_range(current_a))
    if current_a <= _LINEAR_MAX_A:
        return current_a / _LINEAR_A_PER_PERCENT
    return current_a / _STEEP_A_PER_PERCENT + _STEEP_OFFSET_PERCENT


def firmware_duty_percent(current_a: int) -> float:
    """Duty cycle (%) that open_evse 8.2.3 drives for ``current_a``, 6-80 A.

    Its timer counts to 8000 and the compare value is computed in whole numbers: ``133 * A`` up to 51 A, which is a
    quarter of a per cent (relative) below the standard's, and ``32 * A + 5120`` above, which is exact.

    Raises ``ValueError`` outside 6-80 A, where the firmware leaves its pilot as it was.
    """
    if not MIN_CURRENT_A <= current_a <= MAX_CURRENT_A:
        raise ValueError(_out_of_range(current_a))
    if current_a <= _LINEAR_MAX_A:
        compare = _FIRMWARE_LINEAR * current_a
    else:
        compare = _FIRMWARE_STEEP * current_a + _FIRMWARE_STEEP_OFFSET
    return 100 * compare / _FIRMWARE_TOP


def offer(duty_percent: float) -> Offer:
    """What a car reads from a duty cycle of 0-100 % (SAE J1772, IEC 61851-1 Annex A).

    A steady line is 0 or 100 % and offers nothing. Raises ``ValueError`` for what is no duty cycle at all.
    """
    if not 0.0 <= duty_percent <= 100.0:
        raise ValueError(f"A duty cycle lies between 0 and 100 %; got {duty_percent} %.")
    if _DIGITAL_MIN_PERCENT <= duty_percent <= _DIGITAL_MAX_PERCENT:
        return _DIGITAL_OFFER
    if not _CURRENT_MIN_PERCENT <= duty_percent <= _CURRENT_MAX_PERCENT:
        return _NO_OFFER
    if duty_percent < _LINEAR_MIN_PERCENT:
        return _MIN_OFFER
    if duty_percent > _STEEP_MAX_PERCENT:
        return _MAX_OFFER
    if duty_percent <= _LINEAR_MAX_PERCENT:
        return Offer(OfferKind.CURRENT, duty_percent * _LINEAR_A_PER_PERCENT)
    return Offer(OfferKind.CURRENT, (duty_percent - _STEEP_OFFSET_PERCENT) * _STEEP_A_PER_PERCENT)


def _out_of_range(current_a: float) -> str:
    return (
        f"The pilot can offer {MIN_CURRENT_A} to {MAX_CURRENT_A} A, not {current_a} A; "
        f"to offer less, stop the square wave."
    )
