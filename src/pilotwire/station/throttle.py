"""Temperature: a station that gets hot charges slower, a step at a time, and above its shutdown temperature not at all.

The throttle is the gateway's (firmware of July 2026): every 30 s at or above the set point one ampere less, down to
the minimum; below it one ampere more, until what was offered when it began is reached and the claim is released. Its
claim names a current and outranks the others', so it never names more than they ask for.

The shutdown temperature the gateway only hands to controllers of RAPI 6; all others go by their own. Here it holds
with every controller: at it charging is paused, before the controller's own protection has to end it with a fault.
"""

from __future__ import annotations

from .claims import ChargeState, Claim, Client, Priority, Wish
from .source import Surroundings

STEP_MS = 30_000
RESUME_MARGIN_C = 5
"""So far below the shutdown temperature charging goes on: what has cooled a little is hot again at once."""


class Throttle:
    """Lowers the current while the controller is hot, and pauses while it is too hot."""

    client = Client.TEMPERATURE

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self.waiting_for = ""
        self.next_deadline_ms: int | None = None
        self._before_a = 0
        self._now_a: int | None = None
        """What it lowers the current to; None while it does not."""
        self._why = ""
        self._outlook = ""
        self._too_hot = False

    def advance(self, around: Surroundings) -> None:
        """Take a step if one is due, stay below what others ask for, and pause or resume."""
        if not around.settings.temp_throttle_enabled:
            self._let_go()
        elif self.next_deadline_ms is None or around.moment.elapsed_ms >= self.next_deadline_ms:
            self._step(around)
        self._judge_shutdown(around)
        self._make_claim(around)

    def _step(self, around: Surroundings) -> None:
        evse, settings, temperature_dc = around.evse, around.settings, around.evse.temperature_dc
        if temperature_dc is None:
            # A sensor that is gone says neither hot nor cool: stay as we are, and look again.
            self.next_deadline_ms = None if self._now_a is None else around.moment.elapsed_ms + STEP_MS
            return
        hot = temperature_dc >= settings.temp_throttle_setpoint * 10
        if self._now_a is None:
            if not (hot and evse.charging and evse.pilot_a):
                return
            self._before_a = self._now_a = evse.pilot_a
        if hot:
            self._now_a = max(evse.minimum_a, self._now_a - 1)
        elif self._now_a < self._before_a:
            self._now_a += 1
        else:
            self._let_go()
            return
        self.next_deadline_ms = around.moment.elapsed_ms + STEP_MS
        self._why = f"{temperature_dc / 10:.0f} °C inside, {settings.temp_throttle_setpoint} °C is the set point"
        step = f"one ampere every {STEP_MS // 1000} s"
        self._outlook = f"less heat, {step} less" if hot else f"{self._before_a} A again, {step} more"

    def _let_go(self) -> None:
        self._now_a = self.next_deadline_ms = None

    def _judge_shutdown(self, around: Surroundings) -> None:
        limit_c, hottest_dc = around.settings.over_temp_shutdown, around.evse.hottest_dc
        if not limit_c:
            self._too_hot = False
        elif hottest_dc is not None:
            least_c = limit_c - RESUME_MARGIN_C if self._too_hot else limit_c
            self._too_hot = hottest_dc >= least_c * 10

    def _make_claim(self, around: Surroundings) -> None:
        if self._now_a is None and not self._too_hot:
            self.claim, self.waiting_for = None, ""
            return
        current_a = None if self._now_a is None else min([self._now_a, *_asked_a(around)])
        why, self.waiting_for = (self._why, self._outlook) if not self._too_hot else _too_hot_words(around)
        wish = Wish(ChargeState.DISABLED if self._too_hot else None, charge_current_a=current_a)
        self.claim = Claim(Client.TEMPERATURE, Priority.SAFETY, wish, why)


def _too_hot_words(around: Surroundings) -> tuple[str, str]:
    """Why it pauses, and what it waits for."""
    limit_c, hottest_dc = around.settings.over_temp_shutdown, around.evse.hottest_dc
    now = "no temperature is known now" if hottest_dc is None else f"{hottest_dc / 10:.0f} °C inside"
    return f"{now}, charging stops at {limit_c} °C", f"less than {limit_c - RESUME_MARGIN_C} °C inside"


def _asked_a(around: Surroundings) -> list[int]:
    """The current that would be asked for without us, if one would."""
    others = [
        (claim.priority, asked_a)
        for claim in around.claims
        if claim.client != Client.TEMPERATURE and (asked_a := claim.wish.charge_current_a) is not None
    ]
    # max() keeps the first of equals: the older slot, as arbitration does.
    return [max(others, key=lambda asked: asked[0])[1]] if others else []
