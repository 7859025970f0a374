"""The network of a station that manages it: carries out what ``station.onboarding`` decides, and tells how it went.

It does so only while the setting ``network_managed`` says so: nobody's computer loses its network because a simulator
was started on it. Charging never waits for any of this.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec

from pilotwire.services.host import FoundNetwork, Host
from pilotwire.services.http.server import App, HttpServer, ListenError
from pilotwire.services.network.address_giver import gives_addresses
from pilotwire.services.network_view import NetworkError, NetworkFacts
from pilotwire.station.display import Message
from pilotwire.station.events import Event, Topic
from pilotwire.station.moment import Moment
from pilotwire.station.onboarding import (
    USUAL_PASSPHRASE,
    Failure,
    Onboarding,
    Phase,
    Seen,
    Step,
    is_passphrase,
    point_credentials,
)
from pilotwire.station.settings import Settings
from pilotwire.station.station import Station
from pilotwire.station.status import Network, NetworkMode, ServiceStatus

from .network_watch import read_network
from .network_words import failure_words, problem
from .supervision import kept_running

if TYPE_CHECKING:
    from pilotwire.services.network.network_manager import NetworkManager

NAME = "network"
POINT_ADDRESS: Final = "192.168.4.1"
_PORTAL_PORT = 80
_LOOK_S = 15.0
"""How often the operating system is asked although nobody said that anything changed."""
_AFTER_STEP_S = 0.2
_SHOWN_MS = 5_000
_AGAIN_S = 30.0
"""After NetworkManager was not there."""
_CONNECTED: Final = (Phase.WIRED, Phase.JOINED)
_log = logging.getLogger("pilotwire.network")


def monotonic_ms() -> int:
    """Time that goes on whatever a simulation does: networks are real."""
    return time.monotonic_ns() // 1_000_000


def _show(message: Message, station: Station, moment: Moment) -> None:
    station.show(message, moment)


class NetworkRunner:
    """Follows the network, and manages it if it is to.

    Args:
        host: the station.
        now_ms: elapsed time, which goes on whatever the simulation does.

    """

    def __init__(self, host: Host, now_ms: Callable[[], int]) -> None:
        self._host = host
        self._now_ms = now_ms
        self._app: App | None = None
        self._manager: NetworkManager | None = None
        self._onboarding: Onboarding | None = None
        self._portal: HttpServer | None = None
        self._portal_tried = False
        self._found: Sequence[FoundNetwork] = ()
        """In sight before the access point was opened: not every adapter can look while it is."""
        self._refusal = ""
        """Why the last step could not be done."""
        self._credentials: tuple[str, str] = ("", "")
        self._error = ""
        self._seen = Seen()
        self._facts = NetworkFacts()
        self._shown: tuple[Phase, str] | None = None
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] | None = None

    # -- for services ----------------------------------------------------------------------------------------------

    @property
    def facts(self) -> NetworkFacts:
        """How it is, as it was told last."""
        return self._facts

    async def scan(self) -> Sequence[FoundNetwork]:
        """Look for networks; none where nothing can look."""
        from pilotwire.services.network.network_manager import ManagerError  # noqa: PLC0415 - loaded if managed

        if self._manager is None:
            return ()
        try:
            found = await self._manager.scan()
        except ManagerError as error:
            if not self._seen.access_point:
                raise NetworkError(str(error)) from error
            found = []
        own, _ = self._point()
        return [one for one in found if one.ssid != own] or self._found

    def visited(self) -> None:
        """Somebody uses the access point: it is not taken from under them."""
        if self._onboarding is not None:
            self._onboarding.visited(self._now_ms())

    def ask_point(self, *, open_it: bool) -> None:
        """Have the access point opened, or closed."""
        if self._onboarding is None:
            raise NetworkError("The operating system manages the network: set network_managed, or use its own tools.")
        ask = self._onboarding.ask_access_point if open_it else self._onboarding.ask_no_access_point
        ask(self._now_ms())
        self._wake.set()

    # -- its life ----------------------------------------------------------------------------------------------------

    def start(self, app: App | None) -> None:
        """Follow the network from now on.

        Args:
            app: what visitors of the access point are shown on the usual port; None if it is served there anyway.

        """
        self._app = app
        self._forget = self._host.subscribe(self._on_event)
        self._task = asyncio.get_running_loop().create_task(kept_running("The network", self._run, self._failed))

    async def close(self) -> None:
        """Leave the network as it is."""
        if self._forget is not None:
            self._forget()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._close_portal()
        self._let_go()

    def _on_event(self, event: Event) -> None:
        if event.topic is Topic.CONFIG:
            self._wake.set()
        elif event.topic is Topic.ACCESS_POINT and self._onboarding is not None:
            self.ask_point(open_it=bool(event.data.get("open", True)))

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            managed = self._host.status.settings.network_managed
            delay_s = await (self._round() if managed else self._unmanaged())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(delay_s):
                    await self._wake.wait()

    async def _unmanaged(self) -> float:
        if self._onboarding is not None:
            await self._hand_over()
            self._onboarding = None
            self._facts = NetworkFacts()
            self._show(ServiceStatus())
        self._tell(read_network(self._host.identity.long_id))
        return _LOOK_S

    async def _hand_over(self) -> None:
        """The operating system is to manage the network: nothing of ours is left in its way."""
        from pilotwire.services.network.network_manager import ManagerError  # noqa: PLC0415 - loaded if managed

        await self._close_portal()
        if self._manager is not None and self._seen.access_point:
            try:
                await self._manager.close_point()
            except ManagerError as error:
                _log.warning("The access point could not be closed: %s", error)
        self._seen = Seen()
        self._let_go()

    async def _round(self) -> float:
        """Look, decide and do, once; returns how long to wait."""
        from pilotwire.services.network.network_manager import ManagerError  # noqa: PLC0415 - loaded if managed

        onboarding = self._follow(self._host.status.settings)
        try:
            manager = await self._reach()
            self._seen = await manager.look()
        except ManagerError as error:
            self._seen = Seen()
            onboarding.advance(self._seen, self._now_ms())
            self._error = str(error)
            self._let_go()
            self._report(onboarding)
            return _AGAIN_S
        step = onboarding.advance(self._seen, self._now_ms())
        try:
            await self._do(step, manager, onboarding)
            if onboarding.phase in _CONNECTED:
                self._refusal = ""
            self._error = self._refusal or await self._problem(manager, onboarding)
        except ManagerError as error:
            self._error = str(error)
        await self._follow_point()
        self._report(onboarding)
        if step is not Step.NOTHING:
            return _AFTER_STEP_S
        return min(_LOOK_S, max(_AFTER_STEP_S, (onboarding.next_deadline_ms - self._now_ms()) / 1000))

    def _follow(self, settings: Settings) -> Onboarding:
        """Take over credentials that have changed."""
        credentials = (settings.ssid, settings.pass_)
        if self._onboarding is None:
            self._onboarding = Onboarding(self._now_ms(), settings.ssid)
        elif credentials != self._credentials:
            self._onboarding.configure(settings.ssid, self._now_ms())
            self._refusal = ""
        self._credentials = credentials
        return self._onboarding

    async def _reach(self) -> NetworkManager:
        from pilotwire.services.network.network_manager import NetworkManager  # noqa: PLC0415 - loaded if managed

        if self._manager is not None and not self._manager.connected:
            self._let_go()
        if self._manager is None:
            self._manager = await NetworkManager.open(self._wake.set)
        return self._manager

    async def _do(self, step: Step, manager: NetworkManager, onboarding: Onboarding) -> None:
        """Carry a step out; what cannot be done is said, and tried again when it is due again."""
        from pilotwire.services.network.network_manager import (  # noqa: PLC0415 - loaded if managed
            ManagerError,
            NotPermittedError,
        )

        if step is Step.NOTHING:
            return
        try:
            await self._take(step, manager, onboarding)
        except ManagerError as error:
            self._refusal = str(error)
            _log.warning("%s", error)
            if step is Step.JOIN:
                denied = isinstance(error, NotPermittedError)
                onboarding.failed(Failure.NOT_PERMITTED if denied else Failure.OTHER, self._now_ms())
        else:
            self._refusal = ""
        self._seen = await manager.look()

    async def _take(self, step: Step, manager: NetworkManager, onboarding: Onboarding) -> None:
        settings = self._host.status.settings
        if step is Step.JOIN:
            await self._close_portal()
            # What there was is left for this, and it can take a minute.
            self._seen = msgspec.structs.replace(self._seen, joined="", access_point=False)
            self._report(onboarding)
            if settings.pass_ and not is_passphrase(settings.pass_):
                failure: Failure | None = Failure.WRONG_PASSPHRASE
            else:
                failure = await manager.join(settings.ssid, settings.pass_)
            if failure is not None:
                onboarding.failed(failure, self._now_ms())
                _log.warning("%s", failure_words(failure, settings.ssid))
        elif step is Step.OPEN:
            ssid, passphrase = self._point()
            self._found = [one for one in await self._in_sight(manager) if one.ssid != ssid]
            await manager.open_point(ssid, passphrase)
            _log.warning("The access point %s is open: http://%s", ssid, POINT_ADDRESS)
        elif step is Step.CLOSE:
            await self._close_portal()
            await manager.close_point()
        elif step is Step.LEAVE:
            await manager.forget_network()

    async def _in_sight(self, manager: NetworkManager) -> Sequence[FoundNetwork]:
        from pilotwire.services.network.network_manager import ManagerError  # noqa: PLC0415 - loaded if managed

        with contextlib.suppress(ManagerError):
            return await manager.scan()
        return ()

    def _point(self) -> tuple[str, str]:
        """Name and passphrase of the access point."""
        return point_credentials(self._host.status.settings, self._host.identity.short_id)

    async def _problem(self, manager: NetworkManager, onboarding: Onboarding) -> str:
        ssid = self._host.status.settings.ssid
        words = problem(onboarding, self._seen, ssid, gives_addresses=gives_addresses())
        return words or await manager.permission_problem()

    # -- the portal --------------------------------------------------------------------------------------------------

    async def _follow_point(self) -> None:
        if not self._seen.access_point:
            self._portal_tried = False
            await self._close_portal()
        elif not self._portal_tried:
            self._portal_tried = True
            await self._open_portal()

    async def _open_portal(self) -> None:
        """Answer where telephones look for one, beside the usual port."""
        if self._app is None:
            return
        server = HttpServer(self._app, POINT_ADDRESS, _PORTAL_PORT, beside=True)
        try:
            await server.start()
        except ListenError as error:
            # The port may not be had, or another program has it; who types the address with its port gets there.
            _log.info("No portal of its own: %s", error)
        else:
            self._portal = server

    async def _close_portal(self) -> None:
        portal, self._portal = self._portal, None
        if portal is not None:
            await portal.stop()

    # -- what is told ------------------------------------------------------------------------------------------------

    def _report(self, onboarding: Onboarding) -> None:
        self._facts = NetworkFacts(
            managed=True,
            phase=onboarding.phase,
            joined=self._seen.joined,
            failure=onboarding.failure,
            error=self._error,
            point_address=POINT_ADDRESS if self._seen.access_point else "",
        )
        network = read_network(self._host.identity.long_id)
        if onboarding.phase is Phase.JOINING:
            # The operating system tells the address of the network that is being left.
            network = msgspec.structs.replace(network, mode=None, wifi_connected=False, ip_address="", ipv6_address="")
        if self._seen.access_point:
            mode = NetworkMode.STATION_AND_ACCESS_POINT if self._seen.joined else NetworkMode.ACCESS_POINT
            address = network.ip_address if self._seen.joined or self._seen.wired else POINT_ADDRESS
            network = msgspec.structs.replace(network, mode=mode, ip_address=address)
        self._tell(network)
        self._show_on_display(onboarding.phase, network)
        there = onboarding.phase in _CONNECTED or self._seen.access_point
        self._show(ServiceStatus(enabled=True, connected=there, state=onboarding.phase.value, error=self._error))

    def _show_on_display(self, phase: Phase, network: Network) -> None:
        """What somebody beside the station needs to reach it, when that is new."""
        shown = (phase, network.ip_address)
        if shown == self._shown or not network.ip_address:
            return
        self._shown = shown
        settings = self._host.status.settings
        messages = [Message("IP Address:", network.ip_address, _SHOWN_MS)]
        if phase is Phase.ACCESS_POINT:
            ssid, passphrase = self._point()
            # One's own passphrase is nobody's business who walks by.
            usual = passphrase == USUAL_PASSPHRASE
            messages.insert(0, Message(ssid, f"Pass: {passphrase}" if usual else "Access Point", 3 * _SHOWN_MS))
        elif phase in _CONNECTED:
            messages.insert(0, Message("Hostname:", settings.hostname, _SHOWN_MS))
        for message in messages:
            self._host.run(partial(_show, message))

    def _failed(self, error: str) -> None:
        self._let_go()
        self._show(ServiceStatus(enabled=True, state="failed", error=error))

    def _tell(self, network: Network) -> None:
        self._host.run(lambda station, moment: station.set_network(network, moment))

    def _show(self, service: ServiceStatus) -> None:
        self._host.run(lambda station, moment: station.set_service(NAME, service, moment))

    def _let_go(self) -> None:
        manager, self._manager = self._manager, None
        if manager is not None:
            manager.close()
