"""The station as a whole: what people ask, what the controller does, what is told and kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest
from controller_model import ModelController
from hypothesis import given, settings
from hypothesis import strategies as st
from station_rig import StationRig

from pilotwire.rapi.codes import EvseState
from pilotwire.station.claims import ChargeState, Client, Wish
from pilotwire.station.energy import Registers
from pilotwire.station.events import Topic
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.push import PushError
from pilotwire.station.records import (
    Kept,
    LogRecord,
    RegistersRecord,
    ScheduleRecord,
    SessionRecord,
    SettingsRecord,
    Standing,
    StandingRecord,
)
from pilotwire.station.schedule_values import ScheduleDraft, Weekday
from pilotwire.station.sessions import Session, StopReason
from pilotwire.station.settings import FactoryLockedError, SettingsError
from pilotwire.station.status import DivertMode

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED


# -- the target ---------------------------------------------------------------------------------------------------


def test_an_override_is_in_the_status_before_anybody_is_answered() -> None:
    rig = StationRig()
    rig.station.override(Wish(DISABLED), rig.now)
    assert rig.status.target.state is DISABLED
    assert rig.status.override is not None


def test_the_controller_follows_the_target() -> None:
    rig = StationRig()
    rig.plug_in()
    assert rig.status.evse.charging
    rig.station.override(Wish(DISABLED), rig.now)
    rig.run(500)
    assert rig.controller_is(EvseState.SLEEPING)
    rig.station.override(Wish(ACTIVE, charge_current_a=10), rig.now)
    rig.run(500)
    assert rig.controller_is(EvseState.CHARGING)
    assert rig.controller.capacity_a == 10


def test_a_pause_can_be_a_disabled_state() -> None:
    rig = StationRig(settings={"pause_uses_disabled": True})
    rig.station.override(Wish(DISABLED), rig.now)
    rig.run(500)
    assert rig.controller_is(EvseState.DISABLED)


def test_toggling_inverts_the_target_and_then_releases() -> None:
    rig = StationRig()
    rig.station.claim(20, Wish(DISABLED), rig.now)
    rig.station.toggle_override(rig.now)
    assert rig.status.target.state is ACTIVE
    assert rig.status.override is not None
    assert rig.status.override.wish == Wish(ACTIVE, auto_release=True)
    rig.station.toggle_override(rig.now)
    assert rig.status.override is None
    assert rig.status.target.state is DISABLED


def test_an_override_that_ends_at_unplug_is_told() -> None:
    rig = StationRig()
    rig.plug_in()
    rig.station.override(Wish(charge_current_a=8, auto_release=True), rig.now)
    rig.forget()
    rig.unplug()
    assert rig.status.override is None
    assert Topic.OVERRIDE_CLAIM in rig.topics
    assert Topic.OVERRIDE in rig.topics
    assert StandingRecord(Standing()) in rig.records


def test_a_lease_that_runs_out_falls_back_and_says_so() -> None:
    rig = StationRig()
    rig.station.claim(20, Wish(DISABLED), rig.now, lease_ms=60_000)
    rig.forget()
    rig.run(61_000)
    assert rig.status.target.state is ACTIVE
    texts = [record.entry.text for record in rig.records if isinstance(record, LogRecord)]
    assert any("client 20 was not heard for 60 s" in text for text in texts)


def test_a_claim_of_the_station_rewritten_from_outside_stays_until_its_owner_changes_its_mind() -> None:
    rig = StationRig()
    rig.station.set_divert_mode(DivertMode.ECO, rig.now)
    rig.station.claim(Client.DIVERT, Wish(ACTIVE), rig.now)
    rig.run(5_000)
    assert rig.status.claim(Client.DIVERT) is not None
    assert rig.status.target.state is ACTIVE
    rig.station.set_divert_mode(DivertMode.NORMAL, rig.now)
    assert rig.status.claim(Client.DIVERT) is None


def test_the_boot_lock_is_released_once_it_is_decided_what_to_do() -> None:
    rig = StationRig(controller=ModelController(boot_locked=True))
    rig.run(3_000)
    assert not rig.controller.boot_locked


def test_a_pause_at_the_front_panel_is_an_override_until_unplug() -> None:
    rig = StationRig()
    rig.plug_in()
    rig.run(5_000)
    rig.controller.press_button()
    rig.run(1_000)
    assert rig.controller_is(EvseState.SLEEPING)
    assert rig.status.override is not None
    assert rig.status.override.wish == Wish(DISABLED, auto_release=True)
    rig.run(5_000)
    rig.controller.press_button()
    rig.run(1_000)
    assert rig.controller_is(EvseState.CHARGING)
    assert rig.status.override is None


def test_resuming_at_the_front_panel_overrides_the_schedule_but_not_a_limit() -> None:
    rig = StationRig()
    rig.plug_in()
    rig.station.claim(Client.SCHEDULE, Wish(DISABLED), rig.now, priority=10)
    rig.run(5_000)
    rig.controller.press_button()
    rig.run(1_000)
    assert rig.controller_is(EvseState.CHARGING)
    rig.station.claim(Client.LIMIT, Wish(DISABLED), rig.now, priority=1100)
    rig.run(5_000)
    rig.controller.press_button()
    rig.run(1_000)
    assert rig.controller_is(EvseState.SLEEPING)


def test_a_raw_command_of_somebody_is_no_override() -> None:
    rig = StationRig()
    rig.plug_in()
    rig.run(5_000)
    rig.station.link.passing("$FS", rig.now)
    rig.controller.press_button()
    rig.run(1_000)
    assert rig.status.override is None
    assert rig.controller_is(EvseState.CHARGING)


# -- after a start ------------------------------------------------------------------------------------------------


def test_what_people_asked_for_outlives_a_restart() -> None:
    kept = Kept(standing=Standing(Wish(DISABLED), Limit(LimitType.ENERGY, 5000)))
    rig = StationRig(kept, ModelController(car=True, wants=True, state=EvseState.CHARGING))
    assert rig.controller_is(EvseState.SLEEPING)
    assert rig.status.limit == Limit(LimitType.ENERGY, 5000)


def test_the_open_session_goes_on() -> None:
    session = Session(3, StationRig(connected=False).now.utc)
    kept = Kept(session=session, last_session_number=3, registers=Registers(session_wh=100.0, total_kwh=5.0))
    rig = StationRig(kept, ModelController(car=True, state=EvseState.CONNECTED))
    assert rig.status.session is not None
    assert (rig.status.session.number, rig.status.session.resumed) == (3, 1)
    assert rig.status.registers.session_wh == 100


def test_a_session_whose_car_has_left_ends() -> None:
    session = Session(3, StationRig(connected=False).now.utc)
    kept = Kept(session=session, last_session_number=3, registers=Registers(session_wh=100.0))
    rig = StationRig(kept)
    assert rig.status.session is None
    ended = [r.session for r in rig.records if isinstance(r, SessionRecord)]
    assert ended[-1].ended is not None
    assert ended[-1].energy_wh == 100
    assert rig.status.registers.session_wh == 0


def test_the_controllers_lifetime_energy_is_taken_over_once() -> None:
    rig = StationRig()
    assert rig.status.registers.total_kwh == pytest.approx(0.010)
    assert rig.status.registers.imported
    rig.disconnect()
    rig.connect()
    rig.run(2_000)
    assert rig.status.registers.total_kwh == pytest.approx(0.010)


# -- charging -----------------------------------------------------------------------------------------------------


def test_a_charge_is_counted_told_and_kept() -> None:
    rig = StationRig()
    rig.plug_in()
    rig.forget()
    rig.run(120_000)
    power_w = 15.84 * 240  # nobody measures the voltage
    assert rig.status.registers.session_wh == pytest.approx(power_w / 3600 * 120, rel=0.03)
    assert rig.topics.count(Topic.EVSE_MEASURED) == pytest.approx(120, abs=3)
    assert rig.topics.count(Topic.ENERGY) == pytest.approx(24, abs=2)
    commits = [r for r in rig.records if isinstance(r, RegistersRecord)]
    assert len(commits) == pytest.approx(2, abs=1)


def test_the_session_says_why_it_stopped() -> None:
    rig = StationRig()
    rig.plug_in()
    rig.station.override(Wish(DISABLED), rig.now)
    rig.run(1_000)
    rig.station.release_override(rig.now)
    rig.run(1_000)
    rig.controller.wants = False
    rig.controller.classify()
    rig.run(1_000)
    rig.controller.wants = True
    rig.controller.classify()
    rig.run(1_000)
    rig.controller.fault = EvseState.GFCI_TRIPPED
    rig.controller.classify()
    rig.run(1_000)
    session = rig.status.session
    assert session is not None
    assert [stop.reason for stop in session.stops] == [StopReason.CLAIM, StopReason.VEHICLE, StopReason.FAULT]
    assert "manual override" in session.stops[0].text
    assert session.charges == 3
    assert rig.status.registers.switches == 3


def test_reaching_the_limit_pauses_until_it_is_raised() -> None:
    rig = StationRig()
    rig.station.set_limit(Limit(LimitType.ENERGY, 20), rig.now)
    rig.plug_in()
    rig.run(60_000)
    assert rig.controller_is(EvseState.SLEEPING)
    assert rig.status.target.state_client == Client.LIMIT
    rig.station.set_limit(Limit(LimitType.ENERGY, 100_000), rig.now)
    rig.run(1_000)
    assert rig.controller_is(EvseState.CHARGING)


def test_a_lost_controller_is_told_and_nothing_is_counted_meanwhile() -> None:
    rig = StationRig()
    rig.plug_in()
    rig.run(10_000)
    before_wh = rig.status.registers.session_wh
    rig.forget()
    rig.disconnect("The cable was pulled.")
    rig.run(60_000)
    assert not rig.status.evse.connected
    assert rig.status.registers.session_wh == before_wh
    assert Topic.EVSE_LINK in rig.topics
    assert any(isinstance(r, LogRecord) and "The cable was pulled." in r.entry.text for r in rig.records)
    rig.connect()
    rig.run(5_000)
    assert rig.status.evse.connected
    assert rig.status.session is not None


# -- sources ------------------------------------------------------------------------------------------------------


def test_a_schedule_is_kept_and_followed() -> None:
    rig = StationRig(settings={"scheduler_start_window": 0, "time_zone": "UTC0"})
    rig.forget()
    rig.station.put_schedule([ScheduleDraft(DISABLED, time(11), tuple(Weekday))], rig.now)
    assert rig.status.target.state is DISABLED
    assert [event.id for event in rig.status.schedule] == [1]
    rig.run(100)
    assert any(isinstance(record, ScheduleRecord) for record in rig.records)
    assert rig.topics[:3] == [Topic.SCHEDULE, Topic.SCHEDULE_PLAN, Topic.CLAIMS] or Topic.CLAIMS in rig.topics
    versions = rig.status.versions
    assert (versions.schedule, versions.schedule_plan) == (1, 2)
    assert rig.station.delete_schedule_event(1, rig.now)
    assert rig.status.target.state is ACTIVE


def test_eco_charges_with_the_surplus() -> None:
    rig = StationRig(settings={"divert_type": 0, "divert_attack_smoothing_time": 0})
    rig.station.set_divert_mode(DivertMode.ECO, rig.now)
    rig.plug_in()
    rig.run(500)
    assert rig.controller_is(EvseState.SLEEPING)
    rig.station.push({"solar": 2760}, rig.now)
    rig.run(500)
    assert rig.controller_is(EvseState.CHARGING)
    assert rig.controller.capacity_a == int(2760 / rig.status.evse.voltage_v)
    assert rig.status.divert.charge_rate_a == rig.controller.capacity_a


def test_the_shaper_lowers_the_current_and_blocks_without_data() -> None:
    rig = StationRig(settings={"current_shaper_enabled": True, "current_shaper_max_pwr": 9000})
    assert rig.status.target.state is DISABLED
    rig.station.push({"shaper_live_pwr": 4600}, rig.now)
    rig.run(500)
    assert rig.controller.capacity_a == int(4400 / rig.status.evse.voltage_v)
    rig.run(130_000)
    assert rig.status.target.state is DISABLED
    assert not rig.status.shaper.updated


def test_a_push_that_cannot_be_meant_takes_nothing() -> None:
    rig = StationRig()
    rig.station.push({"grid_ie": 100}, rig.now)
    with pytest.raises(PushError, match="grid_ie"):
        rig.station.push({"shaper_live_pwr": 5, "grid_ie": "much"}, rig.now)
    assert rig.status.feeds.live_power_w is None
    assert rig.status.feeds.rejected == 1


def test_vehicle_data_is_forgotten_at_unplug() -> None:
    rig = StationRig(settings={"vehicle_data_src": 3})
    rig.plug_in()
    assert rig.station.push({"battery_level": 61}, rig.now).vehicle_updated
    assert rig.status.vehicle.soc_pct == 61
    rig.unplug()
    assert rig.status.vehicle.soc_pct is None


# -- settings -----------------------------------------------------------------------------------------------------


def test_settings_change_all_or_none() -> None:
    rig = StationRig()
    rig.forget()
    before = rig.status.settings
    with pytest.raises(SettingsError, match="mqtt_port"):
        rig.station.change_settings({"lang": "fr", "mqtt_port": 70_000}, rig.now)
    assert rig.status.settings is before
    change = rig.station.change_settings({"lang": "fr"}, rig.now)
    assert change.version == rig.status.versions.config
    rig.run(10)
    kept = [record for record in rig.records if isinstance(record, SettingsRecord)]
    assert kept[-1].values["lang"] == "fr"
    assert rig.topics.count(Topic.CONFIG) == 1
    assert rig.station.change_settings({"lang": "fr"}, rig.now).changed == frozenset()


def test_factory_settings_lock() -> None:
    rig = StationRig()
    rig.station.change_settings({"lang": "de"}, rig.now, factory=True)
    with pytest.raises(FactoryLockedError):
        rig.station.change_settings({"lang": "fr"}, rig.now, factory=True)


def test_a_password_is_kept_hashed() -> None:
    rig = StationRig()
    rig.station.change_settings({"www_password": "open sesame"}, rig.now)
    kept = rig.status.settings.www_password
    assert kept == "hashed open sesame"


def test_eco_mode_follows_the_settings() -> None:
    rig = StationRig()
    rig.station.change_settings({"divert_enabled": True, "charge_mode": "eco"}, rig.now)
    assert rig.status.divert.mode.name == DivertMode.ECO.name
    rig.station.change_settings({"charge_mode": "fast"}, rig.now)
    assert rig.status.divert.mode.name == DivertMode.NORMAL.name


def test_resetting_energy_is_kept_as_a_reset() -> None:
    rig = StationRig()
    rig.station.reset_energy(rig.now, hard=True, from_controller=False)
    rig.run(10)
    last = [record for record in rig.records if isinstance(record, RegistersRecord)][-1]
    assert last.reset
    assert last.registers.total_kwh == 0


# -- what is told -------------------------------------------------------------------------------------------------


def test_the_status_is_the_same_object_while_nothing_changes() -> None:
    rig = StationRig()
    assert rig.status is rig.status


def test_every_event_has_the_status_it_happened_in() -> None:
    rig = StationRig()
    rig.forget()
    rig.station.override(Wish(charge_current_a=9), rig.now)
    rig.station.override(Wish(charge_current_a=7), rig.now)
    rig.run(10)
    told = [event.status.override for event in rig.events if event.topic is Topic.OVERRIDE_CLAIM]
    assert [claim.wish.charge_current_a for claim in told if claim is not None] == [9, 7]


actions = st.lists(
    st.sampled_from(
        ["plug", "unplug", "off", "on", "release", "limit", "eco", "sun", "shaper", "load", "lose", "find"]
    ),
    max_size=15,
)


@given(actions, st.integers(0, 12_000))
@settings(max_examples=40, deadline=None)
def test_whatever_happens_the_station_stays_within_bounds_and_settles(names: list[str], power_w: int) -> None:
    rig = StationRig(settings={"current_shaper_max_pwr": 8000, "divert_type": 0})
    total_kwh = rig.status.registers.total_kwh
    for name in names:
        _act(rig, name, power_w)
        rig.run(1_500)
        status = rig.status
        assert 6 <= status.target.pilot_a <= 32
        assert status.target.reasons
        assert status.registers.total_kwh >= total_kwh
        assert (status.session is not None) == rig.controller.car or not status.evse.connected
        total_kwh = status.registers.total_kwh
        if status.evse.connected:
            assert rig.controller.paused == (status.target.state is DISABLED)
            assert rig.controller.capacity_a == status.target.pilot_a


def _act(rig: StationRig, name: str, power_w: int) -> None:
    station, now = rig.station, rig.now
    actions: dict[str, Callable[[], object]] = {
        "plug": rig.plug_in,
        "unplug": rig.unplug,
        "off": lambda: station.override(Wish(DISABLED, auto_release=True), now),
        "on": lambda: station.override(Wish(ACTIVE, charge_current_a=power_w // 300), now),
        "release": lambda: station.release_override(now),
        "limit": lambda: station.set_limit(Limit(LimitType.ENERGY, 1 + power_w // 100), now),
        "eco": lambda: station.set_divert_mode(DivertMode.ECO, now),
        "sun": lambda: station.push({"solar": power_w}, now),
        "shaper": lambda: station.switch_shaper(now, running=True),
        "load": lambda: station.push({"shaper_live_pwr": power_w}, now),
        "lose": rig.disconnect,
        "find": lambda: None if rig.status.evse.connected else rig.connect(),
    }
    actions[name]()
