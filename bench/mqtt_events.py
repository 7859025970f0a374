"""Benchmarks of MQTT: from a change of the controller's state to a subscriber, over a real Mosquitto."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from bench.figures import BenchmarkError, Figure, Sizes, milliseconds

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from mosquitto_broker import MosquittoBroker, NoMosquittoError

_BASE = "bench"
_PATIENCE_S = 20.0
_PACE_S = 0.4
_SMOKE_TRIPS = 20
_SETTLE_S = 1.0
Change = tuple[int, float]
"""A state's code and when (``time.monotonic``, the same for all processes)."""


def measure(sizes: Sizes) -> list[Figure]:
    """All of them; none where there is no Mosquitto, which is said."""
    with tempfile.TemporaryDirectory(prefix="pilotwire-bench-") as folder:
        try:
            with MosquittoBroker(Path(folder)) as broker:
                late_s = sorted(
                    _late(
                        Path(folder) / "station", broker.port, sizes.repeats * 20 if sizes.trips > _SMOKE_TRIPS else 4
                    )
                )
        except NoMosquittoError as error:
            print(f"MQTT is not measured. {error}.")
            return []
    method = (
        f"plug in and out, {len(late_s)} changes; from the controller's change of state to a subscriber at Mosquitto"
    )
    p99 = late_s[min(len(late_s) - 1, round(len(late_s) * 0.99))]
    return [
        milliseconds("MQTT: change of state to subscriber, p50", late_s[len(late_s) // 2], method),
        milliseconds("MQTT: change of state to subscriber, p99", p99, method),
    ]


def _late(folder: Path, broker_port: int, number: int) -> list[float]:
    heard: list[Change] = []
    subscriber = Client(CallbackAPIVersion.VERSION2)

    def on_message(_client: Client, _data: object, message: MQTTMessage) -> None:
        heard.append((int(message.payload), monotonic()))

    subscriber.on_message = on_message
    subscriber.connect("127.0.0.1", broker_port)
    subscriber.subscribe(f"{_BASE}/state")
    subscriber.loop_start()
    path = os.pathsep.join([str(Path.cwd()), *sys.path])
    station = subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, "-m", "bench.gateway_process", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": path},
    )
    try:
        _set_up(station, broker_port)
        _wait_for_first(heard)
        return _matched(_toggled(station, number), heard)
    finally:
        station.kill()
        station.wait()
        for pipe in (station.stdin, station.stdout):
            if pipe is not None:
                pipe.close()
        subscriber.disconnect()
        subscriber.loop_stop()


def _toggled(station: subprocess.Popen[bytes], number: int) -> list[Change]:
    """Plug in and out so often; every state the controller entered, and when."""
    assert station.stdin is not None  # noqa: S101  it was opened as a pipe
    assert station.stdout is not None  # noqa: S101  the same
    for _ in range(number):
        station.stdin.write(b"plug\n")
        station.stdin.flush()
        sleep(_PACE_S)
    sleep(_SETTLE_S)
    station.stdin.close()
    lines = (line.split() for line in station.stdout.read().decode().splitlines())
    return [(int(code), float(at_s)) for code, at_s in lines]


def _matched(changes: list[Change], heard: list[Change]) -> list[float]:
    """How late each state was heard of; one that was over before anybody could hear of it is left out."""
    late_s = []
    for place, (code, at_s) in enumerate(changes):
        until_s = changes[place + 1][1] if place + 1 < len(changes) else at_s + _SETTLE_S
        found = next((then_s for other, then_s in heard if other == code and at_s <= then_s < until_s), None)
        if found is not None:
            late_s.append(found - at_s)
    if len(late_s) * 2 < len(changes) or not late_s:
        raise BenchmarkError(f"MQTT: of {len(changes)} changes the subscriber heard {len(late_s)}")
    return late_s


def _wait_for_first(heard: list[Change]) -> None:
    end_s = monotonic() + _PATIENCE_S
    while not heard:
        if monotonic() > end_s:
            raise BenchmarkError("MQTT: the subscriber hears nothing of the station")
        sleep(0.05)
    sleep(_SETTLE_S)


def _set_up(station: subprocess.Popen[bytes], broker_port: int) -> None:
    assert station.stdout is not None  # noqa: S101  it was opened as a pipe
    port = int(station.stdout.readline())
    settings = {
        "mqtt_enabled": True,
        "mqtt_server": "127.0.0.1",
        "mqtt_port": broker_port,
        "mqtt_topic": _BASE,
    }
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/config", json.dumps(settings), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status != 200:
        raise BenchmarkError(f"MQTT: the station does not take its settings: {said.decode()}")
