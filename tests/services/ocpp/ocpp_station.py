"""A station with the OCPP service in real time, in a thread of its own, so that tests can wait for the other end."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from whole_host import WholeHost

from pilotwire.services.ocpp.service import OcppService
from pilotwire.services.ocpp.websocket import connect
from pilotwire.station.moment import Moment
from pilotwire.station.reconnect import Backoff
from pilotwire.store.certificates import Certificate
from pilotwire_process import PATIENCE_S

T = TypeVar("T")
SETTINGS: dict[str, object] = {
    "ocpp_enabled": True,
    "ocpp_chargeBoxId": "PW-1",
    "ocpp_auth_auto": False,
    "ocpp_suspend_evse": True,
    "ocpp_energize_plug": True,
}
_QUICK = Backoff(first_ms=50, cap_ms=200, stable_ms=500)


class LiveHost(WholeHost):
    """A whole host whose time passes by itself, and whose controller does at once what it is told."""

    def __init__(self, directory: Path, settings: Mapping[str, object]) -> None:
        super().__init__(directory, connected=True, **settings)
        self._moment = Moment(self._moment.elapsed_ms, datetime.now(UTC))
        self._seen_s = time.monotonic()

    def add(self, certificate: Certificate) -> None:
        """Have a certificate, as if a person had added it."""
        assert self._store.put_certificate(certificate)

    def now(self) -> Moment:
        passed_ms = int((time.monotonic() - self._seen_s) * 1000)
        self._seen_s += passed_ms / 1000
        self._pass_ms(passed_ms)
        return self._moment

    async def live(self) -> None:
        """Let the controller work."""
        while True:
            self.now()
            self.obey()
            await asyncio.sleep(0.02)


class OcppStation:
    """One station; a power cut is ``OcppStation`` again on the same directory."""

    def __init__(self, directory: Path, *certificates: Certificate, **settings: object) -> None:
        self._directory = directory
        self._certificates = certificates
        self._settings = {**SETTINGS, **settings}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        self.do(self._open)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(PATIENCE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()

    def do(self, work: Callable[[], T]) -> T:
        """Do something in the station's thread."""

        async def done() -> T:
            return work()

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(PATIENCE_S)

    def plug_in(self) -> None:
        self.do(self.host.plug_in)

    def unplug(self) -> None:
        self.do(self.host.unplug)

    def set(self, **values: object) -> None:
        """Change settings."""
        self.do(lambda: self.host.run(lambda station, moment: station.change_settings(values, moment)))

    def setting(self, name: str) -> object:
        """A setting as it is now, by its attribute."""
        return self.do(lambda: getattr(self.host.status.settings, name))

    @property
    def settled(self) -> bool:
        """Whether the back end has accepted the station and nothing waits."""

        def look() -> bool:
            told, service = self.host.status.back_end, self.host.status.services.get("ocpp")
            connected = service is not None and service.connected
            return connected and told is not None and told.accepted and told.queued == 0

        return self.do(look)

    def card(self, token: str) -> None:
        self.do(lambda: self.host.run(lambda station, moment: station.show_card(token, moment)))

    def _open(self) -> None:
        self.host = LiveHost(self._directory, self._settings)
        for certificate in self._certificates:
            self.host.add(certificate)
        self.service = OcppService(
            self.host,
            lambda cabinet: partial(connect, certificates=cabinet.for_connection),
            self._directory / "ocpp",
            backoff=_QUICK,
        )
        self._tasks = [asyncio.ensure_future(self.service.run()), asyncio.ensure_future(self.host.live())]

    async def _shut(self) -> None:
        run, live = self._tasks
        self.service.close()
        try:
            await run
        finally:
            live.cancel()
            await asyncio.wait({live})
            self.host.close()
