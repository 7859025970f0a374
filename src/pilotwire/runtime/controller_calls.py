"""Turns what the station wants to say to the controller into calls of the RAPI client, and what comes of them back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pilotwire.rapi import (
    RapiClient,
    RapiCommandError,
    RapiError,
    RapiFaultedError,
    RapiRejectedError,
    RapiReplyError,
    RapiTimeoutError,
    RapiUnsupportedError,
    TransportError,
)
from pilotwire.station import asks, writes
from pilotwire.station.asks import Answer, Ask, AskFailed, Failure, Move, Question

_QUESTIONS: Mapping[Question, Callable[[RapiClient], Awaitable[Answer]]] = {
    Question.STATE: RapiClient.get_state,
    Question.CAPACITY: RapiClient.get_capacity,
    Question.FAULTS: RapiClient.get_fault_counters,
    Question.SETTINGS: RapiClient.get_stored_settings,
    Question.AMMETER: RapiClient.get_ammeter,
    Question.SERIAL: RapiClient.get_mcu_id,
    Question.ENERGY: RapiClient.get_energy,
    Question.MEASUREMENT: RapiClient.get_measurement,
    Question.TEMPERATURES: RapiClient.get_temperatures,
}
_MOVES: Mapping[Move, Callable[[RapiClient], Awaitable[None]]] = {
    Move.ENABLE: RapiClient.enable,
    Move.SLEEP: RapiClient.sleep,
    Move.DISABLE: RapiClient.disable,
}
# Each value knows its own fields; the table is checked against the union of asks by a test.
_CALLS: Mapping[type, Callable[[RapiClient, Any], Awaitable[Answer]]] = {
    asks.Query: lambda client, ask: _QUESTIONS[ask.question](client),
    asks.Drive: lambda client, ask: _MOVES[ask.move](client),
    asks.Offer: lambda client, ask: client.set_current(ask.current_a, volatile=ask.volatile),
    asks.Pulse: lambda client, _: client.send_heartbeat(),
    asks.Acknowledge: lambda client, _: client.acknowledge_heartbeat(),
    writes.SetToggle: lambda client, ask: client.set_toggle(ask.toggle, enabled=ask.enabled),
    writes.SetConfiguredMaximum: lambda client, ask: client.set_current(ask.current_a, volatile=False),
    writes.SetHardwareMaximum: lambda client, ask: client.set_hardware_maximum(ask.current_a),
    writes.SetServiceLevel: lambda client, ask: client.set_service_level(ask.level),
    writes.SetAmmeter: lambda client, ask: client.set_ammeter(ask.scale, ask.offset_ma),
    writes.SetVoltage: lambda client, ask: client.set_voltage(round(ask.voltage_v * 1000)),
    writes.SetClock: lambda client, ask: client.set_clock(ask.local_time),
    writes.SetHeartbeat: lambda client, ask: client.set_heartbeat(ask.interval_s, ask.fallback_a),
    writes.ReleaseBootLock: lambda client, _: client.release_boot_lock(),
    writes.Restart: lambda client, _: client.restart(),
}
_FAILURES: tuple[tuple[type[Exception], Failure], ...] = (
    (RapiRejectedError, Failure.REFUSED),
    (RapiUnsupportedError, Failure.UNSUPPORTED),
    (RapiFaultedError, Failure.FAULTED),
    (RapiReplyError, Failure.UNREADABLE),
    (RapiTimeoutError, Failure.TIMEOUT),
    (RapiCommandError, Failure.REFUSED),
    (TransportError, Failure.LINK),
)


async def carry_out(client: RapiClient, ask: Ask) -> Answer:
    """Say it to the controller and return what came of it; never raises what the line or the controller does."""
    try:
        return await _CALLS[type(ask)](client, ask)
    except (RapiError, ValueError) as error:
        failure = next((failure for kind, failure in _FAILURES if isinstance(error, kind)), Failure.REFUSED)
        return AskFailed(failure, str(error))
