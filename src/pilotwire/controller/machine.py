"""The controller's working memory and the few things that can be done to the board.

Everything volatile is here, in one place, with the primitive operations (contactor, pilot, capacity, flags) that
keep it consistent. What to do and when is decided elsewhere: ``charging`` and ``protections`` say what,
``controller`` says when.
"""

from __future__ import annotations

import msgspec

from pilotwire.j1772 import duty_percent, firmware_cable_rating_a, proximity_counts

from .board import PILOT_HIGH, PILOT_LOW, Inputs, LockDrive, Outputs, PilotDrive, PilotLevel
from .codes import REPORTED_FLAGS, EvseState, ServiceLevel, SettingsFlag, VolatileFlag
from .delay_timer import DelayTimer
from .heartbeat import Heartbeat
from .lcd import Lcd
from .meter import Ammeter, ChargeClock, EnergyMeter
from .notifications import Notification, StateReport, TextNoise
from .pilot import Held, Reading
from .profile import Profile
from .rtc import Rtc
from .settings import COUNTER_MAX, Settings
from .temperature import Temperatures

GRACE_MS = 3_000
"""How long the car is given to stop drawing current before the contactor opens under load (IEC 61851-1 A.2.5)."""


class Machine:
    """Volatile state of one controller."""

    def __init__(self, profile: Profile, settings: Settings, rtc: Rtc) -> None:
        self.profile = profile
        self.settings = settings
        self.blank_flags = 0
        """Settings word in force while none is stored yet."""
        self.rtc = rtc
        self.now = 0
        self.inputs = Inputs()
        self.notifications: list[Notification] = []
        self._reported: tuple[int, int, int, int] = (0, 0, 0, 0)

        self.pilot: PilotDrive = PILOT_LOW
        self.relay_1 = False
        self.relay_2 = False
        self.gfci_test = False
        self.lock_drive = LockDrive.IDLE

        self.state = EvseState.STARTING
        self.pilot_code = 0
        """Debounced pilot level as a state code (``$GS``, third value)."""
        self.flags = int(VolatileFlag.SESSION_ENDED)
        self.seen: Held[Reading | None] = Held(None, 0)
        """What the pilot line says at this instant; None while it is held at -12 V."""
        self.reading: Reading | None = None
        """The last level that lasted ``READING_MS``."""

        self.level = ServiceLevel.L1
        self.boot_level = profile.default_level
        """Level to start with where the self-test does not detect one."""
        self.capacity_a = 0
        self.cable_a = 0
        """Cable rating of the last look at the proximity contact; 0 is invalid."""
        self.voltage_mv = 0
        self.locked = False
        self.closed_at_ms = 0
        self.opened_at_ms = 0
        self.grace_until_ms: int | None = None
        """Set while a closed contactor waits for the car to stop."""
        self.gfci_latched = False
        self.gfci_testing = False
        """A self-test runs: a trip is its answer."""
        self.time_limit_15min = 0
        self.charge_limit_kwh = 0

        self.ammeter = Ammeter()
        self.current_ma = 0
        self.energy = EnergyMeter()
        self.clock = ChargeClock()
        self.temperatures = Temperatures()
        self.heartbeat = Heartbeat(settings.heartbeat_interval_s, settings.heartbeat_fallback_a)
        self.timer = DelayTimer()
        self.lcd = Lcd()
        self.power_uw = 0

    # -- settings ------------------------------------------------------------------------------------------------

    def store(self, **changes: object) -> None:
        """Replace persistent settings if something changes; the runtime saves the new value."""
        settings = msgspec.structs.replace(self.settings, **changes)
        if settings != self.settings:
            self.settings = settings

    def count_trip(self, counter: str) -> None:
        """Add one to a persistent fault counter, up to its limit."""
        trips = getattr(self.settings, counter)
        if trips < COUNTER_MAX:
            self.store(**{counter: trips + 1})

    @property
    def settings_flags(self) -> int:
        """The settings word."""
        flags = self.settings.flags
        return self.blank_flags if flags is None else flags

    def setting(self, flag: SettingsFlag) -> bool:
        """Whether a settings flag is set."""
        return bool(self.settings_flags & flag)

    def change_setting(self, flag: SettingsFlag, *, on: bool) -> None:
        """Set or clear a settings flag, persistently."""
        self.store(flags=self.settings_flags | flag if on else self.settings_flags & ~flag)

    # -- volatile flags ------------------------------------------------------------------------------------------

    def flag(self, flag: int) -> bool:
        """Whether a volatile flag is set."""
        return bool(self.flags & flag)

    def change_flag(self, flag: int, *, on: bool) -> None:
        """Set or clear a volatile flag."""
        self.flags = self.flags | flag if on else self.flags & ~flag

    @property
    def ev_connected(self) -> bool:
        """A car is connected, as last known."""
        return bool(self.flags & VolatileFlag.EV_CONNECTED)

    @property
    def hard_fault(self) -> bool:
        """A latched fault."""
        return bool(self.flags & VolatileFlag.HARD_FAULT)

    # -- reports -------------------------------------------------------------------------------------------------

    def say_relay_drive(self) -> None:
        """The text the firmware prints at boot and when a v6 board closes its contactor."""
        text = f"\nrelayCloseMs: {self.settings.relay_close_ms}\r\nrelayHoldPwm: {self.settings.relay_hold_pwm}\r\n"
        self.notifications.append(TextNoise(text))

    def report_state(self) -> None:
        """Queue a state report unconditionally."""
        self._reported = (self.state.code, self.pilot_code, self.capacity_a, self.flags & REPORTED_FLAGS)
        self.notifications.append(StateReport(self.state.code, self.pilot_code, self.capacity_a, self.flags))

    def report_change(self) -> None:
        """Queue a state report if something reported changed, unless state and car disagree for the moment."""
        current = (self.state.code, self.pilot_code, self.capacity_a, self.flags & REPORTED_FLAGS)
        if current == self._reported or self.state is EvseState.STARTING:
            return
        if self.ev_connected:
            consistent = self.state is not EvseState.A
        else:
            consistent = self.state is not EvseState.B and self.state is not EvseState.C
        if consistent:
            self.report_state()

    # -- pilot and contactor -------------------------------------------------------------------------------------

    @property
    def pwm_on(self) -> bool:
        """Current is on offer."""
        return self.pilot.level is PilotLevel.PWM

    def drive_pilot(self, drive: PilotDrive) -> None:
        """Put a level on the control pilot."""
        self.pilot = drive

    def offer_current(self) -> None:
        """Offer the present capacity by PWM."""
        self.pilot = PilotDrive(PilotLevel.PWM, duty_percent(self.capacity_a))

    @property
    def contactor_closed(self) -> bool:
        """Commanded closed, both contacts."""
        return self.relay_1 and self.relay_2

    def close_contactor(self, *, resumed: bool) -> None:
        """Close both contacts. Only the closing sequence calls this.

        ``resumed`` when power comes back within the same state C, after a dip of the pilot: no new charge begins.
        """
        self.relay_1 = self.relay_2 = True
        self.grace_until_ms = None
        self.flags |= VolatileFlag.CHARGING_ON
        self.clock.closed(self.now, first=self.flag(VolatileFlag.SESSION_ENDED) and not resumed)
        if not resumed:
            self.flags &= ~VolatileFlag.SESSION_ENDED
        self.ammeter.start(self.now)
        self.energy.start(self.now)
        self.closed_at_ms = self.now
        self.update_power()

    def open_contactor(self) -> None:
        """Open both contacts, now."""
        self.energy.stop(self.now, self.power_uw)
        self.relay_1 = self.relay_2 = False
        self.opened_at_ms = self.now
        self.stop_counting()
        self.flags &= ~VolatileFlag.CHARGING_ON
        self.grace_until_ms = None
        self.current_ma = 0
        self.power_uw = 0

    def stop_counting(self) -> None:
        """State C ends: charge time stands still and the ammeter is not read any more."""
        self.clock.opened(self.now)
        self.ammeter.stop()

    def ask_car_to_stop(self, within_ms: int = GRACE_MS) -> None:
        """Steady +12 V tells the car to stop; the contactor stays closed until it has, ``within_ms`` at most."""
        self.drive_pilot(PILOT_HIGH)
        if self.contactor_closed:
            self.grace_until_ms = self.now + within_ms
        else:
            self.opened_at_ms = self.now

    # -- metering ------------------------------------------------------------------------------------------------

    def update_power(self) -> None:
        """Recompute the metered power after current, voltage or contactor changed."""
        phases = 3 if self.profile.three_phase else 1
        self.power_uw = self.voltage_mv * self.current_ma * phases if self.contactor_closed else 0

    # -- capacity (open_evse 8.2.3) --------------------------------------------------------------

    @property
    def hardware_max_a(self) -> int:
        """The most this unit may ever offer at level 2."""
        return min(self.settings.hardware_max_a or self.profile.max_l2_a, self.profile.max_l2_a)

    @property
    def level_max_a(self) -> int:
        """The most it may offer at the present service level."""
        return self.profile.max_l1_a if self.level is ServiceLevel.L1 else self.hardware_max_a

    @property
    def configured_max_a(self) -> int:
        """The persistent maximum of the present level, within the level's and (in B and C) the cable's rating."""
        if self.level is ServiceLevel.L1:
            configured = self.settings.capacity_l1_a or self.profile.default_l1_a
        else:
            configured = self.settings.capacity_l2_a or self.profile.default_l2_a
        if self.cable_limits:
            configured = min(configured, self.cable_a)
        return min(max(configured, self.profile.min_a), self.level_max_a)

    @property
    def cable_limits(self) -> bool:
        """The cable's rating counts: a socket build with a car connected."""
        return self.profile.pp_auto_ampacity and self.state in (EvseState.B, EvseState.C)

    def look_at_cable(self) -> int:
        """Read the proximity contact; returns the cable's rating (A), 0 when invalid."""
        self.cable_a = firmware_cable_rating_a(proximity_counts(self.inputs.proximity_mv))
        return self.cable_a

    def set_capacity(self, amps: int, *, persistent: bool) -> bool:
        """Set the current on offer, clamped to what is allowed; True when it was taken as given."""
        maximum = self.level_max_a if persistent else self.configured_max_a
        if self.cable_limits:
            # A contact that cannot be read now does not make the cable thicker: its last rating holds.
            last_a = self.cable_a
            maximum = min(maximum, self.look_at_cable() or last_a)
            self.cable_a = self.cable_a or last_a
        self.capacity_a = min(max(amps, self.profile.min_a), maximum)
        if persistent:
            name = "capacity_l1_a" if self.level is ServiceLevel.L1 else "capacity_l2_a"
            self.store(**{name: self.capacity_a})
        if self.pwm_on:
            self.offer_current()
        return self.capacity_a == amps

    def set_level(self, level: ServiceLevel) -> None:
        """Change the service level, persistently; capacity and assumed voltage start again from its defaults."""
        self.level = level
        is_l2 = level is ServiceLevel.L2
        self.voltage_mv = self.profile.voltage_l2_mv if is_l2 else self.profile.voltage_l1_mv
        self.change_setting(SettingsFlag.LEVEL_2, on=is_l2)
        self.set_capacity(self.configured_max_a, persistent=False)
        self.update_power()

    @property
    def outputs(self) -> Outputs:
        """What the board is to do."""
        return Outputs(self.pilot, self.relay_1, self.relay_2, self.gfci_test, self.lock_drive)
