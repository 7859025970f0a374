"""The board of a real controller as far as it is reported: what its pilot and its display must be, not what was seen.

Voltages are the nominal ones of the state; the screens are those that open_evse 8.2.3 shows in it, without what only
the controller knows (its menus, a countdown).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from pilotwire import j1772
from pilotwire.j1772.duty import MAX_CURRENT_A, MIN_CURRENT_A, duty_percent
from pilotwire.rapi.codes import EvseState
from pilotwire.services.board import Bench, BenchChange, BoardError, Drive, Letter, Panel, Pilot, Transition
from pilotwire.services.host import Host, RapiFailure
from pilotwire.station.events import Event
from pilotwire.station.evse import Evse

from .lcd_glyphs import panel
from .live import LONG_PRESS_MS
from .pilot_record import BANDS, KEPT

_GREEN, _YELLOW, _TEAL, _VIOLET, _WHITE, _RED = 2, 3, 6, 5, 7, 1
_FAULTS = {
    EvseState.VENT_REQUIRED: ("EVSE ERROR", "VENT REQUIRED"),
    EvseState.DIODE_CHECK_FAILED: ("EVSE ERROR", "DIODE CHECK"),
    EvseState.GFCI_TRIPPED: ("GFCI FAULT", ""),
    EvseState.NO_GROUND: ("NO GROUND", ""),
    EvseState.STUCK_CONTACTOR: ("EVSE ERROR", "STUCK RELAY"),
    EvseState.GFCI_SELF_TEST_FAILED: ("TEST FAILED", "GFCI"),
    EvseState.OVER_TEMPERATURE: ("SERVICE REQUIRED", "OVER TEMPERATURE"),
    EvseState.OVER_CURRENT: ("SERVICE REQUIRED", "OVERCURRENT"),
    EvseState.CONTACTOR_DID_NOT_CLOSE: ("SERVICE REQUIRED", "OPEN RELAY"),
}
_NO_BENCH = "This is a real controller: there is no simulated world to change."


class ReportedBoard:
    """The board as the station knows it.

    Args:
        host: the station.

    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._transitions: deque[Transition] = deque(maxlen=KEPT)
        self._seen: tuple[object, ...] = ()
        self._press: asyncio.Task[str | RapiFailure] | None = None
        host.subscribe(self._look)

    @property
    def pilot(self) -> Pilot:
        """The control pilot."""
        evse = self._host.status.evse
        now = self._transition("")
        offered_a = float(evse.pilot_a) if now.drive is Drive.PWM else None
        state = state_words(evse.state) if evse.connected else "unknown"
        return Pilot(
            measured=False,
            now=now,
            offered_a=offered_a,
            state=state,
            proximity=None,
            bands=BANDS,
            transitions=tuple(self._transitions),
        )

    @property
    def panel(self) -> Panel:
        """The front panel."""
        status = self._host.status
        evse = status.evse
        if not evse.connected:
            return panel(("", ""), 0, measured=False)
        level = f"L{evse.service_level or 2}:{evse.pilot_a}A"
        energy = f"{round(status.registers.session_wh):5d}Wh{round(status.registers.total_kwh):6d}kWh"
        if evse.state in _FAULTS:
            return panel(_FAULTS[evse.state], _RED, measured=False, can_press=True)
        if evse.charging:
            amps = f"{evse.current_ma / 1000:.1f}A"
            return panel((f"Charging{amps:>8}", energy), _TEAL, measured=False, can_press=True)
        if evse.paused:
            word = "Disabled" if evse.state is EvseState.DISABLED else "Sleeping"
            return panel(
                (f"{word:<10}{level}", energy), _WHITE if evse.vehicle else _VIOLET, measured=False, can_press=True
            )
        word, colour = ("Connected", _YELLOW) if evse.vehicle else ("Ready", _GREEN)
        return panel((f"{word:<10}{level}", energy), colour, measured=False, can_press=True)

    @property
    def bench(self) -> Bench | None:
        """There is none."""
        return None

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have ``callback`` called with every event of the station."""
        return self._host.subscribe(lambda _: callback())

    def seconds_to_change(self) -> float | None:
        """Nothing changes without an event."""
        return None

    def press_button(self, held_ms: int) -> None:
        """Press it as RAPI can (``$F1``, firmware 5.0.0 and later): shortly."""
        if not self._host.status.evse.connected:
            raise BoardError("The controller does not answer.")
        if held_ms >= LONG_PRESS_MS:
            raise BoardError(
                "The button of a real controller can be held down by hand only; short presses are possible."
            )
        self._press = asyncio.get_running_loop().create_task(self._host.rapi("$F1"))

    def plug(self, car: str | None, *, plugged: bool) -> None:
        """Refuse."""
        del car, plugged
        raise BoardError(_NO_BENCH)

    def change(self, change: BenchChange) -> None:
        """Refuse."""
        del change
        raise BoardError(_NO_BENCH)

    def power_cycle(self) -> None:
        """Refuse."""
        raise BoardError(_NO_BENCH)

    def record(self, *, on: bool) -> None:
        """Refuse."""
        del on
        raise BoardError(_NO_BENCH)

    @property
    def recording(self) -> str:
        """There is none."""
        raise BoardError(_NO_BENCH)

    def _look(self, event: Event) -> None:
        evse = event.status.evse
        seen = (evse.connected, evse.state, evse.pilot_state, evse.pilot_a)
        if seen != self._seen:
            first, self._seen = not self._seen, seen
            why = "the first report" if first else f"the controller reports: {state_words(evse.state)}"
            self._transitions.append(self._transition(why))

    def _transition(self, why: str) -> Transition:
        status = self._host.status
        drive, letter = _pilot_of(status.evse)
        level = None if letter is Letter.UNKNOWN else j1772.STATE_LEVELS[j1772.PilotState[letter.name]]
        high_mv = None if level is None or drive is Drive.LOW else level.nominal_mv
        duty = _duty_percent(status.evse.pilot_a) if drive is Drive.PWM else None
        return Transition(
            at=status.moment.utc,
            drive=drive,
            duty_percent=None if duty is None else round(duty, 2),
            high_mv=high_mv,
            low_mv=j1772.PILOT_NEGATIVE_MV if drive in (Drive.PWM, Drive.LOW) else None,
            letter=letter,
            contactor_closed=status.evse.charging if status.evse.connected else None,
            why=why,
        )


def _duty_percent(current_a: int) -> float | None:
    """What the pilot must be like; None for a current it cannot offer, as an old controller's damaged word tells."""
    return duty_percent(current_a) if MIN_CURRENT_A <= current_a <= MAX_CURRENT_A else None


def state_words(state: EvseState) -> str:
    """A state of the controller for people."""
    return state.name.lower().replace("_", " ")


def _pilot_of(evse: Evse) -> tuple[Drive, Letter]:
    """What the controller must be driving, and what the car answers."""
    if not evse.connected:
        return Drive.UNKNOWN, Letter.UNKNOWN
    if evse.state.is_fault:
        return Drive.HIGH, Letter.B if evse.vehicle else Letter.A
    if not evse.vehicle:
        return Drive.HIGH, Letter.A
    if evse.paused:
        return Drive.HIGH, Letter.B
    return Drive.PWM, Letter.C if evse.charging else Letter.B
