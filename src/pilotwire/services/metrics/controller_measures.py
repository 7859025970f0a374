"""Measures of the controller and of what charges; nothing of it is told while the controller does not answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.station.evse import Evse, LinkState

from .measures import Counter, Counters, Gauge, Gauges, Info, Measure, Seen, States, word, words


def _known(read: Callable[[Evse], float | None]) -> Callable[[Seen], float | None]:
    """Read from a controller that answers."""
    return lambda seen: None if seen.evse is None else read(seen.evse)


def _temperatures_c(seen: Seen) -> Mapping[str, float | None]:
    if seen.evse is None:
        return {}
    sensors = {"ds3231": seen.evse.ds3231_dc, "mcp9808": seen.evse.mcp9808_dc, "tmp007": seen.evse.tmp007_dc}
    return {name: None if tenths is None else tenths / 10 for name, tenths in sensors.items()}


def _faults(seen: Seen) -> Mapping[str, float]:
    if seen.evse is None:
        return {}
    faults = seen.evse.faults
    return {"gfci": faults.gfci, "no_ground": faults.no_ground, "stuck_contactor": faults.stuck_contactor}


MEASURES: tuple[Measure, ...] = (
    Gauge(
        name="pilotwire_controller_connected",
        text="Whether the controller answers.",
        read=lambda seen: seen.status.evse.connected,
    ),
    States(
        name="pilotwire_controller_link_state",
        text="State of the line to the controller.",
        states=words(LinkState),
        read=lambda seen: word(seen.status.evse.link.state),
    ),
    Info(
        name="pilotwire_controller",
        text="Versions of the controller.",
        names=("firmware", "protocol"),
        read=lambda seen: (
            None if seen.evse is None else {"firmware": seen.evse.firmware, "protocol": seen.evse.protocol}
        ),
    ),
    Counter(
        name="pilotwire_controller_losses",
        text="Times the controller or its line was lost since the gateway started.",
        read=lambda seen: seen.status.evse.link.losses,
    ),
    Counter(
        name="pilotwire_controller_commands",
        text="RAPI commands sent to the controller.",
        read=lambda seen: seen.status.evse.link.commands_sent,
    ),
    Counter(
        name="pilotwire_controller_commands_answered",
        text="RAPI commands the controller answered.",
        read=lambda seen: seen.status.evse.link.commands_answered,
    ),
    Counter(
        name="pilotwire_controller_values_ignored",
        text="Things heard from the controller that cannot be true or mean nothing.",
        read=lambda seen: seen.status.evse.link.values_ignored,
    ),
    States(
        name="pilotwire_controller_state",
        text="State of the controller.",
        states=words(EvseState),
        read=lambda seen: None if seen.evse is None else word(seen.evse.state),
    ),
    Gauge(
        name="pilotwire_controller_fault",
        text="Whether the controller has stopped for a protection.",
        read=_known(lambda evse: evse.state.is_fault),
    ),
    Counters(
        name="pilotwire_controller_faults",
        text="Faults in the controller's life; it counts no further than 254 of a kind.",
        label="kind",
        read=_faults,
    ),
    Gauge(
        name="pilotwire_vehicle_connected",
        text="Whether a car is plugged in.",
        read=_known(lambda evse: evse.vehicle),
    ),
    Gauge(
        name="pilotwire_contactor_closed",
        text="Whether the contactor is closed.",
        read=_known(lambda evse: evse.charging or VolatileFlag.CONTACTOR_CLOSED in evse.flags),
    ),
    Gauge(
        name="pilotwire_charging_power_watts",
        text="Power the car draws.",
        read=lambda seen: None if seen.evse is None else seen.status.power_w,
    ),
    Gauge(
        name="pilotwire_charging_current_amperes",
        text="Current the car draws, of each phase.",
        read=_known(lambda evse: evse.current_ma / 1000),
    ),
    Gauge(
        name="pilotwire_mains_voltage_volts",
        text="Mains voltage that power is reckoned with.",
        read=_known(lambda evse: evse.voltage_v),
    ),
    Gauge(
        name="pilotwire_pilot_current_amperes",
        text="Current the control pilot offers, or would offer.",
        read=_known(lambda evse: evse.pilot_a),
    ),
    Gauge(
        name="pilotwire_minimum_current_amperes",
        text="Least current the controller offers.",
        read=_known(lambda evse: evse.minimum_a),
    ),
    Gauge(
        name="pilotwire_maximum_current_amperes",
        text="Most current the controller is configured to offer.",
        read=_known(lambda evse: evse.configured_maximum_a),
    ),
    Gauges(
        name="pilotwire_temperature_celsius",
        text="Temperature inside the station, of the sensors it has.",
        label="sensor",
        read=_temperatures_c,
    ),
)
"""In the order in which they are told."""
