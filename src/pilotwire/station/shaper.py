"""The current shaper: keeps the site's total power below what the supply bears, as a source of claims.

Figures and meaning are the gateway's (firmware 5.1). A pause it began is held until its minimum time is over *and*
there is enough to resume; without fresh data charging is not allowed. It is a safety: its claim outranks people's.
Less is claimed at once, more at most every 2 s. Where the meter tells the phases apart, the fullest one decides too,
since nobody knows on which one the car is; the sun comes on top of the whole only, since nobody knows on which phase it
shines. How often the contactor may close is decided where claims become the target (``anti_chatter``); the shaper is
among those who may open it at any time.
"""

from __future__ import annotations

import math

import msgspec

from .anti_chatter import REARM_MARGIN_A
from .claims import ChargeState, Claim, Client, Priority, Wish
from .feeds import Reading
from .input_filter import InputFilter
from .source import Surroundings
from .status import ShaperStatus
from .surplus import charging_current_a, follows_grid, supply_volts

RAISE_INTERVAL_MS = 2_000
"""A fast meter does not make the pilot restless."""


class _Sample(msgspec.Struct, frozen=True):
    """What a judgement is made of; judged anew when any of it is."""

    live: Reading
    phases: tuple[Reading, ...]
    sun: Reading | None
    """If it counts."""
    others: tuple[Reading | None, ...]
    """What does not count; but while a pause lasts, everything measured moves the smoothed load on."""
    max_w: int

    @property
    def limit_w(self) -> float:
        """What the site may take (W): the sun comes on top of what the supply bears."""
        return self.max_w + (self.sun.value if self.sun is not None else 0.0)


class Shaper:
    """Limits the current, or pauses, while it runs."""

    client = Client.SHAPER

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self.waiting_for = ""
        self.next_deadline_ms: int | None = None
        self.status = ShaperStatus()
        self._filter = InputFilter()
        self._judged: _Sample | None = None
        self._charging_a = self._phases_charging_a = 0.0
        """What the car drew when the live power came, and when that of the phases did (A)."""
        self._paused_since_ms: int | None = None
        self._rethink_ms: int | None = None
        """When to think about the pause again although nothing was measured."""
        self._changed_ms: int | None = None
        """When the claim last changed."""

    def switch(self, *, running: bool) -> None:
        """Run or not. Off, it wants nothing; on, it wants data."""
        if running is self.status.running:
            return
        self.status = msgspec.structs.replace(self.status, running=running)
        self.claim = None
        self.waiting_for = ""
        self._paused_since_ms = self._changed_ms = None
        self._rethink_ms = 0

    def advance(self, around: Surroundings) -> None:
        """Judge what has arrived since the last time, and its age."""
        self.next_deadline_ms = None
        live = _fresh(around.feeds.live_power_w, around)
        if live is not None:
            self._judge_news(live, around)
        elif self.status.updated:
            self.status = msgspec.structs.replace(self.status, updated=False)
        max_w = around.settings.current_shaper_max_pwr
        if self.status.max_w != max_w:
            self.status = msgspec.structs.replace(self.status, max_w=max_w)
        if not self.status.running:
            return
        if live is None:
            self._fail_safe(around)
            return
        believed = (live, _sun(around), *_phases(around)[:1])
        deadlines_ms = [reading.elapsed_ms + _longest_ms(around) + 1 for reading in believed if reading is not None]
        deadlines_ms += [ms for ms in (self._carry_out(around), self._rethink_ms) if ms is not None]
        self.next_deadline_ms = min(deadlines_ms)

    # -- what the supply can spare -------------------------------------------------------------------------------

    def _judge_news(self, live: Reading, around: Surroundings) -> None:
        feeds, now_ms = around.feeds, around.moment.elapsed_ms
        max_w = around.settings.current_shaper_max_pwr
        sample = _Sample(live, _phases(around), _sun(around), (feeds.solar_w, feeds.grid_w), max_w)
        if sample != self._judged or not self.status.updated:
            # What the car draws later is not in these measurements, however often they are judged again.
            if self._judged is None or live != self._judged.live:
                self._charging_a = charging_current_a(around.evse)
            if self._judged is None or sample.phases != self._judged.phases:
                self._phases_charging_a = charging_current_a(around.evse)
            self._judged = sample
            load_w = self._smoothed(live, around)
            current_a = self._allowed_a(sample, load_w, around)
            self.status = msgspec.structs.replace(
                self.status, max_w=max_w, smoothed_w=load_w, current_a=current_a, updated=True, evaluated_ms=now_ms
            )
        elif self._rethink_ms is None or now_ms < self._rethink_ms:
            return
        if self.status.running:
            self._pause_or_resume(around)

    def _smoothed(self, live: Reading, around: Surroundings) -> float:
        """The load: as it is while charging; in a pause a falling load counts only slowly."""
        now_ms = around.moment.elapsed_ms
        falling_s = around.settings.current_shaper_smoothing_time if self._paused_since_ms is not None else 0
        return self._filter.feed(live.value, now_ms, rising_s=0, falling_s=falling_s)

    def _allowed_a(self, sample: _Sample, load_w: float, around: Surroundings) -> float:
        """What is left of the limit, car included, as current for each phase it charges on (A); negative beyond it."""
        spare_a = (sample.limit_w - math.trunc(load_w)) / supply_volts(around.evse, around.settings)
        third_w, volts = sample.max_w / 3, around.evse.voltage_v
        by_phase = [(third_w - phase.value) / volts + self._phases_charging_a for phase in sample.phases]
        return min([spare_a + self._charging_a, *by_phase])

    def _pause_or_resume(self, around: Surroundings) -> None:
        now_ms, minimum_a, current_a = around.moment.elapsed_ms, around.evse.minimum_a, self.status.current_a
        pause_ms = around.settings.current_shaper_min_pause_time * 1000
        if current_a < minimum_a and self._paused_since_ms is None:
            self._paused_since_ms = now_ms
        self._rethink_ms = None
        if self._paused_since_ms is None:
            return
        if now_ms < self._paused_since_ms + pause_ms:
            self._rethink_ms = self._paused_since_ms + pause_ms
        elif current_a >= minimum_a + REARM_MARGIN_A:
            self._paused_since_ms = None
            self.status = msgspec.structs.replace(self.status, evaluated_ms=now_ms)

    # -- what is claimed -----------------------------------------------------------------------------------------

    def _carry_out(self, around: Surroundings) -> int | None:
        """Claim what was judged; returns when to try again if it has to wait."""
        now_ms, current_a = around.moment.elapsed_ms, self.status.current_a
        paused = self._paused_since_ms is not None
        self.waiting_for = self._outlook(around) if paused else ""
        wish = Wish(ChargeState.DISABLED if paused else None, max_current_a=max(0, math.floor(current_a)))
        before = self.claim
        if before is None or before.wish != wish:
            earliest_ms = 0 if self._changed_ms is None else self._changed_ms + RAISE_INTERVAL_MS
            if before is not None and now_ms < earliest_ms and _allows_more(wish, before.wish):
                return earliest_ms
            self._changed_ms = now_ms
        limit_w = 0.0 if self._judged is None else self._judged.limit_w
        why = f"the house takes {self.status.smoothed_w:.0f} W of {limit_w:.0f} W"
        self.claim = Claim(Client.SHAPER, Priority.SAFETY, wish, why)
        return None

    def _fail_safe(self, around: Surroundings) -> None:
        """Without fresh data nobody knows what the supply bears: do not charge."""
        self._rethink_ms = self._changed_ms = None
        self.waiting_for = "a measurement of the load of the house"
        if self.claim is not None and self.claim.priority == Priority.LIMIT:
            return
        now_ms, live = around.moment.elapsed_ms, around.feeds.live_power_w
        self.status = msgspec.structs.replace(self.status, evaluated_ms=now_ms)
        if live is not None:
            # Before the first measurement there was no charging that could have been paused.
            if self._paused_since_ms is None:
                self._paused_since_ms = now_ms
            self._filter.restart(live.value)
            self.status = msgspec.structs.replace(self.status, smoothed_w=live.value)
        why = "nothing is known of the load of the house"
        self.claim = Claim(Client.SHAPER, Priority.LIMIT, Wish(ChargeState.DISABLED), why)

    def _outlook(self, around: Surroundings) -> str:
        wanted_a = around.evse.minimum_a + REARM_MARGIN_A
        text = f"{wanted_a:g} A that the supply can spare, {max(self.status.current_a, 0):.1f} A now"
        if self._rethink_ms is None:
            return text
        rest_s = max(0, self._rethink_ms - around.moment.elapsed_ms) // 1000
        return f"{text}, and a pause of another {rest_s} s"


def _allows_more(wish: Wish, before: Wish) -> bool:
    if wish.state is not before.state:
        return before.state is ChargeState.DISABLED
    return (wish.max_current_a or 0) > (before.max_current_a or 0)


def _longest_ms(around: Surroundings) -> int:
    """How long a measurement is believed."""
    return around.settings.current_shaper_data_maxinterval * 1000


def _fresh(reading: Reading | None, around: Surroundings) -> Reading | None:
    if reading is None or reading.age_ms(around.moment.elapsed_ms) > _longest_ms(around):
        return None
    return reading


def _sun(around: Surroundings) -> Reading | None:
    """The sun adds to what the site may take where divert follows it, as long as it is known to shine."""
    settings = around.settings
    return _fresh(around.feeds.solar_w, around) if settings.divert_enabled and not follows_grid(settings) else None


def _phases(around: Surroundings) -> tuple[Reading, ...]:
    """The load of each phase, if the meter tells and as long as it is believed; it may be older than the whole."""
    phases = around.feeds.live_power_phases_w
    return () if phases is None or _fresh(phases[0], around) is None else phases
