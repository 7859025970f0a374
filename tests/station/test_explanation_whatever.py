"""Explanations of whatever a station gets into: they never fail, and tell what was decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from sources_around import MONDAY, moment_at
from station_rig import StationRig

from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.station.arbitration import Bounds, arbitrate
from pilotwire.station.boost_values import Boost, BoostStatus
from pilotwire.station.claims import ChargeState, Claim, Client, Wish
from pilotwire.station.evse import Evse, Link, LinkState
from pilotwire.station.explanation import decision, explain
from pilotwire.station.explanation_values import Explanation, Property, Sentence
from pilotwire.station.explanation_words import ENGLISH
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.settings import Settings
from pilotwire.station.status import (
    ContactorHold,
    ContactorStatus,
    DivertDoing,
    DivertMode,
    DivertStatus,
    ShaperStatus,
    Status,
    Waiting,
)
from pilotwire.station.vehicle import VehicleData

texts = st.text(max_size=30)
clients = st.sampled_from([*Client, 20, 21])
amperes = st.none() | st.integers(0, 80)
wishes = st.builds(Wish, st.none() | st.sampled_from(ChargeState), amperes, amperes, st.booleans())
claims = st.lists(
    st.builds(Claim, clients, st.integers(0, 10_000), wishes, texts), max_size=8, unique_by=lambda claim: claim.client
).map(tuple)
tenths = st.none() | st.integers(-400, 1_250)
evses = st.builds(
    Evse,
    link=st.builds(Link, st.sampled_from(LinkState), error=texts),
    connected=st.booleans(),
    state=st.sampled_from(EvseState),
    pilot_state=st.none() | st.sampled_from(EvseState),
    flags=st.integers(0, 0xFFFF).map(VolatileFlag),
    pilot_a=st.integers(0, 80),
    current_ma=st.integers(0, 90_000),
    ds3231_dc=tenths,
    tmp007_dc=tenths,
    heartbeat_missed=st.booleans(),
)
statuses = st.builds(
    Status,
    moment=st.builds(
        lambda elapsed_ms, trusted: moment_at(MONDAY, elapsed_ms=elapsed_ms, trusted=trusted),
        st.integers(0, 10**9),
        st.booleans(),
    ),
    evse=evses,
    claims=claims,
    lease_ends_ms=st.dictionaries(clients, st.integers(-(10**9), 2 * 10**9), max_size=3),
    waiting=st.lists(
        st.builds(Waiting, clients, st.none() | st.sampled_from(ChargeState), texts),
        max_size=4,
        unique_by=lambda waiting: waiting.client,
    ).map(tuple),
    divert=st.builds(
        DivertStatus,
        mode=st.sampled_from(DivertMode),
        smoothed_a=st.floats(0, 1e4),
        available_a=st.floats(0, 1e4),
        min_charge_remaining_s=st.integers(0, 10_000),
        evaluated_ms=st.none() | st.integers(0, 10**9),
        doing=st.sampled_from(DivertDoing),
    ),
    shaper=st.builds(ShaperStatus, current_a=st.floats(-1e4, 1e4), updated=st.booleans()),
    contactor=st.builds(
        ContactorStatus,
        held=st.none() | st.sampled_from(ContactorHold),
        until_ms=st.none() | st.integers(0, 2 * 10**9),
    ),
    vehicle=st.builds(
        VehicleData, soc_pct=st.none() | st.integers(0, 100), charge_limit_pct=st.none() | st.integers(0, 100)
    ),
    limit=st.none() | st.builds(Limit, st.sampled_from(LimitType), st.integers(1, 100)),
    boost=st.none()
    | st.builds(
        BoostStatus,
        st.just(Boost(duration_ms=60_000)) | st.just(Boost(energy_wh=5_000)),
        st.integers(0, 2 * 10**9),
        st.none() | st.just(MONDAY + timedelta(hours=1)),
        st.none() | st.floats(0, 1e6),
    ),
    settings=st.builds(
        Settings,
        default_state=st.booleans(),
        divert_type=st.integers(-1, 1),
        over_temp_shutdown=st.integers(0, 125),
        heartbeat_interval=st.integers(0, 5),
    ),
)


def all_sentences(explanation: Explanation) -> list[Sentence]:
    return [
        explanation.headline,
        *explanation.details,
        *(view.sentence for view in explanation.sources),
        *(item.sentence for item in explanation.upcoming),
    ]


def check(status: Status) -> None:
    explanation = explain(status)
    for sentence in all_sentences(explanation):
        assert sentence.code in ENGLISH
        assert len(sentence.text) > 5
        assert sentence.text.endswith(".")
        assert not sentence.text.endswith("..")
        assert "\n" not in sentence.text
    assert sum(Property.STATE in view.decides for view in explanation.sources) == 1
    (decider,) = (view.client for view in explanation.sources if Property.STATE in view.decides)
    assert decider == explanation.state_client
    assert explanation.state is status.target.state
    coming = [item.in_ms for item in explanation.upcoming]
    assert coming == sorted(coming)
    assert all(in_ms > 0 for in_ms in coming)
    # It is kept as JSON and has to come back as it was.
    assert msgspec.json.decode(msgspec.json.encode(explanation), type=Explanation) == explanation


@settings(max_examples=300)
@given(statuses, st.integers(6, 80))
def test_whatever_is_in_the_status_it_is_explained(status: Status, maximum_a: int) -> None:
    default = ChargeState.ACTIVE if status.settings.default_state else ChargeState.DISABLED
    target = arbitrate(status.claims, Bounds(6, maximum_a, default))
    status = msgspec.structs.replace(status, target=target)
    check(status)
    assert explain(status).state_client == target.state_client


Act = Callable[[StationRig], object]


def of_controller(fault: EvseState | None) -> Act:
    def act(rig: StationRig) -> None:
        rig.controller.fault = fault
        rig.controller.classify()

    return act


def pushed(name: str) -> Callable[[int], Act]:
    return lambda watts: lambda rig: rig.station.push({name: watts}, rig.now)


def boosted(seconds: int) -> Act:
    return lambda rig: rig.station.boost(Boost(duration_ms=seconds * 1000), rig.now)


def claimed(wish: Wish) -> Act:
    return lambda rig: rig.station.claim(20, wish, rig.now, lease_ms=30_000, why="a guest")


def passed(milliseconds: int) -> Act:
    return lambda rig: rig.run(milliseconds)


simple: dict[str, Act] = {
    "plug in": lambda rig: rig.plug_in(),
    "plug in a car that waits": lambda rig: rig.plug_in(wants=False),
    "unplug": lambda rig: rig.unplug(),
    "eco": lambda rig: rig.station.set_divert_mode(DivertMode.ECO, rig.now),
    "normal": lambda rig: rig.station.set_divert_mode(DivertMode.NORMAL, rig.now),
    "break": of_controller(EvseState.NO_GROUND),
    "heal": of_controller(None),
    "lose": lambda rig: rig.disconnect(),
    "find": lambda rig: rig.connect(),
    "toggle": lambda rig: rig.station.toggle_override(rig.now),
    "shape": lambda rig: rig.station.switch_shaper(rig.now, running=not rig.status.shaper.running),
}
actions = st.one_of(
    st.sampled_from(list(simple)).map(simple.__getitem__),
    st.integers(-9_000, 9_000).map(pushed("grid_ie")),
    st.integers(0, 20_000).map(pushed("shaper_live_pwr")),
    st.integers(1, 600).map(boosted),
    wishes.map(claimed),
    st.integers(1, 90_000).map(passed),
)


@settings(max_examples=100)
@given(st.lists(actions, min_size=3, max_size=25))
def test_whatever_happens_at_a_station_is_explained(plan: list[Act]) -> None:
    rig = StationRig(settings={"current_shaper_max_pwr": 9_000})
    for action in plan:
        action(rig)
        rig.run(50)
        check(rig.status)
        state_client = rig.status.target.state_client
        assert decision(rig.status).state_client == state_client
