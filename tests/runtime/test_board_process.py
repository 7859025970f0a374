"""The board over HTTP, on a station that runs: looked at, followed, pressed, plugged in, recorded, refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from station_process import StationProcess, wait_until


class Asker:
    """Somebody who asks its API."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"X-Requested-With": "OpenEVSE", "Content-Type": "application/json"}
        request = Request(f"{self._url}/api/v1/{path}", data, headers, method=method)  # noqa: S310 - our own station
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310
                text, status = answer.read().decode(), answer.status
        except HTTPError as error:
            text, status = error.read().decode(), error.code
        return status, json.loads(text) if text.startswith(("{", "[")) else text

    def board(self) -> Any:  # noqa: ANN401 - JSON
        return self.ask("GET", "board")[1]


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    with StationProcess("--web", "127.0.0.1:0", "--speed", "20", data_dir=tmp_path) as station:
        yield Asker(station.url())


def test_the_board_is_what_the_controller_and_the_car_make_of_it(asker: Asker) -> None:
    board = asker.board()
    assert (board["simulated"], board["pilot"]["state"], board["panel"]["backlight"]) == (True, "A", "green")
    assert asker.ask("POST", "bench/plug", {"plugged": True, "car": "renault-zoe-ze50"}) == (200, {"done": True})
    wait_until(lambda: asker.board()["pilot"]["contactor_closed"])
    pilot = asker.board()["pilot"]
    assert (pilot["drive"], pilot["state"], pilot["measured"]) == ("pwm", "C", True)
    assert pilot["offered_a"] == pytest.approx(32, abs=0.5)
    assert "contactor closed" in " ".join(one["why"] for one in pilot["transitions"])
    assert asker.ask("PATCH", "bench", {"faults": {"earth_lost": True}})[0] == 200
    wait_until(lambda: asker.board()["panel"]["backlight"] == "red")


def test_it_is_followed(asker: Asker) -> None:
    status, text = asker.ask("GET", "board/events?for_s=0")
    assert status == 200
    assert text.startswith("event: board\ndata: {")


def test_the_button_does_what_it_does_on_the_box(asker: Asker) -> None:
    asker.ask("POST", "bench/plug", {"plugged": True})
    wait_until(lambda: asker.board()["pilot"]["contactor_closed"])
    assert asker.ask("POST", "board/button", {"held_ms": 150})[0] == 200
    wait_until(lambda: "Sleeping" in asker.board()["panel"]["lines"][0])


def test_what_is_done_is_recorded(asker: Asker) -> None:
    assert asker.ask("GET", "bench/recording")[0] == 409
    asker.ask("POST", "bench/recording", {"on": True})
    assert asker.ask("GET", "bench/recording")[0] == 200
    asker.ask("POST", "bench/plug", {"plugged": True})
    asker.ask("POST", "bench/power-cycle")
    asker.ask("POST", "bench/recording", {"on": False})
    text = asker.ask("GET", "bench/recording")[1]
    assert " plug nissan-leaf-40\n" in text
    assert " power\n" in text
    assert text.endswith(" end\n")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "field"),
    [
        ("POST", "bench/plug", {"plugged": True, "car": "lada"}, 400, "car"),
        ("PATCH", "bench", {"supply": "moon"}, 400, "supply"),
        ("PATCH", "bench", {"speed": 0.5}, 400, "speed"),
        ("PATCH", "bench", {"ambient_c": 500}, 400, "ambient_c"),
        ("PATCH", "bench", {"faults": {"gremlins": True}}, 400, "faults"),
        ("PATCH", "bench", {"cable": "7"}, 400, "cable"),
        ("POST", "board/button", {"held_ms": 1}, 400, "held_ms"),
        ("POST", "bench/recording", {}, 400, "on"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    asker: Asker, method: str, path: str, body: object, status: int, field: str
) -> None:
    answered, document = asker.ask(method, path, body)
    assert (answered, document["error"]["field"]) == (status, field)
    assert document["error"]["reason"]
