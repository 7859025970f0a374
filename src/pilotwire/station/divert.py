"""Solar divert ("eco"): charges with what the sun leaves over, as a source of claims.

Every sample of the feed is judged by itself: how much is available sets the current at once, the smoothed amount
decides about starting and stopping, with a hysteresis and a minimum time of charging. The figures are those of the
gateway (firmware 5.1); what differs is that a feed that falls silent is not believed for ever.
"""

from __future__ import annotations

import math

from .claims import ChargeState, Claim, Client, Priority, Wish
from .input_filter import InputFilter
from .settings import Settings
from .source import Surroundings
from .status import DivertMode, DivertStatus

HYSTERESIS_A = 0.5
_RESERVE_W = 1000.0
"""Times what the ratio exceeds 1: what is always exported with a grid feed."""


class Divert:
    """Charges by the sun while its mode is eco."""

    client = Client.DIVERT

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self.waiting_for = ""
        self.next_deadline_ms: int | None = None
        self.status = DivertStatus()
        self._filter = InputFilter()
        self._latched = False
        self._charging = False
        self._keep_until_ms = 0

    def set_mode(self, mode: DivertMode) -> bool:
        """Charge by the sun or not; says whether that is new."""
        if mode is self.status.mode:
            return False
        self._filter.restart()
        self._latched = False
        self._keep_until_ms = 0
        self.status = DivertStatus(mode=mode, evaluated_ms=self.status.evaluated_ms)
        self.claim = _idle() if mode is DivertMode.ECO else None
        self.waiting_for = "a first measurement of sun or grid" if mode is DivertMode.ECO else ""
        self.next_deadline_ms = None
        return True

    def advance(self, around: Surroundings) -> None:
        """Follow the charge, and give up on a feed that has fallen silent."""
        now_ms, settings = around.moment.elapsed_ms, around.settings
        if around.evse.charging and not self._charging:
            self._keep_until_ms = now_ms + settings.divert_min_charge_time * 1000
        self._charging = around.evse.charging
        self.next_deadline_ms = None
        evaluated_ms, silence_ms = self.status.evaluated_ms, settings.divert_feed_timeout * 1000
        if self.status.mode is not DivertMode.ECO or not self._wants or not silence_ms or evaluated_ms is None:
            return
        due_ms = evaluated_ms + silence_ms
        if self._remaining_ms(now_ms):
            due_ms = max(due_ms, self._keep_until_ms)
        if now_ms < due_ms:
            self.next_deadline_ms = due_ms
            return
        self.claim = _idle()
        self.waiting_for = f"a measurement of sun or grid: the last one came {(now_ms - evaluated_ms) // 1000} s ago"

    def sample(self, around: Surroundings) -> None:
        """A measurement of sun or grid has arrived: judge it."""
        now_ms, settings = around.moment.elapsed_ms, around.settings
        self.status = DivertStatus(mode=self.status.mode, active=self.status.active, evaluated_ms=now_ms)
        if self.status.mode is not DivertMode.ECO:
            return
        available_a = available_current_a(around)
        smoothed_a = self._filter.feed(
            available_a,
            now_ms,
            rising_s=settings.divert_attack_smoothing_time,
            falling_s=settings.divert_decay_smoothing_time,
        )
        rate_a = charge_rate_a(available_a, settings.divert_pv_ratio)
        trigger_a = trigger_current_a(around.evse.minimum_a, settings.divert_pv_ratio)
        if smoothed_a >= trigger_a + HYSTERESIS_A:
            wish = Wish(ChargeState.ACTIVE, rate_a)
            self.claim = Claim(Client.DIVERT, Priority.DIVERT, wish, f"{available_a:.1f} A of surplus")
            self.waiting_for = ""
        elif smoothed_a <= trigger_a and not self._remaining_ms(now_ms):
            self.claim = _idle()
        if not self._wants:
            self.waiting_for = _outlook(trigger_a + HYSTERESIS_A, available_a, smoothed_a, settings)
        if self.claim is not None and self.claim.wish.state is around.target.state:
            # The target is that of the last round, so this lags by one sample, as clients know it.
            self._latched = self._wants
        self.status = DivertStatus(
            mode=self.status.mode,
            active=self._latched,
            charge_rate_a=rate_a,
            trigger_a=trigger_a,
            available_a=available_a,
            smoothed_a=smoothed_a,
            min_charge_remaining_s=self._remaining_ms(now_ms) // 1000,
            evaluated_ms=now_ms,
        )

    @property
    def _wants(self) -> bool:
        return self.claim is not None and self.claim.wish.state is ChargeState.ACTIVE

    def _remaining_ms(self, now_ms: int) -> int:
        """How long it still has to charge."""
        return max(0, self._keep_until_ms - now_ms) if self._latched and self._charging else 0


def follows_grid(settings: Settings) -> bool:
    """Whether the grid feed counts, and not the solar one. Left open, it is the one that is configured."""
    return settings.divert_type == 1 or (settings.divert_type < 0 and bool(settings.mqtt_grid_ie))


def available_current_a(around: Surroundings) -> float:
    """What the sun leaves over, as current for each phase the car charges on (A)."""
    settings, feeds = around.settings, around.feeds
    volts = around.evse.voltage_v * (3 if settings.is_threephase else 1)
    if not follows_grid(settings):
        return max(0.0, feeds.solar_w.value / volts) if feeds.solar_w is not None else 0.0
    if feeds.grid_w is None:
        return 0.0
    charging_a = around.evse.current_ma / 1000 if around.evse.charging else 0.0
    grid_a = feeds.grid_w.value / volts - charging_a
    reserve_a = _RESERVE_W * max(0.0, settings.divert_pv_ratio - 1) / volts
    return max(0.0, -grid_a - reserve_a)


def charge_rate_a(available_a: float, ratio: float) -> int:
    """The current to charge with (A): rounded down, or up where the ratio lets the grid give the rest."""
    rate_a = math.floor(available_a)
    return rate_a + 1 if available_a - rate_a > min(1.0, ratio) else rate_a


def trigger_current_a(minimum_a: int, ratio: float) -> float:
    """At and below this smoothed current charging stops (A)."""
    return minimum_a * min(1.0, ratio)


def _idle() -> Claim:
    return Claim(Client.DIVERT, Priority.DEFAULT, Wish(ChargeState.DISABLED), "not enough sun")


def _outlook(start_a: float, available_a: float, smoothed_a: float, settings: Settings) -> str:
    return (
        f"{start_a:.3g} A of surplus, {available_a:.1f} A now, {smoothed_a:.1f} A on average of "
        f"{settings.divert_attack_smoothing_time} s"
    )
