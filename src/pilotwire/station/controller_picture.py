"""The picture of the controller: takes over what it answers and reports, if that can be, and notes what changed.

Nothing is asked or decided here. A word that cannot be true (500 A, a temperature beyond any sensor's range) leaves
the picture as it was and is counted.
"""

from __future__ import annotations

import msgspec

from pilotwire.rapi.client_values import (
    Ammeter,
    Capacity,
    ControllerState,
    Energy,
    FaultCounters,
    Measurement,
    StateReport,
    StoredSettings,
    Temperatures,
)
from pilotwire.rapi.codes import EvseState, SettingsFlag, Toggle, VolatileFlag
from pilotwire.rapi.features import Features

from .asks import Answer
from .evse import CAR_BY_STATE, Evse, EvseChange

_MOST_A = 100
"""No controller of this kind offers more on its pilot."""
_MOST_MA = 150_000
_VOLTAGES_V = (60.0, 300.0)
"""The gateway believes what is between these, ends excluded and included."""
_TEMPERATURES_DC = range(-550, 1_501)
"""What the sensors can tell, with room to spare (tenths of a degree)."""

PRESENT_CAPACITY_REPORTED = (5, 1, 0)
"""Since this protocol version ``$AT`` tells what the pilot offers; before, the configured maximum."""

_TOGGLED = {
    Toggle.BUTTON: SettingsFlag.BUTTON_OFF,
    Toggle.DIODE_CHECK: SettingsFlag.DIODE_CHECK_OFF,
    Toggle.GFCI_SELF_TEST: SettingsFlag.GFCI_SELF_TEST_OFF,
    Toggle.GROUND_CHECK: SettingsFlag.GROUND_CHECK_OFF,
    Toggle.STUCK_CONTACTOR_CHECK: SettingsFlag.STUCK_CONTACTOR_CHECK_OFF,
    Toggle.TEMPERATURE_CHECK: SettingsFlag.TEMPERATURE_CHECK_OFF,
    Toggle.VENT_CHECK: SettingsFlag.VENT_CHECK_OFF,
}
_CHANGES = {
    EvseChange.STATE: ("state", "state_code", "pilot_state", "flags", "car_told"),
    EvseChange.SETTINGS: (
        "minimum_a",
        "hardware_maximum_a",
        "configured_maximum_a",
        "stored_flags",
        "ammeter_scale",
        "ammeter_offset_ma",
    ),
    EvseChange.COUNTED: ("faults", "total_wh"),
}


class Picture:
    """The controller as last heard, and what has changed since somebody last looked."""

    def __init__(self, *, car_before: bool = False) -> None:
        self.evse = Evse()
        self._car = car_before
        self.stated_maximum_a: int | None = None
        """What was stated of the wiring. Firmware before 6.2.0 does not tell what it was set to."""
        self.features: Features | None = None
        self.voltage_is_given = False
        """Somebody told the mains voltage; what the controller assumes does not count then."""
        self._changes: list[EvseChange] = []
        self._told_pilot_a = self.evse.pilot_a

    def take_changes(self) -> list[EvseChange]:
        """What happened since the last call, in order."""
        changes, self._changes = self._changes, []
        return changes

    def note(self, change: EvseChange) -> None:
        """Something happened."""
        self._changes.append(change)
        if change in (EvseChange.PILOT_SET, EvseChange.CONNECTED):
            self._told_pilot_a = self.evse.pilot_a

    @property
    def pilot_untold(self) -> bool:
        """The pilot is another than was told last; not before everything is known."""
        return self.evse.connected and self.evse.pilot_a != self._told_pilot_a

    def put(self, **values: object) -> None:
        """Adopt values by the names of ``Evse`` and note what that changed."""
        before, after = self.evse, msgspec.structs.replace(self.evse, **values)
        if after.state is not EvseState.CHARGING and after.current_ma:
            after = msgspec.structs.replace(after, current_ma=0)
        if self._silent_about_car:
            self._car = CAR_BY_STATE.get(after.state, self._car)
            after = msgspec.structs.replace(after, car_told=self._car)
        self.evse = after
        for change, names in _CHANGES.items():
            if any(getattr(before, name) != getattr(after, name) for name in names):
                self.note(change)

    def set_link(self, **values: object) -> None:
        """Adopt values by the names of ``evse.Link``."""
        self.evse = msgspec.structs.replace(self.evse, link=msgspec.structs.replace(self.evse.link, **values))

    def ignore(self) -> None:
        """Something was heard that cannot be true or means nothing."""
        self.set_link(values_ignored=self.evse.link.values_ignored + 1)

    # -- answers -------------------------------------------------------------------------------------------------

    def adopt(self, answer: Answer) -> None:
        """Take over the answer to a query."""
        match answer:
            case ControllerState():
                self._adopt_state(answer)
            case Capacity():
                self._adopt_capacity(answer)
            case StoredSettings(_, flags):
                self.put(stored_flags=flags)
            case FaultCounters():
                self.put(faults=answer)
            case Ammeter(scale, offset_ma):
                self.put(ammeter_scale=scale, ammeter_offset_ma=offset_ma)
            case Energy(_, total_wh):
                self.put(total_wh=total_wh)
            case Measurement():
                self._adopt_measurement(answer)
            case Temperatures():
                self._adopt_temperatures(answer)
            case str():
                self.put(serial=answer)

    def adopt_report(self, report: StateReport) -> None:
        """Take over what the controller reported by itself."""
        if self._unbelievable(report.state):
            self.ignore()
            return
        values: dict[str, object] = {"state": report.state, "state_code": report.state_code}
        if report.pilot_state is not None:
            values["pilot_state"] = report.pilot_state
        if report.flags is not None:
            values["flags"] = report.flags
        if report.capacity_a is not None and report.capacity_a > _MOST_A:
            self.ignore()
        elif report.capacity_a:  # 0 while the controller tests itself: it does not know yet
            values[self._reported_capacity()] = report.capacity_a
        self.put(**values)

    def adopt_car(self, *, present: bool) -> None:
        """Take over whether a car is plugged in, of firmware that has to be asked."""
        self._car = present
        self.put()

    def adopt_toggle(self, toggle: Toggle, *, enabled: bool) -> None:
        """A check or the button was switched."""
        flags = self.evse.stored_flags
        self.put(stored_flags=flags & ~_TOGGLED[toggle] if enabled else flags | _TOGGLED[toggle])

    @property
    def button_is_ours(self) -> bool:
        """The controller leaves its front button to us."""
        return SettingsFlag.BUTTON_OFF in self.evse.stored_flags

    @property
    def faulted(self) -> bool:
        """In a state in which the charging state must not be touched."""
        return self.evse.state.is_fault or VolatileFlag.HARD_FAULT in self.evse.flags

    @property
    def _silent_about_car(self) -> bool:
        """Firmware before 6.0.0 has no flag for it."""
        return self.features is not None and not self.features.hex_state

    def _reported_capacity(self) -> str:
        present = self.features is None or self.features.protocol_version >= PRESENT_CAPACITY_REPORTED
        return "pilot_a" if present else "configured_maximum_a"

    def _unbelievable(self, state: EvseState) -> bool:
        """Old firmware sends no checksum: a state without a name is a damaged one there."""
        return state is EvseState.UNKNOWN and self.features is not None and not self.features.reply_checksum

    def _adopt_state(self, answer: ControllerState) -> None:
        if self._unbelievable(answer.state):
            self.ignore()
            return
        self.put(
            state=answer.state,
            state_code=answer.state_code,
            controller_elapsed_s=answer.elapsed_s,
            pilot_state=answer.pilot_state,
            flags=answer.flags or VolatileFlag(0),
        )

    def _adopt_capacity(self, answer: Capacity) -> None:
        limits = (answer.minimum_a, answer.hardware_maximum_a, answer.configured_maximum_a, answer.present_a)
        if answer.minimum_a > answer.hardware_maximum_a or not all(a is None or 0 < a <= _MOST_A for a in limits):
            self.ignore()
            return
        values: dict[str, object] = {
            "minimum_a": answer.minimum_a,
            "hardware_maximum_a": answer.hardware_maximum_a,
            "pilot_a": answer.present_a,
        }
        if answer.configured_maximum_a is not None:
            values["configured_maximum_a"] = answer.configured_maximum_a
        elif not self.evse.connected or answer.hardware_maximum_a != self.evse.hardware_maximum_a:
            # Before firmware 6.2.0 at most a report tells it; until then what was stated is the bound.
            values["configured_maximum_a"] = min(answer.hardware_maximum_a, self.stated_maximum_a or _MOST_A)
        self.put(**values)

    def _adopt_measurement(self, answer: Measurement) -> None:
        values: dict[str, object] = {}
        if answer.current_ma is not None:
            if answer.current_ma > _MOST_MA:
                self.ignore()
            else:
                values["current_ma"] = answer.current_ma
        if answer.voltage_mv is not None and self._measures_voltage:
            voltage_v = answer.voltage_mv / 1000
            if _VOLTAGES_V[0] < voltage_v <= _VOLTAGES_V[1]:
                values["voltage_v"] = voltage_v
            else:
                self.ignore()
        self.put(**values)

    @property
    def _measures_voltage(self) -> bool:
        """What the controller merely assumes is not taken over, as in the gateway since 2026."""
        return self.features is not None and self.features.voltmeter and not self.voltage_is_given

    def _adopt_temperatures(self, answer: Temperatures) -> None:
        values: dict[str, object] = {}
        for name in ("ds3231_dc", "mcp9808_dc", "tmp007_dc"):
            value: int | None = getattr(answer, name)
            if value is None or value in _TEMPERATURES_DC:
                values[name] = value
            else:
                self.ignore()
        self.put(**values)
