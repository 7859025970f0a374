"""``pilotwire run --serial`` as people start it, on a pseudo-terminal with a controller of any generation behind it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from station_process import StationProcess, wait_until

from pilotwire.rapi import serve
from pilotwire_process import PATIENCE_S
from rapi.fake_controllers import MODELS, FakeController, Model

NEWER = replace(MODELS["5.2.1"], firmware="9.0.0", protocol="6.0.0")
"""Nobody knows it yet: it answers what it is asked, and says a number nobody has seen."""


class Line:
    """A pseudo-terminal with a controller at the far end, which can be pulled and plugged in again."""

    def __init__(self, controller: FakeController, link: Path) -> None:
        self._controller = controller
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.path = link
        self._endpoint: Any = None

    def plug(self) -> None:
        self._endpoint = self._do(serve(f"pty:{self.path}", lambda: self._controller))

    def pull(self) -> None:
        self._do(self._endpoint.close())

    def say(self, text: bytes) -> None:
        self._loop.call_soon_threadsafe(self._controller.say_raw, text)

    def end(self) -> None:
        self.pull()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, what: Any) -> Any:  # noqa: ANN401 - whatever is to be done there
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(PATIENCE_S)


@contextmanager
def plugged(controller: FakeController, folder: Path) -> Iterator[Line]:
    line = Line(controller, folder / "openevse")
    line.plug()
    try:
        yield line
    finally:
        line.end()


def ask(url: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON there is
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url + path, data), timeout=PATIENCE_S) as answer:  # noqa: S310 - our own loopback server
        return json.loads(answer.read())


def is_connected(url: str) -> bool:
    return bool(ask(url, "/status")["evse_connected"])


@pytest.mark.parametrize("model", [*MODELS.values(), NEWER], ids=[*MODELS, "newer"])
def test_it_is_found_set_paused_and_let_go_on(model: Model, tmp_path: Path) -> None:
    controller = FakeController(model)
    with plugged(controller, tmp_path) as line:
        data_dir = tmp_path / "state"
        with StationProcess("--serial", str(line.path), "--web", "127.0.0.1:0", data_dir=data_dir) as station:
            url = station.url()
            wait_until(lambda: is_connected(url))
            told = ask(url, "/api/v1/controller")
            assert (told["firmware"], told["protocol"]) == (model.firmware, model.protocol)
            status = ask(url, "/status")
            assert (status["state"], status["vehicle"]) == (2, 1)
            # What it has no sensor or command for is not told.
            assert ("temp" in status and status["temp"] is not False) is ("GP" in model.queries)
            ask(url, "/override", {"state": "active", "charge_current": 10})
            wait_until(lambda: controller.amps == 10 and controller.state == 2)
            ask(url, "/override", {"state": "disabled"})
            wait_until(lambda: controller.state in (0xFE, 0xFF))
            wait_until(lambda: ask(url, "/status")["state"] in (254, 255))
            ask(url, "/override", {"state": "active", "charge_current": 8})
            wait_until(lambda: controller.amps == 8 and controller.state == 2)
            code, _, complaints = station.stop()
    assert code == 0
    assert "Traceback" not in complaints


@pytest.mark.parametrize("generation", ["1.0.0", "5.2.1"])
def test_a_line_that_is_pulled_and_plugged_in_again_is_followed_through_garbage(
    generation: str, tmp_path: Path
) -> None:
    controller = FakeController(MODELS[generation])
    with plugged(controller, tmp_path) as line:
        data_dir = tmp_path / "state"
        with StationProcess("--serial", str(line.path), "--web", "127.0.0.1:0", data_dir=data_dir) as station:
            url = station.url()
            wait_until(lambda: is_connected(url))
            ask(url, "/override", {"state": "active", "charge_current": 10})
            wait_until(lambda: controller.amps == 10)
            line.pull()
            wait_until(lambda: not is_connected(url))
            # While it was away somebody has set it otherwise.
            controller.amps = 24
            line.plug()
            line.say(b"\x00\xff$OK half an ans$NK^21\r$ST zz\r\n")
            wait_until(lambda: is_connected(url))
            wait_until(lambda: controller.amps == 10)
            code, _, complaints = station.stop()
    assert code == 0
    assert "Traceback" not in complaints


def test_something_else_on_the_line_is_said_and_nothing_is_invented(tmp_path: Path) -> None:
    class Receiver(FakeController):
        """A satellite receiver: it talks all the time and answers nothing."""

        def receive(self, data: bytes) -> None:
            self.say_raw(b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n")

    with plugged(Receiver(MODELS["5.2.1"]), tmp_path) as line:
        data_dir = tmp_path / "state"
        with StationProcess("--serial", str(line.path), "--web", "127.0.0.1:0", data_dir=data_dir) as station:
            url = station.url()
            wait_until(lambda: "something else speaks on the line" in json.dumps(ask(url, "/api/v1/health")))
            status = ask(url, "/status")
            assert not status["evse_connected"]
            assert not status["vehicle"]
            code, _, complaints = station.stop()
    assert code == 0
    assert "Traceback" not in complaints
