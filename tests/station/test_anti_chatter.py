"""The anti-chatter guard: what is held, what never is, and the bound on closures that holds for any input."""

from __future__ import annotations

import msgspec
import pytest
from guarded_contactor import ACTIVE, DISABLED, HOUR_MS, MINUTE_S, PROGRAM, GuardedContactor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.station.arbitration import Reason
from pilotwire.station.claims import ChargeState, Client
from pilotwire.station.settings import Settings
from pilotwire.station.status import ContactorHold

ECONOMY = (Client.DIVERT, Client.SCHEDULE, Client.PLAN)
PROTECTION = (Client.SHAPER, Client.TEMPERATURE)
OUTSIDE = (PROGRAM, Client.MANUAL, Client.BOOST, Client.OCPP, Client.RFID, Client.ERROR)


def charging_by(client: int, **values: object) -> GuardedContactor:
    """A source or somebody has started charging this very moment."""
    bench = GuardedContactor(Settings(**values), default=DISABLED)  # type: ignore[arg-type]
    assert not bench.charging
    bench.claim(client, ACTIVE)
    assert bench.charging
    return bench


# -- shortest charge -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("client", ECONOMY)
def test_what_a_source_started_goes_on_for_the_shortest_charge_with_the_minimum(client: Client) -> None:
    bench = charging_by(client)
    bench.pass_s(20)
    bench.claim(client, DISABLED)
    assert bench.charging
    assert (bench.target.state, bench.target.pilot_a, bench.target.state_client) == (ACTIVE, 6, None)
    assert bench.guard.status.held is ContactorHold.SHORTEST_CHARGE
    bench.pass_s(39.9)
    assert bench.charging
    bench.pass_s(0.1)
    assert not bench.charging
    assert bench.target == bench.wanted
    assert bench.guard.status.held is None
    assert bench.guard.next_deadline_ms is None


@pytest.mark.parametrize("client", ECONOMY)
def test_a_longer_charge_stops_at_once(client: Client) -> None:
    bench = charging_by(client)
    bench.pass_s(60)
    bench.claim(client, DISABLED)
    assert not bench.charging


@pytest.mark.parametrize("first", ECONOMY)
@pytest.mark.parametrize("second", ECONOMY)
def test_it_is_the_same_whichever_of_the_sources_stops_it(first: Client, second: Client) -> None:
    bench = charging_by(first)
    bench.claim(second, DISABLED)
    bench.claim(first, DISABLED)
    assert bench.charging


@pytest.mark.parametrize("client", [*PROTECTION, *OUTSIDE, Client.LIMIT])
def test_protection_people_and_programs_stop_at_once(client: int) -> None:
    bench = charging_by(Client.DIVERT)
    bench.pass_s(1)
    bench.claim(client, DISABLED)
    assert not bench.charging
    assert bench.target == bench.wanted


def test_the_default_stops_at_once() -> None:
    bench = charging_by(Client.DIVERT)
    bench.release(Client.DIVERT)
    assert not bench.charging


@pytest.mark.parametrize("client", [PROGRAM, Client.SHAPER])
def test_a_stop_that_somebody_else_wants_too_is_not_held(client: int) -> None:
    bench = charging_by(Client.SCHEDULE)
    low = msgspec.structs.replace(bench.claims[Client.SCHEDULE], client=client, priority=1)
    bench.claims[client] = msgspec.structs.replace(low, wish=msgspec.structs.replace(low.wish, state=DISABLED))
    assert bench.charging
    bench.claim(Client.SCHEDULE, DISABLED)
    assert not bench.charging


@pytest.mark.parametrize("client", [*ECONOMY])
def test_a_source_that_is_switched_on_stops_what_others_started_at_once(client: Client) -> None:
    bench = GuardedContactor()
    assert bench.charging
    bench.claim(client, DISABLED)
    assert not bench.charging
    bench.claim(client, ACTIVE)
    assert bench.charging


def test_a_boost_that_ends_leaves_nothing_to_hold() -> None:
    bench = GuardedContactor()
    bench.claim(Client.DIVERT, DISABLED)
    bench.claim(Client.BOOST, ACTIVE)
    assert bench.charging
    bench.release(Client.BOOST)
    assert not bench.charging


def test_what_a_ceiling_forbids_is_not_offered_for_the_contactors_sake() -> None:
    bench = charging_by(Client.DIVERT)
    bench.claim(Client.SHAPER, max_current_a=5)
    bench.claim(Client.DIVERT, DISABLED)
    assert not bench.charging


def test_a_ceiling_that_falls_below_the_minimum_ends_what_is_held() -> None:
    bench = charging_by(Client.DIVERT)
    bench.claim(Client.DIVERT, DISABLED)
    assert bench.charging
    bench.claim(Client.SHAPER, max_current_a=5)
    assert not bench.charging


def test_a_shorter_time_that_divert_has_of_its_own_holds() -> None:
    bench = charging_by(Client.DIVERT, divert_min_charge_time=10)
    bench.claim(Client.DIVERT, DISABLED)
    bench.pass_s(9.9)
    assert bench.charging
    bench.pass_s(0.1)
    assert not bench.charging


def test_a_source_that_changes_its_mind_again_has_its_current_back() -> None:
    bench = charging_by(Client.DIVERT)
    bench.claim(Client.DIVERT, DISABLED)
    assert bench.target.pilot_a == 6
    bench.claim(Client.DIVERT, ACTIVE, charge_current_a=12)
    assert bench.target == bench.wanted
    assert bench.target.pilot_a == 12
    assert len(bench.closed_ms) == 1


def test_nothing_is_held_of_a_charge_the_car_has_ended() -> None:
    bench = charging_by(Client.DIVERT)
    bench.car(wants=False)
    bench.claim(Client.DIVERT, DISABLED)
    assert bench.target.state is DISABLED


def test_how_long_a_contactor_that_was_found_closed_has_been_so_is_not_guessed() -> None:
    bench = GuardedContactor(default=DISABLED)
    bench.claim(Client.SCHEDULE, ACTIVE)
    found = msgspec.structs.replace(bench.evse, connected=False)
    other = GuardedContactor(default=DISABLED)
    other.sees(msgspec.structs.replace(found, state=EvseState.CHARGING, flags=bench.evse.flags))
    other.claim(Client.SCHEDULE, ACTIVE)
    other.claim(Client.SCHEDULE, DISABLED)
    assert not other.charging


# -- shortest pause ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("client", ECONOMY)
def test_what_a_source_stopped_is_started_again_after_the_shortest_pause(client: Client) -> None:
    bench = charging_by(client)
    bench.pass_s(100)
    bench.claim(client, DISABLED)
    bench.pass_s(5)
    bench.claim(client, ACTIVE, charge_current_a=16)
    assert not bench.charging
    assert (bench.target.state_client, bench.target.pilot_a) == (None, 16)
    assert bench.guard.status.held is ContactorHold.SHORTEST_PAUSE
    bench.pass_s(54.9)
    assert not bench.charging
    bench.pass_s(0.1)
    assert bench.charging
    assert bench.target == bench.wanted


def test_a_pause_that_protects_is_followed_by_the_shortest_pause_too() -> None:
    for client in PROTECTION:
        bench = GuardedContactor()
        bench.claim(client, DISABLED)
        bench.release(client)
        assert not bench.charging
        bench.pass_s(60)
        assert bench.charging


def test_a_shorter_pause_that_the_shaper_has_of_its_own_holds() -> None:
    bench = GuardedContactor(Settings(current_shaper_min_pause_time=10))
    bench.claim(Client.SHAPER, DISABLED)
    bench.release(Client.SHAPER)
    bench.pass_s(9.9)
    assert not bench.charging
    bench.pass_s(0.1)
    assert bench.charging


@pytest.mark.parametrize("client", [PROGRAM, Client.MANUAL, Client.BOOST, Client.OCPP])
def test_people_and_programs_start_at_once(client: int) -> None:
    bench = charging_by(Client.DIVERT)
    bench.pass_s(100)
    bench.claim(Client.DIVERT, DISABLED)
    bench.claim(client, ACTIVE)
    assert bench.charging


@pytest.mark.parametrize("client", [*OUTSIDE, Client.LIMIT])
def test_what_people_paused_and_released_does_not_wait(client: int) -> None:
    bench = GuardedContactor()
    bench.claim(client, DISABLED)
    bench.pass_s(1)
    bench.release(client)
    assert bench.charging


def test_the_first_charge_of_a_plug_in_cycle_does_not_wait() -> None:
    bench = charging_by(Client.DIVERT)
    bench.pass_s(100)
    bench.claim(Client.DIVERT, DISABLED)
    bench.plug(plugged=False)
    bench.claim(Client.DIVERT, ACTIVE)
    bench.plug(plugged=True)
    assert bench.charging


def test_a_car_that_pauses_by_itself_resumes_when_it_likes() -> None:
    bench = charging_by(Client.DIVERT)
    bench.car(wants=False)
    bench.pass_s(1)
    bench.car(wants=True)
    assert bench.charging


def test_a_source_that_stops_and_starts_in_one_instant_has_stopped_nothing() -> None:
    bench = charging_by(Client.DIVERT)
    bench.pass_s(100)
    claims = tuple(bench.claims.values())
    stopped = msgspec.structs.replace(bench.wanted, state=DISABLED)
    assert bench.guard.carry_out(stopped, claims, bench.bounds) == stopped
    assert bench.guard.carry_out(bench.wanted, claims, bench.bounds) == bench.wanted


# -- the bound -----------------------------------------------------------------------------------------------------


def used_up(bench: GuardedContactor, every_s: float = 10) -> None:
    """Have the car close the contactor as often as it may."""
    while bench.guard.status.held is not ContactorHold.MOST_CLOSURES:
        bench.car(wants=False)
        bench.pass_s(every_s / 2)
        bench.car(wants=True)
        bench.pass_s(every_s / 2)
        assert len(bench.closed_ms) < 100


def test_a_car_that_opens_and_closes_all_the_time_is_paused_until_the_first_closure_is_an_hour_old() -> None:
    bench = GuardedContactor()
    used_up(bench)
    assert len(bench.closed_ms) == 12
    assert bench.target.state is DISABLED
    assert bench.guard.status.closures_within_hour(bench.now_ms) == 12
    bench.pass_s((bench.closed_ms[0] + HOUR_MS - bench.now_ms) / 1000 - 0.001)
    assert not bench.charging
    bench.pass_s(0.001)
    assert bench.charging
    assert len(bench.closed_ms) == 13
    assert bench.closed_ms[12] - bench.closed_ms[0] == HOUR_MS


@pytest.mark.parametrize("client", [PROGRAM, Client.MANUAL, Client.BOOST, Client.OCPP, Client.DIVERT, Client.LIMIT])
def test_it_holds_whoever_asks(client: int) -> None:
    bench = GuardedContactor()
    used_up(bench)
    bench.claim(client, ACTIVE)
    assert not bench.charging
    assert len(bench.closed_ms) == 12


def test_a_charge_under_way_is_never_cut_short_by_it() -> None:
    bench = GuardedContactor(Settings(contactor_closures_per_hour=2))
    bench.car(wants=False)
    bench.car(wants=True)
    assert len(bench.closed_ms) == 2
    bench.pass_s(50 * MINUTE_S)
    assert bench.charging
    assert bench.guard.status.held is None
    bench.set(contactor_closures_per_hour=2, contactor_min_on_time=0)
    assert bench.charging


def test_it_never_delays_a_stop() -> None:
    bench = GuardedContactor(Settings(contactor_closures_per_hour=2))
    bench.car(wants=False)
    bench.car(wants=True)
    bench.claim(Client.MANUAL, DISABLED)
    assert not bench.charging


def test_a_paused_contactor_that_has_not_opened_yet_is_not_closed_again_beyond_it() -> None:
    bench = GuardedContactor(Settings(contactor_closures_per_hour=2))
    bench.car(wants=False)
    bench.car(wants=True)
    flags = VolatileFlag.CAR_CONNECTED | VolatileFlag.CONTACTOR_CLOSED
    bench.sees(msgspec.structs.replace(bench.evse, state=EvseState.SLEEPING, flags=flags))
    assert bench.target.state is DISABLED
    assert bench.guard.status.held is ContactorHold.MOST_CLOSURES


def test_a_contactor_that_opens_and_closes_within_state_c_is_counted_where_the_controller_tells() -> None:
    bench = GuardedContactor()
    for _ in range(3):
        bench.sees(msgspec.structs.replace(bench.evse, flags=VolatileFlag.CAR_CONNECTED))
        bench.sees(
            msgspec.structs.replace(bench.evse, flags=VolatileFlag.CAR_CONNECTED | VolatileFlag.CONTACTOR_CLOSED)
        )
    assert bench.guard.status.closures_within_hour(bench.now_ms) == 4


def test_firmware_that_tells_no_flags_is_judged_by_its_state() -> None:
    bench = GuardedContactor()
    bench.sees(msgspec.structs.replace(bench.evse, flags=VolatileFlag(0)))
    bench.sees(msgspec.structs.replace(bench.evse, flags=VolatileFlag.CONTACTOR_CLOSED))
    assert bench.guard.status.closures_within_hour(bench.now_ms) == 1


def test_another_bound_counts_at_once() -> None:
    bench = GuardedContactor()
    used_up(bench)
    bench.set(contactor_closures_per_hour=13)
    assert bench.charging
    assert bench.guard.status.most_per_hour == 13


# -- words ---------------------------------------------------------------------------------------------------------


def test_people_are_told_what_is_held_and_until_when() -> None:
    bench = charging_by(Client.DIVERT)
    bench.claim(Client.DIVERT, DISABLED)
    assert bench.target.reasons[:3] == (
        Reason("state", None, "charging goes on until 13:01:03: the contactor has only just closed"),
        Reason("current", None, "6 A is the minimum, and enough until charging stops"),
        Reason("state", Client.DIVERT, "charging is paused by the solar divert"),
    )
    bench.pass_s(60)
    bench.claim(Client.DIVERT, ACTIVE)
    assert bench.words == "charging waits until 13:02:03: the contactor has only just opened"
    used_up(bench)
    assert bench.words == "charging waits until 14:00:03: the contactor has closed 12 times within an hour"


def test_without_a_clock_they_are_told_what_it_waits_for() -> None:
    bench = GuardedContactor(default=DISABLED, trusted=False)
    bench.claim(Client.DIVERT, ACTIVE)
    bench.claim(Client.DIVERT, DISABLED)
    assert bench.words == "charging goes on until it has been closed for 60 s: the contactor has only just closed"
    bench.pass_s(60)
    bench.claim(Client.DIVERT, ACTIVE)
    assert bench.words == "charging waits until it has been open for 60 s: the contactor has only just opened"
    used_up(bench)
    assert bench.words == (
        "charging waits until the first of these is an hour ago: the contactor has closed 12 times within an hour"
    )


def test_what_is_said_stays_the_same_while_time_passes() -> None:
    bench = GuardedContactor()
    used_up(bench)
    before = bench.target
    bench.pass_s(333.333)
    bench.claim(PROGRAM)
    assert bench.target == before


def test_a_clock_that_is_set_changes_the_time_that_was_named_and_nothing_else() -> None:
    bench = GuardedContactor(trusted=False)
    used_up(bench)
    until_ms = bench.guard.next_deadline_ms
    bench.trusted = True
    bench.settle()
    assert bench.words == "charging waits until 14:00:03: the contactor has closed 12 times within an hour"
    bench.clock_ahead_s = 7_200
    bench.settle()
    assert bench.words == "charging waits until 16:00:03: the contactor has closed 12 times within an hour"
    assert bench.guard.next_deadline_ms == until_ms


# -- any input -----------------------------------------------------------------------------------------------------

CLIENTS = st.sampled_from([*ECONOMY, *PROTECTION, *OUTSIDE, Client.LIMIT])
STATES = st.sampled_from([ACTIVE, DISABLED, None])
CURRENTS = st.none() | st.integers(0, 80)
WAITS_S = st.one_of(
    st.sampled_from([0.0, 0.001, 1.0, 10.0, 59.999, 60.0, 60.001]), st.floats(0, 100), st.floats(0, 3_700)
)
STEPS = st.one_of(
    st.tuples(st.just("claim"), CLIENTS, STATES, CURRENTS, CURRENTS),
    st.tuples(st.just("flips"), st.sampled_from(ECONOMY), st.integers(1, 12), WAITS_S),
    st.tuples(st.just("release"), st.just(None) | CLIENTS),
    st.tuples(st.just("flaps"), st.integers(1, 12), WAITS_S),
    st.tuples(st.just("plug"), st.booleans()),
    st.tuples(st.just("wait"), WAITS_S),
    st.tuples(st.just("clock"), st.booleans(), st.integers(-100_000, 100_000)),
)
SOME_SETTINGS = st.builds(
    Settings,
    contactor_min_on_time=st.sampled_from([0, 1, 60, 3600]),
    contactor_min_off_time=st.sampled_from([0, 1, 60, 3600]),
    contactor_closures_per_hour=st.integers(2, 6),
    divert_min_charge_time=st.sampled_from([0, 5, 600]),
    current_shaper_min_pause_time=st.sampled_from([0, 5, 300]),
)


def take(bench: GuardedContactor, step: tuple[object, ...]) -> None:
    match step:
        case "flaps", int() as times, float() as apart_s:
            for turn in range(times):
                bench.car(wants=bool(turn % 2))
                check(bench)
                bench.pass_s(apart_s)
        case "plug", bool() as plugged:
            bench.plug(plugged=plugged)
        case "wait", float() as seconds:
            bench.pass_s(seconds)
        case "clock", bool() as trusted, int() as ahead_s:
            bench.trusted, bench.clock_ahead_s = trusted, ahead_s
            bench.settle()
        case _:
            take_claims(bench, step)


def take_claims(bench: GuardedContactor, step: tuple[object, ...]) -> None:
    match step:
        case "claim", int() as client, (ChargeState() | None) as state, (int() | None) as charge_a, (
            int() | None
        ) as max_a:
            bench.claim(client, state, charge_current_a=charge_a, max_current_a=max_a)
        case "flips", int() as client, int() as times, float() as apart_s:
            for turn in range(times):
                bench.claim(client, DISABLED if turn % 2 else ACTIVE)
                check(bench)
                bench.pass_s(apart_s)
        case "release", int() as client:
            bench.release(client)
        case _:
            bench.claims.clear()
            bench.settle(weigh=True)


def most_in_any_hour(closed_ms: list[int]) -> int:
    return max((sum(1 for ms in closed_ms if start <= ms < start + HOUR_MS) for start in closed_ms), default=0)


def check(bench: GuardedContactor) -> None:
    """What holds after any step."""
    wanted, target, status = bench.wanted, bench.target, bench.guard.status
    assert target.pilot_a <= wanted.pilot_a
    if target.state is ACTIVE and wanted.state is DISABLED:
        # Only economy waits, with the minimum, and never against a ceiling.
        assert status.held is ContactorHold.SHORTEST_CHARGE
        assert wanted.state_client in ECONOMY
        assert not any(c.wish.state is DISABLED and c.client not in ECONOMY for c in bench.claims.values())
        assert target.pilot_a == 6
        assert wanted.max_current_a is None or target.pilot_a <= wanted.max_current_a
        assert bench.charging
    if target.state is DISABLED and wanted.state is ACTIVE:
        assert status.held in (ContactorHold.SHORTEST_PAUSE, ContactorHold.MOST_CLOSURES)
        if status.held is ContactorHold.SHORTEST_PAUSE:
            assert wanted.state_client in {None, Client.LIMIT, *ECONOMY, *PROTECTION}
    if target.state is wanted.state:
        assert target == wanted
    assert (status.held is None) == (status.until_ms is None) == (target == wanted)
    due_ms = bench.guard.next_deadline_ms
    assert due_ms == status.until_ms
    assert due_ms is None or bench.now_ms < due_ms <= bench.now_ms + HOUR_MS
    # Nothing was missed: who decides again without a reason decides the same.
    assert bench.guard.carry_out(wanted, tuple(bench.claims.values()), bench.bounds) == target


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=SOME_SETTINGS, default=st.sampled_from([ACTIVE, DISABLED]), steps=st.lists(STEPS, max_size=60))
def test_for_any_input_the_bound_holds_and_only_economy_waits(
    chosen: Settings, default: ChargeState, steps: list[tuple[object, ...]]
) -> None:
    bench = GuardedContactor(chosen, default=default)
    for step in steps:
        take(bench, step)
        check(bench)
    assert most_in_any_hour(bench.closed_ms) <= chosen.contactor_closures_per_hour


@settings(max_examples=200, deadline=None)
@given(
    chosen=SOME_SETTINGS,
    steps=st.lists(st.tuples(st.sampled_from(ECONOMY), st.sampled_from([ACTIVE, DISABLED]), WAITS_S), max_size=60),
)
def test_what_sources_do_among_themselves_has_no_short_charge_and_no_short_pause(
    chosen: Settings, steps: list[tuple[Client, ChargeState, float]]
) -> None:
    bench = GuardedContactor(chosen, default=DISABLED)
    for client, state, wait_s in steps:
        bench.claim(client, state)
        bench.pass_s(wait_s)
        check(bench)
    shortest_on_ms = min(chosen.contactor_min_on_time, chosen.divert_min_charge_time) * 1000
    charges = list(zip(bench.closed_ms, bench.opened_ms, strict=False))
    assert all(opened - closed >= shortest_on_ms for closed, opened in charges)
    pauses = list(zip(bench.opened_ms, bench.closed_ms[1:], strict=False))
    assert all(closed - opened >= chosen.contactor_min_off_time * 1000 for opened, closed in pauses)


@settings(max_examples=100, deadline=None)
@given(chosen=SOME_SETTINGS, steps=st.lists(st.tuples(st.booleans(), st.floats(0, 600)), min_size=20, max_size=60))
def test_it_is_not_restless_itself(chosen: Settings, steps: list[tuple[bool, float]]) -> None:
    """However time passes, it asks for no more decisions than there are changes and ends of what it holds."""
    bench = GuardedContactor(chosen)
    for wants, wait_s in steps:
        bench.car(wants=wants)
        bench.pass_s(wait_s)
    assert bench.decisions <= 2 + 4 * len(steps)
