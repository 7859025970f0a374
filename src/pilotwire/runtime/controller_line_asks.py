"""From what the station wants to say to the controller to calls of the RAPI client, and back to answers.

Nothing is decided here: one ask is one call. What to ask, and what an answer means, is ``station.controller_link``'s.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from pilotwire.rapi import (
    RapiClient,
    RapiError,
    RapiFaultedError,
    RapiReplyError,
    RapiTimeoutError,
    RapiUnsupportedError,
    TransportError,
)
from pilotwire.station.asks import (
    Acknowledge,
    Answer,
    Ask,
    AskFailed,
    Drive,
    Failure,
    Move,
    Offer,
    Pulse,
    Query,
    Question,
)
from pilotwire.station.writes import (
    ReleaseBootLock,
    Restart,
    SetAmmeter,
    SetClock,
    SetConfiguredMaximum,
    SetDisplay,
    SetHardwareMaximum,
    SetHeartbeat,
    SetServiceLevel,
    SetToggle,
    SetVoltage,
    ShowText,
)

_QUERIES: dict[Question, Callable[[RapiClient], Awaitable[Answer]]] = {
    Question.STATE: RapiClient.get_state,
    Question.CAR: RapiClient.get_car_connected,
    Question.CAPACITY: RapiClient.get_capacity,
    Question.FAULTS: RapiClient.get_fault_counters,
    Question.SETTINGS: RapiClient.get_stored_settings,
    Question.AMMETER: RapiClient.get_ammeter,
    Question.SERIAL: RapiClient.get_mcu_id,
    Question.ENERGY: RapiClient.get_energy,
    Question.MEASUREMENT: RapiClient.get_measurement,
    Question.TEMPERATURES: RapiClient.get_temperatures,
}
_MOVES: dict[Move, Callable[[RapiClient], Awaitable[None]]] = {
    Move.ENABLE: RapiClient.enable,
    Move.SLEEP: RapiClient.sleep,
    Move.DISABLE: RapiClient.disable,
}
_FAILURES = (
    (RapiTimeoutError, Failure.TIMEOUT),
    (TransportError, Failure.LINK),
    (RapiReplyError, Failure.UNREADABLE),
    (RapiFaultedError, Failure.FAULTED),
    (RapiUnsupportedError, Failure.UNSUPPORTED),
)


_CALLS: dict[type[Ask], Callable[[RapiClient, Any], Awaitable[Answer]]] = {
    Query: lambda client, ask: _QUERIES[ask.question](client),
    Drive: lambda client, ask: _MOVES[ask.move](client),
    Offer: lambda client, ask: client.set_current(ask.current_a, volatile=ask.volatile),
    Pulse: lambda client, _: client.send_heartbeat(),
    Acknowledge: lambda client, _: client.acknowledge_heartbeat(),
    SetHeartbeat: lambda client, ask: client.set_heartbeat(ask.interval_s, ask.fallback_a),
    SetConfiguredMaximum: lambda client, ask: client.set_current(ask.current_a, volatile=False),
    SetHardwareMaximum: lambda client, ask: client.set_hardware_maximum(ask.current_a),
    SetToggle: lambda client, ask: client.set_toggle(ask.toggle, enabled=ask.enabled),
    SetServiceLevel: lambda client, ask: client.set_service_level(ask.level),
    SetAmmeter: lambda client, ask: client.set_ammeter(ask.scale, ask.offset_ma),
    SetVoltage: lambda client, ask: client.set_voltage(round(ask.voltage_v * 1000)),
    SetClock: lambda client, ask: client.set_clock(ask.local_time),
    SetDisplay: lambda client, ask: client.set_display_updates(enabled=ask.by_controller),
    ShowText: lambda client, ask: client.print_text(0, ask.row, ask.text),
    ReleaseBootLock: lambda client, _: client.release_boot_lock(),
    Restart: lambda client, _: client.restart(),
}
"""Everything but ``Reopen``, which is not for the controller."""


async def carry_out(client: RapiClient, ask: Ask) -> Answer:
    """Say one thing to the controller; every way in which that can go wrong is an answer, too."""
    try:
        return await _CALLS[type(ask)](client, ask)
    except RapiError as error:
        return AskFailed(_failure(error), str(error))
    except ValueError as error:  # a number no controller takes
        return AskFailed(Failure.REFUSED, str(error))


def _failure(error: RapiError) -> Failure:
    return next((failure for kind, failure in _FAILURES if isinstance(error, kind)), Failure.REFUSED)
