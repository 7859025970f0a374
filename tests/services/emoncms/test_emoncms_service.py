"""The station on one or several servers: what is told when, and how the settings are followed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from emoncms_bench import NODE, emoncms_host, emoncms_of, on_emoncms, until
from emoncms_stand_in import WRITE_KEY, EmoncmsStandIn
from whole_host import WholeHost

HOSTS: list[WholeHost] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while HOSTS:
        HOSTS.pop().close()


def station(folder: Path, emoncms: EmoncmsStandIn, **settings: object) -> WholeHost:
    HOSTS.append(emoncms_host(folder, emoncms, **settings))
    return HOSTS[-1]


def change(host: WholeHost, **settings: object) -> None:
    host.run(lambda one, moment: one.change_settings(settings, moment))


def test_the_first_snapshot_holds_the_numbers_of_the_status_and_nothing_else(tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn("/emoncms") as emoncms:
            host = station(tmp_path, emoncms)
            async with on_emoncms(host, tmp_path / "e"):
                await until(lambda: len(emoncms.points) == 1)
            (at_s, point) = next(iter(emoncms.of(NODE).items()))
            assert at_s == host.now().epoch_s
            assert point["pilot"] == host.status.evse.pilot_a
            assert point["divert_active"] == 0
            assert {"amp", "voltage", "total_energy", "state", "session_energy"} <= point.keys()
            assert point.keys().isdisjoint({"status", "time", "local_time", "offset", "ipaddress", "tesla_vehicle_id"})
            assert emoncms.wrong == []

    asyncio.run(scene())


def test_a_sample_of_divert_is_told_with_what_divert_makes_of_it(tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn() as emoncms:
            host = station(tmp_path, emoncms, divert_enabled=True, charge_mode="eco")
            async with on_emoncms(host, tmp_path / "e"):
                await until(lambda: len(emoncms.points) == 1)
                host.pass_s(7)
                host.run(lambda one, moment: one.push({"solar": 4321}, moment))
                await until(lambda: len(emoncms.points) == 2)
            point = emoncms.of(NODE)[host.now().epoch_s]
            assert point["solar"] == 4321
            assert {"available_current", "smoothed_available_current", "charge_rate", "trigger_current"} <= point.keys()
            assert "total_energy" not in point

    asyncio.run(scene())


def test_every_server_is_told_on_its_own(tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn() as first, EmoncmsStandIn("/emoncms") as second:
            await first.kill()
            entries = [
                {"server": second.url, "node": "garage", "apikey": WRITE_KEY},
                {"server": second.url, "apikey": ""},
            ]
            servers = json.dumps(entries, separators=(",", ":"))
            host = station(tmp_path, first, emoncms_servers=servers)
            async with on_emoncms(host, tmp_path / "e"):
                await until(lambda: emoncms_of(host, "emoncms-2").connected)
                await until(lambda: emoncms_of(host).error == "network")
                assert emoncms_of(host, "emoncms-3").error_detail == (
                    "emoncms_servers: entry 2: apikey: give the read and write key of the account"
                )
                await first.start()
                await until(lambda: emoncms_of(host).connected)
            assert (len(first.of(NODE)), len(second.of("garage"))) == (1, 1)
            assert first.of(NODE) == second.of("garage")

    asyncio.run(scene())


def test_a_right_key_is_tried_at_once_and_nothing_of_before_is_lost(tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn() as emoncms:
            host = station(tmp_path, emoncms, emoncms_apikey="f" * 32)
            async with on_emoncms(host, tmp_path / "e"):
                await until(lambda: emoncms_of(host).error_detail == "Invalid API key")
                host.pass_s(30)
                change(host, emoncms_apikey=WRITE_KEY)
                await until(lambda: len(emoncms.points) == 2)
                await until(lambda: emoncms_of(host).connected)

    asyncio.run(scene())


def test_a_server_that_is_named_no_more_is_told_no_more(tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn() as first, EmoncmsStandIn() as second:
            entry = {"server": second.url, "node": "garage", "apikey": WRITE_KEY}
            host = station(tmp_path, first, emoncms_servers=json.dumps([entry], separators=(",", ":")))
            async with on_emoncms(host, tmp_path / "e"):
                await until(lambda: len(second.points) == 1 and len(first.points) == 1)
                host.pass_s(30)
                change(host, emoncms_servers="")
                await until(lambda: len(first.points) == 2)
                assert not emoncms_of(host, "emoncms-2").enabled
                assert len(second.points) == 1

    asyncio.run(scene())
