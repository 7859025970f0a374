from __future__ import annotations

from datetime import timedelta

import pytest
from serving import Served
from stored_host import NOON, StoredHost

from pilotwire.rapi.codes import VolatileFlag
from pilotwire.station.claims import ChargeState
from pilotwire.station.eventlog import LogEntry, LogKind
from pilotwire.station.records import LogRecord

pytest_plugins = ["stored_api"]


def entry(number: int) -> LogRecord:
    return LogRecord(
        LogEntry(
            at=NOON + timedelta(seconds=number),
            kind=LogKind.INFORMATION,
            target=ChargeState.ACTIVE,
            state_code=1,
            flags=VolatileFlag(512),
            pilot_a=32,
            session_wh=0.0,
            session_elapsed_s=0.0,
            temperature_dc=250,
            temperature_max_dc=None,
            divert_active=False,
            shaper_active=False,
        )
    )


def test_an_empty_log_has_one_empty_block(served: Served) -> None:
    assert served.get("/logs").text == '{"min":0,"max":0}'
    answer = served.get("/logs/0")
    assert (answer.status, answer.text) == (200, "[]")


def test_an_entry_is_told_in_the_gateways_words(served: Served, stored: StoredHost) -> None:
    stored.keep([entry(0)])
    assert served.get("/logs/0").json == [
        {
            "time": "2026-07-06T12:00:00Z",
            "type": "information",
            "managerState": "active",
            "evseState": 1,
            "evseFlags": 512,
            "pilot": 32,
            "energy": 0,
            "elapsed": 0,
            "temperature": 25,
            "temperatureMax": 0,
            "divertMode": 0,
            "shaper": 0,
        }
    ]


def test_all_blocks_together_are_the_end_of_the_log_in_order(served: Served, stored: StoredHost) -> None:
    stored.keep([entry(number) for number in range(300)])
    known = served.get("/logs").json
    assert known["max"] - known["min"] == 9
    times = [
        logged["time"]
        for number in range(known["min"], known["max"] + 1)
        for logged in served.get(f"/logs/{number}").json
    ]
    assert times == sorted(times)
    assert times[-1] == "2026-07-06T12:04:59Z"
    assert served.get(f"/logs/{known['min'] - 1}").status == 404


def test_a_slash_without_a_number_is_the_collection(served: Served) -> None:
    assert served.get("/logs/").text == '{"min":0,"max":0}'


@pytest.mark.parametrize("number", ["99", "-1", "abc", "1.0", "0x0", "9" * 400, "\u0663"])
def test_there_is_no_such_block(served: Served, number: str) -> None:
    path = number if number.isascii() else "%D9%A3"
    answer = served.get(f"/logs/{path}")
    assert answer.status == 404
    if number.isascii():
        assert answer.text == '{"msg":"Block out of range"}'


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/logs", "/logs/0"])
def test_other_methods_are_refused(served: Served, method: str, path: str) -> None:
    answer = served.ask(method, path)
    assert (answer.status, answer.text) == (405, '{"msg":"Method not allowed"}')
