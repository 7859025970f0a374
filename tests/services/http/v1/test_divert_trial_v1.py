"""``/api/v1/divert/trial``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from v1_caller import Caller
from whole_host import NOON, NOON_S

from pilotwire.station.records import SampleRecord, SessionRecord
from pilotwire.station.samples import Sample
from pilotwire.station.sessions import Session

pytest_plugins = ["whole_api"]

PATH = "/divert/trial"
MIDNIGHT_S = NOON_S - 36 * 3600
"""When yesterday began (the station's zone is UTC)."""


def sample(minute: int, solar_w: int | None, grid_w: int | None = None, power_w: float = 0.0) -> SampleRecord:
    at_s = MIDNIGHT_S + minute * 60
    return SampleRecord(Sample(at_s, 0.0, 230.0, power_w, 6, 2, None, 0.0, 0.0, solar_w=solar_w, grid_w=grid_w))


@pytest.fixture
def sunny(new_caller: Callable[..., Caller]) -> Caller:
    """Somebody who asks a station that saw five hours of sun yesterday, and a car at noon."""
    caller = new_caller(divert_type=1, time_zone="UTC0")
    rows = [sample(minute, 4_000, -3_500) if 600 <= minute < 900 else sample(minute, 0, 500) for minute in range(1440)]
    caller.do(lambda: caller.host.keep(rows))
    begin = NOON - timedelta(days=1)
    car = Session(1, begin, ended=begin + timedelta(hours=1))
    caller.do(lambda: caller.host.keep([SessionRecord(car)]))
    return caller


def test_yesterday_with_other_settings(sunny: Caller) -> None:
    before = sunny.get("/settings")
    told = sunny.post(PATH, {"settings": {"divert_PV_ratio": 0.5, "divert_min_charge_time": 60}}).json
    assert (told["date"], told["measured_s"], told["missing"]) == ("2026-07-05", 86_400, [])
    assert told["recorded"]["charged_wh"] == 0.0
    assert told["now"]["charged_wh"] > 10_000
    assert told["tried"]["charged_wh"] >= told["now"]["charged_wh"]
    assert told["tried"]["closures"] == 1
    assert len(told["points"]) == 288
    at_noon = next(point for point in told["points"] if point["start"] == "2026-07-05T12:00:00Z")
    assert (at_noon["solar_w"], at_noon["recorded_w"]) == (4_000.0, 0.0)
    assert at_noon["grid_w"] == pytest.approx(-3_500 + at_noon["tried_w"])
    assert sunny.get("/settings") == before


def test_a_car_as_it_was(sunny: Caller) -> None:
    told = sunny.post(PATH, {"settings": {}, "car": "as_it_was"}).json
    charged = [datetime.fromisoformat(point["start"]) for point in told["points"] if point["tried_w"]]
    assert 0 < told["tried"]["charged_wh"] < 4_000
    assert all(at.hour == 12 for at in charged)
    assert sunny.post(PATH, {"settings": {}, "takes_wh": 1_000}).json["tried"]["charged_wh"] < 1_200


def test_what_was_not_measured_is_named(sunny: Caller) -> None:
    told = sunny.post(PATH, {"settings": {"current_shaper_enabled": True, "current_shaper_max_pwr": 5_000}}).json
    assert told["missing"] == ["live_power"]
    assert told["tried"]["charged_wh"] == 0.0


def test_what_cannot_be_tried_is_refused(sunny: Caller) -> None:
    assert "hostname" in sunny.refused("POST", PATH, {"settings": {"hostname": "x"}})[1]
    assert sunny.refused("POST", PATH, {"settings": {"divert_PV_ratio": "much"}})[0] == "settings"
    assert sunny.refused("POST", PATH, {"settings": {"divert_min_charge_time": -1}})[0] == "settings"
    for wrong in ("2026-05-01", "2026-07-07"):
        assert sunny.refused("POST", PATH, {"settings": {}, "date": wrong})[0] == "date"
    assert sunny.refused("POST", PATH, {"settings": {}, "date": "2026-07-01"}, 404)[0] == "date"
    assert sunny.refused("POST", PATH, {"settings": {}, "takes_wh": 0})[0] == "takes_wh"
