"""One server that is away, loses answers, refuses keys or is told too much: everything arrives, at its own time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from emoncms_bench import NODE, emoncms_of, real_poster, sample, server_at, times, until, uploading
from emoncms_stand_in import READ_KEY, EmoncmsStandIn
from whole_host import WholeHost

from loopback_proxy import Fault, LoopbackProxy
from pilotwire.services.emoncms import http_client
from pilotwire.services.emoncms.samples import Sample


@pytest.fixture
def host(tmp_path: Path) -> Iterator[WholeHost]:
    host = WholeHost(tmp_path)
    yield host
    host.close()


def test_a_sample_is_posted_at_once_with_its_time_and_the_key_in_a_header(host: WholeHost, tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn() as emoncms, uploading(host, server_at(emoncms.port), tmp_path / "e") as uploader:
            uploader.add(sample(0))
            await until(lambda: emoncms_of(host).succeeded == 1)
            assert emoncms.requests == ["/input/post"]
            assert emoncms.forms[0].keys() == {"node", "fulljson", "time"}
            assert emoncms.of(NODE) == {times(range(1))[0]: {"amp": 0, "power": 0.0}}
            assert emoncms.wrong == []
            assert (emoncms_of(host).connected, emoncms_of(host).sent) == (True, 1)
            assert emoncms_of(host).error_detail == ""

    asyncio.run(scene())
    assert not (tmp_path / "e").exists()


def test_what_was_measured_during_an_outage_comes_in_bulk_with_its_own_times(host: WholeHost, tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn() as emoncms, uploading(host, server_at(emoncms.port), tmp_path / "e") as uploader:
            await emoncms.kill()
            for number in range(120):
                uploader.add(sample(number))
            await until(lambda: "refuses connections" in emoncms_of(host).error_detail)
            assert emoncms_of(host).next_try_s is not None
            await emoncms.start()
            await until(lambda: not uploader.waiting)
            assert list(emoncms.of(NODE)) == times(range(120))
            assert len(emoncms.stored) == 120
            assert emoncms.requests == ["/input/bulk"] * 3
            assert emoncms.wrong == []

    asyncio.run(scene())


def test_what_waits_survives_the_end_of_the_station(host: WholeHost, tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn() as emoncms:
            await emoncms.kill()
            async with uploading(host, server_at(emoncms.port), tmp_path / "e") as uploader:
                for number in range(10):
                    uploader.add(sample(number))
                await until(lambda: emoncms_of(host).sent > 0)
            await emoncms.start()
            async with uploading(host, server_at(emoncms.port), tmp_path / "e") as uploader:
                uploader.add(sample(10))
                await until(lambda: len(emoncms.points) == 11)
                assert list(emoncms.of(NODE)) == times(range(11))
            assert list((tmp_path / "e").iterdir()) == []

    asyncio.run(scene())


@pytest.mark.parametrize("way", ["lose_answers", "hang"])
def test_an_answer_that_is_lost_makes_no_second_point(
    host: WholeHost, tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_client, "ANSWER_S", 0.2)

    async def scene() -> None:
        async with EmoncmsStandIn() as emoncms, uploading(host, server_at(emoncms.port), tmp_path / "e") as uploader:
            setattr(emoncms, way, True)
            uploader.add(sample(0))
            await until(lambda: emoncms_of(host).error_detail != "")
            uploader.add(sample(1))
            await until(lambda: len(emoncms.points) == 2)
            setattr(emoncms, way, False)
            await until(lambda: not uploader.waiting)
            assert list(emoncms.of(NODE)) == times(range(2))
            assert emoncms.wrong == []

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("status", "text", "words"),
    [
        (200, '{"success": false, "message": "Input in not a valid JSON object"}', "Input in not a valid JSON object"),
        (503, "Down for maintenance", "HTTP 503: Down for maintenance"),
        (301, "", "HTTP 301: the server is at another address"),
        (200, "<html><title>My router</title>", "a web page (My router) instead of an answer"),
        (200, "", "The answer is empty"),
    ],
)
def test_a_server_that_says_no_is_quoted_and_asked_again(
    host: WholeHost, tmp_path: Path, status: int, text: str, words: str
) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn() as emoncms, uploading(host, server_at(emoncms.port), tmp_path / "e") as uploader:
            emoncms.answer_instead = (status, text)
            uploader.add(sample(0))
            await until(lambda: words in emoncms_of(host).error_detail)
            assert not emoncms_of(host).connected
            emoncms.answer_instead = None
            await until(lambda: emoncms_of(host).connected)
            assert list(emoncms.of(NODE)) == times(range(1))

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("key", "words"), [("0" * 32, "Invalid API key"), (READ_KEY, "false: the key may read and not write")]
)
def test_a_key_that_is_not_accepted_is_left_alone(host: WholeHost, tmp_path: Path, key: str, words: str) -> None:
    async def scene() -> None:
        async with (
            EmoncmsStandIn() as emoncms,
            uploading(host, server_at(emoncms.port, key=key), tmp_path / "e") as uploader,
        ):
            for number in range(5):
                uploader.add(sample(number))
                uploader.network_is_back()
                await asyncio.sleep(0.05)
            assert len(emoncms.requests) == 1
            status = emoncms_of(host)
            assert (status.error, status.error_detail) == ("auth", words)
            assert status.next_try_s is not None
            assert status.next_try_s > host.now().epoch_s + 1700
            uploader.try_now()
            await until(lambda: len(emoncms.requests) == 2)
            assert uploader.waiting == 5

    asyncio.run(scene())


def test_an_account_that_has_no_room_for_the_station_is_quoted(host: WholeHost, tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn() as emoncms, uploading(host, server_at(emoncms.port), tmp_path / "e") as uploader:
            emoncms.points = {(f"node{number}", 0): {} for number in range(32)}
            uploader.add(sample(0))
            await until(lambda: "Reached the maximal allowed number" in emoncms_of(host).error_detail)
            assert emoncms_of(host).error == "refused"
            emoncms.points.clear()
            await until(lambda: not uploader.waiting)
            assert list(emoncms.of(NODE)) == times(range(1))

    asyncio.run(scene())


def test_a_server_that_takes_less_at_once_is_told_less_at_once(host: WholeHost, tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn() as emoncms, uploading(host, server_at(emoncms.port), tmp_path / "e") as uploader:
            emoncms.most_rows = 7
            for number in range(60):
                uploader.add(sample(number))
            await until(lambda: not uploader.waiting)
            assert list(emoncms.of(NODE)) == times(range(60))

    asyncio.run(scene())


def test_before_the_clock_is_known_a_sample_goes_at_once_or_never(host: WholeHost, tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn() as emoncms, uploading(host, server_at(emoncms.port), tmp_path / "e") as uploader:
            emoncms.now_s = lambda: 1234.0
            uploader.add(Sample.of(None, {"amp": 1}))
            await until(lambda: emoncms_of(host).succeeded == 1)
            assert "time" not in emoncms.forms[0]
            emoncms.lose_answers = True
            uploader.add(Sample.of(None, {"amp": 2}))
            await until(lambda: emoncms_of(host).error_detail != "")
            emoncms.lose_answers = False
            uploader.add(sample(0))
            await until(lambda: emoncms_of(host).connected)
            assert len(emoncms.requests) == 3

    asyncio.run(scene())


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_after_any_history_of_the_network_everything_is_there_once(
    host: WholeHost, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_client, "ANSWER_S", 0.3)
    monkeypatch.setattr(http_client, "CONNECT_S", 0.3)
    chance = random.Random(seed)

    async def scene() -> None:
        async with (
            EmoncmsStandIn() as emoncms,
            LoopbackProxy(emoncms.port) as network,
            uploading(host, server_at(network.port), tmp_path / "e", real_poster()) as uploader,
        ):
            for number in range(60):
                match chance.randrange(8):
                    case 0:
                        network.drop()
                    case 1:
                        network.stall()
                    case 2 | 3:
                        network.flow()
                    case 4:
                        network.spoil(chance.choice(list(Fault)))
                    case 5:
                        await emoncms.kill()
                    case _:
                        await emoncms.kill()
                        await emoncms.start()
                uploader.add(sample(number))
                await asyncio.sleep(chance.uniform(0, 0.03))
            network.flow()
            await emoncms.kill()
            await emoncms.start()
            await until(lambda: not uploader.waiting)
            assert sorted(emoncms.of(NODE)) == times(range(60))
            assert emoncms.wrong == []
            assert emoncms_of(host).connected

    asyncio.run(scene())
