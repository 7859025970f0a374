"""The anti-chatter guard in a station: what is carried out, told, written down, and when it is looked at again."""

from __future__ import annotations

from controller_model import ModelController
from station_rig import StationRig

from pilotwire.rapi.codes import EvseState
from pilotwire.station.asks import Drive, Move
from pilotwire.station.claims import ChargeState, Client, Wish
from pilotwire.station.eventlog import LogEntry, LogKind
from pilotwire.station.events import Topic
from pilotwire.station.status import ContactorHold

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
HOUR_MS = 3_600_000


def charging(**settings: object) -> StationRig:
    rig = StationRig(settings={"heartbeat_interval": 0, **settings})
    rig.plug_in()
    assert rig.status.evse.charging
    return rig


def flap(rig: StationRig, times: int) -> None:
    """The car opens and closes S2."""
    for _ in range(times):
        rig.controller.wants = False
        rig.controller.classify()
        rig.run(1_000)
        rig.controller.wants = True
        rig.controller.classify()
        rig.run(1_000)


def warnings(rig: StationRig) -> list[str]:
    entries = [event.data["entry"] for event in rig.events if event.topic is Topic.LOG]
    return [entry.text for entry in entries if isinstance(entry, LogEntry) and entry.kind is LogKind.WARNING]


def test_a_car_that_flaps_is_paused_and_resumed_by_itself_when_the_hour_is_over() -> None:
    rig = charging(contactor_closures_per_hour=3)
    first_ms = rig.now_ms
    flap(rig, 3)
    assert rig.controller_is(EvseState.SLEEPING)
    assert rig.status.contactor.held is ContactorHold.MOST_CLOSURES
    assert rig.status.contactor.closures_within_hour(rig.now_ms) == 3
    rig.run(HOUR_MS - (rig.now_ms - first_ms) - 2_000)
    assert rig.controller_is(EvseState.SLEEPING)
    rig.run(3_000)
    assert rig.controller_is(EvseState.CHARGING)
    assert rig.status.contactor.held is None


def test_it_is_written_down_once_each_time() -> None:
    rig = charging(contactor_closures_per_hour=3)
    flap(rig, 3)
    rig.station.override(Wish(ACTIVE), rig.now)
    rig.run(60_000)
    rig.station.release_override(rig.now)
    rig.run(60_000)
    text = "charging waits until 14:00:02: the contactor has closed 3 times within an hour"
    assert [line for line in warnings(rig) if "contactor" in line] == [text]
    rig.run(HOUR_MS)
    flap(rig, 2)
    rig.controller.wants = False
    rig.controller.classify()
    rig.run(1_000)
    assert len([line for line in warnings(rig) if "contactor" in line]) == 2


def test_nothing_is_decided_while_it_waits() -> None:
    rig = charging(contactor_closures_per_hour=3)
    flap(rig, 3)
    rig.forget()
    rig.run(HOUR_MS // 2)
    assert Topic.TARGET not in rig.topics
    assert [ask for ask in rig.controller.told[-50:] if isinstance(ask, Drive)] == []


def test_a_start_at_the_controller_counts_as_an_override_that_waits() -> None:
    rig = charging(contactor_closures_per_hour=3)
    flap(rig, 3)
    rig.run(10_000)
    rig.controller.wants = False
    rig.controller.press_button()
    rig.run(1_000)
    assert rig.controller_is(EvseState.SLEEPING)
    assert rig.status.override is not None
    assert rig.status.override.wish.state is ACTIVE
    assert rig.status.target.state is DISABLED


def test_a_schedule_that_ends_a_charge_at_once_ends_it_when_it_has_lasted() -> None:
    rig = StationRig(settings={"default_state": False})
    rig.plug_in()
    rig.station.claim(Client.SCHEDULE, Wish(ACTIVE, charge_current_a=16), rig.now, priority=100)
    rig.run(1_000)
    assert rig.controller_is(EvseState.CHARGING)
    rig.station.claim(Client.SCHEDULE, Wish(DISABLED), rig.now, priority=10)
    rig.run(1_000)
    assert rig.controller_is(EvseState.CHARGING)
    assert rig.controller.capacity_a == 6
    assert rig.status.contactor.held is ContactorHold.SHORTEST_CHARGE
    rig.run(57_000)
    assert rig.controller_is(EvseState.CHARGING)
    rig.run(2_000)
    assert rig.controller_is(EvseState.SLEEPING)


def test_what_is_held_is_told_like_any_other_target() -> None:
    rig = StationRig(settings={"default_state": False})
    rig.plug_in()
    rig.station.claim(Client.SCHEDULE, Wish(ACTIVE), rig.now, priority=100)
    rig.run(1_000)
    rig.forget()
    rig.station.claim(Client.SCHEDULE, Wish(DISABLED), rig.now, priority=10)
    rig.run(0)
    told = [event.status.contactor for event in rig.events if event.topic is Topic.TARGET]
    assert [contactor.held for contactor in told] == [ContactorHold.SHORTEST_CHARGE]


def test_a_station_that_starts_while_a_car_charges_does_not_know_since_when() -> None:
    controller = ModelController(car=True, wants=True)
    controller.classify()
    rig = StationRig(controller=controller)
    rig.station.claim(Client.SCHEDULE, Wish(ACTIVE), rig.now, priority=100)
    rig.run(1_000)
    rig.station.claim(Client.SCHEDULE, Wish(DISABLED), rig.now, priority=10)
    rig.run(1_000)
    assert rig.controller_is(EvseState.SLEEPING)


def test_people_who_pause_while_a_stop_is_held_are_obeyed() -> None:
    rig = StationRig(settings={"default_state": False})
    rig.plug_in()
    rig.station.claim(Client.SCHEDULE, Wish(ACTIVE), rig.now, priority=100)
    rig.run(5_000)
    rig.station.claim(Client.SCHEDULE, Wish(DISABLED), rig.now, priority=10)
    rig.run(5_000)
    rig.station.toggle_override(rig.now)
    rig.run(1_000)
    assert rig.controller_is(EvseState.SLEEPING)
    assert Drive(Move.SLEEP) in rig.controller.told
