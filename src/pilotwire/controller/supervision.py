"""What watches over a charge besides the protections: heartbeat, temperature throttle, time and energy limits."""

from __future__ import annotations

from .codes import EvseState, ServiceLevel, SettingsFlag, VolatileFlag
from .machine import Machine
from .protections import SENSE_DELAY_MS

QUARTER_S = 900
"""Time limits count quarters of an hour."""


class Supervision:
    """Lowers the capacity, or says that the charge is over."""

    def __init__(self, m: Machine) -> None:
        self._m = m
        self._throttle_at: int | None = None

    @property
    def throttle_at(self) -> int | None:
        """When the temperatures will be judged next (ms)."""
        return self._throttle_at

    def temperatures_changed(self) -> None:
        """New values were read: they are judged in the next full second of charging."""
        m = self._m
        if m.contactor_closed and m.state is EvseState.C:
            self._throttle_at = m.now + 1_000 - (m.now - m.closed_at_ms) % 1_000

    def throttle(self) -> bool:
        """Restore in any pass, throttle once per second of charging; True when the capacity changed."""
        m = self._m
        temperatures = m.temperatures
        if self._throttle_at is None and not temperatures.throttled and not temperatures.deep_throttled:
            return False
        if m.setting(SettingsFlag.TEMPERATURE_CHECK_OFF):
            return False
        capacity_a = temperatures.restore_step(m.configured_max_a)
        changed = capacity_a is not None
        if capacity_a is not None:
            m.set_capacity(capacity_a, persistent=False)
        if m.state is not EvseState.C or not m.contactor_closed:
            self._throttle_at = None
        elif self._throttle_at is not None and m.now >= self._throttle_at:
            self._throttle_at = None
            capacity_a = m.temperatures.throttle_step(m.capacity_a, m.configured_max_a)
            if capacity_a is not None:
                m.set_capacity(capacity_a, persistent=False)
                self.temperatures_changed()
                changed = True
        return changed

    def level_found(self) -> bool:
        """A car kept the power-on test from finding the service level: look through the closed contactor, once."""
        m = self._m
        if not m.flag(VolatileFlag.AUTO_LEVEL_SKIPPED) or m.profile.cgmi:
            return False
        if not m.contactor_closed or m.now - m.closed_at_ms <= SENSE_DELAY_MS:
            return False
        m.change_flag(VolatileFlag.AUTO_LEVEL_SKIPPED, on=False)
        if not (m.inputs.ac_sense_1 and m.inputs.ac_sense_2):
            return False
        m.set_level(ServiceLevel.L2)
        return True

    def heartbeat_missed(self) -> bool:
        """A pulse is overdue; the capacity falls back. True when it changed."""
        m = self._m
        if not m.heartbeat.check(m.now) or m.heartbeat.fallback_a >= m.capacity_a:
            return False
        m.set_capacity(m.heartbeat.fallback_a, persistent=False)
        return True

    def limit_reached(self) -> bool:
        """The session has had the energy or the time it was allowed; both limits are cleared."""
        m = self._m
        by_energy = m.charge_limit_kwh and m.energy.session_wh >= m.charge_limit_kwh * 1_000
        by_time = m.time_limit_15min and m.clock.elapsed_s(m.now) >= m.time_limit_15min * QUARTER_S
        if not by_energy and not by_time:
            return False
        self.clear_limits()
        m.change_flag(VolatileFlag.LIMIT_SLEEP, on=True)
        return True

    def clear_limits(self) -> None:
        """No limits."""
        m = self._m
        m.charge_limit_kwh = m.time_limit_15min = 0
        m.change_flag(VolatileFlag.CHARGE_LIMIT | VolatileFlag.TIME_LIMIT, on=False)
