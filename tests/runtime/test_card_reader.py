"""The USB card reader as a device: opened, read, unplugged and plugged in again. A pipe stands in for it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from test_keystrokes import typed
from whole_host import WholeHost

from pilotwire.runtime.card_reader import NAME, CardReader
from pilotwire.station.status import ServiceStatus

PATIENCE_S = 20.0


class Reader:
    """A reader on a station."""

    def __init__(self, folder: Path) -> None:
        self.host = WholeHost(folder)
        self.path = folder / "reader"
        self.cards = CardReader(self.host)
        self.far: int | None = None

    def use(self) -> None:
        """The setting takes paths of devices only, so it is put there as it would be kept."""
        settings = msgspec.structs.replace(self.host.station._settings, rfid_reader=str(self.path))
        self.host.station._settings = settings
        self.host.station._revision += 1
        self.cards._follow()

    def plug_in(self) -> None:
        os.mkfifo(self.path)
        self.far = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def unplug(self) -> None:
        assert self.far is not None
        self.path.unlink()
        os.close(self.far)

    def type(self, token: str) -> None:
        assert self.far is not None
        os.write(self.far, typed(token))

    @property
    def service(self) -> ServiceStatus:
        return self.host.status.services[NAME]

    async def until(self, reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not reached():
                self.host.pass_s(0.05)
                await asyncio.sleep(0.01)

    def close(self) -> None:
        self.cards.close()
        self.host.close()


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def test_a_card_that_is_read_is_shown_to_the_station(reader: Reader) -> None:
    async def main() -> None:
        reader.plug_in()
        reader.host.run(lambda station, moment: station.add_card("04a2b3c4", "Ada", moment))
        reader.use()
        assert reader.service.connected
        reader.type("04a2b3c4")
        await reader.until(lambda: reader.host.status.rfid_tag == "04a2b3c4")
        reader.unplug()
        reader.close()

    asyncio.run(main())


def test_it_is_found_again_after_it_was_unplugged(reader: Reader) -> None:
    async def main() -> None:
        reader.use()
        assert (reader.service.connected, reader.service.state) == (False, "waiting")
        assert "is it plugged in?" in reader.service.error
        reader.plug_in()
        reader.cards.connect_anew()
        assert reader.service.connected
        reader.unplug()
        await reader.until(lambda: not reader.service.connected)
        assert "unplugged" in reader.service.error
        reader.plug_in()
        await reader.until(lambda: reader.service.connected)
        assert reader.service.reconnects >= 1
        reader.unplug()
        reader.close()

    asyncio.run(main())


def test_what_may_not_be_read_is_said_with_what_to_do(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    async def main() -> None:
        monkeypatch.setattr(os, "open", refuse)
        reader.use()
        assert "group 'input'" in reader.service.error
        monkeypatch.undo()
        reader.close()

    asyncio.run(main())
