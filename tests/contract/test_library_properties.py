"""What Home Assistant's library reads of the station: every property, with the station at work and at rest.

What is expected of each stands in a table, computed from what the station itself knows; a property that is not in the
table fails a test, and so does a version of the library this was not written for.
"""

from __future__ import annotations

import asyncio
import inspect
import warnings
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pytest
from contract_station import Stage, on_stage
from openevsehttp import OpenEVSE

from pilotwire.station.advisories import asking
from pilotwire.station.feeds import Reading
from pilotwire.station.status import Status

Expected = Callable[[Status], object]

LIBRARY_VERSION = "1.9.1"
"""Newer ones have more to cover; older ones, which pip takes on Python 3.11 by itself, have less."""


def always(value: object) -> Expected:
    return lambda _: value


def watts(reading: Reading | None) -> int:
    return 0 if reading is None else int(reading.value)


# -- the station at work -----------------------------------------------------------------------------------------

AT_WORK: Mapping[str, Expected] = {
    # who it is
    "wifi_firmware": always("v5.1.5"),
    "openevse_firmware": lambda s: s.evse.firmware,
    "protocol_version": always(None),
    "wifi_serial": lambda s: s.network.mac_address.replace(":", ""),
    "hostname": lambda s: s.settings.hostname,
    "github_token": always(None),
    # network
    "mode": always("Wired"),
    "using_ethernet": always(value=True),
    "ip_address": lambda s: s.network.ip_address,
    "wifi_ssid": always("attic"),
    "wifi_signal": always(0),
    "mqtt_connected": always(value=False),
    "emoncms_connected": always(0),
    "ocpp_connected": always(0),
    "ws_state": always("stopped"),
    # the controller
    "state": always("charging"),
    "state_raw": always(3),
    "status": always("active"),
    "vehicle": always(value=True),
    "manual_override": always(value=True),
    "ammeter_offset": lambda s: s.evse.ammeter_offset_ma,
    "ammeter_scale_factor": lambda s: s.evse.ammeter_scale,
    "service_level": always("2"),
    "min_amps": always(6),
    "max_amps": always(32),
    "max_current": always(24),
    "max_current_soft": always(24),
    "current_capacity": lambda s: s.evse.pilot_a,
    "charging_current": lambda s: s.evse.current_ma,
    "charging_voltage": always(230.0),
    "current_power": lambda s: int(s.power_w),
    # The library multiplies volts with milliamperes.
    "charging_power": lambda s: s.evse.voltage_v * s.evse.current_ma,
    "ambient_temperature": lambda s: (s.evse.ds3231_dc or 0) / 10,
    "rtc_temperature": always(None),
    "ir_temperature": always(None),
    "esp_temperature": always(None),
    "cable_temp_enabled": always(value=False),
    "cable_temperatures": always({}),
    # The library looks for the keys of the first gateway's firmware, which later ones have not had either.
    "diode_check_enabled": always(value=False),
    "ground_check_enabled": always(value=False),
    "stuck_relay_check_enabled": always(value=False),
    "temp_check_enabled": always(value=False),
    "vent_required_enabled": always(value=False),
    "gfi_trip_count": always(3),
    "no_gnd_trip_count": always(2),
    "stuck_relay_trip_count": always(1),
    "checks_count": always({"gfcicount": 3, "nogndcount": 2, "stuckcount": 1}),
    "notifications_count": lambda s: len(asking(s.advisories)),
    "notifications_severity": always("critical"),
    # energy: session in Wh, everything else in kWh
    "charge_time_elapsed": lambda s: int(s.registers.session_elapsed_s),
    "usage_session": lambda s: s.registers.session_wh,
    "usage_total": lambda s: s.registers.total_kwh,
    "total_day": lambda s: s.registers.day_kwh,
    "total_week": lambda s: s.registers.week_kwh,
    "total_month": lambda s: s.registers.month_kwh,
    "total_year": lambda s: s.registers.year_kwh,
    # sun and house
    "charge_mode": always("eco"),
    "divertmode": always("eco"),
    "divert_active": always(value=True),
    "available_current": lambda s: s.divert.available_a,
    "smoothed_available_current": lambda s: s.divert.smoothed_a,
    "charge_rate": lambda s: s.divert.charge_rate_a,
    "shaper_active": always(1),
    "shaper_live_power": lambda s: watts(s.feeds.live_power_w),
    "shaper_max_power": always(11_000),
    "shaper_available_current": lambda s: s.shaper.current_a,
    "shaper_updated": always(value=True),
    "has_limit": always(value=True),
    # the car, from whoever knows it
    "vehicle_soc": always(54),
    "vehicle_range": always(201),
    "vehicle_range_with_unit": always((201, "miles")),
    "mqtt_vehicle_range_miles": always(value=True),
    "vehicle_eta": lambda _: datetime.now(UTC) + timedelta(hours=1),
    # clock and schedule
    "time": lambda s: s.moment.utc.replace(microsecond=0),
    "time_offset": lambda s: s.clock.local.strftime("%z"),
    "timezone": always("Europe/Berlin|CET-1CEST,M3.5.0,M10.5.0/3"),
    "sntp_enabled": always(value=False),
    "sntp_hostname": always("time.example"),
    "scheduler_start_window": always(120),
    "schedule_version": lambda s: s.versions.schedule,
    "schedule_plan_version": lambda s: s.versions.schedule_plan,
    # the machine
    "uptime": lambda s: s.moment.elapsed_ms // 1000,
    "freeram": lambda _: 0,
    "led_brightness": always(None),
    "rfid_enabled": always(value=False),  # otherwise it would not be at work; see the tests of settings
    "ota_update": always(value=False),
    "ota_progress": always(None),
    "ota_state": always(None),
}
"""Station with a car that charges by the sun, under an override, with everything set that can be."""

AT_REST: Mapping[str, object] = {
    "state": "not connected",
    "state_raw": 1,
    "vehicle": False,
    "manual_override": False,
    "charging_current": 0,
    "charging_power": 0.0,
    "current_power": 0,
    "charging_voltage": 240.0,
    "current_capacity": 32,
    "max_current": 32,
    "max_current_soft": 32,
    "usage_session": 0.0,
    "usage_total": 0.0,
    "charge_mode": "fast",
    "divertmode": "fast",
    "divert_active": False,
    "shaper_active": 0,
    "shaper_updated": False,
    "has_limit": False,
    "vehicle_soc": None,
    "vehicle_range": None,
    "vehicle_range_with_unit": None,
    "vehicle_eta": None,
    "checks_count": {"gfcicount": 0, "nogndcount": 0, "stuckcount": 0},
    "notifications_count": 0,
    "notifications_severity": "info",
    "wifi_ssid": "",
    "sntp_enabled": True,
    "scheduler_start_window": 600,
    "timezone": "Europe/London|GMT0BST,M3.5.0/1,M10.5.0",
}
"""A station as it comes out of the box, as far as it differs."""


class Glance(NamedTuple):
    """What the library read, between two looks at the station."""

    values: Mapping[str, object]
    before: Status
    after: Status


def property_names() -> set[str]:
    names = (name for name in dir(OpenEVSE) if not name.startswith("_"))
    return {name for name in names if isinstance(inspect.getattr_static(OpenEVSE, name), property)}


def everything(library: OpenEVSE) -> dict[str, object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # vehicle_range, which Home Assistant still reads
        return {name: getattr(library, name) for name in property_names()}


async def set_to_work(stage: Stage) -> None:
    """Bring the station into the state of ``AT_WORK``."""
    stage.change(
        ssid="attic",
        charge_mode="eco",
        divert_enabled=True,
        divert_type=1,
        divert_attack_smoothing_time=0,
        current_shaper_enabled=True,
        current_shaper_max_pwr=11_000,
        current_shaper_min_pause_time=0,
        vehicle_data_src=3,
        mqtt_vehicle_range_miles=True,
        voltage=23_000,
        time_zone="Europe/Berlin|CET-1CEST,M3.5.0,M10.5.0/3",
        sntp_enabled=False,
        sntp_hostname="time.example",
        scheduler_start_window=120,
    )
    library = await stage.home_assistant()
    await library.process_request(f"{library.url}config", "post", data={"max_current_soft": 24})
    await library.self_production(grid=8_000)
    await library.set_shaper_live_pwr(2_000)
    await library.soc(battery_level=54, battery_range=201, time_to_full=3600)
    await library.set_limit("energy", 50_000)
    await library.set_schedule({"state": "active", "time": "22:15", "days": ["monday"]})
    await library.set_override(charge_current=20)
    await stage.plug_in()
    await library.self_production(grid=6_000)
    await stage.until(lambda status: status.registers.session_wh > 2 and status.evse.voltage_v == 230)


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Glance:
    data_dir = tmp_path_factory.mktemp("work")
    (data_dir / "controller-eu.toml").write_text("gfci_trips = 3\nground_trips = 2\nstuck_relay_trips = 1\n")

    async def read() -> Glance:
        async with on_stage(data_dir) as stage:
            await set_to_work(stage)
            library = OpenEVSE(stage.place, session=stage.session)
            before = stage.status
            await library.update()
            values = everything(library)
            return Glance(values, before, stage.status)

    return asyncio.run(read())


@pytest.fixture(scope="module")
def at_rest(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, object]:
    data_dir: Path = tmp_path_factory.mktemp("rest")

    async def read() -> Mapping[str, object]:
        async with on_stage(data_dir) as stage:
            return everything(await stage.home_assistant())

    return asyncio.run(read())


def lies_between(value: object, first: object, last: object) -> bool:
    if isinstance(value, int | float) and isinstance(first, int | float) and isinstance(last, int | float):
        low, high = sorted((first, last))
        return low - abs(low) * 1e-6 <= value <= high + abs(high) * 1e-6
    if isinstance(value, datetime) and isinstance(first, datetime) and isinstance(last, datetime):
        return first - timedelta(seconds=5) <= value <= last + timedelta(seconds=5)
    return value in (first, last)


# -- tests -------------------------------------------------------------------------------------------------------


def test_this_is_the_library_the_tests_were_written_for() -> None:
    installed = version("python-openevse-http")
    assert installed == LIBRARY_VERSION, (
        f"version {installed} is installed; on Python 3.11 and 3.12 pip needs --no-deps --ignore-requires-python to "
        f"take {LIBRARY_VERSION}"
    )


def test_every_property_of_the_library_is_covered() -> None:
    assert property_names() == AT_WORK.keys()
    assert AT_REST.keys() <= AT_WORK.keys()


@pytest.mark.parametrize("name", sorted(AT_WORK.keys() - {"freeram"}))
def test_a_station_at_work_is_read_as_it_is(at_work: Glance, name: str) -> None:
    value, first, last = at_work.values[name], AT_WORK[name](at_work.before), AT_WORK[name](at_work.after)
    assert lies_between(value, first, last), f"{value!r} is not between {first!r} and {last!r}"
    if isinstance(first, float):
        assert isinstance(value, int | float)
    else:
        assert type(value) is type(first)


def test_memory_is_told_in_bytes(at_work: Glance) -> None:
    free = at_work.values["freeram"]
    assert isinstance(free, int)
    assert free > 1_000_000


def test_energy_is_told_in_units_that_fit_together(at_work: Glance) -> None:
    session_wh, total_kwh = at_work.values["usage_session"], at_work.values["usage_total"]
    assert isinstance(session_wh, float)
    assert isinstance(total_kwh, float)
    assert session_wh > 2
    assert total_kwh == pytest.approx(session_wh / 1000)
    current_ma = at_work.values["charging_current"]
    assert isinstance(current_ma, int)
    assert 6_000 <= current_ma <= 20_500


@pytest.mark.parametrize("name", sorted(AT_REST))
def test_a_station_at_rest_is_read_as_it_is(at_rest: Mapping[str, object], name: str) -> None:
    expected = AT_REST[name]
    assert at_rest[name] == expected
    assert type(at_rest[name]) is type(expected) or isinstance(expected, float)
