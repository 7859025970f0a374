"""Measurements by MQTT: numbers, and nothing that is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.services.host import Identity
from pilotwire.services.mqtt.arrangement import Feed, MisconfiguredError, arrange
from pilotwire.services.mqtt.commands import RejectedError
from pilotwire.services.mqtt.feeds import read_feed
from pilotwire.station.settings import Settings

GRID = Feed("grid", ("grid_ie",))
IDENTITY = Identity("246f28ab7b2c", "v5.1.5", "1", "b", "c")


@pytest.mark.parametrize(
    ("payload", "watts"),
    [(b"1200", 1200), (b" -350.9 ", -350), (b"+5", 5), (b"1e3", 1000), (b".5", 0), (b"12 W", 12), (b"12W", 12)],
)
def test_numbers_are_read_as_meters_write_them(payload: bytes, watts: int) -> None:
    assert read_feed(GRID, payload) == {"grid_ie": watts}


@pytest.mark.parametrize(
    "payload", [b"", b"unavailable", b"nan", b"inf", b"1.2 kW", b"1,5", b'{"power":1}', b"\xff", b"1 2", b"1" * 65]
)
def test_what_is_no_number_of_watts_is_not_zero(payload: bytes) -> None:
    with pytest.raises(RejectedError):
        read_feed(GRID, payload)


def test_a_voltage_that_cannot_be_is_rejected() -> None:
    feed = Feed("vrms", ("voltage",))
    assert read_feed(feed, b"231.4 V") == {"voltage": 231.4}
    for payload in (b"0", b"59.9", b"301", b"230 W"):
        with pytest.raises(RejectedError):
            read_feed(feed, payload)


@given(st.binary(max_size=80))
def test_anything_is_a_number_or_rejected(payload: bytes) -> None:
    try:
        read = read_feed(GRID, payload)
    except RejectedError:
        return
    assert isinstance(read["grid_ie"], int)


def test_every_feed_that_is_configured_is_heard_once() -> None:
    settings = Settings(
        mqtt_server="broker",
        mqtt_grid_ie="meter",
        mqtt_live_pwr="meter",
        mqtt_solar="roof",
        mqtt_vehicle_soc="car",
        mqtt_vrms="volts",
    )
    assert arrange(settings, IDENTITY).feeds == (
        Feed("roof", ("solar",)),
        Feed("meter", ("grid_ie", "shaper_live_pwr")),
        Feed("volts", ("voltage",)),
    )
    by_mqtt = Settings(mqtt_server="broker", mqtt_vehicle_soc="car", vehicle_data_src=2)
    assert arrange(by_mqtt, IDENTITY).feeds == (Feed("car", ("battery_level",)),)


def test_topics_have_defaults_of_the_station() -> None:
    arrangement = arrange(Settings(mqtt_server=" broker ", hostname="", mqtt_announce_topic=""), IDENTITY)
    assert (arrangement.broker.host, arrangement.client_id, arrangement.base, arrangement.announce) == (
        "broker",
        "openevse-7b2c",
        "openevse-7b2c",
        "openevse/announce/7b2c",
    )


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(mqtt_server="broker", mqtt_topic="a/+"),
        Settings(mqtt_server="broker", mqtt_topic="a/"),
        Settings(mqtt_server="broker", mqtt_solar="$SYS/x"),
        Settings(mqtt_server="broker", mqtt_discovery_prefix="a\nb"),
        Settings(mqtt_server="broker", mqtt_announce_topic="a" * 1025),
    ],
)
def test_settings_that_cannot_be_followed_are_named(settings: Settings) -> None:
    with pytest.raises(MisconfiguredError, match=r"^mqtt_"):
        arrange(settings, IDENTITY)
