"""What a session wants done to the station and around it; what comes of it goes back to the session."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Protocol

from pilotwire.ocpp.effects import (
    ChangeSettings,
    CheckSigner,
    DeleteRoot,
    Effect,
    Identified,
    InstallRoot,
    ListRoots,
    MakeSigningRequest,
    Progress,
    Reconnect,
    Reset,
    SetStationClock,
    Tell,
    Unlock,
    UpdateFirmware,
    Upload,
    UseCertificate,
)
from pilotwire.ocpp.session import Session
from pilotwire.services.host import Host
from pilotwire.station.eventlog import LogKind
from pilotwire.station.settings import SettingsError
from pilotwire.station.writes import Restart
from pilotwire.store.errors import StoreError

from .cabinet import Cabinet, CabinetError
from .jobs import Jobs
from .logs import SECURITY

_log = logging.getLogger("pilotwire.ocpp")


class Line(Protocol):
    """What chores need of the service."""

    def tell(self, what: Callable[[Session], None]) -> None:
        """Tell the session something, if there still is one."""

    def change_settings(self, change: ChangeSettings) -> None:
        """Change settings; those of the connection come back if it cannot be made with them."""

    def connect_anew(self) -> None:
        """Give up the connection and make it again."""


class Chores:
    """Does what a session asks for.

    Args:
        host: the station.
        folder: where files are put.
        line: the service.

    """

    def __init__(self, host: Host, folder: Path, line: Line) -> None:
        self.cabinet = Cabinet(host)
        self._host = host
        self._line = line
        self._jobs = Jobs(host, self.cabinet, folder, self.note)
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Give up what is under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await self._jobs.close()

    def note(self, event: str, words: str) -> None:
        """Something about security has happened: the log and the back end are told."""
        self._host.run(lambda station, moment: station.note(f"{SECURITY}{words}", moment, kind=LogKind.WARNING))
        self._line.tell(lambda session: session.noted(event, words, self._host.now()))

    def do(self, effect: Effect) -> None:
        """Carry an effect out, or begin to."""
        match effect:
            case Tell():
                self._tell(effect)
            case Identified(who):
                self._host.run(lambda station, moment: station.identify(who, moment))
            case ChangeSettings():
                try:
                    self._line.change_settings(effect)
                except SettingsError as error:
                    _log.warning("OCPP: a setting of the back end cannot be: %s", error)
            case Reconnect(why):
                _log.info("OCPP: connects anew: %s", why)
                self._line.connect_anew()
            case Reset(hard):
                self._reset(hard=hard)
            case SetStationClock(utc):
                self._set_clock(effect, utc_is_far=abs((utc - self._host.now().utc).total_seconds()) > FAR_S)
            case _:
                self._do_for_long(effect)

    def _do_for_long(self, effect: Effect) -> None:
        """What comes to something later."""
        match effect:
            case Unlock(number):
                self._line.tell(lambda session: session.done(number, self._host.now(), ok=False, reason="no lock"))
            case Upload(number):
                self._jobs.upload(effect, lambda progress: self._uploaded(number, progress))
            case UpdateFirmware(number):
                self._jobs.update(effect, lambda progress: self._updated(number, progress))
            case MakeSigningRequest():
                self._begin(self._make_request(effect))
            case UseCertificate(number, chain):
                self._begin(self._done(number, self._use(chain)))
            case CheckSigner(number, certificate):
                self._begin(self._done(number, self.cabinet.check_signer(certificate, self._host.now().utc)))
            case InstallRoot(number, use, pem):
                self._begin(self._done(number, self.cabinet.install(use, pem, self._host.now().utc)))
            case DeleteRoot(number, named):
                self._begin(self._done(number, self.cabinet.delete(named)))
            case ListRoots():
                self._begin(self._list(effect))

    # -- the station ---------------------------------------------------------------------------------------------

    def _tell(self, effect: Tell) -> None:
        kind = LogKind.WARNING if effect.warning else LogKind.INFORMATION
        self._host.run(lambda station, moment: station.note(f"OCPP: {effect.text}", moment, kind=kind))

    def _reset(self, *, hard: bool) -> None:
        _log.warning("OCPP: the back end has the %s start anew", "controller and the station" if hard else "station")
        if hard:
            self._host.run(lambda station, moment: station.write(Restart(), moment))
        self._host.restart()

    def _set_clock(self, effect: SetStationClock, *, utc_is_far: bool) -> None:
        """Take the back end's time where nothing else keeps it: a clock that was set is left alone."""
        if not self._host.now().trusted and utc_is_far:
            _log.info("OCPP: the clock is set by the back end to %s", effect.utc)
            self._host.set_clock(effect.utc)

    def _uploaded(self, number: int, progress: Progress) -> None:
        self._line.tell(lambda session: session.uploaded(number, progress, self._host.now()))

    def _updated(self, number: int, progress: Progress) -> None:
        self._line.tell(lambda session: session.firmware(number, progress, self._host.now()))

    # -- certificates --------------------------------------------------------------------------------------------

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _done(self, number: int, work: Coroutine[object, object, None]) -> None:
        reason = ""
        try:
            await work
        except (CabinetError, StoreError) as error:
            reason = str(error)
            _log.warning("OCPP: a certificate of the back end is refused: %s", reason)
        self._line.tell(lambda session: session.done(number, self._host.now(), ok=not reason, reason=reason))

    async def _make_request(self, asked: MakeSigningRequest) -> None:
        try:
            pem = await self.cabinet.make_request(asked.common_name, asked.organisation, self._host.now().utc)
        except (CabinetError, StoreError) as error:
            _log.warning("OCPP: no certificate can be asked for: %s", error)
            pem = ""
        self._line.tell(lambda session: session.signing_request(asked.number, pem, self._host.now()))

    async def _use(self, chain: str) -> None:
        certificate_id = await self.cabinet.take_signed(chain, self._host.now().utc)
        self._line.change_settings(ChangeSettings({"ocpp_certificate_id": certificate_id}))

    async def _list(self, asked: ListRoots) -> None:
        try:
            found = await self.cabinet.named(asked.uses)
        except StoreError as error:
            _log.warning("OCPP: the installed roots cannot be read: %s", error)
            found = []
        self._line.tell(lambda session: session.roots(asked.number, found, self._host.now()))


FAR_S = 2.0
"""A clock that is so near need not be set."""
