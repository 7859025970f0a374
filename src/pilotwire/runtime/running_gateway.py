"""A gateway that can start anew within the process, with the controller, simulated or real, going on meanwhile."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import msgspec

from pilotwire.services.host import Host
from pilotwire.services.http.server import ListenError
from pilotwire.station.events import Event
from pilotwire.store.errors import StoreError

from .bench import SimulatedBoard
from .gateway import Ending, Gateway
from .gateway_options import WebAddress
from .live import LiveStation
from .simulated_end import GATEWAY_LINE
from .state_archive import finish_restore_or_go_on
from .station_clock import TimeSource

RESTART_DELAY_S = 1.0
"""So that whoever asked for it is answered."""
_log = logging.getLogger(__name__)


class RunningGateway:
    """The gateway that is running now. Made by ``open``."""

    def __init__(
        self, data_dir: Path, web: WebAddress, line: str, source: TimeSource, board: SimulatedBoard | None = None
    ) -> None:
        self._data_dir = data_dir
        self._web = web
        self._line = line
        self._source = source
        self._board = board
        self._gateway: Gateway | None = None
        self._restarting: asyncio.Task[None] | None = None
        self.on_event: Callable[[Event], None] = _nothing
        """Called with every event."""

    @classmethod
    async def open(cls, data_dir: Path, web: WebAddress, controller: str | None, station: LiveStation | None) -> Self:
        """Start the gateway.

        Args:
            data_dir: where its state lives.
            web: where to listen.
            controller: the transport to a real or remote controller; None for the simulated one.
            station: the simulated one, whose time is followed.

        Raises:
            StoreError: the data directory can not be used.
            ListenError: the web address can not be listened on.

        """
        source = TimeSource() if station is None else _time_of(station)
        board = None if station is None else SimulatedBoard(station)
        running = cls(data_dir, web, controller or GATEWAY_LINE, source, board)
        await running._start()
        return running

    @property
    def host(self) -> Host | None:
        """The station, for who wants to look; None while it starts anew."""
        return None if self._gateway is None else self._gateway.host

    @property
    def url(self) -> str:
        """Where the web is."""
        return "" if self._gateway is None else self._gateway.url

    @property
    def setup_code(self) -> str:
        """What sets the first password from the network; empty once there is one."""
        return "" if self._gateway is None else self._gateway.setup_code

    async def is_alive(self) -> bool:
        """Whether it does what it is for, or is about to again."""
        gateway = self._gateway
        return self._restarting is not None if gateway is None else await gateway.answers()

    @property
    def words(self) -> str:
        """How it is, for people."""
        host = self.host
        if host is None:
            return "The gateway starts anew" if self._restarting is not None else "The gateway could not start anew"
        evse = host.status.evse
        if not evse.connected:
            return f"The controller is not connected: {evse.link.error or 'the line is being opened'}"
        return f"The controller is connected: {evse.state.name.replace('_', ' ').lower()}"

    async def close(self) -> Ending:
        """End in order; says how."""
        if self._restarting is not None:
            self._restarting.cancel()
            await asyncio.wait([self._restarting])
        gateway, self._gateway = self._gateway, None
        return Ending("gateway not running", "nothing to save") if gateway is None else await gateway.close()

    async def _start(self) -> None:
        finish_restore_or_go_on(self._data_dir)
        gateway = Gateway.open(self._data_dir, self._line, self._source, self._ask_restart, self._board)
        try:
            await gateway.start(self._web.host, self._web.port)
        except BaseException:
            await gateway.close()
            raise
        self._gateway = gateway
        gateway.host.subscribe(self._pass_on)
        # Whoever knows the address finds it there again after a restart.
        self._web = msgspec.structs.replace(self._web, port=gateway.port)

    def _pass_on(self, event: Event) -> None:
        self.on_event(event)

    def _ask_restart(self) -> None:
        if self._restarting is None:
            self._restarting = asyncio.get_running_loop().create_task(self._restart())

    async def _restart(self) -> None:
        await asyncio.sleep(RESTART_DELAY_S)
        gateway, self._gateway = self._gateway, None
        if gateway is not None:
            ending = await gateway.close()
            _log.warning("Gateway starts anew: %s, %s", ending.controller, ending.saved)
        try:
            await self._start()
        except (StoreError, ListenError) as error:
            _log.critical("The gateway can not start anew: %s", error)
        self._restarting = None


def _time_of(station: LiveStation) -> TimeSource:
    """The time of a simulated station, which may run faster."""
    offset_s = time.time() - station.clock.now_ms() / 1000

    def monotonic_s() -> float:
        return station.clock.now_ms() / 1000

    return TimeSource(monotonic_s, lambda: offset_s + monotonic_s(), lambda: station.clock.speed)


def _nothing(_: Event) -> None:
    return None
