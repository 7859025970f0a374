"""What happens and why, in sentences: tables of situations."""

from __future__ import annotations

from datetime import time, timedelta

import msgspec
import pytest
from sources_around import CHARGING, MONDAY, NO_CAR, PAUSED, PLUGGED, moment_at

from pilotwire.rapi.client_values import FaultCounters
from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.station.arbitration import Bounds, Reason, arbitrate
from pilotwire.station.boost_values import Boost, BoostStatus
from pilotwire.station.charging_plan_values import ChargingPlan, PlanState, Stretch
from pilotwire.station.claims import ChargeState, Claim, Client, Priority, Wish
from pilotwire.station.evse import Evse, Link, LinkState
from pilotwire.station.explanation import explain
from pilotwire.station.explanation_values import Property
from pilotwire.station.explanation_words import ENGLISH, clause, say
from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.limit_values import Limit, LimitType, Preference
from pilotwire.station.schedule_plan import entries_of_week
from pilotwire.station.schedule_values import Plan, ScheduleEvent, Weekday
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

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
NOW = moment_at(MONDAY, elapsed_ms=1_000_000)
ZONE = "Europe/London|GMT0BST,M3.5.0/1,M10.5.0"


def status_of(*claims: Claim, evse: Evse = CHARGING, maximum_a: int = 32, **changed: object) -> Status:
    """A station at which the controller has done what it was told."""
    settings = changed.setdefault("settings", Settings(time_zone=ZONE))
    assert isinstance(settings, Settings)
    default = ACTIVE if settings.default_state else DISABLED
    target = arbitrate(claims, Bounds(6, maximum_a, default))
    offered = {"pilot_a": target.pilot_a, "current_ma": target.pilot_a * 1000 if evse.charging else 0}
    evse = msgspec.structs.replace(evse, configured_maximum_a=maximum_a, **({} if evse.pilot_a else offered))
    return msgspec.structs.replace(Status(moment=NOW), target=target, claims=claims, evse=evse, **changed)


def told(status: Status) -> str:
    return explain(status).headline.text


def details(status: Status) -> list[str]:
    return [sentence.text for sentence in explain(status).details]


def claim(client: int, priority: int, why: str = "", **wish: object) -> Claim:
    return Claim(client, priority, Wish(**wish), why)  # type: ignore[arg-type]


IDLE_SUN = claim(Client.DIVERT, 10, "not enough sun", state=DISABLED)
IDLE_SCHEDULE = claim(Client.SCHEDULE, 10, "timer 2", state=DISABLED)
NIGHT = (
    ScheduleEvent(1, ACTIVE, time(23, 30), tuple(Weekday)),
    ScheduleEvent(2, DISABLED, time(5, 30), tuple(Weekday)),
)
WEEK = Plan(entries_of_week(NIGHT, 0, lambda _: 0))


# -- the controller ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evse", "sentence"),
    [
        (Evse(), "Not charging yet: the controller is being looked for."),
        (
            Evse(link=Link(LinkState.CONNECTED)),
            "Not charging yet: the controller has answered and is asked for the rest.",
        ),
        (
            Evse(link=Link(LinkState.WAITING, error="No such device.")),
            "The controller cannot be reached: No such device.",
        ),
        (Evse(link=Link(LinkState.WAITING)), "The controller cannot be reached."),
        (Evse(link=Link(LinkState.LOST, error="silence")), "The controller does not answer: silence."),
        (Evse(link=Link(LinkState.LOST)), "The controller does not answer."),
    ],
)
def test_a_controller_that_is_not_there(evse: Evse, sentence: str) -> None:
    assert told(status_of(evse=evse)) == sentence


def test_a_controller_that_was_lost_goes_on_by_itself() -> None:
    lost = Evse(link=Link(LinkState.LOST))
    assert details(status_of(evse=lost)) == ["Until it answers again it offers no more than 6 A."]
    assert details(status_of(evse=lost, settings=Settings(heartbeat_interval=0))) == []


def in_state(state: EvseState, **changed: object) -> Evse:
    return msgspec.structs.replace(PLUGGED, state=state, state_code=max(int(state), 0), pilot_a=16, **changed)


STATES = [
    (in_state(EvseState.STARTING), "Not charging yet: the controller is starting and tests itself."),
    (
        in_state(EvseState.STARTING, flags=VolatileFlag.BOOT_LOCK),
        "Not charging yet: the controller is locked since its start until it is told what to do.",
    ),
    (in_state(EvseState.NOT_CONNECTED, flags=VolatileFlag(0)), "Not charging: no car is plugged in."),
    (
        in_state(EvseState.CONNECTED),
        "Not charging: the car does not ask for energy; it may be full or have a timer.",
    ),
    (in_state(EvseState.CHARGING), "Charging at 16 A; the controller was told to offer 32 A."),
    (in_state(EvseState.VENT_REQUIRED), "Stopped: the car asks for ventilation, and this station has none."),
    (in_state(EvseState.DIODE_CHECK_FAILED), "Stopped: the check of the car's diode failed."),
    (
        in_state(EvseState.GFCI_TRIPPED, faults=FaultCounters(3, 0, 0)),
        "Stopped: current has leaked to earth, 3 times in all.",
    ),
    (
        in_state(EvseState.NO_GROUND, faults=FaultCounters(0, 2, 0)),
        "Stopped: the protective earth is missing, 2 times in all.",
    ),
    (
        in_state(EvseState.STUCK_CONTACTOR),
        "Stopped: the contactor does not open, so its output may be live.",
    ),
    (
        in_state(EvseState.GFCI_SELF_TEST_FAILED),
        "Stopped: the residual-current protection has failed its self-test.",
    ),
    (in_state(EvseState.OVER_TEMPERATURE, tmp007_dc=738), "Stopped: it is too hot inside, 74 °C."),
    (in_state(EvseState.OVER_TEMPERATURE), "Stopped: it is too hot inside."),
    (in_state(EvseState.OVER_CURRENT), "Stopped: the car took more than the 16 A it was offered."),
    (in_state(EvseState.CONTACTOR_DID_NOT_CLOSE), "Stopped: the contactor did not close."),
    (in_state(EvseState.PROXIMITY_SHORTED), "Stopped: the proximity contact of the plug is shorted."),
    (in_state(EvseState.PROXIMITY_MISSING), "Stopped: no cable is recognised at the proximity contact."),
    (in_state(EvseState.EEPROM_FAILURE), "Stopped: the controller's memory has failed."),
    (in_state(EvseState.SLEEPING), "Charging is about to begin."),
    (in_state(EvseState.DISABLED), "Charging is about to begin."),
    (
        msgspec.structs.replace(in_state(EvseState.UNKNOWN), state_code=13),
        "The controller is in a state that is not known here (code 13).",
    ),
]


@pytest.mark.parametrize(("evse", "sentence"), STATES, ids=[evse.state.name for evse, _ in STATES])
def test_every_state_of_the_controller(evse: Evse, sentence: str) -> None:
    assert told(status_of(evse=evse)) == sentence


def test_no_state_of_the_controller_is_forgotten() -> None:
    assert {evse.state for evse, _ in STATES} == set(EvseState)


@pytest.mark.parametrize("state", [state for state in EvseState if state.is_fault])
def test_a_fault_comes_with_what_to_do(state: EvseState) -> None:
    (advice,) = explain(status_of(evse=in_state(state))).details
    assert advice.code == f"advice.{state.name.lower()}"


@pytest.mark.parametrize(
    ("flag", "sentence"),
    [
        (VolatileFlag.TIMER_ON, "Paused by the controller: its own delay timer is on."),
        (VolatileFlag.LIMIT_SLEEP, "Paused by the controller: its own limit is reached."),
        (VolatileFlag.AUTH_LOCKED, "Paused by the controller: it is locked until somebody is authorised."),
    ],
)
def test_a_controller_that_pauses_by_itself(flag: VolatileFlag, sentence: str) -> None:
    evse = in_state(EvseState.SLEEPING, flags=VolatileFlag.CAR_CONNECTED | flag)
    assert told(status_of(evse=evse)) == sentence


def test_a_controller_that_does_not_tell_of_a_car_while_it_pauses() -> None:
    override = claim(Client.MANUAL, 1000, state=DISABLED)
    evse = Evse(connected=True, state=EvseState.SLEEPING)
    assert told(status_of(override, evse=evse)) == "Paused by hand."


# -- charging ----------------------------------------------------------------------------------------------------


def boosting(**asked: object) -> dict[str, object]:
    until = MONDAY + timedelta(minutes=25, microseconds=400)
    return {"boost": BoostStatus(Boost(**asked), 2_500_000, until, 3_200.0)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "changed", "sentence"),
    [
        ((), {}, "Charging at 32 A, the configured maximum."),
        (
            (claim(Client.SHAPER, 5000, "the house takes 900 W", max_current_a=16),),
            {},
            "Charging at 16 A: the house limit allows 16 A.",
        ),
        ((claim(Client.MANUAL, 1000, state=ACTIVE, charge_current_a=10),), {}, "Charging at 10 A, as set by hand."),
        ((claim(Client.MANUAL, 1000, state=ACTIVE),), {}, "Charging at 32 A, as set by hand."),
        (
            (claim(Client.DIVERT, 50, "8.4 A of surplus", state=ACTIVE, charge_current_a=8),),
            {"divert": DivertStatus(DivertMode.ECO, available_a=8.44, doing=DivertDoing.SUN)},
            "Charging at 8 A: the sun gives 8.4 A.",
        ),
        (
            (claim(Client.DIVERT, 50, "not enough sun, and the minimum is held", state=ACTIVE, charge_current_a=6),),
            {"divert": DivertStatus(DivertMode.ECO, doing=DivertDoing.HOLDING)},
            "Charging at 6 A: not enough sun, and the minimum is held.",
        ),
        (
            (claim(Client.DIVERT, 50, "3 A of surplus", state=ACTIVE, charge_current_a=3),),
            {},
            "Charging at 6 A: the controller offers no less.",
        ),
        (
            (claim(Client.SCHEDULE, 100, "timer 1", state=ACTIVE, charge_current_a=32),),
            {},
            "Charging at 32 A by the schedule.",
        ),
        (
            (claim(Client.SCHEDULE, 100, "timer 1", state=ACTIVE, charge_current_a=32),),
            {"plan": WEEK, "moment": moment_at(MONDAY + timedelta(hours=12), elapsed_ms=1_000_000)},
            "Charging at 32 A by the schedule until 05:30.",
        ),
        (
            (claim(Client.PLAN, 100, "charging until 03:00", state=ACTIVE, charge_current_a=32),),
            {},
            "Charging at 32 A by the charging plan: charging until 03:00.",
        ),
        (
            (claim(Client.BOOST, 200, state=ACTIVE, charge_current_a=32),),
            boosting(duration_ms=1_800_000),
            "Charging at 32 A: boost until 13:25:03.",
        ),
        (
            (claim(Client.BOOST, 200, state=ACTIVE, charge_current_a=16),),
            boosting(energy_wh=5_000),
            "Charging at 16 A: boost, 3.2 kWh to go.",
        ),
        (
            (claim(Client.TEMPERATURE, 5000, charge_current_a=12),),
            {"evse": msgspec.structs.replace(CHARGING, ds3231_dc=664)},
            "Charging at 12 A because it is hot inside, 66 °C.",
        ),
        (
            (claim(Client.LIMIT, 1100, "until 80 %", state=ACTIVE),),
            {"settings": Settings(default_state=False)},
            "Charging at 32 A until 80 %.",
        ),
        (
            (claim(4711, 500, "the heat pump is on.", max_current_a=13),),
            {},
            "Charging at 13 A, as client 4711 wants: the heat pump is on.",
        ),
        (
            (claim(Client.OCPP, 1050, max_current_a=20),),
            {},
            "Charging at 20 A: the charging back end (OCPP) wants it so.",
        ),
        ((claim(Client.MQTT, 500, charge_current_a=9),), {}, "Charging at 9 A: MQTT wants it so."),
    ],
)
def test_charging_is_told_with_its_reason(claims: tuple[Claim, ...], changed: dict[str, object], sentence: str) -> None:
    assert told(status_of(*claims, **changed)) == sentence  # type: ignore[arg-type]


def test_a_car_that_takes_less_than_it_is_offered() -> None:
    evse = msgspec.structs.replace(CHARGING, pilot_a=16, current_ma=7_400)
    shaped = claim(Client.SHAPER, 5000, "the house takes 900 W of 5000 W", max_current_a=16)
    status = status_of(shaped, evse=evse)
    assert told(status) == "Charging: the car takes 7.4 A of the 16 A offered."
    assert details(status) == ["16 A are offered: the current shaper allows 16 A: the house takes 900 W of 5000 W."]


def test_a_car_that_takes_nothing() -> None:
    evse = msgspec.structs.replace(CHARGING, pilot_a=16, current_ma=100)
    assert told(status_of(evse=evse, maximum_a=16)) == "Charging is on, but the car takes nothing of the 16 A offered."


def test_a_car_that_takes_a_little_less_takes_what_it_is_offered() -> None:
    evse = msgspec.structs.replace(CHARGING, pilot_a=32, current_ma=30_000)
    assert told(status_of(evse=evse)) == "Charging at 32 A, the configured maximum."


def test_a_controller_that_offers_something_else() -> None:
    evse = msgspec.structs.replace(CHARGING, pilot_a=6, current_ma=6_000, heartbeat_missed=True)
    status = status_of(evse=evse)
    assert told(status) == "Charging at 6 A; the controller was told to offer 32 A."
    assert details(status) == [
        "32 A are wanted: the configured maximum is 32 A.",
        "The controller has missed this station and offers less until it is reassured.",
    ]


def test_a_charge_that_is_being_ended_says_why() -> None:
    status = status_of(claim(Client.MANUAL, 1000, state=DISABLED))
    assert told(status) == "Charging is about to end."
    assert details(status) == ["Paused by hand."]


# -- not charging ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "changed", "sentence"),
    [
        (
            (),
            {"settings": Settings(default_state=False)},
            "Not charging: this station charges only when it is asked to.",
        ),
        ((claim(Client.MANUAL, 1000, state=DISABLED),), {}, "Paused by hand."),
        (
            (claim(Client.MANUAL, 1000, state=DISABLED, auto_release=True),),
            {},
            "Paused by hand until the car is unplugged.",
        ),
        ((claim(Client.LIMIT, 1100, "80 % reached", state=DISABLED),), {}, "Paused: 80 % reached."),
        (
            (IDLE_SUN,),
            {
                "divert": DivertStatus(DivertMode.ECO, smoothed_a=4.12, available_a=5.0),
                "feeds": Feeds(grid_w=Reading(-990.0, 999_000)),
            },
            "Waiting for the sun: 6.5 A of surplus are needed, 4.1 A now on average of 20 s.",
        ),
        (
            (IDLE_SUN,),
            {"waiting": (Waiting(Client.DIVERT, DISABLED, "a first measurement of the sun"),)},
            "Waiting for the sun: a first measurement of the sun.",
        ),
        ((IDLE_SUN,), {}, "Paused by the solar divert: not enough sun."),
        ((IDLE_SCHEDULE,), {"plan": WEEK}, "Waiting for the schedule: charging begins at 23:30."),
        (
            (IDLE_SCHEDULE,),
            {"waiting": (Waiting(Client.SCHEDULE, DISABLED, "charging from 00:30 on Tuesday"),)},
            "Waiting for the schedule: charging from 00:30 on Tuesday.",
        ),
        ((IDLE_SCHEDULE,), {}, "Paused by the schedule."),
        (
            (claim(Client.PLAN, 10, state=DISABLED),),
            {"waiting": (Waiting(Client.PLAN, DISABLED, "charging from 01:30: 3 slots"),)},
            "Waiting by the charging plan: charging from 01:30: 3 slots.",
        ),
        ((claim(Client.RFID, 1030, "no tag", state=DISABLED),), {}, "Waiting for a known RFID tag."),
        (
            (claim(Client.SHAPER, 5000, state=DISABLED, max_current_a=3),),
            {"shaper": ShaperStatus(running=True, current_a=3.21, updated=True)},
            "Paused: the house limit leaves 3.2 A, 6.5 A are needed.",
        ),
        (
            (claim(Client.SHAPER, 1100, state=DISABLED),),
            {"shaper": ShaperStatus(running=True)},
            "Paused: nothing is known of the load of the house.",
        ),
        (
            (claim(Client.TEMPERATURE, 5000, state=DISABLED),),
            {"evse": msgspec.structs.replace(PAUSED, mcp9808_dc=731)},
            "Paused: it is too hot inside, 73 °C; charging goes on below 67 °C.",
        ),
        (
            (claim(Client.TEMPERATURE, 5000, state=DISABLED),),
            {},
            "Paused: it was too hot inside, and no temperature is known now.",
        ),
        ((claim(Client.OCPP, 1050, state=DISABLED),), {}, "Paused by the charging back end (OCPP)."),
        ((claim(7, 500, " a {guest}\nis here!! ", state=DISABLED),), {}, "Paused by client 7: a {guest} is here."),
    ],
)
def test_a_pause_is_told_with_its_reason(claims: tuple[Claim, ...], changed: dict[str, object], sentence: str) -> None:
    assert told(status_of(*claims, **{"evse": PAUSED, **changed})) == sentence  # type: ignore[arg-type]


def test_without_a_car_it_says_what_one_would_have_to_wait_for() -> None:
    status = status_of(claim(Client.RFID, 1030, state=DISABLED), evse=NO_CAR)
    assert told(status) == "Not charging: no car is plugged in."
    assert details(status) == ["Waiting for a known RFID tag."]


@pytest.mark.parametrize(
    ("vehicle", "sentence"),
    [
        (VehicleData(soc_pct=100), "Not charging: the car is full."),
        (VehicleData(soc_pct=80, charge_limit_pct=80), "Not charging: the car has reached its own limit of 80 %."),
        (
            VehicleData(soc_pct=60, charge_limit_pct=80),
            "Not charging: the car does not ask for energy; it may be full or have a timer.",
        ),
    ],
)
def test_a_car_that_does_not_ask(vehicle: VehicleData, sentence: str) -> None:
    assert told(status_of(evse=PLUGGED, vehicle=vehicle)) == sentence


def test_a_car_whose_own_limit_is_below_ours() -> None:
    vehicle = VehicleData(soc_pct=50, charge_limit_pct=70)
    limited = status_of(vehicle=vehicle, limit=Limit(LimitType.SOC, 80))
    assert details(limited) == [
        "The car is at 50 %.",
        "The car will stop at its own limit of 70 %, below the 80 % set here.",
    ]
    assert details(status_of(vehicle=vehicle, limit=Limit(LimitType.SOC, 70))) == ["The car is at 50 %."]
    assert details(status_of(vehicle=vehicle, limit=Limit(LimitType.ENERGY, 8000))) == ["The car is at 50 %."]


def test_a_car_that_does_not_ask_although_somebody_wants_it_to_charge() -> None:
    boosted = claim(Client.BOOST, 200, "30 min", state=ACTIVE, charge_current_a=32)
    assert details(status_of(boosted, evse=PLUGGED)) == ["Charging is allowed by the boost: 30 min."]


# -- the contactor's guard ---------------------------------------------------------------------------------------


def held(kind: ContactorHold, text: str, *claims: Claim, evse: Evse) -> Status:
    status = status_of(*claims, evse=evse)
    state = ACTIVE if kind is ContactorHold.SHORTEST_CHARGE else DISABLED
    target = msgspec.structs.replace(
        status.target, state=state, state_client=None, reasons=(Reason("state", None, text), *status.target.reasons)
    )
    guard = ContactorStatus(held=kind, until_ms=1_042_000)
    return msgspec.structs.replace(status, target=target, contactor=guard)


def test_a_start_that_is_held_back() -> None:
    text = "charging waits until 13:00:44: the contactor has only just opened"
    sun = claim(Client.DIVERT, 50, state=ACTIVE, charge_current_a=8)
    explained = explain(held(ContactorHold.SHORTEST_PAUSE, text, sun, evse=PAUSED))
    assert explained.headline.text == f"Not charging yet: {text}."
    assert explained.state_client is None
    assert [view.name for view in explained.sources if Property.STATE in view.decides] == ["contactor guard"]
    assert explained.sources[0].outranked[0].by is None
    assert explained.upcoming[0].sentence.text == "What is held back for the contactor's sake is free at 13:00:44."


def test_a_stop_that_is_held_back() -> None:
    text = "charging goes on until 13:00:44: the contactor has only just closed"
    explained = explain(held(ContactorHold.SHORTEST_CHARGE, text, IDLE_SUN, evse=CHARGING))
    assert explained.headline.text == f"Still charging at 32 A: {text}."


# -- sources -----------------------------------------------------------------------------------------------------


def test_every_source_is_told_with_what_it_decides_and_who_outranks_it() -> None:
    status = status_of(
        claim(Client.DIVERT, 50, "8 A of surplus", state=ACTIVE, charge_current_a=8),
        claim(20, 500, "a guest", state=ACTIVE, charge_current_a=20),
        claim(Client.SHAPER, 5000, max_current_a=16),
        waiting=(Waiting(Client.DIVERT, ACTIVE, ""), Waiting(Client.SCHEDULE, None, "the clock to be set")),
    )
    views = explain(status).sources
    assert [(view.name, view.priority, [about.value for about in view.decides]) for view in views] == [
        ("current shaper", 5000, ["maximum"]),
        ("client 20", 500, ["state", "current"]),
        ("solar divert", 50, []),
        ("schedule", None, []),
        ("station", None, []),
    ]
    assert [view.name for view in views if view.sets_pilot] == ["current shaper"]
    assert [(item.property.value, item.by) for item in views[2].outranked] == [("state", 20), ("current", 20)]
    assert views[3].waiting_for == "the clock to be set"
    assert [view.sentence.text for view in views] == [
        "No more than 16 A.",
        "Charge at 20 A.",
        "Charge at 8 A.",
        "Nothing at present.",
        "Charge at up to 32 A unless somebody says otherwise.",
    ]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (Wish(ACTIVE), "Charge."),
        (Wish(ACTIVE, max_current_a=10), "Charge at 10 A at most."),
        (Wish(ACTIVE, 20, 10), "Charge at 20 A, and at 10 A at most."),
        (Wish(None, 20), "If charging, then at 20 A."),
        (Wish(None, 20, 10), "If charging, then at 20 A, and no more than 10 A."),
        (Wish(DISABLED, 20, 10), "Do not charge."),
        (Wish(), "Nothing at present."),
    ],
)
def test_wishes_in_words(wish: Wish, sentence: str) -> None:
    assert explain(status_of(Claim(20, 500, wish))).sources[0].sentence.text == sentence


def test_of_equals_the_older_slot_comes_first() -> None:
    views = explain(status_of(claim(21, 500, state=ACTIVE), claim(20, 500, state=DISABLED))).sources
    assert [(view.client, bool(view.decides)) for view in views[:2]] == [(21, True), (20, False)]


# -- what comes next ---------------------------------------------------------------------------------------------


def test_what_comes_next_is_told_in_order() -> None:
    plan = ChargingPlan(
        PlanState.CHARGING,
        "",
        Preference.CHEAPEST,
        ready_by=MONDAY + timedelta(hours=18),
        stretches=(
            Stretch(MONDAY - timedelta(hours=1), MONDAY + timedelta(hours=1), 1.0, None, None),
            Stretch(MONDAY + timedelta(hours=13), MONDAY + timedelta(hours=15), 1.0, None, None),
        ),
    )
    status = status_of(
        plan=WEEK,
        charging_plan=plan,
        lease_ends_ms={20: 1_030_000},
        divert=DivertStatus(min_charge_remaining_s=100, evaluated_ms=990_000),
        **boosting(duration_ms=1_800_000),  # type: ignore[arg-type]
    )
    assert [item.sentence.text for item in explain(status).upcoming] == [
        "What client 20 wants ends at 13:00:32 unless it is renewed.",
        "The shortest charge by the sun is over at 13:01:32.",
        "The boost ends at 13:25:02 at the latest.",
        "By the charging plan, charging pauses at 14:00:02.",
        "By the schedule, charging begins at 23:30.",
        "By the charging plan, charging begins at 02:00:02 on Tuesday.",
        "The charging plan is due at 07:00:02 on Tuesday.",
    ]
    first = explain(status).upcoming[0]
    assert (first.at, first.in_ms) == (MONDAY + timedelta(seconds=30), 30_000)
    assert first.sentence.values == {"at": "2026-07-06T12:00:32Z", "client": 20, "who": "client 20"}


def test_while_nobody_knows_the_time_it_is_told_in_how_long() -> None:
    status = status_of(
        moment=moment_at(MONDAY, elapsed_ms=1_000_000, trusted=False),
        plan=WEEK,
        lease_ends_ms={20: 1_030_000},
        boost=BoostStatus(Boost(duration_ms=1_800_000), 2_470_000),
    )
    assert [item.sentence.text for item in explain(status).upcoming] == [
        "What client 20 wants ends in 30 s unless it is renewed.",
        "The boost ends in 25 min at the latest.",
    ]
    boosted = msgspec.structs.replace(
        status_of(claim(Client.BOOST, 200, state=ACTIVE, charge_current_a=32)), boost=status.boost
    )
    assert told(boosted) == "Charging at 32 A: boost."


# -- sentences ---------------------------------------------------------------------------------------------------


def test_every_sentence_is_one() -> None:
    for code, text in ENGLISH.items():
        assert text.endswith("."), code
        assert text[0].isupper() or text[0] == "{", code
        assert "  " not in text, code


def test_a_sentence_has_its_values() -> None:
    sentence = say("charging.boost_until", {"until": "14:30"}, current_a=16, until="2026-07-06T13:30:00Z")
    assert sentence.values == {"current_a": 16, "until": "2026-07-06T13:30:00Z"}
    assert sentence.text == "Charging at 16 A: boost until 14:30."


@pytest.mark.parametrize(
    ("text", "clean"), [("", ""), (" a\n b. ", "a b"), ("why?!", "why"), ("...", ""), ("5 °C", "5 °C")]
)
def test_free_text_fits_into_a_sentence(text: str, clean: str) -> None:
    assert clause(text) == clean


def test_priorities_of_this_table_are_the_real_ones() -> None:
    assert (Priority.DEFAULT, Priority.DIVERT, Priority.TIMER, Priority.BOOST) == (10, 50, 100, 200)
