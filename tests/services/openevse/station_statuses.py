"""Statuses of a station, as tests of what is told about them need them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from pilotwire.rapi.client_values import FaultCounters
from pilotwire.rapi.codes import EvseState, SettingsFlag, VolatileFlag
from pilotwire.station.claims import ChargeState, Claim, Client, Priority, Wish
from pilotwire.station.energy import Registers
from pilotwire.station.evse import Evse, Link, LinkState
from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.moment import Moment
from pilotwire.station.settings import Settings
from pilotwire.station.status import (
    Clock,
    DivertMode,
    DivertStatus,
    Network,
    NetworkMode,
    ServiceStatus,
    ShaperStatus,
    Status,
    Versions,
)
from pilotwire.station.vehicle import VehicleData

NOON = datetime(2026, 7, 6, 12, tzinfo=UTC)
SUMMER = timezone(timedelta(hours=1))

CHARGING = Evse(
    link=Link(LinkState.CONNECTED, commands_sent=38, commands_answered=37),
    connected=True,
    firmware="8.2.3.EU",
    state=EvseState.CHARGING,
    state_code=3,
    pilot_state=EvseState.CHARGING,
    flags=VolatileFlag(1344),
    stored_flags=SettingsFlag.SERVICE_LEVEL_2,
    pilot_a=29,
    minimum_a=6,
    hardware_maximum_a=32,
    configured_maximum_a=32,
    current_ma=15840,
    voltage_v=240.0,
    ds3231_dc=410,
    faults=FaultCounters(1, 2, 3),
)
IDLE = replace(
    CHARGING,
    state=EvseState.NOT_CONNECTED,
    state_code=1,
    pilot_state=EvseState.NOT_CONNECTED,
    flags=VolatileFlag(512),
    pilot_a=32,
    current_ma=0,
    ds3231_dc=250,
    faults=FaultCounters(0, 0, 0),
)


def status_at(seconds: int = 12, **known: object) -> Status:
    """Tell of a station that has run for so long; idle, on Wi-Fi, in London's summer, unless told otherwise."""
    utc = NOON + timedelta(seconds=seconds)
    given: dict[str, Any] = {
        "moment": Moment(seconds * 1000, utc),
        "clock": Clock(utc.astimezone(SUMMER), trusted=True),
        "evse": IDLE,
        "temperature_max_dc": 250,
        "network": Network(
            NetworkMode.STATION,
            wifi_connected=True,
            ip_address="192.168.1.77",
            mac_address="24:6F:28:AB:7B:2C",
            signal_dbm=-52,
        ),
        "versions": Versions(config=3),
        **known,
    }
    return Status(**given)


def override(wish: Wish) -> Claim:
    """The manual claim."""
    return Claim(Client.MANUAL, Priority.MANUAL, wish)


# -- any status at all -------------------------------------------------------------------------------------------

_tenths = st.none() | st.integers(-400, 1200)
_amounts = st.floats(0, 1e7, allow_nan=False)
_readings = st.none() | st.builds(Reading, st.floats(-1e9, 1e9), st.integers(0, 10**9))

_evses = st.builds(
    Evse,
    link=st.builds(Link, state=st.sampled_from(LinkState), commands_sent=st.integers(0, 2**40)),
    connected=st.booleans(),
    state=st.sampled_from(EvseState),
    state_code=st.integers(0, 255),
    pilot_state=st.none() | st.sampled_from(EvseState),
    flags=st.integers(0, 0xFFFF).map(VolatileFlag),
    stored_flags=st.integers(0, 0xFFFF).map(SettingsFlag),
    pilot_a=st.integers(0, 80),
    current_ma=st.integers(0, 100_000),
    voltage_v=st.floats(0, 500),
    ds3231_dc=_tenths,
    mcp9808_dc=_tenths,
    tmp007_dc=_tenths,
)
_registers = st.builds(
    Registers,
    session_wh=_amounts,
    session_elapsed_s=_amounts,
    total_kwh=_amounts,
    day_kwh=_amounts,
    switches=st.integers(0, 2**40),
)
_services = st.dictionaries(
    st.sampled_from(["mqtt", "emoncms", "ocpp", "ntp"]),
    st.builds(
        ServiceStatus,
        connected=st.booleans(),
        error=st.text(max_size=5),
        peer_address=st.text(max_size=5),
        connected_since_s=st.none() | st.integers(0, 2**33),
    ),
)
_wishes = st.builds(
    Wish,
    st.none() | st.sampled_from(ChargeState),
    st.none() | st.integers(0, 2**32 - 2),
    st.none() | st.integers(0, 2**32 - 2),
    st.booleans(),
)

any_claim = st.builds(Claim, st.integers(0, 2**32 - 1), st.integers(0, 10_000), _wishes)
any_status = st.builds(
    Status,
    moment=st.builds(Moment, st.integers(0, 10**12), st.datetimes(timezones=st.just(UTC))),
    clock=st.builds(Clock, st.datetimes(timezones=st.timezones()), st.booleans()),
    evse=_evses,
    temperature_max_dc=_tenths,
    claims=st.lists(any_claim, max_size=3).map(tuple),
    registers=_registers,
    divert=st.builds(
        DivertStatus,
        mode=st.sampled_from(DivertMode),
        active=st.booleans(),
        available_a=st.floats(-1000, 1000),
        evaluated_ms=st.none() | st.integers(0, 10**12),
    ),
    shaper=st.builds(ShaperStatus, running=st.booleans(), current_a=st.floats(-1000, 1000)),
    feeds=st.builds(
        Feeds,
        solar_w=_readings,
        grid_w=_readings,
        live_power_w=_readings,
        home_battery_soc_pct=_readings,
        home_battery_w=_readings,
    ),
    vehicle=st.builds(
        VehicleData, soc_pct=st.none() | st.integers(0, 100), updated_ms=st.none() | st.integers(0, 10**12)
    ),
    network=st.builds(
        Network,
        st.none() | st.sampled_from(NetworkMode),
        st.booleans(),
        st.booleans(),
    ),
    services=_services,
    settings=st.builds(Settings, rfid_enabled=st.booleans(), is_threephase=st.booleans()),
)
