"""The control pilot over time: what it is now, and its last transitions with what changed in words. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime

from pilotwire import j1772
from pilotwire.controller import EvseState, Outputs, PilotDrive, PilotLevel
from pilotwire.services.board import Band, Drive, Letter, Transition

from .station_log import offer_text, state_text

KEPT = 64
_DRIVES = {PilotLevel.HIGH: Drive.HIGH, PilotLevel.PWM: Drive.PWM, PilotLevel.LOW: Drive.LOW}
_E, _F = j1772.STATE_LEVELS[j1772.PilotState.E], j1772.STATE_LEVELS[j1772.PilotState.F]
_TOP_MV = j1772.STATE_LEVELS[j1772.PilotState.A].max_mv
BANDS = (
    Band(Letter.A, j1772.PILOT_AB_MV, _TOP_MV),
    Band(Letter.B, j1772.PILOT_BC_MV, j1772.PILOT_AB_MV),
    Band(Letter.C, j1772.PILOT_CD_MV, j1772.PILOT_BC_MV),
    Band(Letter.D, j1772.PILOT_DE_MV, j1772.PILOT_CD_MV),
    Band(Letter.E, _E.min_mv, j1772.PILOT_DE_MV),
    Band(Letter.F, _F.min_mv, _F.max_mv),
)
"""As the controller decides; between the ranges of the standard too."""


def letter_of(drive: PilotDrive, high_mv: int) -> Letter:
    """State that the voltage on the line stands for while it is driven so."""
    if drive.level is PilotLevel.LOW:
        return Letter.F
    return next((band.letter for band in BANDS[:4] if high_mv >= band.low_mv), Letter.E)


class PilotRecord:
    """Remembers the last transitions.

    Args:
        instant: makes an instant of the controller's milliseconds.

    """

    def __init__(self, instant: Callable[[int], datetime]) -> None:
        self._instant = instant
        self._seen: tuple[PilotDrive, Letter, bool, EvseState] | None = None
        self.transitions: deque[Transition] = deque(maxlen=KEPT)

    def look(self, now_ms: int, outputs: Outputs, high_mv: int, low_mv: int, state: EvseState) -> None:
        """Take note of what changed; voltages that only drift do not count."""
        letter = letter_of(outputs.pilot, high_mv)
        seen = (outputs.pilot, letter, outputs.contactor_closed, state)
        before, self._seen = self._seen, seen
        if seen == before:
            return
        self.transitions.append(self.present(now_ms, outputs, high_mv, low_mv, _why(before, seen)))

    def present(self, now_ms: int, outputs: Outputs, high_mv: int, low_mv: int, why: str = "") -> Transition:
        """The control pilot as it is."""
        pilot = outputs.pilot
        pwm = pilot.level is PilotLevel.PWM
        return Transition(
            at=self._instant(now_ms),
            drive=_DRIVES[pilot.level],
            duty_percent=round(pilot.duty_percent, 2) if pwm else None,
            high_mv=None if pilot.level is PilotLevel.LOW else high_mv,
            low_mv=None if pilot.level is PilotLevel.HIGH else low_mv,
            letter=letter_of(pilot, high_mv),
            contactor_closed=outputs.contactor_closed,
            why=why,
        )


def offered_a(pilot: PilotDrive) -> float | None:
    """Current that a car reads from the pilot (A); None for none."""
    if pilot.level is not PilotLevel.PWM:
        return None
    said = j1772.offer(pilot.duty_percent)
    return round(said.current_a, 1) if said.kind is j1772.OfferKind.CURRENT else None


def _why(
    before: tuple[PilotDrive, Letter, bool, EvseState] | None, now: tuple[PilotDrive, Letter, bool, EvseState]
) -> str:
    drive, letter, closed, state = now
    if before is None:
        return f"the station has looked: {state_text(state)}"
    said = []
    if letter is not before[1]:
        meaning = j1772.STATE_LEVELS[j1772.PilotState[letter.name]].meaning
        said.append(f"pilot {before[1].value} to {letter.value}: {meaning}")
    if drive != before[0]:
        said.append(offer_text(drive))
    if state is not before[3]:
        said.append(f"station: {state_text(state)}")
    if closed is not before[2]:
        said.append(f"contactor {'closed' if closed else 'opened'}")
    return "; ".join(said)
