"""The simulated controller with its car, opened and closed in order: settings, station, lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Self

from pilotwire.rapi.errors import TransportError
from pilotwire.rapi.transports.serving import ServingEndpoint, serve

from .live import LiveStation
from .rapi_port import RapiPort
from .settings_keeper import SettingsKeeper
from .station_options import StationOptions

GATEWAY_LINE = "memory:gateway"
"""Where the gateway of the same process finds the controller."""


class SimulatedEnd:
    """A simulated controller and the lines it answers on."""

    def __init__(self, station: LiveStation, keeper: SettingsKeeper) -> None:
        self.station = station
        self._keeper = keeper
        self._endpoints: list[ServingEndpoint] = []

    @classmethod
    async def open(cls, options: StationOptions, names: Sequence[str], say: Callable[[str], None]) -> Self:
        """Power it on and open all lines, or none.

        Raises:
            SettingsFileError: its settings can not be read.
            TransportError: a line can not be opened.

        """
        keeper = SettingsKeeper.open(options.settings_path, say)
        end = cls(LiveStation(options, keeper, datetime.now().astimezone().replace(tzinfo=None)), keeper)
        try:
            for name in (*names, GATEWAY_LINE):
                end._endpoints.append(await serve(name, lambda: RapiPort(end.station)))
        except TransportError:
            await end._close_lines()
            await keeper.close()
            raise
        return end

    @property
    def addresses(self) -> list[str]:
        """Where others can talk to it."""
        return [endpoint.address for endpoint in self._endpoints if not endpoint.address.startswith("memory:")]

    async def close(self) -> str:
        """Stop the charge, power it off and save its settings; says how it went."""
        ending = self.station.shut_down()
        await self._close_lines()
        saved = await self._keeper.close()
        return f"{ending}, settings {f'saved in {self._keeper.path}' if saved else 'not saved'}"

    async def _close_lines(self) -> None:
        for endpoint in self._endpoints:
            await endpoint.close()
