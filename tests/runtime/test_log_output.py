"""The program's own log: lines for people, or one JSON object each, and no secrets in either."""

from __future__ import annotations

import json
import logging
import math
import sys
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from station_process import StationProcess, wait_until
from test_gateway_process import ANY_PORT, ask

from pilotwire.runtime.log_output import JsonLines, LogForm, LogOptions, log_output
from pilotwire.services.http.security.redaction import RedactingFilter
from pilotwire.station.settings import Settings
from pilotwire_process import run

SETTINGS = Settings(mqtt_pass="tulip-7391", emoncms_apikey="0123456789abcdef")  # noqa: S106 - made up
USUAL = {"time", "level", "logger", "message"}


def line(message: str, fields: dict[str, object] | None = None) -> str:
    record = logging.makeLogRecord(
        {"name": "pilotwire.test", "levelno": 30, "levelname": "WARNING", "msg": message, **(fields or {})}
    )
    return JsonLines().format(record)


def test_a_line_has_time_level_logger_message_and_its_fields() -> None:
    told = json.loads(line("hello", {"service": "mqtt", "tries": 3, "created": 1_783_339_200.25}))
    assert told == {
        "time": "2026-07-06T12:00:00.250Z",
        "level": "warning",
        "logger": "pilotwire.test",
        "message": "hello",
        "service": "mqtt",
        "tries": 3,
    }


@given(st.text(), st.dictionaries(st.text().map(lambda name: f"x_{name}"), st.from_type(object)))
def test_whatever_is_logged_is_one_line_of_json(message: str, fields: dict[str, object]) -> None:
    shown = line(message, fields)
    assert "\n" not in shown
    told = json.loads(shown)
    assert told.keys() >= USUAL
    assert datetime.fromisoformat(told["time"]).tzinfo is not None


@pytest.mark.parametrize("odd", [math.nan, math.inf, 2**80, b"\xff", "\ud800", object(), {"a": {1, 2}}])
def test_odd_values_are_told_somehow(odd: object) -> None:
    assert "odd" in json.loads(line("x", {"odd": odd}))


def test_a_traceback_is_a_field() -> None:
    try:
        raise ValueError("tulip")  # noqa: TRY301 - to have a traceback
    except ValueError:
        told = json.loads(line("failed", {"exc_info": sys.exc_info()}))
    assert told["message"] == "failed"
    assert told["error"].endswith("ValueError: tulip")


def test_secrets_are_masked_in_message_fields_and_traceback() -> None:
    record = logging.makeLogRecord(
        {
            "msg": "broker said %s; Authorization: Basic b3BlbmV2c2U6c2VjcmV0",
            "args": ("tulip-7391",),
            "answer": ["no", "tulip-7391"],
            "password": "anything",
            "authorization": "x",
            "tries": 3,
            "exc_info": (ValueError, ValueError("0123456789abcdef"), None),
        }
    )
    assert RedactingFilter(lambda: SETTINGS).filter(record)
    shown = JsonLines().format(record)
    told = json.loads(shown)
    for secret in ("tulip", "0123456789abcdef", "anything", "b3BlbmV2"):
        assert secret not in shown
    assert (told["password"], told["authorization"], told["tries"]) == ("***", "***", 3)


@pytest.mark.parametrize(("level", "heard"), [(logging.INFO, ["info", "warning"]), (logging.ERROR, [])])
def test_the_level_is_for_us_and_libraries_are_heard_from_warnings_on(
    level: int, heard: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    with log_output(LogOptions(LogForm.JSON, level), screen=False):
        ours = logging.getLogger("pilotwire.test")
        ours.debug("debug")
        ours.info("info")
        ours.warning("warning")
        logging.getLogger("somebody.else").info("not heard")
    ours.warning("after the end")
    lines = [json.loads(shown) for shown in capfd.readouterr().err.splitlines() if shown.startswith("{")]
    assert [told["message"] for told in lines] == heard


def test_a_station_speaks_json_and_keeps_its_password_to_itself(tmp_path: Path) -> None:
    with StationProcess("--web", ANY_PORT, "--log", "json", "--log-level", "debug", data_dir=tmp_path) as station:
        url = json.loads(station.wait_for('"Web: '))["address"]
        wait_until(lambda: ask(url, "/status")["evse_connected"] == 1)
        broken = {"mqtt_enabled": True, "mqtt_server": "127.0.0.1", "mqtt_port": 1, "mqtt_pass": "tulip-7391"}
        ask(url, "/config", broken)
        code, lines, complaints = station.stop()
    assert code == 0
    told = [json.loads(shown) for shown in (*station.lines, *lines, *complaints.splitlines())]
    assert all(entry.keys() >= USUAL for entry in told)
    assert told[-1 - len(complaints.splitlines())]["message"].startswith("Stopped: ")
    assert "tulip" not in json.dumps(told)


def test_a_level_that_is_none_is_refused(tmp_path: Path) -> None:
    ended = run("run", "--headless", "--data-dir", str(tmp_path), "--log-level", "loud")
    assert ended.returncode == 2
    assert "loud" in ended.stderr
