"""The OCPP service in a running gateway."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pilotwire.services.host import Host
from pilotwire.station.claims import ChargeState, Client, Priority, Wish
from pilotwire.station.settings import Settings

from .switched_service import SwitchedService

if TYPE_CHECKING:
    from pilotwire.services.ocpp.cabinet import Cabinet
    from pilotwire.services.ocpp.link import Connector
    from pilotwire.services.ocpp.service import MakeConnector, OcppService

FOLDER = "ocpp"
"""Of files that a back end has the station fetch, in the data directory."""
_VERSIONS = ("1.6", "2.0.1")


class OcppRunner(SwitchedService["OcppService"]):
    """Starts and ends the service as the settings say; what the back end has not taken is on disk then.

    Args:
        host: the station.
        data_dir: where its state lives.
        connector: makes what makes connections; to real back ends if not given.

    """

    def __init__(self, host: Host, data_dir: Path, connector: MakeConnector | None = None) -> None:
        super().__init__(host, "ocpp", "OCPP")
        self._folder = data_dir / FOLDER
        self._connector = connector

    def hold_back(self) -> None:
        """Before the controller is spoken to: nobody charges until it is known whether the back end lets them.

        A transaction that was under way goes on without a pause.
        """
        settings = self._host.status.settings
        if not (settings.ocpp_enabled and settings.ocpp_suspend_evse):
            return
        if any("transaction" in self._host.reader.back_end(version).documents for version in _VERSIONS):
            return
        wish = Wish(ChargeState.DISABLED)
        self._host.run(
            lambda station, moment: station.claim(
                Client.OCPP, wish, moment, priority=Priority.OCPP, why="nobody is authorised yet"
            )
        )

    def _is_on(self, settings: Settings) -> bool:
        return settings.ocpp_enabled

    def _make(self) -> OcppService:
        from pilotwire.services.ocpp.service import OcppService  # noqa: PLC0415 -- only for those who use it

        return OcppService(self._host, self._connector or _real, self._folder)


def _real(cabinet: Cabinet) -> Connector:
    from pilotwire.services.ocpp.websocket import connect  # noqa: PLC0415 -- as above

    return partial(connect, certificates=cabinet.for_connection)
