"""Sources of prices that bring them by themselves, and the one loop that carries what they bring to the station.

A further source (a market, a supplier) is one more class like ``PriceFile``: it says when it has news and what went
wrong, and ``price_watch`` starts it as the settings say. How prices are read is in ``station.prices_json``, whose count
is decided in ``station.price_shelf``.
"""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from pilotwire.services.host import Host
from pilotwire.station.price_list import PriceList
from pilotwire.station.price_shelf import PriceOrigin
from pilotwire.station.prices_text import read_prices
from pilotwire.station.slots_json import SlotsError
from pilotwire.station.status import ServiceStatus

SERVICE = "prices"
"""Name of the source among the services."""
LOOK_S = 60.0
"""How often a file is looked at. Prices are for half an hour at least, and a look costs no more than its name does."""
MAX_FILE_BYTES = 2**20
"""2000 slots have less than half of that."""


class PriceSourceError(Exception):
    """There is nothing new to be had just now. The message is for people and names the source."""


class PriceSource(Protocol):
    """Something that brings prices by itself."""

    @property
    def origin(self) -> PriceOrigin:
        """What kind of source it is."""

    async def news(self) -> PriceList:
        """Wait until there are other prices than last time (the first time: any) and return them.

        Raises:
            PriceSourceError: something goes wrong that did not go wrong last time; it is asked again at once.

        """


class PriceFile:
    """A file with prices.

    Args:
        path: where it is.
        sleep: waits between two looks.

    """

    origin = PriceOrigin.FILE

    def __init__(self, path: Path, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self._path = path
        self._sleep = sleep
        self._seen: object = None

    async def news(self) -> PriceList:
        """Wait until the file is another one, and read it.

        Raises:
            PriceSourceError: it is not there, or something in it is not understood.

        """
        while (found := await asyncio.to_thread(_looks, self._path)) == self._seen:
            await self._sleep(LOOK_S)
        self._seen = found
        return await asyncio.to_thread(_read, self._path)


async def carry(source: PriceSource, host: Host) -> None:
    """Carry every piece of news from a source to the station, and what goes wrong to who looks after it.

    What went wrong changes nothing about the prices: the last ones that were understood go on to count.
    """
    while True:
        try:
            prices = await source.news()
        except PriceSourceError as error:
            tell(host, ServiceStatus(enabled=True, state="failing", error=str(error)))
        else:
            _give(host, prices, source.origin)
            tell(host, ServiceStatus(enabled=True, connected=True, state="working"))


def _give(host: Host, prices: PriceList, origin: PriceOrigin) -> None:
    host.run(lambda station, moment: station.set_prices(prices, moment, origin=origin))


def tell(host: Host, service: ServiceStatus) -> None:
    """Show how the source is."""
    host.run(lambda station, moment: station.set_service(SERVICE, service, moment))


def _looks(path: Path) -> object:
    """What differs as soon as the file is another one, or cannot be looked at."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        return type(error), str(error)
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev


def _read(path: Path) -> PriceList:
    try:
        # Reading what is no file (a pipe, a device) might never end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise PriceSourceError(f"{path}: is no file")
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise PriceSourceError(f"{path}: has more than {MAX_FILE_BYTES // 2**20} MiB")
        return read_prices(content.decode())
    except OSError as error:
        raise PriceSourceError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise PriceSourceError(f"{path}: is no text in UTF-8") from error
    except SlotsError as error:
        raise PriceSourceError(f"{path}: {error}") from error
    except ValueError as error:
        raise PriceSourceError(f"{path}: is no name of a file") from error
