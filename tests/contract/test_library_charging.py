"""What Home Assistant's library does about charging: override, current, claims, limit, divert, shaper, measurements.

Each call is made as Home Assistant makes it; what came of it is looked at in the station, not in the library.
"""

from __future__ import annotations

import pytest
from contract_station import Stage, on_station
from openevsehttp import InvalidType

from pilotwire.rapi.codes import EvseState
from pilotwire.station.claims import ChargeState, Wish
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.status import DivertMode

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
CLIENT = 20
"""The library's own."""


def override_of(stage: Stage) -> Wish | None:
    claim = stage.status.override
    return None if claim is None else claim.wish


# -- the override ------------------------------------------------------------------------------------------------


@on_station()
async def test_an_override_is_made_read_and_released(stage: Stage) -> None:
    library = await stage.home_assistant()
    assert await library.get_override() == {}
    assert await library.get_override_state() == "auto"
    made = await library.set_override(state="disabled", charge_current=10, max_current=16, auto_release=False)
    assert made == {"msg": "Created"}
    assert override_of(stage) == Wish(DISABLED, 10, 16, auto_release=False)
    assert await library.get_override() == {
        "state": "disabled",
        "charge_current": 10,
        "max_current": 16,
        "auto_release": False,
    }
    assert await library.get_override_state() == "disabled"
    await library.clear_override()
    assert override_of(stage) is None


@on_station()
async def test_an_override_keeps_what_the_next_call_does_not_name(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.set_override(state="active", charge_current=10)
    await library.set_override(max_current=13)
    assert override_of(stage) == Wish(ACTIVE, 10, 13, auto_release=True)


@on_station()
async def test_limits_that_only_old_firmware_knew_are_ignored(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.set_override(state="active", energy_limit=5, time_limit=60)
    assert await library.get_override() == {"state": "active", "auto_release": True}


@on_station()
async def test_an_override_is_toggled_to_the_opposite_of_what_is_done_and_away_again(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.toggle_override()
    assert override_of(stage) == Wish(DISABLED, auto_release=True)
    await stage.until(lambda status: status.evse.state is EvseState.SLEEPING)
    await library.update()
    assert (library.status, library.state) == ("disabled", "sleeping")
    await library.toggle_override()
    assert override_of(stage) is None


@on_station()
async def test_a_switch_turns_the_override_on_and_off_as_often_as_it_is_told(stage: Stage) -> None:
    library = await stage.home_assistant()
    for _ in range(2):
        await library.enable_override()
        assert override_of(stage) == Wish(ACTIVE, auto_release=True)
    await library.disable_override()
    assert override_of(stage) is None
    await library.set_manual_override(enable=True)
    assert override_of(stage) == Wish(ACTIVE, auto_release=True)
    await library.set_manual_override(enable=False)
    assert override_of(stage) is None


@on_station()
async def test_to_release_an_override_that_is_not_there_fails_as_with_a_real_gateway(stage: Stage) -> None:
    library = await stage.home_assistant()
    with pytest.raises(Exception, match="Failed to release manual override"):
        await library.clear_override()


@on_station()
async def test_a_current_is_set_within_what_the_station_can_do(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.set_current(13)
    assert stage.status.target.pilot_a == 13
    await stage.until(lambda status: status.evse.pilot_a == 13)
    assert await library.get_charge_current() == 13
    for amps in (5, 33):
        with pytest.raises(ValueError, match=r"out of range \(6-32\)"):
            await library.set_current(amps)


@on_station()
async def test_without_a_wish_the_charge_current_is_the_configured_maximum(stage: Stage) -> None:
    library = await stage.home_assistant()
    assert await library.get_charge_current() == 32


# -- claims ------------------------------------------------------------------------------------------------------


@on_station()
async def test_a_claim_is_made_listed_and_released(stage: Stage) -> None:
    library = await stage.home_assistant()
    assert await library.list_claims() == []
    assert await library.make_claim(state="disabled", charge_current=8, max_current=20) == {"msg": "done"}
    claim = stage.status.claim(CLIENT)
    assert claim is not None
    assert (claim.wish, claim.priority) == (Wish(DISABLED, 8, 20, auto_release=True), 500)
    listed = {"priority": 500, "state": "disabled", "charge_current": 8, "max_current": 20, "auto_release": True}
    assert await library.list_claims() == [{"client": CLIENT, **listed}]
    assert await library.list_claims(target=True) == {
        "properties": {"state": "disabled", "charge_current": 8, "max_current": 20, "auto_release": False},
        "claims": {"state": CLIENT, "charge_current": CLIENT, "max_current": CLIENT},
    }
    assert await library.release_claim() == {"msg": "done"}
    assert stage.status.claims == ()
    assert await library.release_claim() == {"msg": "Not found"}


@on_station()
async def test_claims_of_others_are_made_by_their_number_and_end_when_the_car_leaves(stage: Stage) -> None:
    library = await stage.home_assistant()
    await stage.plug_in()
    await library.make_claim(state="active", client=21, auto_release=True)
    await library.make_claim(state="active", client=22, auto_release=False)
    await stage.unplug()
    assert [claim["client"] for claim in await library.list_claims()] == [22]


# -- limit -------------------------------------------------------------------------------------------------------


@on_station()
async def test_limits_are_set_read_and_cleared(stage: Stage) -> None:
    library = await stage.home_assistant()
    assert await library.get_limit() == {}
    for kind, value in (("time", 30), ("energy", 12_000), ("soc", 80), ("range", 200)):
        assert await library.set_limit(kind, value, release=False) == {"msg": "done"}
        assert stage.status.limit == Limit(LimitType(kind), value, auto_release=False)
        assert await library.get_limit() == {"type": kind, "value": value, "auto_release": False}
    await library.update()
    assert library.has_limit is True
    assert await library.clear_limit() == {"msg": "done"}
    assert await library.clear_limit() == {"msg": "no limit"}
    assert stage.status.limit is None


@on_station()
async def test_the_library_knows_no_other_limits(stage: Stage) -> None:
    library = await stage.home_assistant()
    with pytest.raises(InvalidType):
        await library.set_limit("none", 5)


# -- divert and shaper -------------------------------------------------------------------------------------------


@on_station()
async def test_divert_is_switched_for_good_and_its_mode_until_the_next_start(stage: Stage) -> None:
    library = await stage.home_assistant()
    changed = await library.divert_mode()
    assert isinstance(changed, dict)
    assert changed["msg"] == "done"
    assert stage.status.settings.divert_enabled
    assert library.divert_active is True
    for word, mode in (("eco", DivertMode.ECO), ("fast", DivertMode.NORMAL)):
        await library.set_divert_mode(word)
        assert stage.status.divert.mode is mode
        assert library.divertmode == word
    await library.divert_mode()
    assert not stage.status.settings.divert_enabled


@on_station()
async def test_the_charge_mode_is_the_one_after_a_start(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.set_charge_mode("eco")
    assert stage.status.settings.charge_mode == "eco"
    await library.set_charge_mode("fast")
    assert stage.status.settings.charge_mode == "fast"


@on_station()
async def test_the_shaper_is_switched_and_toggled(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.set_shaper(enable=True)
    assert stage.status.shaper.running
    await library.toggle_shaper()
    assert not stage.status.shaper.running
    await library.toggle_shaper()
    assert stage.status.shaper.running
    await library.set_shaper(enable=False)
    assert not stage.status.shaper.running


# -- measurements that Home Assistant sends ----------------------------------------------------------------------


@on_station()
async def test_the_mains_voltage_reaches_the_controller(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.grid_voltage(231)
    await stage.until(lambda status: status.evse.voltage_v == 231)
    await library.update()
    assert library.charging_voltage == 231


@on_station()
async def test_export_is_sent_as_positive_and_kept_as_negative(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.self_production(grid=1500, voltage=229)
    feed = stage.status.feeds.grid_w
    assert feed is not None
    assert feed.value == -1500
    await library.self_production(grid=700, invert=False)
    await library.self_production(solar=2500)
    feeds = stage.status.feeds
    assert feeds.grid_w is not None
    assert feeds.solar_w is not None
    assert (feeds.grid_w.value, feeds.solar_w.value) == (700, 2500)
    await stage.until(lambda status: status.evse.voltage_v == 229)


@on_station()
async def test_what_is_known_of_car_house_and_battery_is_taken(stage: Stage) -> None:
    stage.change(vehicle_data_src=3)
    library = await stage.home_assistant()
    await library.soc(battery_level=61, battery_range=250, time_to_full=1800, voltage=233)
    await library.home_battery(soc=77, power=-1200)
    await library.set_shaper_live_pwr(4_321)
    vehicle, feeds = stage.status.vehicle, stage.status.feeds
    assert (vehicle.soc_pct, vehicle.range, vehicle.time_to_full_s) == (61, 250, 1800)
    assert feeds.home_battery_soc_pct is not None
    assert feeds.home_battery_w is not None
    assert feeds.live_power_w is not None
    assert (feeds.home_battery_soc_pct.value, feeds.home_battery_w.value, feeds.live_power_w.value) == (77, -1200, 4321)


@on_station()
async def test_calls_without_a_measurement_send_nothing(stage: Stage) -> None:
    library = await stage.home_assistant()
    before = stage.status.feeds
    await library.grid_voltage()
    await library.self_production()
    await library.soc()
    await library.home_battery()
    assert stage.status.feeds == before


@on_station()
async def test_a_car_charges_by_the_sun_that_home_assistant_reports(stage: Stage) -> None:
    stage.change(divert_type=1, divert_attack_smoothing_time=0)
    library = await stage.home_assistant()
    await library.divert_mode()
    await library.set_charge_mode("eco")
    await stage.until(lambda status: status.evse.paused)
    stage.world.toggle_plug()
    await library.self_production(grid=4_000)
    status = await stage.until(lambda status: status.evse.charging)
    assert 14 <= status.evse.pilot_a <= 17
    await library.update()
    assert (library.state, library.divertmode, library.charge_rate) == ("charging", "eco", status.divert.charge_rate_a)
