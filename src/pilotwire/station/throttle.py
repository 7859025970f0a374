"""Temperature throttle: a station that gets hot charges slower, a step at a time, before the controller has to stop.

As in the gateway (firmware of July 2026): every 30 s at or above the set point one ampere less, down to the minimum;
below it one ampere more, until what was offered when it began is reached and the claim is released. Its claim names a
current and outranks the others', so it never names more than they ask for.
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
        """Take a step if one is due, and stay below what others ask for."""
        if not around.settings.temp_throttle_enabled:
            self._stop()
            return
        now_ms = around.moment.elapsed_ms
        if self.next_deadline_ms is None or now_ms >= self.next_deadline_ms:
            self._step(around)
        if self.claim is not None:
            wish = Wish(charge_current_a=min([self._now_a, *_asked_a(around)]))
            self.claim = Claim(Client.TEMPERATURE, Priority.SAFETY, wish, self.claim.why)

    def _step(self, around: Surroundings) -> None:
        evse, settings, temperature_dc = around.evse, around.settings, around.evse.temperature_dc
        if temperature_dc is None:
            # A sensor that is gone says neither hot nor cool: stay as we are, and look again.
            self.next_deadline_ms = None if self.claim is None else around.moment.elapsed_ms + STEP_MS
            return
        hot = temperature_dc >= settings.temp_throttle_setpoint * 10
        if self.claim is None:
            if not (hot and evse.charging and evse.pilot_a):
                return
            self._before_a = self._now_a = evse.pilot_a
        if hot:
            self._now_a = max(evse.minimum_a, self._now_a - 1)
        elif self._now_a < self._before_a:
            self._now_a += 1
        else:
            self._stop()
            return
        self.next_deadline_ms = around.moment.elapsed_ms + STEP_MS
        why = f"{temperature_dc / 10:.0f} °C inside, {settings.temp_throttle_setpoint} °C is the set point"
        self.claim = Claim(Client.TEMPERATURE, Priority.SAFETY, Wish(charge_current_a=self._now_a), why)
        step = f"one ampere every {STEP_MS // 1000} s"
        self.waiting_for = f"less heat, {step} less" if hot else f"{self._before_a} A again, {step} more"

    def _stop(self) -> None:
        self.claim = None
        self.next_deadline_ms = None
        self.waiting_for = ""


def _asked_a(around: Surroundings) -> list[int]:
    """The current that would be asked for without us, if one would."""
    others = [
        (claim.priority, asked_a)
        for claim in around.claims
        if claim.client != Client.TEMPERATURE and (asked_a := claim.wish.charge_current_a) is not None
    ]
    # max() keeps the first of equals: the older slot, as arbitration does.
    return [max(others, key=lambda asked: asked[0])[1]] if others else []
