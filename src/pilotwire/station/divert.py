"""Solar divert ("eco"): charges with what the sun leaves over, as a source of claims.

Every sample of the feed is judged by itself: how much is available sets the current at once, the smoothed amount
decides about starting and stopping, with a hysteresis and a minimum time of charging. The figures are those of the
gateway (firmware 5.1), and so is what follows from them: between the two thresholds, and while the shortest charge
lasts, the current stays as it was.

Ours is what the settings say about the rest: below the minimum it stops, holds the minimum, or holds it within a daily
budget (``hold_budget``); a feed that falls silent is not believed for ever, and what eco does then is stated. What is
available is worked out in ``surplus``, how it is said in ``divert_words``. How often the contactor may close is decided
where claims become the target (``anti_chatter``).
"""

from __future__ import annotations

import msgspec

from .anti_chatter import REARM_MARGIN_A
from .claims import ChargeState, Claim, Client, Priority, Wish
from .divert_words import (
    NOT_ENOUGH,
    NOTHING_KNOWN,
    SHORTEST,
    battery_note,
    held_why,
    holding,
    missing,
    needed,
    silent,
    surplus,
    used_up,
)
from .feeds import Reading
from .hold_budget import Held, HoldBudget
from .input_filter import InputFilter, Smoothing
from .settings import Settings
from .source import Surroundings
from .status import DivertDoing, DivertMode, DivertStatus
from .surplus import (
    available_current_a,
    battery_known,
    battery_rule,
    battery_share_w,
    charge_rate_a,
    charging_current_a,
    followed_reading,
    is_fresh,
    supply_volts,
    surplus_w,
    trigger_current_a,
)
from .zone import zone_of

_AT_ONCE = frozenset({DivertDoing.HOLDING, DivertDoing.FALLBACK})
"""What begins and ends without a sample."""


class Habits(msgspec.Struct, frozen=True):
    """How divert judges, whatever the settings say."""

    hysteresis_a: float = REARM_MARGIN_A
    """How far above the trigger current charging starts (A)."""
    raise_interval_ms: int = 1_000
    """More current is asked for no more often, less at once: a fast feed does not make the pilot restless."""
    averaged_times: float = 4.0
    """No more than so many times what the station can offer goes into the average: a single absurd sample would keep
    the car charging for an hour."""


class _Seen(msgspec.Struct, frozen=True):
    """A measurement, with what the car drew when it came: what it draws later is not in it."""

    reading: Reading
    charging_a: float


class Divert:
    """Charges by the sun while its mode is eco.

    Args:
        smoothing: of the surplus.
        habits: how it judges.
        held: what of today's budget was used before a restart.

    """

    client = Client.DIVERT

    def __init__(
        self, smoothing: Smoothing | None = None, *, habits: Habits = Habits(), held: Held | None = None
    ) -> None:
        self.claim: Claim | None = None
        self.waiting_for = ""
        self.next_deadline_ms: int | None = None
        self.status = DivertStatus()
        self._smoothing = smoothing or InputFilter()
        self._habits = habits
        self._budget = HoldBudget(held)
        self._seen: _Seen | None = None
        self._battery: _Seen | None = None
        self._surplus_w = 0.0
        """What nobody had to buy when it was last judged (W)."""
        self._by_sun = False
        """The sun has started what is claimed."""
        self._latched = False
        self._charging = False
        self._keep_until_ms = 0
        self._raised_ms = 0
        self._eco_since_ms: int | None = None

    @property
    def held(self) -> Held | None:
        """What is to be kept of today's budget."""
        return self._budget.kept

    def set_mode(self, mode: DivertMode) -> bool:
        """Charge by the sun or not; says whether that is new."""
        if mode is self.status.mode:
            return False
        self._latched = self._by_sun = False
        self._eco_since_ms = self.next_deadline_ms = None
        self._budget.draw(0)
        self.waiting_for = ""
        if mode is DivertMode.ECO:
            self._smoothing.restart()
            self._keep_until_ms = 0
            self.status = DivertStatus(mode=mode, evaluated_ms=self.status.evaluated_ms)
            self.claim = _idle(NOTHING_KNOWN)
        else:
            self._tell(mode=mode, active=False, min_charge_remaining_s=0, doing=DivertDoing.WAITING)
            self.claim = None
        return True

    def advance(self, around: Surroundings) -> None:
        """Follow the charge, count what is held, and give up on a feed that has fallen silent."""
        now_ms, settings = around.moment.elapsed_ms, around.settings
        if around.evse.charging and not self._charging:
            self._keep_until_ms = now_ms + settings.divert_min_charge_time * 1000
        self._charging = around.evse.charging
        self._note(around)
        self._budget.advance(around.moment, zone_of(settings.time_zone))
        self.next_deadline_ms = None
        if self.status.mode is not DivertMode.ECO:
            return
        if self._eco_since_ms is None:
            self._eco_since_ms = now_ms
        deadlines_ms = [self._watch_feed(around), self._watch_budget(around)]
        self._budget.draw(self._held_w(around))
        if self.status.doing is DivertDoing.HOLDING and settings.divert_below_minimum == "budget":
            lasts_ms = self._budget.lasts_ms(settings.divert_hold_budget)
            deadlines_ms.append(None if lasts_ms is None else now_ms + max(lasts_ms, 1))
        self.next_deadline_ms = min((ms for ms in deadlines_ms if ms is not None), default=None)
        if self.status.doing in _AT_ONCE:
            self._agree(around)
            self._tell(active=self._latched)
        if self.status.held_today_wh != round(self._budget.used_wh):
            self._tell(held_today_wh=round(self._budget.used_wh))
        self._say(around)

    def sample(self, around: Surroundings) -> None:
        """A measurement of sun or grid has arrived: judge what is known now."""
        now_ms, settings = around.moment.elapsed_ms, around.settings
        self._tell(evaluated_ms=now_ms)
        self._note(around)
        if self.status.mode is not DivertMode.ECO:
            return
        if self._seen is not None and not is_fresh(self._seen.reading, settings, now_ms):
            return
        available_a, why = self._weigh(around)
        smoothed_a = self._smoothing.feed(
            min(available_a, self._habits.averaged_times * around.evse.configured_maximum_a),
            now_ms,
            rising_s=settings.divert_attack_smoothing_time,
            falling_s=settings.divert_decay_smoothing_time,
        )
        rate_a = charge_rate_a(available_a, settings.divert_pv_ratio)
        trigger_a = trigger_current_a(around.evse.minimum_a, settings.divert_pv_ratio)
        remaining_ms, was_active = self._remaining_ms(now_ms), self._latched
        if smoothed_a >= trigger_a + self._habits.hysteresis_a:
            self._by_sun = True
            self._charge(DivertDoing.SUN, self._calm(rate_a, now_ms), why)
        elif smoothed_a <= trigger_a:
            self._below(around, remaining_ms)
        elif self.status.doing is DivertDoing.FALLBACK:
            # The feed is back, with too little to start and enough to go on.
            self._charge(DivertDoing.SUN, self._calm(rate_a, now_ms), why) if self._wants else self._stop(NOT_ENOUGH)
        self._agree(around)
        self.status = DivertStatus(
            mode=self.status.mode,
            active=self._latched,
            charge_rate_a=rate_a,
            trigger_a=trigger_a,
            available_a=available_a,
            smoothed_a=smoothed_a,
            min_charge_remaining_s=_seconds_up(remaining_ms) if was_active else 0,
            evaluated_ms=now_ms,
            doing=self.status.doing,
            held_today_wh=self.status.held_today_wh,
        )
        self._say(around)

    # -- what is measured ----------------------------------------------------------------------------------------

    def _note(self, around: Surroundings) -> None:
        """Keep the measurements that count with the current they were taken at, however often they are judged."""
        charging_a = charging_current_a(around.evse)
        self._seen = _seen(self._seen, followed_reading(around.feeds, around.settings), charging_a)
        self._battery = _seen(self._battery, around.feeds.home_battery_w, charging_a)

    def _weigh(self, around: Surroundings) -> tuple[float, str]:
        """What is available (A), and how to say it."""
        self._surplus_w = 0.0
        if self._seen is None:
            return 0.0, surplus(0.0, 0.0, helped=False)
        reading, charging_a = self._seen.reading, self._seen.charging_a
        settings = around.settings
        volts = supply_volts(around.evse, settings)
        rule, share_w, helped = battery_rule(settings), 0.0, False
        if rule is not None:
            battery = battery_known(around.feeds, settings, around.moment.elapsed_ms)
            since_a = charging_a - (charging_a if self._battery is None else self._battery.charging_a)
            share_w = battery_share_w(battery, rule, reading, settings, taken_since_w=since_a * volts)
            helped = battery.power_w is not None and battery.power_w < 0 and rule.may_help(battery.soc_pct)
        self._surplus_w = surplus_w(reading, charging_a, volts, settings, battery_w=share_w)
        available_a = available_current_a(reading, charging_a, volts, settings, battery_w=share_w)
        return available_a, surplus(available_a, share_w / volts, helped=helped)

    # -- what is done about it -----------------------------------------------------------------------------------

    @property
    def _wants(self) -> bool:
        return self.claim is not None and self.claim.wish.state is ChargeState.ACTIVE

    def _charge(self, doing: DivertDoing, current_a: int, why: str) -> None:
        self.claim = Claim(Client.DIVERT, Priority.DIVERT, Wish(ChargeState.ACTIVE, current_a), why)
        self._tell(doing=doing)

    def _stop(self, why: str, doing: DivertDoing = DivertDoing.WAITING) -> None:
        self._by_sun = False
        self.claim = _idle(why)
        self._tell(doing=doing)

    def _calm(self, rate_a: int, now_ms: int) -> int:
        """The current to ask for: no more than before if that was raised a moment ago."""
        before_a = self.claim.wish.charge_current_a if self.claim is not None and self._wants else None
        if before_a is not None and rate_a <= before_a:
            return rate_a
        if before_a is not None and now_ms < self._raised_ms + self._habits.raise_interval_ms:
            return before_a
        self._raised_ms = now_ms
        return rate_a

    def _below(self, around: Surroundings, remaining_ms: int) -> None:
        """There is not enough sun to charge with: stop, or hold the minimum."""
        settings, minimum_a = around.settings, around.evse.minimum_a
        policy = settings.divert_below_minimum
        left = policy == "budget" and not self._used_up(settings)
        if (policy == "hold" and self._seen is not None) or (left and self._by_sun and around.evse.charging):
            self._charge(DivertDoing.HOLDING, minimum_a, held_why(settings))
        elif not remaining_ms:
            self._stop(used_up(settings) if policy == "budget" and not left and self._by_sun else NOT_ENOUGH)
        elif self.status.doing is DivertDoing.FALLBACK or (
            self.status.doing is DivertDoing.HOLDING and policy != "budget"
        ):
            self._charge(DivertDoing.SUN, minimum_a, SHORTEST)

    def _watch_budget(self, around: Surroundings) -> int | None:
        """Stop holding when the charge ends or the budget does; returns when to look again."""
        now_ms, settings = around.moment.elapsed_ms, around.settings
        if self.status.doing is not DivertDoing.HOLDING or settings.divert_below_minimum != "budget":
            return None
        if self._charging and not self._used_up(settings):
            return None
        if self._remaining_ms(now_ms):
            return self._keep_until_ms
        self._stop(used_up(settings) if self._charging else NOT_ENOUGH)
        return None

    def _watch_feed(self, around: Surroundings) -> int | None:
        """Fall back when the feed is silent; returns when to look again."""
        now_ms, settings = around.moment.elapsed_ms, around.settings
        if not settings.divert_feed_timeout:
            return None
        reading = followed_reading(around.feeds, settings)
        heard_ms = (self._eco_since_ms or 0) if reading is None else reading.elapsed_ms
        silent_ms = heard_ms + settings.divert_feed_timeout * 1000 + 1
        if now_ms < silent_ms:
            return silent_ms
        minimum_a, remaining_ms = around.evse.minimum_a, self._remaining_ms(now_ms)
        if settings.divert_feed_fallback == "minimum":
            self._charge(DivertDoing.FALLBACK, minimum_a, silent(settings, "charging with the minimum"))
        elif remaining_ms:
            self._charge(DivertDoing.FALLBACK, minimum_a, silent(settings, "paused when the shortest charge is over,"))
            return now_ms + remaining_ms
        else:
            self._stop(silent(settings, "paused"), DivertDoing.FALLBACK)
            self._tell(min_charge_remaining_s=0)
        return None

    def _held_w(self, around: Surroundings) -> float:
        """What the car takes beyond the sun because the minimum is held (W)."""
        if self.status.doing is not DivertDoing.HOLDING or around.target.state_client != Client.DIVERT:
            return 0.0
        if self._used_up(around.settings):
            # What goes on now does so for the shortest charge.
            return 0.0
        taken_w = charging_current_a(around.evse) * supply_volts(around.evse, around.settings)
        return max(0.0, taken_w - self._surplus_w)

    def _used_up(self, settings: Settings) -> bool:
        """Whether there is a budget and nothing left of it."""
        return settings.divert_below_minimum == "budget" and not self._budget.left_wh(settings.divert_hold_budget)

    def _remaining_ms(self, now_ms: int) -> int:
        """How long it still has to charge."""
        return max(0, self._keep_until_ms - now_ms) if self._wants and self._charging else 0

    # -- what is told --------------------------------------------------------------------------------------------

    def _agree(self, around: Surroundings) -> None:
        if self.claim is not None and self.claim.wish.state is around.target.state:
            # The target is that of the last round, so this lags by one sample, as clients know it.
            self._latched = self._wants

    def _tell(self, **changes: object) -> None:
        self.status = msgspec.structs.replace(self.status, **changes)

    def _say(self, around: Surroundings) -> None:
        settings, status = around.settings, self.status
        reading = followed_reading(around.feeds, settings)
        if status.doing is DivertDoing.FALLBACK or (
            not self._wants and not is_fresh(reading, settings, around.moment.elapsed_ms)
        ):
            self.waiting_for = missing(reading, settings)
        elif status.doing is DivertDoing.HOLDING and not self._used_up(settings):
            self.waiting_for = holding(around.evse.minimum_a, status, settings)
        elif not self._wants:
            start_a = trigger_current_a(around.evse.minimum_a, settings.divert_pv_ratio) + self._habits.hysteresis_a
            notes = [needed(status, start_a, settings), self._battery_note(around)]
            self.waiting_for = "; ".join(filter(None, notes))
        elif status.smoothed_a <= status.trigger_a and (remaining_ms := self._remaining_ms(around.moment.elapsed_ms)):
            self.waiting_for = f"more sun, or the end of the shortest charge in {_seconds_up(remaining_ms)} s"
        else:
            self.waiting_for = ""

    def _battery_note(self, around: Surroundings) -> str:
        rule = battery_rule(around.settings)
        if rule is None:
            return ""
        battery = battery_known(around.feeds, around.settings, around.moment.elapsed_ms)
        return battery_note(battery, rule, around.settings)


def _seen(before: _Seen | None, reading: Reading | None, charging_a: float) -> _Seen | None:
    if reading is None:
        return None
    if before is not None and before.reading == reading:
        return before
    return _Seen(reading, charging_a)


def _idle(why: str) -> Claim:
    return Claim(Client.DIVERT, Priority.DEFAULT, Wish(ChargeState.DISABLED), why)


def _seconds_up(milliseconds: int) -> int:
    return -(-milliseconds // 1000)
