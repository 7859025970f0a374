"""Whatever people, programs, feeds, clocks, cars, buttons and faults do: no closure storm, no current above the limit.

The whole station lives in virtual time (``storm_bench``): the gateway's real station, the real controller and plant,
and RAPI between them. In any hour the contactor closes no more often than the setting allows, exactly: what the car
needs to close it again takes longer than the station to hear that it opened and to pause. That holds for every dip of
the pilot that makes the controller leave state C. What is offered is watched at every instant, too (``storm_bench``).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from storm_bench import HOUR_MS, LiveStation, most_in_any_hour

from pilotwire.plant import Fault
from pilotwire.station.boost_values import Boost
from pilotwire.station.claims import ChargeState, ClaimsFullError, Client, Wish
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.schedule_values import ScheduleDraft, Weekday
from pilotwire.station.status import DivertMode

LEAVES_C_S = 0.35
"""A car that opens S2 for so long leaves state C."""
TIMES = st.integers(1, 12)
SECONDS = st.sampled_from([0.05, 0.4, 0.9, 1.0, 2.5, 6.0])
STATES = st.sampled_from([ChargeState.ACTIVE, ChargeState.DISABLED])
CLIENTS = st.sampled_from([7, 8, *Client])
CURRENTS = st.none() | st.integers(0, 40)
WATTS = st.lists(st.sampled_from([-5_000, 0, 1_000, 1_700, 4_000, 9_000, 15_000]), min_size=1, max_size=4)


class AnyStorm(RuleBasedStateMachine):
    """One station, and everybody at once."""

    @initialize(
        most=st.integers(2, 4),
        heartbeat_s=st.sampled_from([0, 5]),
        rest_s=st.sampled_from([0, 5, 60]),
        shaper=st.booleans(),
        eco=st.booleans(),
        charges=st.booleans(),
    )
    def begin(self, most: int, heartbeat_s: int, rest_s: int, *, shaper: bool, eco: bool, charges: bool) -> None:
        self.most = most
        self.plugged = False
        self.live = LiveStation(
            contactor_closures_per_hour=most,
            contactor_min_on_time=rest_s,
            contactor_min_off_time=rest_s,
            heartbeat_interval=heartbeat_s,
            divert_enabled=eco,
            charge_mode="eco" if eco else "fast",
            divert_type=0,
            divert_attack_smoothing_time=0,
            divert_decay_smoothing_time=0,
            divert_min_charge_time=rest_s,
            current_shaper_enabled=shaper,
            current_shaper_max_pwr=8_000,
            current_shaper_min_pause_time=0,
            current_shaper_smoothing_time=0,
            default_state=charges,
        )
        self.plug()

    # -- what happens --------------------------------------------------------------------------------------------

    @rule()
    def plug(self) -> None:
        """In or out."""
        if self.plugged:
            self.live.act(lambda plant, ms: plant.unplug(ms))
        else:
            self.live.act(lambda plant, ms: plant.plug_in(ms))
            self.live.act(lambda plant, ms: plant.request_charge(ms, wanted=True))
        self.plugged = not self.plugged
        self.live.run(2)

    @rule(times=TIMES, open_s=SECONDS, closed_s=SECONDS)
    def the_car_flaps(self, times: int, open_s: float, closed_s: float) -> None:
        for _ in range(times):
            self.live.act(lambda plant, ms: plant.request_charge(ms, wanted=False))
            self.live.run(max(open_s, LEAVES_C_S))
            self.live.act(lambda plant, ms: plant.request_charge(ms, wanted=True))
            self.live.run(closed_s)

    @rule(times=TIMES, load_w=WATTS, solar_w=WATTS, apart_s=SECONDS)
    def feeds_jump(self, times: int, load_w: list[int], solar_w: list[int], apart_s: float) -> None:
        for turn in range(times):
            values = {"shaper_live_pwr": load_w[turn % len(load_w)], "solar": solar_w[turn % len(solar_w)]}
            self._push(values)
            self.live.run(apart_s)

    @rule(
        times=TIMES,
        client=CLIENTS,
        priority=st.sampled_from([1, 500, 1_000, 6_000]),
        charge=CURRENTS,
        most=CURRENTS,
        stays=st.booleans(),
    )
    def a_program_cannot_decide(
        self, times: int, client: int, priority: int, charge: int | None, most: int | None, *, stays: bool
    ) -> None:
        """Any client id is somebody's: the API takes them all."""
        for turn in range(2 * times):
            state = ChargeState.DISABLED if turn % 2 else ChargeState.ACTIVE
            wish = Wish(state, charge, most)
            self._claim(client, wish, priority)
            self.live.run(0.6)
        if not stays:
            self.live.tell(lambda station, now: station.release(client, now))
            self.live.run(0.6)

    @rule(times=TIMES, apart_s=SECONDS)
    def a_person_cannot_decide(self, times: int, apart_s: float) -> None:
        for _ in range(times):
            self.live.tell(lambda station, now: station.toggle_override(now))
            self.live.run(apart_s)

    @rule(times=TIMES, hold_s=st.sampled_from([0.05, 0.2, 0.7]), apart_s=SECONDS)
    def the_button_is_pressed(self, times: int, hold_s: float, apart_s: float) -> None:
        for _ in range(times):
            self.live.act(lambda plant, ms: plant.press_button(ms))
            self.live.run(hold_s)
            self.live.act(lambda plant, ms: plant.release_button(ms))
            self.live.run(apart_s)

    @rule(
        times=TIMES,
        commands=st.lists(st.sampled_from(["FE", "FS", "FD"]), min_size=1, max_size=3),
        apart_s=SECONDS,
    )
    def raw_commands(self, times: int, commands: list[str], apart_s: float) -> None:
        for turn in range(times):
            self.live.raw(commands[turn % len(commands)])
            self.live.run(apart_s)

    @rule(states=st.lists(STATES, min_size=1, max_size=6), every_min=st.sampled_from([1, 2]))
    def a_schedule_of_minutes(self, states: list[ChargeState], every_min: int) -> None:
        first = (self.live.now.utc + timedelta(hours=1)).replace(second=0, microsecond=0)
        drafts = [
            ScheduleDraft(state, (first + timedelta(minutes=every_min * (number + 1))).time(), tuple(Weekday))
            for number, state in enumerate(states)
        ]
        self.live.tell(lambda station, now: station.replace_schedule(drafts, now))
        self.live.run(60 * every_min * len(states))

    @rule(step_min=st.integers(-90, 90))
    def the_clock_is_set(self, step_min: int) -> None:
        self.live.clock_ahead += timedelta(minutes=step_min)
        self.live.tell(lambda station, now: station.clock_set(now))
        self.live.run(1)

    @rule(mode=st.sampled_from(list(DivertMode)), running=st.booleans())
    def modes_change(self, mode: DivertMode, *, running: bool) -> None:
        self.live.tell(lambda station, now: station.set_divert_mode(mode, now))
        self.live.tell(lambda station, now: station.switch_shaper(now, running=running))
        self.live.run(2)

    @rule(seconds=st.sampled_from([1, 30]), value=st.sampled_from([1, 100]))
    def boost_and_limit(self, seconds: int, value: int) -> None:
        self.live.tell(lambda station, now: station.boost(Boost(seconds * 1000), now))
        self.live.tell(lambda station, now: station.set_limit(Limit(LimitType.ENERGY, value), now))
        self.live.run(seconds + 2)
        self.live.tell(lambda station, now: station.clear_limit(now))

    @rule(fault=st.sampled_from([Fault.RESIDUAL_CURRENT, Fault.EARTH_LOST]), retried=st.booleans())
    def a_fault_comes_and_goes(self, fault: Fault, *, retried: bool) -> None:
        self.live.act(lambda plant, ms: plant.set_fault(ms, fault))
        self.live.run(3)
        self.live.act(lambda plant, ms: plant.set_fault(ms, fault, active=False))
        self.live.run(310 if retried else 3)

    @rule()
    def the_controller_loses_its_power(self) -> None:
        self.live.power_cut()
        self.live.run(10)

    @rule(seconds=st.sampled_from([1, 60, 600]))
    def time_passes(self, seconds: int) -> None:
        self.live.run(seconds)

    def _push(self, values: Mapping[str, object]) -> None:
        self.live.tell(lambda station, now: station.push(values, now))

    def _claim(self, client: int, wish: Wish, priority: int) -> None:
        with suppress(ClaimsFullError):
            self.live.tell(lambda station, now: station.claim(client, wish, now, priority=priority, lease_ms=90_000))

    # -- what must be --------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        if not hasattr(self, "live"):
            return
        assert most_in_any_hour(self.live.closed_ms) <= self.most, self.live.closed_ms
        seen = self.live.lives.status_at(self.live.now).contactor.closures_within_hour(self.live.now_ms)
        since_ms = self.live.now_ms - HOUR_MS
        assert seen >= sum(1 for ms in self.live.closed_ms if ms > since_ms)


AnyStorm.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # To shorten a history of hours takes longer than to read it.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
TestAnyStorm = AnyStorm.TestCase
