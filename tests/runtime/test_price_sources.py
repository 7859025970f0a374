"""Prices from a file: read when it is another one, refused by line and key, and the last good ones stay."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import msgspec
import pytest
from whole_host import WholeHost

from pilotwire.runtime import price_sources
from pilotwire.runtime.price_sources import MAX_FILE_BYTES, PriceFile, PriceSourceError
from pilotwire.runtime.price_watch import PriceWatch
from pilotwire.services.host import Host
from pilotwire.station.status import ServiceStatus

GOOD = "start,price\n2026-07-06T12:00Z,0.1\n2026-07-06T13:00Z,0.2\n"
OTHER = "start,price\n2026-07-06T12:00Z,0.3\n2026-07-06T13:00Z,0.4\n"
BAD = "start,price\n2026-07-06T12:00Z,cheap\n2026-07-06T13:00Z,0.4\n"
PATIENCE_S = 20.0


def play(conversation: Coroutine[None, None, None]) -> None:
    async def patiently() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await conversation

    asyncio.run(patiently())


def write(path: Path, text: str) -> None:
    """Write as editors do: another file takes the place of the old one."""
    fresh = path.with_suffix(".fresh")
    fresh.write_text(text, encoding="utf-8")
    fresh.rename(path)


# -- the file ------------------------------------------------------------------------------------------------------


def test_a_file_is_read_at_once_and_again_when_it_is_another_one(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    write(path, GOOD)
    looks = 0

    async def sleep(seconds: float) -> None:
        nonlocal looks
        assert seconds == price_sources.LOOK_S
        looks += 1
        if looks == 3:
            write(path, OTHER)

    async def conversation() -> None:
        source = PriceFile(path, sleep)
        assert [slot.price for slot in (await source.news()).slots] == [0.1, 0.2]
        assert looks == 0
        assert [slot.price for slot in (await source.news()).slots] == [0.3, 0.4]
        assert looks == 3

    play(conversation())


def test_what_is_wrong_is_told_once_and_by_line_and_key(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    texts = iter([None, BAD, None, GOOD])

    async def sleep(_: float) -> None:
        text = next(texts)
        if text is not None:
            write(path, text)

    async def conversation() -> None:
        source = PriceFile(path, sleep)
        with pytest.raises(PriceSourceError, match=r"prices\.csv: cannot be read \(No such file or directory\)"):
            await source.news()
        with pytest.raises(PriceSourceError, match=r"prices\.csv: line 2, price: give a number"):
            await source.news()
        assert len((await source.news()).slots) == 2

    play(conversation())


def test_what_is_no_file_with_text_of_a_sane_size_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b" " * (MAX_FILE_BYTES + 1))
    (tmp_path / "latin").write_bytes(b"start,price\xe9\n")
    refusals = {
        "pipe": "is no file",
        "large": "more than 1 MiB",
        "latin": "UTF-8",
        ".": "is no file",
        "a\0b": "no name",
    }

    async def conversation() -> None:
        for name, reason in refusals.items():
            with pytest.raises(PriceSourceError, match=reason):
                await PriceFile(tmp_path / name).news()

    play(conversation())


# -- the station ---------------------------------------------------------------------------------------------------


@asynccontextmanager
async def watched(directory: Path, **settings: str) -> AsyncIterator[WholeHost]:
    """A station whose settings are followed."""
    host = WholeHost(directory, connected=True, **settings)
    watch = PriceWatch(cast("Host", host), directory)
    watch.start()
    try:
        yield host
    finally:
        await watch.close()
        host.close()


async def until(host: WholeHost, reached: Callable[[], bool]) -> None:
    """Wait until something that is told makes it true."""
    told = asyncio.Event()
    stop = host.subscribe(lambda _: told.set())
    while not reached():
        await told.wait()
        told.clear()
    stop()


def service(host: WholeHost) -> ServiceStatus | None:
    """The connection, without the count of how often it was made."""
    found = host.status.services.get("prices")
    return None if found is None else msgspec.structs.replace(found, times_connected=0)


def prices(host: WholeHost) -> list[float | None]:
    return [slot.price for slot in host.status.prices.slots]


def name_file(host: WholeHost, name: str) -> None:
    host.run(lambda station, moment: station.change_settings({"price_file": name}, moment))


def test_without_a_file_nothing_is_said_of_one(tmp_path: Path) -> None:
    async def conversation() -> None:
        async with watched(tmp_path) as host:
            await asyncio.sleep(0.05)
            assert service(host) is None

    play(conversation())


def test_the_last_good_prices_stay_while_the_file_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(price_sources, "LOOK_S", 0.01)
    path = tmp_path / "prices.csv"
    write(path, GOOD)

    async def conversation() -> None:
        async with watched(tmp_path, price_file="prices.csv") as host:
            await until(host, lambda: prices(host) == [0.1, 0.2])
            assert host.status.prices.source == "file prices.csv"
            assert service(host) == ServiceStatus(enabled=True, connected=True, state="working")
            write(path, BAD)
            await until(host, lambda: service(host) != ServiceStatus(enabled=True, connected=True, state="working"))
            told = service(host)
            assert told is not None
            assert told.error.startswith(f"{path}: line 2, price: ")
            assert prices(host) == [0.1, 0.2]
            write(path, OTHER)
            await until(host, lambda: prices(host) == [0.3, 0.4])
            await until(host, lambda: service(host) == ServiceStatus(enabled=True, connected=True, state="working"))

    play(conversation())


def test_the_settings_are_followed(tmp_path: Path) -> None:
    write(tmp_path / "one.csv", GOOD)
    (tmp_path / "elsewhere").mkdir()
    other = tmp_path / "elsewhere" / "two.csv"
    write(other, OTHER)

    async def conversation() -> None:
        async with watched(tmp_path) as host:
            name_file(host, "one.csv")
            await until(host, lambda: prices(host) == [0.1, 0.2])
            name_file(host, str(other))
            await until(host, lambda: prices(host) == [0.3, 0.4])
            name_file(host, "missing.csv")
            # What another file said is not what this one says.
            await until(host, lambda: prices(host) == [])
            await until(host, lambda: "missing.csv" in (service(host) or ServiceStatus()).error)
            name_file(host, "")
            await until(host, lambda: service(host) == ServiceStatus())

    play(conversation())
