"""``docs/api.md``: every example in it is run, one after the other, and answered as it says."""

from __future__ import annotations

import argparse
import json
import re
import shlex
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from plain_parts import PLAIN_FRAMES
from serving import Answered, Served, serving
from whole_host import NOON, NOON_S, WholeHost

from pilotwire.services.http import openevse, v1
from pilotwire.services.http.server import Api
from pilotwire.station.records import SampleRecord, SessionRecord
from pilotwire.station.samples import Sample
from pilotwire.station.sessions import Session

GUIDE = Path(__file__).parents[4] / "docs" / "api.md"
STATION = "http://localhost:8000"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_STATUS = re.compile(r"^# (\d{3})$", re.MULTILINE)


class Example(NamedTuple):
    """A command and what is said to come of it."""

    command: str
    status: int | None
    answer: str
    """Empty where nothing is said."""


class Curl(argparse.ArgumentParser):
    """What of curl's options the guide uses."""

    def __init__(self) -> None:
        super().__init__("curl")
        self.add_argument("url")
        self.add_argument("-X", dest="method")
        self.add_argument("-d", dest="body")
        self.add_argument("-H", dest="headers", action="append", default=[])
        self.add_argument("-u", dest="user")
        self.add_argument("-b", dest="cookies")
        self.add_argument("-c", dest="jar")
        self.add_argument("-o", dest="output")
        self.add_argument("-N", action="store_true")

    def ask(self, command: str, served: Served, jars: dict[str, str]) -> Answered:
        """Make the request that the command makes."""
        asked = self.parse_args(shlex.split(command, comments=True)[1:])
        assert asked.url.startswith(STATION)
        headers = dict(header.split(": ", 1) for header in asked.headers)
        if asked.user:
            headers["Authorization"] = f"Basic {b64encode(asked.user.encode()).decode()}"
        if asked.cookies:
            headers["Cookie"] = jars[asked.cookies]
        method = asked.method or ("GET" if asked.body is None else "POST")
        answered = served.ask(method, asked.url.removeprefix(STATION), asked.body, headers)
        if asked.jar:
            jars[asked.jar] = answered.headers["set-cookie"].partition(";")[0]
        return answered


def examples() -> Iterator[Example]:
    blocks = _BLOCK.findall(GUIDE.read_text())
    for place, (kind, text) in enumerate(blocks):
        if kind == "sh":
            status = _STATUS.search(text)
            following = blocks[place + 1] if place + 1 < len(blocks) else ("", "")
            yield Example(text, int(status[1]) if status else None, "" if following[0] == "sh" else following[1])


def is_part(part: object, whole: object) -> bool:
    """Whether all that is said is there, whatever else is."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and is_part(part[name], whole[name]) for name in part)
    return part == whole


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A station with a car, a little history and both APIs."""
    host = WholeHost(tmp_path)
    host.lines["$GS"] = "$OK 03 1234 03 0540^20"
    begun = NOON - timedelta(days=1)
    session = Session(1, begun, ended=begun + timedelta(hours=3), energy_wh=11_000.0, charges=1)
    sample = Sample(NOON_S - 600, 16.0, 230.0, 3680.0, 16, 3, 250, 11_000.0, 1_000.0)
    host.keep([SessionRecord(session), SampleRecord(sample)])
    compatible = Api(
        title="OpenEVSE",
        description="As the gateway's.",
        handlers=openevse.handlers,
        exception_handlers=openevse.EXCEPTION_HANDLERS,
    )
    with serving(host, openevse=compatible, v1=v1.api(), frames=PLAIN_FRAMES) as served:
        served.do(host.plug_in)
        yield served
    host.close()


def test_every_example_of_the_guide_is_answered_as_it_says(served: Served) -> None:
    curl, jars = Curl(), dict[str, str]()
    found = list(examples())
    assert len(found) > 30
    for example in found:
        answered = curl.ask(example.command, served, jars)
        expected: Any = json.loads(example.answer) if example.answer.startswith("{") else None
        if example.status is not None:
            assert answered.status == example.status, example.command
        elif expected is not None and "error" in expected:
            assert 400 <= answered.status < 500, example.command
        else:
            assert answered.status < 300, (example.command, answered.text)
        if expected is not None:
            assert is_part(expected, answered.json), (example.command, answered.text)
        elif example.answer:
            assert answered.text.startswith(example.answer.rstrip().removesuffix("…")), example.command


def test_every_path_of_the_guide_is_there(served: Served) -> None:
    """Those that are only mentioned too."""
    documents = [served.get(f"/openapi/{name}.json").json for name in ("v1", "openevse")]
    paths = [path for document in documents for path in document["paths"]]
    for mentioned in re.findall(r"`(/api/v1/[a-z/.-]+[a-z])`", GUIDE.read_text()):
        assert mentioned in paths
