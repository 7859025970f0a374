"""Temperature throttle: a station that gets hot charges slower, a step at a time, before the controller has to stop.

As in the gateway (firmware of July 2026): every 30 s at or above the set point one ampere less, down to the minimum;
below it one ampere more, until what was offered when it began is reached and the claim is released.
"""

from __future__ import annotations

from .claims import Claim, Client, Priority, Wish
from .source import Surroundings

STEP_MS = 30_000


class Throttle:
    """Lowers the current while the controller is hot."""

    client = Client.TEMPERATURE

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self.waiting_for = ""
        self.next_deadline_ms: int | None = None
        self._before_a = 0
        self._now_a = 0

    def advance(self, around: Surroundings) -> None:
        """Take a step if one is due."""
        evse, settings, now_ms = around.evse, around.settings, around.moment.elapsed_ms
        temperature_dc = evse.temperature_dc
        if not settings.temp_throttle_enabled:
            self._stop()
            return
        if temperature_dc is None or (self.next_deadline_ms is not None and now_ms < self.next_deadline_ms):
            return
        hot = temperature_dc >= settings.temp_throttle_setpoint * 10
        if hot and self.claim is None and evse.charging and evse.pilot_a:
            self._before_a = self._now_a = evse.pilot_a
        elif self.claim is None:
            return
        if hot:
            self._now_a = max(evse.minimum_a, self._now_a - 1)
        elif self._now_a < self._before_a:
            self._now_a += 1
        else:
            self._stop()
            return
        self.next_deadline_ms = now_ms + STEP_MS
        why = f"{temperature_dc / 10:.0f} °C inside, {settings.temp_throttle_setpoint} °C is the set point"
        self.claim = Claim(Client.TEMPERATURE, Priority.SAFETY, Wish(charge_current_a=self._now_a), why)
        self.waiting_for = "" if hot else f"{self._before_a} A again, one ampere every {STEP_MS // 1000} s"

    def _stop(self) -> None:
        self.claim = None
        self.next_deadline_ms = None
        self.waiting_for = ""
