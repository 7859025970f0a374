"""What never waits: opening the contactor when power is no longer permitted, whatever else the controller is doing.

This runs at every event, before anything else, also while a blocking procedure keeps the rest busy. It only ever
opens. The invariants it holds are numbered in docs/safety.md.
"""

from __future__ import annotations

from .board import PILOT_HIGH, Inputs, PilotLevel
from .charging import permits_power
from .codes import SettingsFlag, VolatileFlag
from .machine import Machine
from .meter import counts_of
from .pilot import FAST_OPEN_MS, Reading, read

CAR_STOPPED_MA = 1_000
"""Below this the car has stopped, as far as arcing contacts are concerned (firmware 6.1.2 and later)."""


class Guard:
    """Watches the pilot line and the residual-current trip at every instant."""

    __slots__ = ("_inputs", "_m", "_pilot", "_settings", "_trip_level", "permitted")

    def __init__(self, m: Machine) -> None:
        self._m = m
        self._trip_level = False
        self._inputs: Inputs | None = None
        self._pilot = m.pilot
        self._settings = m.settings
        self.permitted = False
        """The pilot permits power at this instant."""

    def watch(self) -> None:
        """See the board as it is now, and open the contactor if it must be open."""
        m = self._m
        if m.inputs is not self._inputs or m.pilot is not self._pilot or m.settings is not self._settings:
            self._look()
        if m.contactor_closed and self._must_open():
            m.open_contactor()

    def _look(self) -> None:
        m = self._m
        self._inputs, self._pilot, self._settings = m.inputs, m.pilot, m.settings
        flags = m.settings_flags
        reading = read(m.inputs, m.pilot, diode_check=not flags & SettingsFlag.DIODE_CHECK_OFF)
        m.seen.see(reading, m.now)
        self.permitted = permits_power(reading, vent_check=not flags & SettingsFlag.VENT_CHECK_OFF)
        trip = m.inputs.gfci_trip
        if trip is not self._trip_level:
            self._trip_level = trip
            if trip and not m.gfci_testing:
                self._residual_current()

    def _residual_current(self) -> None:
        m = self._m
        m.gfci_latched = True
        m.change_flag(VolatileFlag.GFCI_TRIPPED, on=True)
        m.open_contactor()
        # A disabled station keeps its -12 V: +12 V would tell a car that it is served.
        if m.pilot.level is not PilotLevel.LOW:
            m.drive_pilot(PILOT_HIGH)

    def _must_open(self) -> bool:
        m = self._m
        reading = m.seen.value
        if m.grace_until_ms is not None:
            stopped = reading in (Reading.A, Reading.B) or self._measured_ma() <= CAR_STOPPED_MA
            return stopped or m.now >= m.grace_until_ms or not self._permitted_lately()
        return not self._permitted_lately()

    def _permitted_lately(self) -> bool:
        return self.permitted or self._m.seen.for_ms(self._m.now) < FAST_OPEN_MS

    def _measured_ma(self) -> int:
        """One unaveraged reading of the ammeter."""
        m = self._m
        return counts_of(m.inputs.current_ma[0]) * m.settings.ammeter_scale - m.settings.ammeter_offset_ma

    @property
    def deadline(self) -> int | None:
        """When a condition that is building up will have lasted long enough (ms)."""
        m = self._m
        if not m.contactor_closed:
            return None
        lost = None if self.permitted else m.seen.since_ms + FAST_OPEN_MS
        if m.grace_until_ms is None:
            return lost
        return m.grace_until_ms if lost is None else min(lost, m.grace_until_ms)
