"""A whole station that manages the network of a machine, with a real NetworkManager; the machine has no Wi-Fi."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from real_machine import RealMachine

_ASKING = str(Path(__file__).with_name("station_there.py"))


@pytest.fixture
def machine() -> Iterator[RealMachine]:
    with tempfile.TemporaryDirectory(prefix="pw-net-") as folder, RealMachine(Path(folder)) as made:
        made.start_manager()
        made.run("nmcli", "connection", "add", "type", "ethernet", "ifname", "eth0", "con-name", "cable")
        made.serve_addresses()
        yield made


def ask(machine: RealMachine, method: str, path: str, body: str = "", *, phase: str = "") -> Any:  # noqa: ANN401
    """Ask the station on that machine, until it is in that phase if one is given."""
    told = {"method": method, "path": f"/api/v1/{path}", "body": body, "member": "phase" * bool(phase), "wanted": phase}
    return json.loads(machine.run(sys.executable, _ASKING, told=json.dumps(told)))


def test_a_station_follows_its_cable_and_says_what_is_missing(machine: RealMachine) -> None:
    machine.spawn(
        "env", f"PYTHONPATH={os.pathsep.join(sys.path)}", sys.executable, "-m", "pilotwire.cli", "run", "--headless",
        "--web", ":8000", "--data-dir", "/run/station",
    )  # fmt: skip
    ask(machine, "PATCH", "settings", '{"network_managed": true}')
    there = ask(machine, "GET", "network", phase="wired")
    assert (there["address"], there["error"], there["point_open"]) == ("192.168.7.50", "", False)
    machine.run("ip", "link", "set", "port", "down", where="router")
    there = ask(machine, "GET", "network", phase="no_adapter")
    assert there["address"] == ""
    assert "plug one of them in" in there["error"]
    machine.run("ip", "link", "set", "port", "up", where="router")
    there = ask(machine, "GET", "network", phase="wired")
    assert (there["address"], there["error"]) == ("192.168.7.50", "")
