"""The fleet against a back end that checks every message against the official schemas."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from mosquitto_broker import free_port
from pilotwire.ocpp.frames import Call, Result, decode
from pilotwire.ocpp.schemas import Version, check_call, check_result
from pilotwire.runtime.fleet.command import BAD_INPUT, FleetRun, fleet_command
from pilotwire.runtime.fleet.counts import Durations
from pilotwire.runtime.fleet.fleet import Fleet, FleetError, FleetOptions
from pilotwire.runtime.fleet.habits import visits
from pilotwire.runtime.plan_file import load_plan

PLAN = load_plan(Path("examples:commuter"))
PASSWORD = "horsebattery"  # noqa: S105 -- nobody's
_PATIENCE_S = 30


class BackEnd:
    """Accepts everything that is as the schemas want it; what is not is in ``wrong``."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heard: Counter[str] = Counter()
        self.by_station: dict[str, Counter[str]] = {}
        self.authorizations: set[str | None] = set()
        self.results: list[Result] = []
        self.wrong: list[str] = []
        self.connections: dict[str, ServerConnection] = {}
        self._transactions = count(1)

    async def serve_one(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        name = connection.request.path.rpartition("/")[2]
        self.connections[name] = connection
        self.authorizations.add(connection.request.headers.get("Authorization"))
        version = Version.V16 if connection.subprotocol == "ocpp1.6" else Version.V201
        mine = self.by_station.setdefault(name, Counter())
        async for message in connection:
            frame = decode(str(message))
            if not isinstance(frame, Call):
                assert isinstance(frame, Result)
                self.results.append(frame)
                continue
            try:
                check_call(frame.action, frame.payload, version)
            except ValueError as error:
                self.wrong.append(f"{frame.action}: {error}")
            self.heard[frame.action] += 1
            mine[frame.action] += 1
            answer = self._answer(frame.action, version)
            check_result(frame.action, answer, version)
            await connection.send(Result(frame.id, answer).text)

    @contextlib.asynccontextmanager
    async def running(self, *protocols: Subprotocol) -> AsyncIterator[BackEnd]:
        spoken = protocols or (Subprotocol("ocpp1.6"), Subprotocol("ocpp2.0.1"))
        async with serve(self.serve_one, "127.0.0.1", self.port, subprotocols=spoken, close_timeout=1):
            yield self

    def _answer(self, action: str, version: Version) -> dict[str, Any]:
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        info = "idTagInfo" if version is Version.V16 else "idTokenInfo"
        accepted = {"status": "Accepted"}
        answers: dict[str, dict[str, Any]] = {
            "BootNotification": {**accepted, "currentTime": now, "interval": 300},
            "Heartbeat": {"currentTime": now},
            "Authorize": {info: accepted},
            "StartTransaction": {info: accepted, "transactionId": next(self._transactions)},
        }
        return answers.get(action, {})


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not true():  # noqa: ASYNC110 -- whatever it is that is waited for
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def _fleet(port: int, **changes: Any) -> AsyncIterator[Fleet]:  # noqa: ANN401 -- options by name
    asked = {"stations": 20, "versions": ("1.6", "2.0.1"), "speed": 1000.0, "plan": PLAN, **changes}
    # Early in the morning, when cars are at home and soon leave, whenever the tests run.
    began = datetime.now(UTC).replace(hour=5)
    fleet = Fleet(FleetOptions(csms=f"ws://127.0.0.1:{port}/ocpp", **asked), began)
    await fleet.try_out()
    fleet.start()
    try:
        yield fleet
    finally:
        await fleet.stop()


def test_twenty_stations_of_both_versions_boot_and_charge() -> None:
    async def play() -> None:
        async with BackEnd(free_port()).running() as back_end, _fleet(back_end.port, password=PASSWORD) as fleet:
            await _until(lambda: fleet.tally.booted == 20)
            await _until(lambda: back_end.heard["StartTransaction"] > 0 and back_end.heard["TransactionEvent"] > 0)
            await _until(lambda: back_end.heard["StopTransaction"] > 0)
            assert back_end.wrong == []
            assert len(back_end.by_station) == 20
            assert None not in back_end.authorizations
            assert len(back_end.authorizations) == 20
            assert fleet.counts.answers.count > 0

    asyncio.run(play())


def test_a_back_end_that_dies_and_comes_back_meets_all_again() -> None:
    async def play() -> None:
        back_end = BackEnd(free_port())
        async with contextlib.AsyncExitStack() as stack:
            async with back_end.running():
                fleet = await stack.enter_async_context(_fleet(back_end.port, stations=6, speed=1.0))
                await _until(lambda: fleet.tally.booted == 6)
            await _until(lambda: fleet.tally.connected == 0)
            async with back_end.running():
                await _until(lambda: fleet.tally.connected == 6)
            assert back_end.wrong == []

    asyncio.run(play())


def test_a_reset_brings_a_station_back_with_a_new_boot() -> None:
    async def play() -> None:
        async with BackEnd(free_port()).running() as back_end, _fleet(back_end.port, stations=1, versions=("1.6",)):
            await _until(lambda: back_end.heard["StatusNotification"] > 0)
            await back_end.connections["PW-0001"].send(Call("1", "Reset", {"type": "Hard"}).text)
            await _until(lambda: back_end.heard["BootNotification"] == 2)
            assert back_end.results[0].payload == {"status": "Accepted"}

    asyncio.run(play())


def test_habits_are_the_seeds() -> None:
    day = date(2026, 11, 23)

    def first(name: str) -> list[object]:
        return list(islice(visits(PLAN.cars[0], name, day), 50))

    assert first("1/PW-0001") == first("1/PW-0001")
    assert first("1/PW-0001") != first("2/PW-0001")
    assert first("1/PW-0001") != first("1/PW-0002")


def test_visits_follow_each_other() -> None:
    found = list(islice(visits(PLAN.cars[0], "any", date(2026, 11, 23)), 400))
    times = [ms for visit in found for ms in (visit.comes_ms, visit.leaves_ms)]
    assert times == sorted(times)


def test_quantiles_are_within_a_bucket() -> None:
    durations = Durations()
    for number in range(1, 1001):
        durations.add(number / 1000)
    assert durations.quantile(0.5) == pytest.approx(0.5, rel=0.06)
    assert durations.quantile(0.99) == pytest.approx(0.99, rel=0.06)
    assert Durations().quantile(0.5) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"csms": "http://127.0.0.1:1/"}, "is no address of a back end"),
        ({"csms": "ws://"}, "is no address of a back end"),
        ({"stations": 0}, "--stations must be"),
        ({"speed": 0.5}, "--speed must be"),
        ({"plan": Path("examples:nobody")}, "nobody"),
        ({}, "cannot connect"),
    ],
)
def test_bad_input_ends_in_one_line(changes: dict[str, Any], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = {"stations": 1, "csms": f"ws://127.0.0.1:{free_port()}", **changes}
    assert fleet_command(FleetRun(**asked)) == BAD_INPUT
    complaint = capsys.readouterr().err
    assert said in complaint
    assert complaint.count("\n") == 1


def test_a_back_end_of_another_version_is_told_at_once() -> None:
    async def play() -> None:
        async with BackEnd(free_port()).running(Subprotocol("ocpp1.6")) as back_end:
            with pytest.raises(FleetError, match="version"):
                async with _fleet(back_end.port, stations=1, versions=("2.0.1",)):
                    pass

    asyncio.run(play())


def test_a_run_writes_its_report(tmp_path: Path) -> None:
    async def play() -> None:
        async with BackEnd(free_port()).running() as back_end:
            asked = FleetRun(
                stations=3,
                csms=f"ws://127.0.0.1:{back_end.port}",
                duration_s=1.5,
                quiet=True,
                report=tmp_path / "fleet.json",
            )
            process = await asyncio.create_subprocess_exec(*_command(asked))
            assert await process.wait() == 0

    asyncio.run(play())
    found = json.loads((tmp_path / "fleet.json").read_text())
    assert found["booted"] == 3
    assert found["calls"]["BootNotification"] == 3


def _command(asked: FleetRun) -> list[str]:
    command = "from pilotwire.cli import main; main()"
    options = ["--stations", str(asked.stations), "--csms", asked.csms, "--duration", str(asked.duration_s)]
    return [sys.executable, "-c", command, "fleet", *options, "--quiet", "--report", str(asked.report)]
