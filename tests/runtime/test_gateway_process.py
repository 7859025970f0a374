"""``pilotwire run`` with its gateway, as people start it: answers, remembers, ends in order, uses other controllers."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from station_process import StationProcess, wait_until

from pilotwire_process import PATIENCE_S, run

ANY_PORT = "127.0.0.1:0"


def ask(url: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON there is
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url + path, data), timeout=PATIENCE_S) as answer:  # noqa: S310 - our own loopback server
        return json.loads(answer.read())


def test_it_answers_and_ends_in_order(tmp_path: Path) -> None:
    with StationProcess("--web", ANY_PORT, "--plugged", data_dir=tmp_path) as station:
        url = station.url()
        wait_until(lambda: ask(url, "/status")["state"] == 3)
        code, lines, _ = station.stop()
    assert code == 0
    assert "contactor open" in lines[-1]
    assert "energy and history saved" in lines[-1]


def test_it_tells_how_it_is_and_what_prometheus_wants_to_know(tmp_path: Path) -> None:
    with StationProcess("--web", ANY_PORT, "--plugged", data_dir=tmp_path) as station:
        url = station.url()
        wait_until(lambda: ask(url, "/status")["state"] == 3)
        process = ask(url, "/api/v1/health")["process"]
        assert ask(url, "/api/v1/status")["process"].keys() == process.keys()
        assert process["memory_bytes"] > 1_000_000
        assert process["open_files"] > 3
        assert process["cpu_s"] > 0
        with urlopen(f"{url}/metrics", timeout=PATIENCE_S) as answer:  # noqa: S310 - our own loopback server
            told = answer.read().decode()
    assert "\npilotwire_contactor_closed 1.0\n" in told
    assert "\nprocess_resident_memory_bytes " in told


def test_what_was_asked_for_outlives_a_restart(tmp_path: Path) -> None:
    with StationProcess("--web", ANY_PORT, data_dir=tmp_path) as station:
        url = station.url()
        identity = ask(url, "/config")["wifi_serial"]
        ask(url, "/config", {"divert_PV_ratio": 0.7})
        ask(url, "/override", {"state": "disabled"})
        ask(url, "/limit", {"type": "energy", "value": 5000})
        ask(url, "/schedule", {"state": "active", "time": "23:30", "days": ["monday"]})
        assert station.stop()[0] == 0
    with StationProcess("--web", ANY_PORT, data_dir=tmp_path) as station:
        url = station.url()
        config = ask(url, "/config")
        assert (config["wifi_serial"], config["divert_PV_ratio"]) == (identity, 0.7)
        assert ask(url, "/override") == {"state": "disabled", "auto_release": True}
        assert ask(url, "/limit")["value"] == 5000
        assert [event["time"] for event in ask(url, "/schedule")] == ["23:30:00"]


def test_the_gateway_starts_anew_while_the_car_charges(tmp_path: Path) -> None:
    with StationProcess("--web", ANY_PORT, "--plugged", data_dir=tmp_path) as station:
        url = station.url()
        wait_until(lambda: ask(url, "/status")["state"] == 3 and ask(url, "/status")["uptime"] >= 4)
        ask(url, "/restart", {"device": "gateway"})
        wait_until(lambda: _state_of_a_young_gateway(url) == 3)


def _state_of_a_young_gateway(url: str) -> int | None:
    """The state as told by a gateway that has just started; None while there is none."""
    try:
        status = ask(url, "/status")
    except OSError:
        return None
    return int(status["state"]) if status["uptime"] < 4 else None


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("run", "--headless", "--data-dir", str(tmp_path), "--web", f"127.0.0.1:{port}")
    assert ended.returncode == 2
    assert str(port) in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_data_directory_in_use_is_named(tmp_path: Path) -> None:
    with StationProcess("--web", ANY_PORT, data_dir=tmp_path) as station:
        station.url()
        ended = run("run", "--headless", "--data-dir", str(tmp_path), "--web", ANY_PORT)
    assert ended.returncode == 2
    assert "--data-dir" in ended.stderr or str(tmp_path) in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_controller_on_a_serial_line_is_used_lost_and_found(tmp_path: Path) -> None:
    line = tmp_path / "line"
    # Of a line that does not lead to a terminal yet nobody knows that its controller is a simulated one.
    line.symlink_to("/dev/pts/none")
    with StationProcess("--serial", str(line), "--web", ANY_PORT, data_dir=tmp_path / "gateway") as gateway:
        url = gateway.url()
        assert not ask(url, "/status")["evse_connected"]
        for _ in range(2):
            controller = StationProcess("--plugged", "--rapi", f"pty:{line}", data_dir=tmp_path / "controller")
            with controller:
                controller.address()
                ask(url, "/api/v1/status")
                wait_until(lambda: ask(url, "/status")["state"] == 3)
            wait_until(lambda: not ask(url, "/status")["evse_connected"])
        error = ask(url, "/api/v1/status")["controller"]["link"]["error"]
        assert error
        code, lines, _ = gateway.stop()
    assert code == 0
    assert "controller" in lines[-1]


def test_a_controller_over_tcp_is_used(tmp_path: Path) -> None:
    with StationProcess("--rapi", "tcp:127.0.0.1:0", "--plugged", data_dir=tmp_path / "controller") as controller:
        address = controller.address()
        with StationProcess("--rapi", address, "--web", ANY_PORT, data_dir=tmp_path / "gateway") as gateway:
            url = gateway.url()
            wait_until(lambda: ask(url, "/status")["state"] == 3)
            assert not any(line.startswith("RAPI:") for line in gateway.lines)
