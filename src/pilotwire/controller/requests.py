"""Everything that can be asked of the controller, by RAPI or by the front panel's menus.

Each request checks its own conditions and says whether it was followed; none of them touches the contactor except
through the state machine.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from .board import PILOT_HIGH
from .charging import Command
from .codes import EvseState, ServiceLevel, SettingsFlag, VolatileFlag
from .front_panel import FrontPanel
from .heartbeat import ACKNOWLEDGE_COOKIE, Trigger
from .machine import GRACE_MS, Machine
from .main_loop import MainLoop, Phase
from .panel import Panel
from .procedure import Procedure, Runner, pause
from .profile import Profile
from .protections import Protections

_RESET_MS = 1_000


class Requests(ABC):
    """The requesting half of ``Controller``; the parts it acts on are made there."""

    profile: Profile
    _now: int
    _m: Machine
    _runner: Runner
    _loop: MainLoop
    _panel: Panel
    _front: FrontPanel
    _protections: Protections

    @abstractmethod
    def _power_cycle(self) -> None:
        """Start again from power-up, keeping settings and clock."""

    @abstractmethod
    def _start_running(self) -> None:
        """The power-on sequence is over."""

    def run(self, procedure: Procedure) -> None:
        """Run a blocking procedure."""
        self._runner.start(procedure)

    def enable(self) -> None:
        """Leave sleep or disabled; elsewhere it does nothing."""
        self._loop.request(Command.ENABLE)

    def sleep(self) -> None:
        """Ask the car to stop and offer nothing; the contactor opens when it has, within 3 s."""
        self._loop.request(Command.SLEEP)

    def disable(self) -> None:
        """Open at once and signal -12 V: not available."""
        self._loop.request(Command.DISABLE)

    def press_button(self) -> None:
        """A simulated short press (``$F1``)."""
        self._front.short_press(menu_in_fault=False)
        self._panel.redraw()

    def restart(self) -> None:
        """Ask the car to stop, then reset."""
        self._runner.start(self._restart())

    def _restart(self) -> Procedure:
        m = self._m
        m.drive_pilot(PILOT_HIGH)
        m.lcd.write_line(1, "Restarting...")
        if m.contactor_closed:
            m.ask_car_to_stop()
            yield pause(GRACE_MS)
        yield pause(_RESET_MS)
        m.open_contactor()
        self._runner.drop()
        self._power_cycle()

    def set_capacity(self, amps: int, *, persistent: bool) -> bool:
        """Set the current on offer (A); False when it was clamped, or refused because the enclosure is hot."""
        m = self._m
        if m.temperatures.throttled and amps > m.capacity_a:
            return False
        taken = m.set_capacity(amps, persistent=persistent)
        m.temperatures.unthrottled_a = m.capacity_a
        self._panel.redraw()
        return taken

    def set_hardware_max(self, amps: int) -> bool:
        """Set the write-once hardware maximum (A); False when it was written before or is out of range."""
        m = self._m
        if m.settings.hardware_max_a or not m.profile.min_a <= amps <= m.profile.max_l2_a:
            return False
        m.store(hardware_max_a=amps)
        if m.capacity_a > amps:
            m.set_capacity(amps, persistent=False)
        return True

    def set_level(self, level: ServiceLevel) -> None:
        """Set the service level; detection is switched off."""
        self._m.set_level(level)
        if self.profile.auto_level:
            self._m.change_setting(SettingsFlag.AUTO_LEVEL_OFF, on=True)
        self._panel.redraw()

    def set_auto_level(self, *, on: bool) -> bool:
        """Switch detection of the service level from the next power-on; ignored on CGMI boards."""
        if not self.profile.cgmi:
            self._m.change_setting(SettingsFlag.AUTO_LEVEL_OFF, on=not on)
        return not self.profile.cgmi

    def set_check(self, flag: SettingsFlag, *, on: bool) -> None:
        """Switch a safety check on or off, persistently (``flag`` is its ..._OFF flag)."""
        if flag is SettingsFlag.GROUND_CHECK_OFF and not on:
            self._protections.ground.reset_retries()
        self._m.change_setting(flag, on=not on)

    def set_monochrome(self, *, on: bool) -> None:
        """Choose the backlight type, persistently."""
        self._m.lcd.monochrome = on
        self._m.change_setting(SettingsFlag.MONOCHROME, on=on)

    def set_display_updates(self, *, on: bool) -> None:
        """``$F0``: hand the display to the gateway or take it back."""
        self._panel.updates_off = not on
        if on:
            self._panel.redraw()

    def set_timer(self, *, on: bool) -> None:
        """Switch the delay timer."""
        self._m.store(timer_on=on)
        self._m.timer.override = False
        self._m.change_flag(VolatileFlag.TIMER_ON, on=on)
        self._panel.redraw()

    def set_clock(self, fields: tuple[int, int, int, int, int, int]) -> None:
        """Set the clock chip: yy, month, day, hour, minute, second, local time."""
        self._m.rtc = self._m.rtc.set(fields, self._now)

    def set_time_limit(self, quarters: int) -> bool:
        """Limit the charge time (units of 15 min, 0 = off); False outside B and C."""
        return self._set_limit("time_limit_15min", VolatileFlag.TIME_LIMIT, quarters)

    def set_charge_limit(self, kwh: int) -> bool:
        """Limit the session energy (kWh, 0 = off); False outside B and C."""
        return self._set_limit("charge_limit_kwh", VolatileFlag.CHARGE_LIMIT, kwh)

    def _set_limit(self, name: str, flag: VolatileFlag, value: int) -> bool:
        m = self._m
        if m.state not in (EvseState.B, EvseState.C) and not m.flag(VolatileFlag.IN_MENU):
            return False
        setattr(m, name, value)
        m.change_flag(flag, on=bool(value))
        m.timer.override = bool(value)
        self._panel.redraw()
        return True

    def set_auth_lock(self, *, locked: bool) -> None:
        """Lock or unlock charging."""
        self._loop.set_lock(locked=locked)

    def release_boot_lock(self) -> bool:
        """Start running; False while a fault forbids it."""
        if self._m.state.is_fault:
            return False
        self._m.change_flag(VolatileFlag.BOOT_LOCK, on=False)
        if self._loop.phase is Phase.BOOT_LOCKED:
            self._start_running()
        return True

    def set_lock_manual(self, *, manual: bool) -> None:
        """Socket lock: manual, or following the car."""
        self._loop.socket_lock.manual = manual
        self._m.change_flag(VolatileFlag.LOCK_MANUAL, on=manual)

    def move_bolt(self, *, locked: bool) -> None:
        """Pulse the socket lock motor now."""
        self._runner.start(self._loop.socket_lock.move(locked=locked))

    def set_voltage(self, millivolts: int) -> None:
        """Tell the supply voltage that energy is computed with (mV, volatile)."""
        self._m.voltage_mv = millivolts
        self._m.update_power()

    def set_ammeter(self, scale: int, offset_ma: int) -> None:
        """Calibrate the ammeter, persistently: mA per count and offset."""
        self._m.store(ammeter_scale=scale, ammeter_offset_ma=offset_ma)

    def arm_heartbeat(self, interval_s: int, fallback_a: int) -> bool:
        """Set heartbeat supervision (0 s = off, which restores the current); False if that failed."""
        m = self._m
        restored = interval_s != 0 or self._restore_after_heartbeat()
        m.heartbeat.arm(interval_s, fallback_a, self._now)
        if (m.settings.heartbeat_interval_s, m.settings.heartbeat_fallback_a) != (interval_s, fallback_a):
            m.store(heartbeat_interval_s=interval_s, heartbeat_fallback_a=fallback_a)
        return restored

    def acknowledge_heartbeat(self, cookie: int) -> bool:
        """Acknowledge a missed pulse: the current is restored; False with a wrong cookie or while too hot."""
        heartbeat = self._m.heartbeat
        if cookie != ACKNOWLEDGE_COOKIE:
            return False
        if heartbeat.trigger is not Trigger.MISSED:
            return True
        if not self._restore_after_heartbeat():
            return False
        heartbeat.trigger = Trigger.ACKNOWLEDGED
        return True

    def _restore_after_heartbeat(self) -> bool:
        m = self._m
        if m.heartbeat.trigger is Trigger.NEVER:
            return True
        if m.temperatures.throttled:
            return False
        taken = m.set_capacity(m.configured_max_a, persistent=False)
        self._panel.redraw()
        return taken
