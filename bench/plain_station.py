"""A bare live station, for measuring the RAPI line where ``pilotwire run`` is not there: controller, plant and lines.

Run as ``python -m bench.plain_station ENDPOINT...``; prints one address for each endpoint, then serves until killed.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

from pilotwire.controller import PROFILES
from pilotwire.plant import Plant, car_named
from pilotwire.rapi import serve
from pilotwire.rapi.server import RapiServer
from pilotwire.rapi.server import Session as Line
from pilotwire.runtime.clock import WallClock
from pilotwire.runtime.closed_loop import ClosedLoop


class Station:
    """Runs the closed loop in real time."""

    def __init__(self) -> None:
        self._loop = ClosedLoop(PROFILES["eu"], Plant(car_named("nissan-leaf-40")))
        while self._loop.controller.busy:  # the power-on self-test, in no time
            self._loop.run_to(self._loop.next_deadline)
        self._clock = WallClock(self._loop.now_ms)
        self.server = RapiServer(self._loop.controller)
        self._timer: asyncio.TimerHandle | None = None
        self.wake()

    def catch_up(self) -> None:
        """Bring the station to the present."""
        self._loop.run_to(max(self._clock.now_ms(), self._loop.now_ms))

    def wake(self) -> None:
        """Let everything happen that is due, then sleep until the next deadline."""
        self.catch_up()
        self._loop.touched()
        self.server.pump()
        if self._timer is not None:
            self._timer.cancel()
        wait_s = self._clock.wall_seconds_until(self._loop.next_deadline)
        self._timer = asyncio.get_running_loop().call_later(wait_s, self.wake)


class Client:
    """One line to the station."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._line: Line | None = None

    def attach(self, write: Callable[[bytes], None]) -> None:
        """Take the function that writes to the client."""
        self._line = self._station.server.open_session(write)

    def receive(self, data: bytes) -> None:
        """Take bytes from the client."""
        if self._line is not None:
            self._station.catch_up()
            self._line.receive(data)

    def close(self) -> None:
        """The client is gone."""
        if self._line is not None:
            self._line.close()


async def main(endpoints: list[str]) -> None:
    """Serve the endpoints until cancelled."""
    station = Station()
    for name in endpoints:
        endpoint = await serve(name, lambda: Client(station))
        print(endpoint.address, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
