"""The gateway: station, store and services put together around one controller, simulated or real.

Opened before anything is promised to anybody, started when the controller's line can be opened, closed so that the
controller is left in a stated condition and everything counted is on disk.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import msgspec

from pilotwire.services.board import Board
from pilotwire.services.host import Identity
from pilotwire.services.http.security.first_password import new_code
from pilotwire.services.http.security.passwords import hash_password
from pilotwire.services.http.security.redaction import RedactingFilter
from pilotwire.services.http.server import HttpServer
from pilotwire.station.moment import Moment
from pilotwire.station.records import Kept
from pilotwire.station.rfid_names import unprotected
from pilotwire.station.settings.areas import Areas
from pilotwire.station.station import Station
from pilotwire.station.status import Network, ServiceStatus
from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME, Store

from . import card_reader
from .announcing import Announcing
from .card_reader import CardReader
from .commissioning import supplies
from .controller_line import ControllerLine
from .emoncms import EmoncmsRunner
from .https import HttpsRunner
from .identity import load_identity
from .loop_probe import LoopProbe
from .mqtt import MqttRunner
from .network import NetworkRunner, monotonic_ms
from .ocpp import OcppRunner
from .price_watch import PriceWatch
from .process_watch import ProcessWatch
from .rapi_ends import is_hardware
from .reported_board import ReportedBoard
from .state_archive import StateArchive
from .station_clock import StationClock, TimeSource
from .station_host import StationHost
from .store_keeper import StoreKeeper
from .web import web_app

_log = logging.getLogger("pilotwire")
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - compared, not bound
_WEB_PORT = 80
"""The one that needs not be said."""


class Ending(msgspec.Struct, frozen=True):
    """How a gateway ended, in clauses."""

    controller: str
    """In what condition the controller was left."""
    saved: str
    """Whether everything is on disk."""


class Gateway:
    """One running gateway. Create it in the event loop it runs in.

    Args:
        store: open.
        identity: who it is.
        line: name of the transport to the controller.
        source: where time comes from.
        restart: called when somebody wants the gateway to start anew.
        board: of a simulated controller; None: what a real one reports.

    """

    def __init__(
        self,
        store: Store,
        identity: Identity,
        line: str,
        source: TimeSource,
        restart: Callable[[], None],
        board: Board | None = None,
    ) -> None:
        kept = store.load()
        areas, dropped = Areas.restored(identity.short_id, kept.settings, kept.factory_settings)
        for text in (store.report, *(f"setting {item.key}: {item.reason}" for item in dropped)):
            if text:
                _log.warning("%s", text)
        self._clock = StationClock(source, _newest(kept))
        self._reader = Reader(store.path)
        station = Station(
            kept,
            areas,
            self._clock.moment(),
            hash_password=lambda plain: hash_password(plain, secrets.token_bytes(16)),
            random=random.Random(secrets.randbits(64)),  # noqa: S311 - spreads starts over time, hides nothing
        )
        station.know_supplies(supplies())
        if is_hardware(line):
            station.demand_commissioning(self._clock.moment())
        _make_secrets(station, self._clock.moment())
        self._keeper = StoreKeeper(store, areas.current.commit_interval, self._complain)
        self._probe = LoopProbe(asyncio.get_running_loop())
        self._watch = ProcessWatch(store.path.parent, self._probe, self._keeper)
        self._line = ControllerLine(line, station.link, self._clock.moment)
        self.host = StationHost(
            station, self._line, self._keeper, self._reader, self._clock, identity, self._watch, restart
        )
        self._prices = PriceWatch(self.host, store.path.parent)
        self._http: HttpServer | None = None
        self._mqtt = MqttRunner(self.host, self._web_url)
        self.host.reconnectable[self._mqtt.name] = self._mqtt.connect_anew
        self._emoncms = EmoncmsRunner(self.host, store.path.parent)
        self.host.reconnectable[self._emoncms.name] = self._emoncms.connect_anew
        self._ocpp = OcppRunner(self.host, store.path.parent)
        self.host.reconnectable[self._ocpp.name] = self._ocpp.connect_anew
        self._cards = CardReader(self.host)
        self.host.reconnectable[card_reader.NAME] = self._cards.connect_anew
        self._redaction = RedactingFilter(lambda: self.host.status.settings)
        self._network = NetworkRunner(self.host, monotonic_ms)
        self.host.network = self._network
        self._announcing = Announcing(self.host)
        self._setup_code = new_code()
        self._board = board or ReportedBoard(self.host)
        self._copies = StateArchive(store.path.parent)
        self._https = HttpsRunner(self.host, store.path.parent)

    @classmethod
    def open(
        cls,
        data_dir: Path,
        line: str,
        source: TimeSource,
        restart: Callable[[], None],
        board: Board | None = None,
    ) -> Self:
        """Open the data directory and put the gateway together.

        Raises:
            StoreError: the directory can not be used; the message says why.

        """
        store = Store.open(data_dir / FILE_NAME)
        try:
            return cls(store, load_identity(data_dir), line, source, restart, board)
        except BaseException:
            store.close()
            raise

    async def start(self, address: str, port: int) -> None:
        """Answer on this address from now on and talk to the controller.

        Raises:
            ListenError: the address is taken or not ours.

        """
        logging.getLogger().addHandler(self._watch)
        for handler in logging.getLogger().handlers:
            handler.addFilter(self._redaction)
        app = web_app(
            self.host,
            board=self._board,
            copies=self._copies,
            https=self._https,
            network=self._network,
            setup_code=self._setup_code,
        )
        self._http = HttpServer(app, address, port)
        await self._http.start()
        self._probe.start()
        self._ocpp.hold_back()
        self.host.start()
        self._prices.start()
        self._network.start(None if self.port == _WEB_PORT and address in _EVERYWHERE else app)
        self._announcing.start(address, self.port)
        self._https.start(app, address)
        self._mqtt.start()
        self._emoncms.start()
        self._ocpp.start()
        self._cards.start()

    @property
    def port(self) -> int:
        """Where the web is listened for."""
        return 0 if self._http is None else self._http.port

    @property
    def setup_code(self) -> str:
        """What sets the first password from the network; empty once there is one."""
        return "" if self.host.status.settings.www_password else self._setup_code

    @property
    def url(self) -> str:
        """Where the web is, as this computer reaches it."""
        if self._http is None:
            return ""
        address, port = self._http.bound[0]
        name = "localhost" if address in ("0.0.0.0", "::") else f"[{address}]" if ":" in address else address  # noqa: S104 - compared, not listened on
        return f"http://{name}:{port}"

    async def answers(self) -> bool:
        """Whether the thread that writes still takes work; waits for it. What a disk refuses is no reason to doubt."""
        await self._keeper.call(lambda _: None)
        return True

    async def close(self) -> Ending:
        """End in order."""
        self._probe.stop()
        self._cards.close()
        await self._ocpp.close()
        await self._emoncms.close()
        await self._mqtt.close()
        await self._announcing.close()
        await self._network.close()
        await self._https.close()
        if self._http is not None:
            await self._http.stop()
        await self._prices.close()
        said = await self.host.close()
        saved = await self._keeper.close()
        self._reader.close()
        for handler in logging.getLogger().handlers:
            handler.removeFilter(self._redaction)
        logging.getLogger().removeHandler(self._watch)
        return Ending(said, "energy and history saved" if saved else f"NOT everything saved: {self._keeper.error}")

    def _web_url(self, network: Network) -> str:
        """Where the web is, as others on the network reach it."""
        if not network.ip_address or not self.port:
            return ""
        return f"http://{network.ip_address}{'' if self.port == _WEB_PORT else f':{self.port}'}/"

    def _complain(self, error: str) -> None:
        if error:
            _log.error("%s", error)
        service = ServiceStatus(enabled=True, connected=not error, state="failing" if error else "working", error=error)
        self.host.run(lambda station, moment: station.set_service("store", service, moment))


def _make_secrets(station: Station, moment: Moment) -> None:
    """Give a new station its secrets, and have RFID tokens kept as ids that an earlier version kept plainly."""
    settings = station.status_at(moment).settings
    fresh = {"server_secret": secrets.token_hex(32), "rfid_salt": secrets.token_hex(16)}
    missing = {name: value for name, value in fresh.items() if not getattr(settings, name)}
    if missing:
        station.change_settings(missing, moment)
    plain = unprotected(station.status_at(moment).settings)
    if plain:
        station.change_settings(plain, moment)


def _newest(kept: Kept) -> datetime:
    """A moment that has certainly passed."""
    session = kept.session
    return session.started if session is not None and session.started_trusted else datetime.min.replace(tzinfo=UTC)
