from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.rapi.codes import VolatileFlag
from pilotwire.services.openevse.log_document import log_document
from pilotwire.station.claims import ChargeState
from pilotwire.station.eventlog import LogEntry, LogKind

ENTRY = LogEntry(
    at=datetime(2026, 7, 6, 12, 1, 55, 999_999, tzinfo=UTC),
    kind=LogKind.INFORMATION,
    target=ChargeState.ACTIVE,
    state_code=2,
    flags=VolatileFlag(1280),
    pilot_a=32,
    session_wh=72.36780867,
    session_elapsed_s=74.9,
    temperature_dc=410,
    temperature_max_dc=415,
    divert_active=False,
    shaper_active=True,
    text="the car stopped asking for energy",
)


def test_an_entry_has_the_gateways_fields_and_units() -> None:
    assert msgspec.to_builtins(log_document(ENTRY)) == {
        "time": "2026-07-06T12:01:55Z",
        "type": "information",
        "managerState": "active",
        "evseState": 2,
        "evseFlags": 1280,
        "pilot": 32,
        "energy": 72.36780867,
        "elapsed": 74,
        "temperature": 41.0,
        "temperatureMax": 41.5,
        "divertMode": 0,
        "shaper": 1,
    }


def test_time_is_told_in_utc_whatever_zone_it_was_noted_in() -> None:
    there = ENTRY.at.astimezone(timezone(timedelta(hours=-7)))
    assert log_document(msgspec.structs.replace(ENTRY, at=there)).time == "2026-07-06T12:01:55Z"


def test_without_a_sensor_the_temperature_is_zero() -> None:
    document = log_document(msgspec.structs.replace(ENTRY, temperature_dc=None, temperature_max_dc=None))
    assert (document.temperature, document.temperature_max) == (0, 0)


@given(st.sampled_from(LogKind), st.sampled_from(ChargeState))
def test_words_are_the_gateways(kind: LogKind, target: ChargeState) -> None:
    document = log_document(msgspec.structs.replace(ENTRY, kind=kind, target=target))
    assert document.type in ("information", "notification", "warning")
    assert document.manager_state in ("active", "disabled")


@given(st.integers(-550, 1250), st.floats(0, 1e6))
def test_numbers_are_exact_in_json(temperature_dc: int, session_wh: float) -> None:
    entry = msgspec.structs.replace(ENTRY, temperature_dc=temperature_dc, session_wh=session_wh)
    told = msgspec.json.decode(msgspec.json.encode(log_document(entry)))
    assert round(told["temperature"] * 10) == temperature_dc
    assert abs(told["energy"] - session_wh) < 1e-8
