"""Home Assistant's library and ``pilotwire run`` as a process of its own, as people have it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import aiohttp
from openevsehttp import OpenEVSE

# pytest makes importable what lies next to a test, not what lies next to another room's tests.
sys.path.append(str(Path(__file__).parents[1] / "runtime"))

from station_process import RapiLine, StationProcess

from pilotwire_process import PATIENCE_S

T = TypeVar("T")

OPTIONS = ("--web", "127.0.0.1:0", "--rapi", "pty:", "--car", "hyundai-ioniq-5", "--speed", "40")


def ask(url: str, question: Callable[[OpenEVSE], Awaitable[T]]) -> T:
    """Ask through a library that has read the station."""

    async def asked() -> T:
        async with aiohttp.ClientSession() as session:
            library = OpenEVSE(url.removeprefix("http://"), session=session)
            await library.update()
            return await question(library)

    return asyncio.run(asked())


async def until(library: OpenEVSE, reached: Callable[[], bool]) -> None:
    """Read the station until it has got somewhere."""
    async with asyncio.timeout(PATIENCE_S):
        while not reached():
            await library.update()


def test_a_charge_is_watched_and_steered_from_another_process(tmp_path: Path) -> None:
    async def steer(library: OpenEVSE) -> None:
        await until(library, lambda: library.state == "charging" and (library.charging_current or 0) > 20_000)
        await library.set_current(10)
        await until(library, lambda: 0 < (library.charging_current or 0) <= 10_000)
        await library.set_override(state="disabled")
        await until(library, lambda: library.state == "sleeping")
        assert library.charging_current == 0
        await library.clear_override()
        await until(library, lambda: library.state == "charging" and library.current_capacity == 32)

    with StationProcess(*OPTIONS, "--plugged", data_dir=tmp_path) as station:
        address, url = station.address(), station.url()
        ask(url, steer)
        with RapiLine(address) as line:
            assert line.ask("$GS").startswith("$OK 03 ")
        code, last, complaints = station.stop()
    assert (code, complaints) == (0, "")
    assert last[-1].startswith("Stopped: ")


def test_it_is_the_same_station_with_the_same_energy_after_a_start(tmp_path: Path) -> None:
    async def charge(library: OpenEVSE) -> tuple[str | None, float]:
        await until(library, lambda: (library.usage_session or 0) > 20)
        await library.set_limit("energy", 50_000, release=False)
        await library.set_schedule({"state": "active", "time": "22:15", "days": ["monday"]})
        await library.set_rfid_user("04a2", "Ada")
        return library.wifi_serial, library.usage_total or 0

    async def recognise(library: OpenEVSE) -> tuple[str | None, float, object, object, object]:
        await until(library, lambda: library.openevse_firmware == "8.2.3.EU")
        schedule = await library.get_schedule()
        users = await library.get_rfid_users()
        return library.wifi_serial, library.usage_total or 0, library.has_limit, len(schedule), users

    with StationProcess(*OPTIONS, "--plugged", data_dir=tmp_path) as station:
        serial, total_kwh = ask(station.url(), charge)
        station.stop()
    with StationProcess(*OPTIONS, data_dir=tmp_path) as station:
        again = ask(station.url(), recognise)
        station.stop()
    assert again[0] == serial
    assert again[1] >= total_kwh > 0.02
    assert again[2:4] == (True, 1)
    # Whose card it is is kept, its number is not.
    assert list(again[4].values()) == ["Ada"]  # type: ignore[attr-defined]
