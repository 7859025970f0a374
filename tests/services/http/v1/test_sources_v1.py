"""``/api/v1/divert``, ``/shaper``, ``/feeds``, ``/vehicle`` and ``/clock``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from v1_caller import Caller

pytest_plugins = ["whole_api"]


def test_divert_is_switched(caller: Caller) -> None:
    assert caller.get("/divert")["mode"] == "normal"
    assert caller.put("/divert", {"mode": "eco"})["mode"] == "eco"
    assert caller.get("/divert")["mode"] == "eco"
    assert caller.get("/target")["state"] == "disabled"
    assert caller.refused("PUT", "/divert", {"mode": "fast"}) == ("mode", 'Use one of "eco", "normal".')


def test_eco_that_a_timer_has_run_is_not_switched_off(caller: Caller) -> None:
    caller.put("/schedule", [{"state": "active", "time": "00:00", "days": ["monday"], "feature": "divert"}])
    assert caller.get("/divert")["mode"] == "eco"
    assert caller.refused("PUT", "/divert", {"mode": "normal"}, 409) == (
        "mode",
        "A timer has eco run until it ends; override to charge without the sun.",
    )
    assert caller.put("/divert", {"mode": "eco"})["mode"] == "eco"
    assert caller.delete("/schedule/1") == 204
    assert caller.get("/divert")["mode"] == "normal"


def test_the_shaper_is_switched(caller: Caller) -> None:
    assert caller.put("/shaper", {"running": True})["running"]
    assert caller.get("/shaper")["running"]
    assert not caller.put("/shaper", {"running": False})["running"]
    assert caller.refused("PUT", "/shaper", {"running": 1})[0] == "running"


def test_measurements_of_the_house_are_taken_and_age(caller: Caller) -> None:
    answered = caller.post("/feeds", {"solar_w": 3200, "grid_w": -1850.5, "live_power_w": 900, "home_battery_w": 10})
    assert answered.status == 200
    assert answered.json["solar_w"] == {"value": 3200.0, "age_s": 0.0}
    assert answered.json["grid_w"]["value"] == -1850.0
    assert answered.json["home_battery_soc_pct"] is None
    caller.pass_s(30)
    feeds = caller.get("/feeds")
    assert 30 <= feeds["solar_w"]["age_s"] < 31
    assert feeds == caller.get("/status")["feeds"]


def test_the_power_of_the_site_is_taken_by_phase(caller: Caller) -> None:
    answered = caller.post("/feeds", {"live_power_phases_w": [100, 200, 300]}).json
    assert [reading["value"] for reading in answered["live_power_phases_w"]] == [100.0, 200.0, 300.0]
    assert answered["live_power_w"]["value"] == 600.0


def test_divert_follows_what_was_sent(caller: Caller) -> None:
    caller.do(caller.host.plug_in)
    caller.put("/divert", {"mode": "eco"})
    for _ in range(60):
        caller.post("/feeds", {"grid_w": -5000})
        caller.pass_s(5)
    assert caller.get("/divert")["available_a"] > 6
    assert caller.get("/target")["state"] == "active"


def test_sun_grid_and_battery_sent_together_are_judged_together(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(
        divert_type=1,
        divert_PV_ratio=1.0,
        divert_attack_smoothing_time=0,
        home_battery_aware=True,
        home_battery_priority_soc=20,
    )
    caller.put("/divert", {"mode": "eco"})
    caller.post("/feeds", {"solar_w": 9000, "grid_w": -1200, "home_battery_w": 1200, "home_battery_soc_pct": 60})
    divert = caller.get("/divert")
    assert (divert["available_a"], divert["smoothed_a"]) == (10.0, 10.0)


def test_divert_says_what_it_is_about(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(divert_type=0, divert_below_minimum="hold")
    caller.put("/divert", {"mode": "eco"})
    assert caller.get("/divert")["doing"] == "waiting"
    caller.post("/feeds", {"solar_w": 100})
    divert = caller.get("/divert")
    assert (divert["doing"], divert["held_today_wh"]) == ("holding", 0)
    assert caller.get("/target")["state"] == "active"


def test_a_preset_changes_the_settings_it_stands_for(caller: Caller) -> None:
    presets = caller.get("/divert/presets")
    assert presets["current"] == "default"
    assert list(presets["presets"]) == ["default", "noimport", "nowaste"]
    assert presets["settings"] == presets["presets"]["default"]
    answered = caller.put("/divert/preset", {"name": "noimport"})
    assert answered["current"] == "noimport"
    assert answered["settings"] == {"pv_ratio": 1.1, "attack_s": 300, "decay_s": 20, "min_charge_s": 600}
    values = caller.get("/settings")["values"]
    assert (values["divert_attack_smoothing_time"], values["divert_decay_smoothing_time"]) == (300, 20)
    assert caller.put("/divert/preset", {"name": "noimport"})["current"] == "noimport"


def test_settings_that_are_no_preset_have_no_name(new_caller: Callable[..., Caller]) -> None:
    presets = new_caller(divert_min_charge_time=601).get("/divert/presets")
    assert presets["current"] is None
    assert presets["settings"]["min_charge_s"] == 601


def test_a_preset_that_is_none_is_refused(caller: Caller) -> None:
    field, reason = caller.refused("PUT", "/divert/preset", {"name": "sunny"})
    assert (field, reason) == ("name", 'Use one of "default", "noimport", "nowaste".')


def test_the_mains_voltage_is_told_to_the_controller(caller: Caller) -> None:
    caller.post("/feeds", {"voltage_v": 231.5})
    assert caller.get("/status")["measurement"]["voltage_v"] == 231.5


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, None),
        ({"solar_w": None}, None),
        ({"solar_w": "3200"}, "solar_w"),
        ({"solar_w": 1e9}, "solar_w"),
        ({"voltage_v": 12}, "voltage_v"),
        ({"home_battery_soc_pct": 101}, "home_battery_soc_pct"),
        ({"solar": 3200}, "solar"),
        ({"live_power_phases_w": [1, 2]}, "live_power_phases_w"),
        ({"live_power_phases_w": [1, 2, "3"]}, "live_power_phases_w[2]"),
    ],
)
def test_measurements_that_cannot_be_are_refused(caller: Caller, body: object, field: str | None) -> None:
    assert caller.refused("POST", "/feeds", body)[0] == field
    assert caller.get("/feeds")["solar_w"] is None


def test_data_about_the_car_is_taken_where_the_settings_say_so(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(vehicle_data_src=3, mqtt_vehicle_range_miles=True)
    caller.do(caller.host.plug_in)
    answered = caller.post("/vehicle", {"soc_pct": 62, "range": 240, "time_to_full_s": 3600})
    assert answered.json == {
        "soc_pct": 62,
        "range": 240,
        "range_unit": "mi",
        "time_to_full_s": 3600,
        "charge_limit_pct": None,
        "age_s": 0.0,
    }
    caller.do(caller.host.unplug)
    assert caller.get("/vehicle")["soc_pct"] is None


def test_data_about_the_car_is_refused_where_they_do_not(caller: Caller) -> None:
    _, reason = caller.refused("POST", "/vehicle", {"soc_pct": 62}, 409)
    assert "vehicle_data_src" in reason
    assert caller.refused("POST", "/vehicle", {"soc_pct": 162})[0] == "soc_pct"
    caller.refused("POST", "/vehicle", {})


def test_the_clock_is_set_where_no_server_keeps_it(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(sntp_enabled=False)
    clock = caller.put("/clock", {"utc": "2027-01-02T03:04:05+01:00"})
    assert clock["utc"] == caller.get("/clock")["utc"] == "2027-01-02T02:04:05Z"
    assert clock["local"] == "2027-01-02T02:04:05Z"


@pytest.mark.parametrize(
    "utc", ["2027-01-02T03:04:05", "yesterday", "1999-01-02T03:04:05Z", "2100-01-01T00:00:00Z", 5, None]
)
def test_the_clock_is_not_set_to_what_cannot_be(new_caller: Callable[..., Caller], utc: object) -> None:
    caller = new_caller(sntp_enabled=False)
    field, reason = caller.refused("PUT", "/clock", {"utc": utc})
    assert field == "utc"
    assert "2026-03-04T05:06:07Z" in reason


def test_a_clock_that_a_server_keeps_is_not_set(caller: Caller) -> None:
    _, reason = caller.refused("PUT", "/clock", {"utc": "2027-01-02T03:04:05Z"}, 409)
    assert "sntp_enabled" in reason
    assert caller.get("/clock")["utc"].startswith("2026-07-06")
