"""Solar divert ("eco"): charges with what the sun leaves over, as a source of claims.

Every sample of the feed is judged by itself: how much is available sets the current at once, the smoothed amount
decides about starting and stopping, with a hysteresis and a minimum time of charging. The figures are those of the
gateway (firmware 5.1); what differs is that a feed that falls silent is not believed for ever. What is available is
worked out in ``surplus``. A bound on how often the contactor closes belongs to the place where claims become the
target, not here: divert is not the only one who starts and stops.
"""

from __future__ import annotations

import msgspec

from .claims import ChargeState, Claim, Client, Priority, Wish
from .feeds import Reading
from .input_filter import InputFilter, Smoothing
from .settings import Settings
from .source import Surroundings
from .status import DivertMode, DivertStatus
from .surplus import (
    BatteryRule,
    available_current_a,
    battery_share_w,
    charge_rate_a,
    charging_current_a,
    followed_reading,
    follows_grid,
    is_fresh,
    supply_volts,
    trigger_current_a,
)

HYSTERESIS_A = 0.5


class Divert:
    """Charges by the sun while its mode is eco.

    Args:
        smoothing: of the surplus.
        hysteresis_a: how far above the trigger current charging starts (A).

    """

    client = Client.DIVERT

    def __init__(self, smoothing: Smoothing | None = None, *, hysteresis_a: float = HYSTERESIS_A) -> None:
        self.claim: Claim | None = None
        self.waiting_for = ""
        self.next_deadline_ms: int | None = None
        self.status = DivertStatus()
        self._smoothing = smoothing or InputFilter()
        self._hysteresis_a = hysteresis_a
        self._seen: tuple[Reading, float] | None = None
        """The measurement that counts, with what the car drew when it came."""
        self._latched = False
        self._charging = False
        self._keep_until_ms = 0

    def set_mode(self, mode: DivertMode) -> bool:
        """Charge by the sun or not; says whether that is new."""
        if mode is self.status.mode:
            return False
        self._latched = False
        self.next_deadline_ms = None
        self.waiting_for = ""
        if mode is DivertMode.ECO:
            self._smoothing.restart()
            self._keep_until_ms = 0
            self.status = DivertStatus(mode=mode, evaluated_ms=self.status.evaluated_ms)
            self.claim = _idle()
        else:
            self.status = msgspec.structs.replace(self.status, mode=mode, active=False, min_charge_remaining_s=0)
            self.claim = None
        return True

    def advance(self, around: Surroundings) -> None:
        """Follow the charge, and give up on a feed that has fallen silent."""
        now_ms, settings = around.moment.elapsed_ms, around.settings
        if around.evse.charging and not self._charging:
            self._keep_until_ms = now_ms + settings.divert_min_charge_time * 1000
        self._charging = around.evse.charging
        self.next_deadline_ms = None
        if self.status.mode is not DivertMode.ECO:
            return
        reading = followed_reading(around.feeds, settings)
        if self._wants and settings.divert_feed_timeout:
            self._watch(reading, settings.divert_feed_timeout * 1000, now_ms)
        if not self._wants and not is_fresh(reading, settings, now_ms):
            self.waiting_for = _missing(reading, settings)

    def sample(self, around: Surroundings, *, battery: BatteryRule | None = None) -> None:
        """A measurement of sun or grid has arrived: judge what is known now.

        Args:
            around: with the measurement.
            battery: how the car and the home battery share the sun; None leaves the battery out.

        """
        now_ms, settings = around.moment.elapsed_ms, around.settings
        self.status = msgspec.structs.replace(self.status, evaluated_ms=now_ms)
        self._note(around)
        if self.status.mode is not DivertMode.ECO:
            return
        if self._seen is not None and not is_fresh(self._seen[0], settings, now_ms):
            return
        available_a = self._available_a(around, battery)
        smoothed_a = self._smoothing.feed(
            available_a,
            now_ms,
            rising_s=settings.divert_attack_smoothing_time,
            falling_s=settings.divert_decay_smoothing_time,
        )
        rate_a = charge_rate_a(available_a, settings.divert_pv_ratio)
        trigger_a = trigger_current_a(around.evse.minimum_a, settings.divert_pv_ratio)
        remaining_ms, was_active = self._remaining_ms(now_ms), self._latched
        if smoothed_a >= trigger_a + self._hysteresis_a:
            wish = Wish(ChargeState.ACTIVE, rate_a)
            self.claim = Claim(Client.DIVERT, Priority.DIVERT, wish, f"{available_a:.1f} A of surplus")
        elif smoothed_a <= trigger_a and not remaining_ms:
            self.claim = _idle()
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
            min_charge_remaining_s=_seconds_up(remaining_ms) if was_active else 0,
            evaluated_ms=now_ms,
        )
        self.waiting_for = self._outlook(settings)

    @property
    def _wants(self) -> bool:
        return self.claim is not None and self.claim.wish.state is ChargeState.ACTIVE

    def _note(self, around: Surroundings) -> None:
        """Keep the measurement that counts with the current it was taken at.

        What the car draws later is not in it, however often it is judged again because the other feed goes on.
        """
        reading = followed_reading(around.feeds, around.settings)
        if reading is None:
            self._seen = None
        elif self._seen is None or self._seen[0] != reading:
            self._seen = (reading, charging_current_a(around.evse))

    def _available_a(self, around: Surroundings, battery: BatteryRule | None) -> float:
        if self._seen is None:
            return 0.0
        reading, charging_a = self._seen
        settings = around.settings
        battery_w = 0.0
        if battery is not None:
            battery_w = battery_share_w(around.feeds, battery, settings, around.moment.elapsed_ms)
        volts = supply_volts(around.evse, settings)
        return available_current_a(reading, charging_a, volts, settings, battery_w=battery_w)

    def _remaining_ms(self, now_ms: int) -> int:
        """How long it still has to charge."""
        return max(0, self._keep_until_ms - now_ms) if self._wants and self._charging else 0

    def _watch(self, reading: Reading | None, longest_ms: int, now_ms: int) -> None:
        """Stop charging by a feed that is silent, but not before the minimum time of charging is over."""
        due_ms = now_ms if reading is None else reading.elapsed_ms + longest_ms + 1
        if self._remaining_ms(now_ms):
            due_ms = max(due_ms, self._keep_until_ms)
        if now_ms < due_ms:
            self.next_deadline_ms = due_ms
            return
        self._latched = False
        self.status = msgspec.structs.replace(self.status, active=False, min_charge_remaining_s=0)
        self.claim = _idle("the sun is not known any more")

    def _outlook(self, settings: Settings) -> str:
        status = self.status
        if not self._wants:
            return (
                f"{status.trigger_a + self._hysteresis_a:.3g} A of surplus, {status.available_a:.1f} A now, "
                f"{status.smoothed_a:.1f} A on average of {settings.divert_attack_smoothing_time} s"
            )
        if status.smoothed_a <= status.trigger_a and status.min_charge_remaining_s:
            return f"more sun, or the end of the shortest charge in {status.min_charge_remaining_s} s"
        return ""


def _idle(why: str = "not enough sun") -> Claim:
    return Claim(Client.DIVERT, Priority.DEFAULT, Wish(ChargeState.DISABLED), why)


def _missing(reading: Reading | None, settings: Settings) -> str:
    what = "the grid" if follows_grid(settings) else "the sun"
    return f"a {'first' if reading is None else 'new'} measurement of {what}"


def _seconds_up(milliseconds: int) -> int:
    return -(-milliseconds // 1000)
