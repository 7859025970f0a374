"""Hours and days without a server, in virtual time: all that the bounds allow arrives, once and at its time."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from emoncms_bench import NODE, in_virtual_time, server_at, uploading
from emoncms_stand_in import WRITE_KEY, EmoncmsStandIn
from hypothesis import given, settings
from hypothesis import strategies as st
from whole_host import NOON_S, WholeHost

from pilotwire.services.emoncms.answers import Answer
from pilotwire.services.emoncms.buffer import MAX_SAMPLES
from pilotwire.services.emoncms.http_client import PostError
from pilotwire.services.emoncms.requests import Request
from pilotwire.services.emoncms.samples import Sample
from pilotwire.services.emoncms.servers import Server
from pilotwire.services.emoncms.uploader import Uploader
from pilotwire.station.reconnect import Backoff

EVERY_S = 30


@pytest.fixture(scope="module", autouse=True)
def _hasty_disk() -> Iterator[None]:
    """Nobody cuts the power here, and days of waiting for a disk are long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


class Network:
    """Between the station and a server, in virtual time.

    Args:
        outages: how each stretch of time is, and how long it lasts (s).

    """

    def __init__(self, outages: list[tuple[str, int]]) -> None:
        self.emoncms = EmoncmsStandIn()
        self.tries: list[float] = []
        self._outages = outages

    def weather(self) -> str:
        """How it is now; well in the end."""
        left_s = asyncio.get_running_loop().time()
        for weather, lasting_s in self._outages:
            if left_s < lasting_s:
                return weather
            left_s -= lasting_s
        return "well"

    async def post(self, server: Server, request: Request) -> Answer:
        weather = self.weather()
        self.tries.append(asyncio.get_running_loop().time())
        if weather == "away":
            raise PostError("it refuses connections")
        if weather == "stalled":
            await asyncio.sleep(30)
            raise PostError("it does not answer", "timeout")
        if weather == "ill":
            return Answer(503, "ill")
        await asyncio.sleep(0.1)
        answer = Answer(*self.emoncms.post(f"{server.path}{request.path}", server.key, request.body))
        if weather == "forgetful":
            raise PostError("it has ended the connection")
        return answer


WEATHER = st.tuples(
    st.sampled_from(["well", "away", "stalled", "ill", "forgetful"]), st.sampled_from([1, 20, 100, 900, 7200])
)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHost]:
    host = WholeHost(tmp_path_factory.mktemp("station"))
    yield host
    host.close()


def read_only_file(folder: Path) -> bytes:
    """What the file in it holds."""
    (path,) = folder.iterdir()
    return path.read_bytes()


async def measure(uploader: Uploader, count: int) -> list[int]:
    """Take so many samples at their times."""
    taken = []
    for number in range(count):
        taken.append(NOON_S + number * EVERY_S)
        uploader.add(Sample.of(taken[-1], {"number": number}))
        await asyncio.sleep(EVERY_S)
    return taken


@settings(max_examples=20, deadline=None)
@given(outages=st.lists(WEATHER, max_size=8))
def test_after_any_history_everything_is_there_once(
    host: WholeHost, tmp_path_factory: pytest.TempPathFactory, outages: list[tuple[str, int]]
) -> None:
    network = Network(outages)
    folder = tmp_path_factory.mktemp("outages")

    async def scene() -> None:
        async with uploading(host, server_at(80), folder, network.post, Backoff()) as uploader:
            taken = await measure(uploader, 150)
            await asyncio.sleep(sum(lasting_s for _, lasting_s in outages) + 200)
            assert uploader.waiting == 0
            assert sorted(network.emoncms.of(NODE)) == taken
            assert [point["number"] for _, point in sorted(network.emoncms.of(NODE).items())] == list(range(150))
            assert network.emoncms.wrong == []
            if not any(weather == "forgetful" for weather, _ in outages):
                assert len(network.emoncms.stored) == len(taken)

    in_virtual_time(scene())


@settings(max_examples=15, deadline=None)
@given(lives_s=st.lists(st.integers(1, 3000), min_size=1, max_size=6))
def test_a_station_that_ends_during_an_outage_sends_what_it_had(
    host: WholeHost, tmp_path_factory: pytest.TempPathFactory, lives_s: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("lives")
    network = Network([("away", 10**9)])
    taken: list[int] = []

    async def life(lasting_s: int) -> None:
        async with uploading(host, server_at(80), folder, network.post, Backoff()) as uploader:
            for _ in range(0, lasting_s, EVERY_S):
                taken.append(NOON_S + len(taken) * EVERY_S)
                uploader.add(Sample.of(taken[-1], {"number": len(taken)}))
                await asyncio.sleep(EVERY_S)

    for lasting_s in lives_s:
        in_virtual_time(life(lasting_s))
    network = Network([])

    async def last() -> None:
        async with uploading(host, server_at(80), folder, network.post, Backoff()) as uploader:
            await asyncio.sleep(100)
            assert uploader.waiting == 0

    in_virtual_time(last())
    assert sorted(network.emoncms.of(NODE)) == taken
    assert len(network.emoncms.stored) == len(taken)


def test_a_power_cut_costs_what_is_younger_than_the_commit_interval(host: WholeHost, tmp_path: Path) -> None:
    network = Network([("away", 3600)])

    async def until_the_cut() -> bytes:
        async with uploading(host, server_at(80), tmp_path, network.post, Backoff()) as uploader:
            await measure(uploader, 20)
            return read_only_file(tmp_path)

    on_disk = in_virtual_time(until_the_cut())
    (path,) = tmp_path.iterdir()
    path.write_bytes(on_disk)
    network = Network([])

    async def afterwards() -> None:
        async with uploading(host, server_at(80), tmp_path, network.post, Backoff()):
            await asyncio.sleep(100)

    in_virtual_time(afterwards())
    lost = 20 - len(network.emoncms.of(NODE))
    assert 0 <= lost <= host.status.settings.commit_interval // EVERY_S


def test_a_server_that_is_well_costs_no_write(host: WholeHost, tmp_path: Path) -> None:
    network = Network([])

    async def scene() -> None:
        async with uploading(host, server_at(80), tmp_path / "e", network.post, Backoff()) as uploader:
            await measure(uploader, 200)
            assert not (tmp_path / "e").exists()
        assert len(network.emoncms.stored) == 200

    in_virtual_time(scene())


def test_days_without_a_server_leave_a_coarser_curve_and_no_hole(host: WholeHost, tmp_path: Path) -> None:
    days = 2
    network = Network([("away", days * 86_400)])

    async def scene() -> None:
        async with uploading(host, server_at(80), tmp_path, network.post, Backoff()) as uploader:
            taken = await measure(uploader, days * 86_400 // EVERY_S)
            assert uploader.waiting <= MAX_SAMPLES
            await asyncio.sleep(200)
            there = sorted(network.emoncms.of(NODE))
            gaps = [later - earlier for earlier, later in pairwise(there)]
            assert max(gaps) <= 4 * EVERY_S * days
            assert there[0] - taken[0] <= max(gaps)
            assert taken[-1] - there[-1] <= max(gaps)
            assert len(there) > MAX_SAMPLES // 3

    in_virtual_time(scene())


def test_tries_come_closer_to_a_minute_apart_and_no_further(host: WholeHost, tmp_path: Path) -> None:
    network = Network([("away", 7200)])

    async def scene() -> None:
        async with uploading(host, server_at(80), tmp_path, network.post, Backoff()) as uploader:
            await measure(uploader, 300)
            apart = [later - earlier for earlier, later in pairwise(network.tries)]
            while_away = apart[: len([one for one in network.tries if one < 7200]) - 1]
            assert max(while_away) <= 60
            assert while_away[-1] > 40
            assert sorted(while_away) == while_away

    in_virtual_time(scene())


def test_a_key_that_is_wrong_is_tried_twice_an_hour(host: WholeHost, tmp_path: Path) -> None:
    network = Network([])

    async def scene() -> None:
        server = server_at(80, key=WRITE_KEY[::-1])
        async with uploading(host, server, tmp_path, network.post, Backoff()) as uploader:
            await measure(uploader, 360)
            assert len(network.tries) == 6
            assert uploader.waiting == 360

    in_virtual_time(scene())
