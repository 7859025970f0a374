"""The controller as a document: what it is, what it does, what flows."""

from __future__ import annotations

from typing import Any

from pilotwire.station.evse import Evse
from pilotwire.station.status import Status

from .status_values import FaultsDocument, LinkDocument, MeasurementDocument, PhaseDocument
from .words import degrees, flag_words, seconds, word


def controller_fields(evse: Evse) -> dict[str, Any]:
    """The fields of ``ControllerDocument``."""
    link = evse.link
    return {
        "link": LinkDocument(
            state=word(link.state),
            name=link.name,
            error=link.error,
            retry_in_s=None if link.retry_in_ms is None else seconds(link.retry_in_ms),
            losses=link.losses,
        ),
        "connected": evse.connected,
        "firmware": evse.firmware,
        "protocol": evse.protocol,
        "serial": evse.serial,
        "state": word(evse.state),
        "state_code": evse.state_code,
        "pilot_state": None if evse.pilot_state is None else word(evse.pilot_state),
        "fault": evse.state.is_fault,
        "vehicle_connected": evse.vehicle,
        "charging": evse.charging,
        "paused": evse.paused,
        "flags": flag_words(evse.flags),
        "pilot_a": evse.pilot_a,
        "minimum_a": evse.minimum_a,
        "configured_maximum_a": evse.configured_maximum_a,
        "hardware_maximum_a": evse.hardware_maximum_a,
        "service_level": evse.service_level,
        "faults": FaultsDocument(
            gfci=evse.faults.gfci, no_ground=evse.faults.no_ground, stuck_contactor=evse.faults.stuck_contactor
        ),
        "heartbeat_armed": evse.heartbeat_armed,
        "heartbeat_missed": evse.heartbeat_missed,
    }


def measurement_document(status: Status) -> MeasurementDocument:
    """What flows."""
    evse = status.evse
    current_a, voltage_v = round(evse.current_ma / 1000, 3), round(evse.voltage_v, 1)
    count = 3 if status.settings.is_threephase else 1
    power_w = round(status.power_w, 1)
    return MeasurementDocument(
        current_a=current_a,
        voltage_v=voltage_v,
        power_w=power_w,
        phases=[
            PhaseDocument(phase=phase, current_a=current_a, voltage_v=voltage_v, power_w=round(power_w / count, 1))
            for phase in range(1, count + 1)
        ],
        temperature_c=degrees(evse.temperature_dc),
        temperature_max_c=degrees(status.temperature_max_dc),
    )
