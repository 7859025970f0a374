"""Typed settings: one call for each ``$S`` command of RAPI, and ``$FF``.

Ranges are checked before anything is sent, because the controller checks few of its numbers and stores the rest
truncated.
"""

from __future__ import annotations

from datetime import datetime, time

from . import client_parsing as parsing
from . import client_values as values
from .client_calls import Calls
from .codec import Reply
from .codes import ServiceLevel, Toggle
from .errors import RapiUnsupportedError

HEARTBEAT_ACKNOWLEDGEMENT = 165
MAX_HEARTBEAT_INTERVAL_S = 65
"""The firmware computes milliseconds in 16 bits: 66 s would act as 0.46 s."""
_TIME_LIMIT_STEP_MIN = 15
_MAX_BYTE = 255
_MAX_U32 = 0xFFFF_FFFF
_CLOCK_YEARS = range(2000, 2100)


class Settings(Calls):
    """What can be set on a controller.

    Besides what queries raise: ``ValueError`` for a number out of range, ``RapiRejectedError`` when the controller
    refuses, ``RapiUnsupportedError`` when it has no such setting. "Stored" means written to EEPROM, which wears out.
    """

    async def set_current(self, amps: int, *, volatile: bool = True) -> values.CurrentSetting:
        """``$SC``: limit the current (A), until restart or, when not ``volatile``, stored as the configured maximum.

        The controller clamps the value to 6 A ... its maximum; the result tells what is in force. Raises
        ``RapiUnsupportedError`` for a volatile limit on firmware before RAPI 2.0.2, which can only store it.
        """
        _check_range("The current", amps, 0, _MAX_BYTE, "A")
        if volatile and not self.features.volatile_current:
            raise RapiUnsupportedError(
                f"This controller (RAPI {self.features.protocol}) can only store a current limit for good: ask for a "
                "limit that is not volatile, and seldom."
            )
        text = f"SC {amps} V" if volatile else f"SC {amps}"
        return self._current_setting(text, await self.command(text), amps)

    async def set_hardware_maximum(self, amps: int) -> values.CurrentSetting:
        """``$SC n M``: write the hardware maximum (A) - once in the controller's life."""
        _check_range("The hardware maximum", amps, 6, 80, "A")
        self._need("settable hardware maximum", available=self.features.hardware_maximum)
        text = f"SC {amps} M"
        return self._current_setting(text, await self.command(text), amps)

    async def set_service_level(self, level: ServiceLevel) -> None:
        """``$SL``: stored. Afterwards voltage and current are those of the level, so send them again."""
        await self._accepted(f"SL {level.value}")

    async def set_voltage(self, millivolts: int) -> None:
        """``$SV``: the voltage (mV) energy is computed with, until restart or a change of service level."""
        _check_range("The voltage", millivolts, 0, _MAX_U32, "mV")
        self._need("settable voltage", available=self.features.voltage_setting)
        await self._accepted(f"SV {millivolts}")

    async def set_ammeter(self, scale: int, offset_ma: int) -> None:
        """``$SA``: ammeter calibration, stored; both signed 16 bit."""
        self._need("ammeter", available=self.features.ammeter)
        await self._accepted(f"SA {_u16('The scale', scale)} {_u16('The offset', offset_ma)}")

    async def set_voltmeter(self, scale: int, offset: int) -> None:
        """``$SM``: voltmeter calibration, stored (OpenEVSE II boards)."""
        _check_range("The scale", scale, 0, 0xFFFF, "")
        _check_range("The offset", offset, 0, _MAX_U32, "")
        self._need("voltmeter", available=self.features.voltmeter)
        await self._accepted(f"SM {scale} {offset}")

    async def set_total_energy(self, total_wh: int) -> None:
        """``$SK``: overwrite the lifetime energy (Wh), stored."""
        _check_range("The lifetime energy", total_wh, 0, _MAX_U32, "Wh")
        self._need("energy meter", available=self.features.energy_meter)
        await self._accepted(f"SK {total_wh}")

    async def set_clock(self, local_time: datetime) -> None:
        """``$S1``: set the controller's local time. Sent once only, for a repeated time would be late."""
        if local_time.year not in _CLOCK_YEARS:
            raise ValueError(f"The year {local_time.year} does not fit the controller's clock: use 2000 to 2099.")
        at = local_time
        await self._accepted(f"S1 {at.year % 100} {at.month} {at.day} {at.hour} {at.minute} {at.second}")

    async def set_delay_timer(self, start: time, end: time) -> None:
        """``$ST``: allow charging only from ``start`` to ``end`` each day (controller's local time, whole minutes)."""
        self._need("clock", available=self.features.rtc)
        if start.hour == end.hour and start.minute == end.minute:
            raise ValueError("Start and end are the same minute, and then the timer never acts: choose two times.")
        await self._accepted(f"ST {start.hour} {start.minute} {end.hour} {end.minute}")

    async def clear_delay_timer(self) -> None:
        """``$ST 0 0 0 0``: no timer. A controller that sleeps because of it is not woken."""
        await self._accepted("ST 0 0 0 0")

    async def set_time_limit(self, minutes: int) -> None:
        """``$S3``: end this session after so many minutes of charging (multiple of 15, 0 = none); car connected."""
        _check_range("The time limit", minutes, 0, _MAX_BYTE * _TIME_LIMIT_STEP_MIN, "min")
        if minutes % _TIME_LIMIT_STEP_MIN:
            raise ValueError(f"The time limit {minutes} min is not a multiple of 15: the controller counts quarters.")
        self._need("time limit", available=self.features.time_limit)
        await self._accepted(f"S3 {minutes // _TIME_LIMIT_STEP_MIN}")

    async def set_energy_limit(self, kwh: int) -> None:
        """``$SH``: end this session after so many kWh (whole, 0 = none); only while a car is connected."""
        _check_range("The energy limit", kwh, 0, _MAX_BYTE, "kWh")
        self._need("energy limit", available=self.features.energy_limit)
        await self._accepted(f"SH {kwh}")

    async def set_auth_lock(self, *, locked: bool) -> None:
        """``$S4``: make charging wait for authorisation, or let it go on."""
        self._need("authorisation lock", available=self.features.auth_lock)
        await self._accepted(f"S4 {locked:d}")

    async def set_lock_motor_mode(self, *, manual: bool) -> None:
        """``$S5 A|M``: whether the socket locks by itself when a car is plugged in."""
        self._need("socket lock", available=self.features.lock_motor)
        await self._accepted("S5 M" if manual else "S5 A")

    async def move_lock_motor(self, *, locked: bool) -> None:
        """``$S5 0|1``: move the bolt now; in automatic mode the next pilot reading may move it back."""
        self._need("socket lock", available=self.features.lock_motor)
        await self._accepted(f"S5 {locked:d}")

    async def release_boot_lock(self) -> bool:
        """``$SB``: let a controller with boot lock begin. False when it refuses because of a fault."""
        return parsing.number(await self._accepted("SB"), 0) == 0

    async def set_heartbeat(self, interval_s: int, fallback_a: int) -> values.Heartbeat:
        """``$SY``: fall back to ``fallback_a`` when no pulse comes for ``interval_s`` (1-65 s, 0 = off); stored.

        The fallback cannot stop charging: the controller takes 0 to 5 A for 6 A.
        """
        _check_range("The interval", interval_s, 0, MAX_HEARTBEAT_INTERVAL_S, "s")
        _check_range("The fallback current", fallback_a, 0, _MAX_BYTE, "A")
        return await self._heartbeat(f"SY {interval_s} {fallback_a}")

    async def send_heartbeat(self) -> values.Heartbeat:
        """``$SY``: one pulse. Not ``accepted`` when an earlier one was missed: acknowledge that."""
        return await self._heartbeat("SY")

    async def acknowledge_heartbeat(self) -> values.Heartbeat:
        """``$SY 165``: acknowledge a missed pulse; the controller restores the configured current."""
        return await self._heartbeat(f"SY {HEARTBEAT_ACKNOWLEDGEMENT}")

    async def set_toggle(self, toggle: Toggle, *, enabled: bool) -> None:
        """``$FF``, or the commands it replaced: switch one self-test or the button; stored."""
        if self.features.feature_toggles:
            reply = await self.command(f"FF {toggle.value} {enabled:d}")
            if reply.ok:
                return
        self._need(f"switch for the {toggle.name.lower().replace('_', ' ')}", available=self._has_own_command(toggle))
        await self._accepted(f"S{toggle.value} {enabled:d}")

    async def set_backlight_type(self, *, colour: bool) -> None:
        """``$S0``: whether the display's backlight has colours; stored."""
        await self._accepted(f"S0 {colour:d}")

    async def set_ammeter_calibration(self, *, enabled: bool) -> None:
        """``$S2``: ammeter calibration mode (firmware 3.2.8 to 8.0)."""
        await self._accepted(f"S2 {enabled:d}")

    def _has_own_command(self, toggle: Toggle) -> bool:
        """Tell whether to try the old letters; with RAPI 4.0.0 some got other meanings."""
        return toggle.had_own_command and not self.features.feature_toggles

    async def _heartbeat(self, text: str) -> values.Heartbeat:
        self._need("heartbeat supervision", available=self.features.heartbeat)
        reply = await self.command(text)
        if not reply.ok and not reply.words:
            raise self._rejection(text, reply)
        return parsing.heartbeat(reply)

    def _current_setting(self, text: str, reply: Reply, amps: int) -> values.CurrentSetting:
        """Firmware before RAPI 2.0.3 answers without a number: then an ``$OK`` means the value as asked.

        An ``$OK`` with another number is no success: a checksum mark lost on the line turns ``9^2D`` into a number.
        """
        if reply.words:
            in_force_a = parsing.number(reply, 0, among=parsing.BYTE)
            return values.CurrentSetting(in_force_a, reply.ok and in_force_a == amps)
        if not reply.ok:
            raise self._rejection(text, reply)
        return values.CurrentSetting(amps, accepted=True)


def _check_range(what: str, value: int, lowest: int, highest: int, unit: str) -> None:
    if not lowest <= value <= highest:
        raise ValueError(f"{what} {value} {unit}".rstrip() + f" is out of range: use {lowest} to {highest}.")


def _u16(what: str, value: int) -> int:
    """Return a signed number modulo 65536, since the controller reads no minus sign."""
    _check_range(what, value, -0x8000, 0x7FFF, "")
    return value & 0xFFFF
