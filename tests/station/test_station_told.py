"""What a station tells at turning points: when it has found its controller, at an unplug, when settings change."""

from __future__ import annotations

from datetime import time

import pytest
from station_rig import StationRig

from pilotwire.rapi.codes import EvseState
from pilotwire.station.claims import ChargeState
from pilotwire.station.eventlog import LogEntry
from pilotwire.station.events import Event, Topic
from pilotwire.station.schedule_values import ScheduleDraft


def _of(rig: StationRig, topic: Topic) -> list[Event]:
    return [event for event in rig.events if event.topic is topic]


def _entries(rig: StationRig) -> list[LogEntry]:
    return [entry for event in _of(rig, Topic.LOG) if isinstance(entry := event.data["entry"], LogEntry)]


def test_a_controller_is_told_of_once_when_all_of_it_is_known() -> None:
    rig = StationRig()
    (found,) = _of(rig, Topic.EVSE_STATE)
    assert found.status.evse.connected
    assert found.status.evse.pilot_a == rig.controller.capacity_a
    (entry,) = _entries(rig)
    assert entry.state_code == EvseState.NOT_CONNECTED
    assert entry.pilot_a == rig.controller.capacity_a


def test_a_controller_that_is_found_again_is_followed_at_once() -> None:
    rig = StationRig()
    rig.disconnect()
    rig.forget()
    rig.plug_in()
    rig.connect()
    rig.run(2_000)
    assert [event.status.evse.state for event in _of(rig, Topic.EVSE_STATE)][-1] is EvseState.CHARGING


def test_the_entry_of_an_unplug_has_what_was_charged_and_nobody_is_authorised_any_more() -> None:
    rig = StationRig()
    rig.plug_in()
    rig.run(60_000)
    charged_wh = rig.status.registers.session_wh
    assert charged_wh > 10
    rig.forget()
    rig.unplug()
    entry = _entries(rig)[-1]
    assert entry.session_wh == pytest.approx(charged_wh, rel=0.05)
    assert rig.status.registers.session_wh == 0
    assert [event.data for event in _of(rig, Topic.RFID)] == [{"authenticated": ""}]


def test_another_time_zone_changes_a_plan_only_if_there_is_one() -> None:
    rig = StationRig()
    rig.forget()
    rig.station.change_settings({"time_zone": "Europe/Berlin|CET-1CEST,M3.5.0,M10.5.0/3"}, rig.now)
    rig.run(100)
    assert {Topic.SCHEDULE, Topic.SCHEDULE_PLAN}.isdisjoint(rig.topics)
    rig.station.put_schedule([ScheduleDraft(ChargeState.DISABLED, time(11), ())], rig.now)
    before = rig.status.versions
    rig.forget()
    rig.station.change_settings({"time_zone": "UTC0"}, rig.now)
    rig.run(100)
    assert Topic.SCHEDULE_PLAN in rig.topics
    assert rig.status.versions.schedule == before.schedule
    assert rig.status.versions.schedule_plan > before.schedule_plan


def test_settings_of_the_shaper_are_told_with_its_limit() -> None:
    rig = StationRig()
    rig.forget()
    rig.station.change_settings({"current_shaper_max_pwr": 9_000}, rig.now)
    rig.station.switch_shaper(rig.now, running=True)
    rig.run(100)
    assert [event.data for event in _of(rig, Topic.SHAPER_SWITCHED)] == [{"max_w": 9_000}, {}]
