"""What happened at a station, in words: compares what it sees with what it saw and makes an entry of each difference.

Where entries are shown is the business of whoever runs the station.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

import msgspec

from pilotwire.controller import Controller, EvseState, PilotDrive, PilotLevel
from pilotwire.j1772 import OfferKind, offer
from pilotwire.plant import CarState, Plant

KEPT_ENTRIES = 200

CAR_DOES = {
    CarState.AWAY: "not plugged in",
    CarState.WAITING: "waiting",
    CarState.WAKING: "waking up",
    CarState.READY: "asks for power",
    CarState.CHARGING: "charging",
    CarState.STOPPING: "stopping",
    CarState.FULL: "full",
    CarState.ASLEEP: "asleep",
    CarState.DROWSY: "half asleep: renew the offer to wake it",
    CarState.NEEDS_REPLUG: "has given up: unplug and plug in again",
}


class Entry(msgspec.Struct, frozen=True):
    """One thing that happened, at the station's own date and time."""

    at: datetime
    text: str
    alarm: bool = False
    """It is a fault, or something the user should see to."""

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}  {self.text}"


class StationLog:
    """The latest entries, and what they are made from."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=KEPT_ENTRIES)
        self._new: list[Entry] = []
        self._state: EvseState | None = None
        self._pilot: PilotDrive | None = None
        self._closed = False
        self._car_state = CarState.AWAY

    def look(self, now_ms: int, controller: Controller, plant: Plant) -> None:
        """Enter what has changed by ``now_ms`` since the last look."""
        state, outputs = controller.state, controller.outputs
        if state is not self._state:
            self._state = state
            self._add(now_ms, controller, f"station: {state_text(state)}", alarm=state.is_fault)
        if outputs.contactor_closed is not self._closed:
            self._closed = outputs.contactor_closed
            self._add(now_ms, controller, f"contactor {'closed' if self._closed else 'open'}")
        if outputs.pilot is not self._pilot:
            old, self._pilot = self._pilot, outputs.pilot
            # Tests and the self-test's short looks at the line are no news; an offer that changes is.
            if old is not None and old != outputs.pilot and PilotLevel.PWM in (old.level, outputs.pilot.level):
                self._add(now_ms, controller, offer_text(outputs.pilot))
        status = plant.status
        if status.car_state is not self._car_state:
            self._car_state = status.car_state
            self._add(now_ms, controller, f"car: {CAR_DOES[status.car_state]}")

    def note(self, now_ms: int, controller: Controller, text: str, *, alarm: bool = False) -> None:
        """Enter something somebody did, or should know."""
        self._add(now_ms, controller, text, alarm=alarm)

    def forget(self) -> None:
        """Drop all entries."""
        self.entries.clear()
        self._new.clear()

    def take_new(self) -> list[Entry]:
        """Entries made since the last call."""
        taken, self._new = self._new, []
        return taken

    def _add(self, now_ms: int, controller: Controller, text: str, *, alarm: bool = False) -> None:
        entry = Entry(controller.rtc.read(now_ms), text, alarm)
        self.entries.append(entry)
        self._new.append(entry)


def state_text(state: EvseState) -> str:
    """A state in words, with its letter if the standard gives it one."""
    return f"{state.name}, {state.label}" if len(state.name) == 1 else state.label


def offer_text(drive: PilotDrive) -> str:
    """What the pilot offers, in words."""
    if drive.level is PilotLevel.HIGH:
        return "offers nothing (steady +12 V)"
    if drive.level is PilotLevel.LOW:
        return "not available (steady -12 V)"
    said = offer(drive.duty_percent)
    if said.kind is not OfferKind.CURRENT:
        return f"offers nothing (duty {drive.duty_percent:.1f} %)"
    return f"offers {said.current_a:.0f} A (duty {drive.duty_percent:.1f} %)"
