"""What the owner is told, and what an acknowledgement does to it."""

from __future__ import annotations

import msgspec
import pytest
from controller_model import ModelController
from hypothesis import given
from hypothesis import strategies as st
from station_rig import StationRig

from pilotwire.rapi.client_values import FaultCounters, Temperatures
from pilotwire.rapi.codes import EvseState, SettingsFlag
from pilotwire.station.advisories import Advisory, Category, Condition, Severity, asking, conditions, worst
from pilotwire.station.asks import Answer, Question
from pilotwire.station.claims import ChargeState, Wish
from pilotwire.station.events import Topic
from pilotwire.station.evse import Evse, Link, LinkState
from pilotwire.station.records import Kept, Standing, StandingRecord
from pilotwire.station.settings import Settings
from pilotwire.station.status import ServiceStatus

FINE = Evse(link=Link(LinkState.CONNECTED), connected=True, firmware="8.2.3", state=EvseState.NOT_CONNECTED)


def holding(evse: Evse = FINE, settings: Settings = Settings(), **known: object) -> dict[str, Condition]:
    given_or_usual = {"throttled": False, "trusted": True, **known}
    return {condition.id: condition for condition in conditions(evse, settings, **given_or_usual)}  # type: ignore[arg-type]


def with_evse(**changed: object) -> Evse:
    return msgspec.structs.replace(FINE, **changed)


# -- what holds --------------------------------------------------------------------------------------------------


def test_a_station_that_is_well_advises_of_nothing() -> None:
    assert holding() == {}


@pytest.mark.parametrize(
    ("off", "name", "severity"),
    [
        (SettingsFlag.GROUND_CHECK_OFF, "ground_check", Severity.CRITICAL),
        (SettingsFlag.GFCI_SELF_TEST_OFF, "gfci_check", Severity.CRITICAL),
        (SettingsFlag.STUCK_CONTACTOR_CHECK_OFF, "relay_check", Severity.WARNING),
        (SettingsFlag.DIODE_CHECK_OFF, "diode_check", Severity.WARNING),
        (SettingsFlag.VENT_CHECK_OFF, "vent_check", Severity.WARNING),
        (SettingsFlag.TEMPERATURE_CHECK_OFF, "temp_check", Severity.WARNING),
    ],
)
def test_each_safety_check_that_is_off_is_told_by_itself(off: SettingsFlag, name: str, severity: Severity) -> None:
    told = holding(with_evse(stored_flags=off | SettingsFlag.SERVICE_LEVEL_2))
    assert list(told) == [f"safety.{name}"]
    condition = told[f"safety.{name}"]
    assert (condition.category, condition.severity, condition.sticky) == (Category.SAFETY, severity, True)


@given(st.integers(0, 0xFFFF).map(SettingsFlag))
def test_there_are_as_many_safety_advisories_as_checks_are_off_and_switching_any_of_them_voids_all_mutes(
    flags: SettingsFlag,
) -> None:
    checks = (
        SettingsFlag.GROUND_CHECK_OFF
        | SettingsFlag.GFCI_SELF_TEST_OFF
        | SettingsFlag.STUCK_CONTACTOR_CHECK_OFF
        | SettingsFlag.DIODE_CHECK_OFF
        | SettingsFlag.VENT_CHECK_OFF
        | SettingsFlag.TEMPERATURE_CHECK_OFF
    )
    told = holding(with_evse(stored_flags=flags))
    assert len(told) == (flags & checks).bit_count()
    assert {condition.token for condition in told.values()} <= {int(flags & checks)}
    other = holding(with_evse(stored_flags=flags ^ SettingsFlag.SERVICE_LEVEL_2))
    assert other == told


def test_hours_that_are_offered_are_told_as_long_as_they_wait_for_an_answer() -> None:
    condition = holding(hours_offered=True)["schedule.off_peak_offer"]
    assert (condition.category, condition.severity, condition.sticky) == (Category.SCHEDULE, Severity.INFO, True)


def test_faults_that_are_over_are_told_with_their_number_as_the_token() -> None:
    told = holding(with_evse(faults=FaultCounters(3, 1, 7)))
    assert {name: condition.token for name, condition in told.items()} == {
        "fault.gfci_tripped": 3,
        "fault.no_ground": 1,
        "fault.stuck_relay": 7,
    }
    assert all(c.severity is Severity.CRITICAL and not c.sticky for c in told.values())


def test_a_fault_that_holds_is_told_while_the_controller_is_there() -> None:
    assert holding(with_evse(state=EvseState.NO_GROUND, state_code=7))["fault.present"].severity is Severity.CRITICAL
    assert holding(with_evse(state=EvseState.NO_GROUND, state_code=7, connected=False)) == {}


def test_heat_is_told_from_five_degrees_below_the_limit_on_by_the_hottest_sensor() -> None:
    assert holding(with_evse(ds3231_dc=250, tmp007_dc=669)) == {}
    assert list(holding(with_evse(ds3231_dc=250, tmp007_dc=670))) == ["thermal.high_temp"]
    assert list(holding(with_evse(mcp9808_dc=670), Settings(over_temp_shutdown=90))) == []
    assert list(holding(with_evse(mcp9808_dc=670), Settings(over_temp_shutdown=0))) == []
    assert list(holding(throttled=True)) == ["thermal.throttling"]


@pytest.mark.parametrize("state", [LinkState.LOST, LinkState.WAITING])
def test_a_controller_that_does_not_answer_is_critical(state: LinkState) -> None:
    told = holding(with_evse(link=Link(state, error="No such device."), connected=False))
    assert told["controller.lost"].severity is Severity.CRITICAL
    assert "No such device." in told["controller.lost"].text


def test_a_controller_that_is_only_being_looked_for_is_not_told() -> None:
    assert holding(Evse()) == {}


def test_a_station_open_to_everybody_is_told_until_it_has_a_password() -> None:
    assert list(holding(settings=Settings(api_open=True))) == ["security.no_password"]
    assert holding(settings=Settings(api_open=True, www_password="hashed")) == {}  # noqa: S106 - a test
    assert holding(settings=Settings()) == {}


def test_a_clock_nobody_set_and_a_store_that_cannot_be_written_are_told() -> None:
    assert list(holding(trusted=False)) == ["clock.not_set"]
    assert holding(storage_error="The disk is full.")["storage.failing"].text == "The disk is full."


def test_the_worst_is_looked_for_among_those_that_nobody_acknowledged() -> None:
    critical = Advisory(Condition("a", Category.FAULT, Severity.CRITICAL, ""), 0, acked=True)
    warning = Advisory(Condition("b", Category.CLOCK, Severity.WARNING, ""), 0)
    assert worst([critical, warning]) is Severity.WARNING
    assert asking([critical, warning]) == [warning]
    assert worst([critical]) is Severity.INFO


# -- at the station ----------------------------------------------------------------------------------------------


class Counting(ModelController):
    """A controller with counters and a thermometer."""

    faults = FaultCounters(0, 0, 0)
    temperature_dc = 250

    def _tell(self, question: Question) -> Answer:
        if question is Question.FAULTS:
            return self.faults
        if question is Question.TEMPERATURES:
            return Temperatures(self.temperature_dc, None, None)
        return super()._tell(question)


@pytest.fixture
def controller() -> Counting:
    return Counting()


def told_by(rig: StationRig) -> dict[str, Advisory]:
    return {advisory.condition.id: advisory for advisory in rig.status.advisories}


def news_in(rig: StationRig) -> int:
    return rig.topics.count(Topic.ADVISORIES)


def test_an_advisory_is_told_once_with_the_time_since_which_it_holds(controller: Counting) -> None:
    rig = StationRig(controller=controller)
    rig.forget()
    controller.flags |= SettingsFlag.GROUND_CHECK_OFF
    rig.run(330_000)
    assert news_in(rig) == 1
    advisory = told_by(rig)["safety.ground_check"]
    assert 0 < advisory.first_seen_s <= rig.now.epoch_s
    first_seen_s = advisory.first_seen_s
    rig.run(60_000)
    assert told_by(rig)["safety.ground_check"].first_seen_s == first_seen_s


def test_an_acknowledged_advisory_stays_listed_and_counts_no_longer(controller: Counting) -> None:
    controller.flags |= SettingsFlag.GROUND_CHECK_OFF
    rig = StationRig(controller=controller)
    rig.forget()
    assert rig.station.acknowledge("safety.ground_check", rig.now)
    rig.run(10_000)
    assert told_by(rig)["safety.ground_check"].acked
    assert asking(rig.status.advisories) == []
    assert news_in(rig) == 1


def test_what_is_not_so_cannot_be_acknowledged(controller: Counting) -> None:
    rig = StationRig(controller=controller)
    rig.forget()
    assert not rig.station.acknowledge("safety.ground_check", rig.now)
    assert not news_in(rig)


def test_one_more_trip_voids_the_acknowledgement_of_the_ones_before(controller: Counting) -> None:
    controller.faults = FaultCounters(2, 0, 0)
    rig = StationRig(controller=controller)
    rig.station.acknowledge("fault.gfci_tripped", rig.now)
    rig.run(1_000)
    assert told_by(rig)["fault.gfci_tripped"].acked
    controller.faults = FaultCounters(3, 0, 0)
    rig.disconnect()
    rig.connect()
    rig.run(5_000)
    assert not told_by(rig)["fault.gfci_tripped"].acked


def test_an_advisory_that_ended_comes_back_as_a_new_one(controller: Counting) -> None:
    rig = StationRig(controller=controller)
    rig.disconnect("Unplugged.")
    rig.station.acknowledge("controller.lost", rig.now)
    rig.connect()
    rig.run(5_000)
    assert "controller.lost" not in told_by(rig)
    rig.disconnect("Unplugged again.")
    assert not told_by(rig)["controller.lost"].acked


def test_acknowledgements_survive_a_restart_during_which_the_controller_is_not_known_yet(controller: Counting) -> None:
    controller.flags |= SettingsFlag.GROUND_CHECK_OFF
    rig = StationRig(controller=controller)
    rig.station.acknowledge("safety.ground_check", rig.now)
    rig.run(10)
    kept = [record.standing for record in rig.records if isinstance(record, StandingRecord)][-1]
    again = StationRig(Kept(standing=kept), controller)
    assert told_by(again)["safety.ground_check"].acked


def test_an_acknowledgement_of_what_is_over_is_forgotten_once_the_controller_says_so(controller: Counting) -> None:
    rig = StationRig(Kept(standing=Standing(acknowledged={"safety.ground_check": 8, "controller.lost": 0})), controller)
    assert rig.status.advisories == ()
    assert StandingRecord(Standing()) in rig.records


def test_the_time_of_the_beginning_is_filled_in_once_the_time_is_known(controller: Counting) -> None:
    rig = StationRig(controller=controller, trusted=False)
    rig.run(10_000)
    assert told_by(rig)["clock.not_set"].first_seen_s == 0
    rig.station.set_service("store", ServiceStatus(enabled=True, error="The disk is full."), rig.now)
    rig.run(30_000)
    began_s = rig.now.epoch_s - 30
    rig.trusted = True
    rig.run(1_000)
    assert abs(told_by(rig)["storage.failing"].first_seen_s - began_s) <= 1
    assert "clock.not_set" not in told_by(rig)


def test_a_client_that_fell_silent_is_told_until_it_claims_again(controller: Counting) -> None:
    rig = StationRig(controller=controller)
    rig.station.claim(20, Wish(ChargeState.DISABLED), rig.now, lease_ms=5_000)
    rig.run(6_000)
    advisory = told_by(rig)["claims.lease_ended"]
    assert "client 20" in advisory.condition.text
    assert not advisory.condition.sticky
    rig.station.claim(20, Wish(ChargeState.DISABLED), rig.now, lease_ms=5_000)
    assert "claims.lease_ended" not in told_by(rig)


def test_falling_silent_once_more_voids_the_acknowledgement(controller: Counting) -> None:
    rig = StationRig(controller=controller)
    for client in (20, 21):
        rig.station.claim(client, Wish(ChargeState.DISABLED), rig.now, lease_ms=5_000)
        rig.run(6_000)
        assert not told_by(rig)["claims.lease_ended"].acked
        rig.station.acknowledge("claims.lease_ended", rig.now)
        assert told_by(rig)["claims.lease_ended"].acked


def test_many_silent_clients_do_not_pile_up(controller: Counting) -> None:
    rig = StationRig(controller=controller)
    for client in range(100, 130):
        rig.station.claim(client, Wish(ChargeState.DISABLED), rig.now, lease_ms=100)
        rig.run(200)
    assert len(told_by(rig)["claims.lease_ended"].condition.text) < 200


def test_a_changing_temperature_is_no_news(controller: Counting) -> None:
    controller.temperature_dc = 690
    rig = StationRig(controller=controller)
    rig.run(31_000)
    rig.forget()
    controller.temperature_dc = 700
    rig.run(31_000)
    assert "70 °C" in told_by(rig)["thermal.high_temp"].condition.text
    assert not news_in(rig)
