"""Limits over whatever may happen: charging, cars that come and go, limits that are set and raised, restarts."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sources_around import CHARGING, NO_CAR, PAUSED, PLUGGED, around

from pilotwire.station.claims import ChargeState
from pilotwire.station.evse import Evse
from pilotwire.station.limit import LimitSource
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.records import Standing
from pilotwire.station.settings import Settings
from pilotwire.station.source import Surroundings
from pilotwire.station.vehicle import VehicleData

TYPES = [kind for kind in LimitType if kind is not LimitType.NONE]
# Few values, so that what is reached is often reached exactly.
values = st.sampled_from([5, 10, 15, 20, 30])
limits = st.builds(Limit, type=st.sampled_from(TYPES), value=values, auto_release=st.booleans())
NO_READING: dict[LimitType, float | None] = {
    LimitType.TIME: 0,
    LimitType.ENERGY: 0,
    LimitType.SOC: None,
    LimitType.RANGE: None,
    LimitType.COST: None,
}


class Charging(RuleBasedStateMachine):
    """The controller obeys the limit and nobody else; the car takes what it is given."""

    @initialize(kind=st.sampled_from(["", "energy", "soc", "cost"]), value=values, plugged=st.booleans())
    def begin(self, kind: str, value: int, plugged: bool) -> None:
        self.settings = Settings(limit_default_type=kind, limit_default_value=value)
        default = Limit(LimitType(kind), value, auto_release=False) if kind else None
        self.default = default
        self.source = LimitSource()
        self.plugged = plugged
        self.wants = True
        self.known = True
        self.readings = dict(NO_READING)
        self.stopped: Limit | None = None
        """By which limit, since it was set in this plug-in cycle."""
        self.expected = default
        self.cause = False
        """The limit in force was met by a reading since it was set or the car came."""
        self.look()

    # -- the world -------------------------------------------------------------------------------------------------

    @property
    def stops(self) -> bool:
        claim = self.source.claim
        return claim is not None and claim.wish.state is ChargeState.DISABLED

    @property
    def evse(self) -> Evse:
        if not self.known:
            return Evse()
        if not self.plugged:
            return NO_CAR
        if self.stops:
            return PAUSED
        return CHARGING if self.wants else PLUGGED

    @property
    def met(self) -> bool:
        limit = self.source.limit
        reading = None if limit is None else self.readings[limit.type]
        return limit is not None and reading is not None and reading >= limit.value

    def around(self) -> Surroundings:
        reading = self.readings
        soc, distance, cost = reading[LimitType.SOC], reading[LimitType.RANGE], reading[LimitType.COST]
        seen = around(
            evse=self.evse,
            settings=self.settings,
            session_wh=reading[LimitType.ENERGY] or 0,
            session_elapsed_s=(reading[LimitType.TIME] or 0) * 60,
            vehicle=VehicleData(
                soc_pct=None if soc is None else int(soc), range=None if distance is None else int(distance)
            ),
        )
        return msgspec.structs.replace(seen, session_cost=None if cost is None else cost / 100)

    def look(self) -> None:
        seen = self.around()
        self.source.advance(seen)
        self.cause = self.cause or self.met
        if seen.evse.charging and self.met:
            assert self.stops, "it charges on although it has what it was to get"
        if self.stops:
            self.stopped = self.source.limit

    def change(self, action: Callable[[], object]) -> None:
        """Let the limit be another, or none."""
        was_stopped = self.stops
        action()
        self.stopped, self.cause = None, False
        self.look()
        if was_stopped and self.plugged and self.known:
            assert self.stops == self.met, "after a change what holds now counts, without charging to find out"

    # -- what happens ----------------------------------------------------------------------------------------------

    @rule()
    def look_again(self) -> None:
        self.look()

    @rule()
    @precondition(lambda self: not self.plugged and self.known)
    def plug_in(self) -> None:
        self.plugged = True
        self.readings = dict(NO_READING)
        self.look()

    @rule()
    @precondition(lambda self: self.plugged and self.known)
    def unplug(self) -> None:
        before = self.source.limit
        self.plugged = False
        self.stopped, self.cause = None, False
        self.look()
        assert not self.stops
        self.expected = self.default if before is None or before.auto_release else before

    @rule()
    def begin_or_end_to_ask(self) -> None:
        self.wants = not self.wants
        self.look()

    @rule(wh=st.just(0) | values, minutes=st.just(0) | values, cost=st.none() | st.just(-5) | values)
    @precondition(lambda self: self.evse.charging)
    def charge(self, wh: int, minutes: int, cost: int | None) -> None:
        self.readings[LimitType.ENERGY] = (self.readings[LimitType.ENERGY] or 0) + wh
        self.readings[LimitType.TIME] = (self.readings[LimitType.TIME] or 0) + minutes
        if cost is not None:
            self.readings[LimitType.COST] = (self.readings[LimitType.COST] or 0) + cost
        self.look()

    @rule(soc=st.none() | values, distance=st.none() | values)
    @precondition(lambda self: self.plugged)
    def hear_of_the_car(self, soc: int | None, distance: int | None) -> None:
        self.readings[LimitType.SOC], self.readings[LimitType.RANGE] = soc, distance
        self.look()

    @rule(limit=limits)
    def set(self, limit: Limit) -> None:
        self.expected = limit
        self.change(lambda: self.source.set(limit))

    @rule(more=values)
    @precondition(lambda self: self.source.limit is not None)
    def raise_it(self, more: int) -> None:
        assert self.source.limit is not None
        limit = msgspec.structs.replace(self.source.limit, value=self.source.limit.value + more)
        self.expected = limit
        self.change(lambda: self.source.set(limit))
        if not self.met:
            assert not self.stops

    @rule()
    def clear(self) -> None:
        self.expected = None
        self.change(self.source.clear)
        assert not self.stops

    @rule()
    def lose_power(self) -> None:
        """The station starts anew, by what was kept; readings of the meter are kept as well."""
        held = self.stopped is not None and self.source.standing is not None
        by = self.source.limit
        kept = msgspec.json.decode(msgspec.json.encode(Standing(limit=self.source.standing)), type=Standing)
        if kept.limit is None:
            self.expected = self.default
        self.source = LimitSource(kept.limit)
        self.stopped, self.known = None, False
        self.look()
        assert not self.stops, "nothing is known of the car"
        self.known = True
        self.look()
        self.cause = self.met
        if held and self.plugged and self.met:
            assert self.stops
            assert self.source.limit == by

    # -- what always holds -----------------------------------------------------------------------------------------

    @invariant()
    def the_limit_in_force_is_the_last_that_was_asked_for_or_the_default(self) -> None:
        if hasattr(self, "source"):
            assert self.source.limit == self.expected

    @invariant()
    def once_stopped_it_stays_stopped(self) -> None:
        if hasattr(self, "source") and self.stopped is not None:
            assert self.stops

    @invariant()
    def it_never_stops_without_cause(self) -> None:
        if hasattr(self, "source") and self.stops:
            assert self.cause


TestCharging = Charging.TestCase
TestCharging.settings = settings(max_examples=200, stateful_step_count=40)
