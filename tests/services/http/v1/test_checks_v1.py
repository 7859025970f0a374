"""``/mqtt/check``, ``/emoncms/check``: connections are tried out with the settings, or with others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from serving import Serve
from v1_caller import Caller
from whole_host import WholeHost

from pilotwire.services.checks.steps import CheckReport, Step
from pilotwire.services.host import Host
from pilotwire.services.http import v1
from pilotwire.station.settings.update import read_values

pytest_plugins = ["serve_fixture"]


async def _tried(_: Host, changes: Mapping[str, object]) -> CheckReport:
    """Read the settings as the real ones do, and find the second step wrong."""
    read_values(changes, hash_password=str)
    steps = (Step("DNS", ok=True, words="It is there."), Step("TCP", ok=False, words="It is not."))
    return CheckReport("emoncms", str(changes), steps)


@pytest.fixture
def caller(tmp_path: Path, serve: Serve) -> Iterator[Caller]:
    host = WholeHost(tmp_path)
    yield Caller(host, serve(host, v1=v1.api(None, None, _tried)))
    host.close()


def test_the_steps_are_told_and_nothing_is_changed(caller: Caller) -> None:
    answered = caller.post("/emoncms/check", {"emoncms_server": "http://emonpi"})
    assert answered.status == 200
    assert answered.json == {
        "service": "emoncms",
        "target": "{'emoncms_server': 'http://emonpi'}",
        "ok": False,
        "steps": [
            {"name": "DNS", "ok": True, "words": "It is there."},
            {"name": "TCP", "ok": False, "words": "It is not."},
        ],
    }
    assert caller.host.status.settings.emoncms_server == "https://emoncms.org"


def test_what_can_never_be_valid_is_not_tried(caller: Caller) -> None:
    assert caller.refused("POST", "/emoncms/check", {"emoncms_node": "x" * 5000})[0] == "emoncms_node"
    assert caller.refused("POST", "/emoncms/check", {"emoncms_node": 7})[0] == "emoncms_node"
    assert caller.refused("POST", "/emoncms/check", {"mqtt_server": "broker"})[0] == "mqtt_server"


def test_where_nothing_can_be_tried_that_is_said(caller: Caller) -> None:
    assert "under way" in caller.refused("POST", "/mqtt/check", {}, 409)[1]
