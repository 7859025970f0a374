"""The real controller as the station knows it: the values a gateway hears over RAPI, without the polling.

What is kept and what is left out is what ``station.controller_picture`` takes over from answers and reports.
"""

from __future__ import annotations

from pilotwire.controller import Controller
from pilotwire.controller.temperature import ABSENT_DC
from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.station.evse import Evse

FIRMWARE = "simulated"


class ControllerView:
    """Looks at one controller after the other.

    Args:
        voltage_v: of the mains, as the station was told: a controller only assumes one.

    """

    def __init__(self, voltage_v: float) -> None:
        self._without_power = Evse(voltage_v=voltage_v)
        self._last = self._without_power
        self._seen: tuple[object, ...] = ()

    def evse(self, controller: Controller | None) -> Evse:
        """The controller now, the same object as long as nothing changes; None is one without power."""
        if controller is None:
            return self._without_power
        machine = controller.machine
        temperatures = machine.temperatures
        seen = (
            machine.state,
            machine.pilot_code,
            machine.flags,
            machine.capacity_a,
            machine.configured_max_a,
            machine.level,
            machine.current_ma,
            temperatures.clock_dc,
            temperatures.ambient_dc,
            temperatures.infrared_dc,
        )
        if seen != self._seen or not self._last.connected:
            self._seen = seen
            self._last = _evse_of(controller, self._without_power.voltage_v)
        return self._last


def _evse_of(controller: Controller, voltage_v: float) -> Evse:
    machine = controller.machine
    state = EvseState.from_code(machine.state.code)
    temperatures = machine.temperatures
    return Evse(
        connected=True,
        firmware=FIRMWARE,
        state=state,
        state_code=machine.state.code,
        pilot_state=EvseState.from_code(machine.pilot_code),
        flags=VolatileFlag(machine.flags),
        pilot_a=machine.capacity_a,
        minimum_a=machine.profile.min_a,
        hardware_maximum_a=machine.level_max_a,
        configured_maximum_a=machine.configured_max_a,
        current_ma=machine.current_ma if state is EvseState.CHARGING else 0,
        voltage_v=voltage_v,
        ds3231_dc=_present(temperatures.clock_dc),
        mcp9808_dc=_present(temperatures.ambient_dc),
        tmp007_dc=_present(temperatures.infrared_dc),
    )


def _present(temperature_dc: int) -> int | None:
    return None if temperature_dc == ABSENT_DC else temperature_dc
