"""The current shaper: keeps the site's total power below what the supply bears, as a source of claims.

Figures and meaning are the gateway's (firmware 5.1). A pause it began is held until its minimum time is over *and*
there is enough to resume; without fresh data charging is not allowed. It is a safety: its claim outranks people's.
"""

from __future__ import annotations

import math

from .claims import ChargeState, Claim, Client, Priority, Wish
from .feeds import Reading
from .input_filter import InputFilter
from .source import Surroundings
from .status import ShaperStatus

RESUME_MARGIN_A = 0.5


class Shaper:
    """Limits the current, or pauses, while it runs."""

    client = Client.SHAPER

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self.waiting_for = ""
        self.next_deadline_ms: int | None = None
        self.status = ShaperStatus()
        self._filter = InputFilter()
        self._judged: tuple[Reading | None, Reading | None, int] | None = None
        self._paused_since_ms: int | None = None
        self._resume_ms: int | None = None
        """When the minimum time of a pause is over, if it is not yet."""
        self._stale = False

    def switch(self, *, running: bool) -> None:
        """Run or not. Off, it wants nothing; on, it wants data."""
        self.status = ShaperStatus(running, self.status.max_w, self.status.smoothed_w, self.status.current_a)
        self.claim = None
        self.waiting_for = ""
        self._judged = None
        self._paused_since_ms = self._resume_ms = None
        self._stale = False

    def advance(self, around: Surroundings) -> None:
        """Judge what has arrived since the last time, and its age."""
        now_ms, settings = around.moment.elapsed_ms, around.settings
        live = around.feeds.live_power_w
        self.next_deadline_ms = None
        judged = (live, _sun(around), settings.current_shaper_max_pwr)
        if live is not None and (judged != self._judged or self._resume_due(now_ms)):
            self._judged = judged
            self._judge(around, live)
        self._watch_age(around, live)
        if not self.status.running:
            self.claim = None
            self.waiting_for = ""

    def _judge(self, around: Surroundings, live: Reading) -> None:
        now_ms, settings = around.moment.elapsed_ms, around.settings
        sun = _sun(around)
        limit_w = settings.current_shaper_max_pwr + (sun.value if sun is not None else 0.0)
        load_w = self._smoothed(live, now_ms, settings.current_shaper_smoothing_time)
        volts = around.evse.voltage_v * (3 if settings.is_threephase else 1)
        charging_a = around.evse.current_ma / 1000 if around.evse.charging else 0.0
        current_a = (limit_w - load_w) / volts + charging_a
        self._pause_or_resume(current_a, around)
        self._stale = False
        self.status = ShaperStatus(
            self.status.running, settings.current_shaper_max_pwr, load_w, current_a, updated=True
        )
        allowed_a = max(0, math.floor(current_a))
        paused = self._paused_since_ms is not None
        wish = Wish(ChargeState.DISABLED if paused else None, max_current_a=allowed_a)
        why = f"the house takes {load_w:.0f} W of {limit_w:.0f} W"
        self.claim = Claim(Client.SHAPER, Priority.SAFETY, wish, why)
        self.waiting_for = self._outlook(current_a, around) if paused else ""

    def _smoothed(self, live: Reading, now_ms: int, time_s: int) -> float:
        """The load: as it is while charging; in a pause a falling load counts only slowly."""
        if self._paused_since_ms is None or live.value > self._filter.value:
            self._filter.feed(live.value, now_ms, rising_s=0, falling_s=0)
        else:
            self._filter.feed(live.value, now_ms, rising_s=0, falling_s=time_s)
        return self._filter.value

    def _pause_or_resume(self, current_a: float, around: Surroundings) -> None:
        now_ms, minimum_a = around.moment.elapsed_ms, around.evse.minimum_a
        pause_ms = around.settings.current_shaper_min_pause_time * 1000
        if not self.status.running:
            self._paused_since_ms = None
        elif current_a < minimum_a:
            if self._paused_since_ms is None:
                self._paused_since_ms = now_ms
        elif self._paused_since_ms is not None:
            rested = now_ms >= self._paused_since_ms + pause_ms
            if rested and current_a - minimum_a >= RESUME_MARGIN_A:
                self._paused_since_ms = None
        if self._paused_since_ms is not None and now_ms < self._paused_since_ms + pause_ms:
            self._resume_ms = self._paused_since_ms + pause_ms
        else:
            self._resume_ms = None

    def _resume_due(self, now_ms: int) -> bool:
        return self._resume_ms is not None and now_ms >= self._resume_ms

    def _watch_age(self, around: Surroundings, live: Reading | None) -> None:
        """Without fresh data nobody knows what the supply bears: do not charge."""
        if not self.status.running:
            return
        now_ms, longest_ms = around.moment.elapsed_ms, around.settings.current_shaper_data_maxinterval * 1000
        if live is not None and live.age_ms(now_ms) <= longest_ms:
            due_ms = live.elapsed_ms + longest_ms + 1
            self.next_deadline_ms = due_ms if self._resume_ms is None else min(due_ms, self._resume_ms)
            return
        if not self._stale:
            self._stale = True
            if self._paused_since_ms is None:
                self._paused_since_ms = now_ms
            self.status = ShaperStatus(
                running=True,
                max_w=around.settings.current_shaper_max_pwr,
                smoothed_w=self.status.smoothed_w if live is None else live.value,
                current_a=self.status.current_a,
            )
            why = "nothing is known of the load of the house"
            self.claim = Claim(Client.SHAPER, Priority.LIMIT, Wish(ChargeState.DISABLED), why)
        self.waiting_for = "a measurement of the load of the house"

    def _outlook(self, current_a: float, around: Surroundings) -> str:
        wanted_a = around.evse.minimum_a + RESUME_MARGIN_A
        text = f"{wanted_a:g} A that the supply can spare, {max(current_a, 0):.1f} A now"
        if self._resume_ms is None:
            return text
        rest_s = max(0, self._resume_ms - around.moment.elapsed_ms) // 1000
        return f"{text}, and a pause of another {rest_s} s"


def _sun(around: Surroundings) -> Reading | None:
    """The sun adds to what the site may take where divert follows it."""
    settings = around.settings
    return around.feeds.solar_w if settings.divert_enabled and settings.divert_type == 0 else None
