"""``/status``."""

from __future__ import annotations

import msgspec
import pytest
from driven_host import FACTS, Caller

from pilotwire.services.http.openevse import QUICK
from pilotwire.services.openevse.status_document import StatusDocument, status_document

pytest_plugins = ["driven_api"]


def test_the_status_is_told(caller: Caller) -> None:
    body, media_type = caller.answer_to("GET", "/status")
    assert media_type == "application/json"
    assert body == msgspec.json.encode(status_document(caller.host.status, FACTS))
    msgspec.json.decode(body, type=StatusDocument)


def test_every_station_tells_its_own(caller: Caller) -> None:
    first = caller.get("/status")
    caller.host.pass_s(1)
    assert caller.get("/status")["uptime"] == first["uptime"] + 1


@pytest.mark.parametrize(
    "sent",
    [
        {"voltage": 231.4},
        {"voltage": 59.9},
        {"voltage": "230"},
        {"solar": 1500},
        {"solar": 100, "grid_ie": -900},
        {"grid_ie": 12.7},
        {"shaper_live_pwr": -200.6},
        {"battery_level": 55},
        {"home_battery_soc": 77, "home_battery_power": -1200},
        {"unknown_key": [1, {"a": None}], "x": True},
        {"voltage": None},
        {},
    ],
)
def test_what_was_sent_is_answered(caller: Caller, sent: dict[str, object]) -> None:
    assert caller.post("/status", msgspec.json.encode(sent)) == (200, sent)


def test_measurements_of_the_house_are_taken_over(caller: Caller) -> None:
    caller.post("/status", '{"grid_ie":-700,"home_battery_soc":77}')
    caller.post("/status", '{"solar":1500,"grid_ie":-900}')
    caller.post("/status", '{"shaper_live_pwr":4300}')
    status = caller.get("/status")
    keys = ("solar", "grid_ie", "shaper_live_pwr", "shaper_updated", "home_battery_soc")
    assert [status[key] for key in keys] == [1500, -700, 4300, True, 77]


def test_a_voltage_is_told_to_the_controller(caller: Caller) -> None:
    caller.post("/status", '{"voltage":231.4}')
    caller.host.obey()
    assert caller.get("/status")["voltage"] == 231.4
    caller.post("/status", '{"voltage":300.1}')
    caller.host.obey()
    assert caller.get("/status")["voltage"] == 231.4


def test_vehicle_data_counts_where_it_is_to_come_this_way(caller: Caller) -> None:
    assert caller.post("/status", '{"battery_level":55}') == (200, {"battery_level": 55})
    assert "battery_level" not in caller.get("/status")
    caller.post("/config", '{"vehicle_data_src":3}')
    sent = '{"battery_level":62.5,"battery_range":"200","time_to_full_charge":1800.9,"vehicle_charge_limit":80}'
    assert caller.post("/status", sent)[1]["vehicle_state_update"] == 0
    status = caller.get("/status")
    keys = ("battery_level", "battery_range", "time_to_full_charge", "vehicle_charge_limit", "vehicle_state_update")
    assert [status[key] for key in keys] == [62, 200, 1800, 80, 0]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ('{"shaper_live_pwr":4300,"solar":"abc"}', "solar"),
        ('{"shaper_live_pwr":4300,"solar":1000000000.0}', "solar"),
        ('{"shaper_live_pwr":4300,"battery_level":150}', "battery_level"),
        ('{"shaper_live_pwr":4300,"voltage":[230]}', "voltage"),
        ('{"shaper_live_pwr":4300,"home_battery_soc":-5}', "home_battery_soc"),
    ],
)
def test_a_value_that_cannot_be_meant_is_named_and_nothing_is_taken(caller: Caller, body: str, key: str) -> None:
    status, answer = caller.post("/status", body)
    assert status == 400
    assert answer["msg"].startswith(key)
    assert caller.get("/status")["shaper_live_pwr"] == 0
    assert caller.host.frames == []


@pytest.mark.parametrize(
    "body", ["", "{", '{"a":1', '{"a":1,}', '{"a":NaN}', "solar=1200", "[]", "[1,2]", "5", '"x"', "null", "true"]
)
def test_what_is_not_an_object_is_refused(caller: Caller, body: str) -> None:
    assert caller.post("/status", body) == (400, {"msg": "Could not parse JSON"})
    assert caller.host.frames == []


def test_listeners_hear_what_was_sent(caller: Caller) -> None:
    caller.post("/status", '{"shaper_live_pwr":4300,"unknown_key":{"a":[1]}}')
    assert caller.host.frames[0] == {"shaper_live_pwr": 4300, "unknown_key": {"a": [1]}}


def test_of_sun_and_grid_listeners_hear_what_divert_goes_by(caller: Caller) -> None:
    caller.post("/config", '{"divert_type":1}')
    caller.host.forget()
    caller.post("/status", '{"grid_ie":-700,"voltage":235}')
    assert caller.host.frames[0] == {"divert_update": 0, "grid_ie": -700}


def test_nobody_changes_the_status_by_posting_it(caller: Caller) -> None:
    assert caller.post("/status", '{"state":3,"amp":99}') == (200, {"state": 3, "amp": 99})
    assert caller.get("/status")["state"] == 1
    assert caller.host.frames == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_not_known(caller: Caller, method: str) -> None:
    assert caller.ask(method, "/status") == (405, {"msg": "Method not allowed"})


def test_the_quick_way_gives_the_bytes_of_the_framework(caller: Caller) -> None:
    body, _ = caller.answer_to("GET", "/status")
    assert QUICK["/status"](caller.host) == body
