"""Typed queries: one call for each ``$G`` command of RAPI.

All are safe to repeat and allowed in every state of the controller.
"""

from __future__ import annotations

from datetime import datetime

from . import client_parsing as parsing
from . import client_values as values
from .client_calls import Calls

_CAPACITY_WORDS_WITH_PRESENT = 3
_CAPACITY_WORDS_WITH_CONFIGURED = 4


class Queries(Calls):
    """What can be asked of a controller. All may raise ``RapiTimeoutError``, ``RapiReplyError``, ``TransportError``.

    Those about optional features raise ``RapiUnsupportedError`` when the controller has no such thing.
    """

    async def get_versions(self) -> values.Versions:
        """``$GV``: firmware and protocol version."""
        match (reply := await self._accepted("GV")).words:
            case (firmware, protocol, *_):
                return values.Versions(firmware, protocol)
        raise parsing.unreadable(reply)

    async def get_state(self) -> values.ControllerState:
        """``$GS``: state, charging time and, since firmware 6.0.0, pilot state and flags."""
        return parsing.state(await self._accepted("GS"))

    async def get_car_connected(self) -> bool | None:
        """``$G0``: whether a car is plugged in; None while the controller cannot see it (disabled)."""
        self._need("connection query", available=self.features.connection_query)
        return {0: False, 1: True}.get(parsing.number(await self._accepted("G0"), 0))

    async def get_capacity(self) -> values.Capacity:
        """``$GC``: current limits in amperes; the present one comes from ``$GE`` where ``$GC`` lacks it."""
        reply = await self._accepted("GC")
        count = len(reply.words)
        present_a = parsing.number(reply, 2) if count >= _CAPACITY_WORDS_WITH_PRESENT else None
        if present_a is None:
            present_a = (await self.get_stored_settings()).capacity_a
        return values.Capacity(
            parsing.number(reply, 0),
            parsing.number(reply, 1),
            present_a,
            parsing.number(reply, 3) if count >= _CAPACITY_WORDS_WITH_CONFIGURED else None,
        )

    async def get_stored_settings(self) -> values.StoredSettings:
        """``$GE``: present capacity and settings flags."""
        return parsing.stored_settings(await self._accepted("GE"))

    async def get_measurement(self) -> values.Measurement:
        """``$GG``: current and voltage."""
        self._need("ammeter", available=self.features.ammeter)
        return parsing.measurement(await self._accepted("GG"))

    async def get_energy(self) -> values.Energy:
        """``$GU``: session and lifetime energy."""
        self._need("energy meter", available=self.features.energy_meter)
        reply = await self._accepted("GU")
        return values.Energy(parsing.number(reply, 0), parsing.number(reply, 1))

    async def get_temperatures(self) -> values.Temperatures:
        """``$GP``: enclosure temperatures."""
        self._need("temperature sensors", available=self.features.temperature)
        return parsing.temperatures(await self._accepted("GP"), self.features)

    async def get_fault_counters(self) -> values.FaultCounters:
        """``$GF``: lifetime counts of GFCI trips, missing ground and stuck contactor."""
        self._need("fault counters", available=self.features.fault_counters)
        return parsing.fault_counters(await self._accepted("GF"))

    async def get_ammeter(self) -> values.Ammeter:
        """``$GA``: ammeter calibration."""
        self._need("ammeter", available=self.features.ammeter)
        reply = await self._accepted("GA")
        return values.Ammeter(parsing.signed(reply, 0), parsing.signed(reply, 1))

    async def get_voltmeter(self) -> tuple[int, int]:
        """``$GM``: voltmeter scale and offset (OpenEVSE II boards)."""
        self._need("voltmeter", available=self.features.voltmeter)
        reply = await self._accepted("GM")
        return parsing.signed(reply, 0), parsing.signed(reply, 1)

    async def get_clock(self) -> datetime | None:
        """``$GT``: the controller's local time, without zone; None if its clock shows no valid date."""
        self._need("clock", available=self.features.rtc)
        return parsing.clock(await self._accepted("GT"))

    async def get_delay_timer(self) -> values.DelayTimer | None:
        """``$GD``: the daily charging window, None when off."""
        self._need("delay timer query", available=self.features.delay_timer)
        return parsing.delay_timer(await self._accepted("GD"))

    async def get_time_limit_min(self) -> int:
        """``$G3``: time limit of this session in minutes, 0 when none is set."""
        self._need("time limit", available=self.features.time_limit)
        return 15 * parsing.number(await self._accepted("G3"), 0)

    async def get_energy_limit_kwh(self) -> int:
        """``$GH``: energy limit of this session in kWh, 0 when none is set."""
        self._need("energy limit", available=self.features.energy_limit)
        return parsing.number(await self._accepted("GH"), 0)

    async def get_auth_lock(self) -> bool:
        """``$G4``: whether charging waits for authorisation."""
        self._need("authorisation lock", available=self.features.auth_lock)
        return parsing.number(await self._accepted("G4"), 0) != 0

    async def get_lock_motor(self) -> values.LockMotor:
        """``$G5``: the socket's lock as last commanded."""
        self._need("socket lock", available=self.features.lock_motor)
        return parsing.lock_motor(await self._accepted("G5"))

    async def get_heartbeat(self) -> values.Heartbeat:
        """``$GY``: heartbeat supervision."""
        self._need("heartbeat supervision", available=self.features.heartbeat)
        return parsing.heartbeat(await self._accepted("GY"))

    async def get_mcu_id(self) -> str:
        """``$GI``: the processor's serial number; its first six characters may be any bytes (read as Latin-1)."""
        self._need("readable serial number", available=self.features.mcu_id)
        return " ".join((await self._accepted("GI")).words)
