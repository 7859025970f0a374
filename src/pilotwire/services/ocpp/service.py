"""Keeps the station at its charging back end: connects, connects again, and hands messages over. The asyncio edge.

When to try again is decided by ``station.reconnect``; what is said by a session, which ``conversation`` drives. Which
session there is follows from the version that was agreed on last: it charges, keeps and queues also while there is no
connection. What one version could not deliver waits until a back end agrees on that version again.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from pathlib import Path

import msgspec

from pilotwire.ocpp.effects import ChangeSettings
from pilotwire.ocpp.schemas import Version
from pilotwire.ocpp.session import Session
from pilotwire.services.host import Host
from pilotwire.services.presence import Presence
from pilotwire.services.tasks import end, failure_of
from pilotwire.station.events import Event, Topic
from pilotwire.station.reconnect import Backoff, Reconnect
from pilotwire.station.records import BackEndRecord
from pilotwire.store.errors import StoreError

from .arrangement import Arrangement, MisconfiguredError, arrange
from .cabinet import DIALECT, Cabinet
from .chores import Chores
from .conversation import Conversation
from .link import Connection, Connector, LinkError, Trouble
from .trial import Trial
from .visit import Visit

NAME = "ocpp"
"""Of the service in the status."""
CONTROLLER_S = 10.0
"""How long a start waits for the controller, so that the back end is not told of a fault that is none."""
RENEWAL_S = 12 * 3600.0
"""How often it is looked whether a certificate has to be renewed."""
_AGREED = "agreed"
_SECURITY = {Trouble.AUTH: "FailedToAuthenticateAtCsms", Trouble.TLS: "InvalidCsmsCertificate"}
_log = logging.getLogger("pilotwire.ocpp")
MakeConnector = Callable[[Cabinet], Connector]


class OcppService:
    """One station's presence at a back end.

    Args:
        host: the station.
        connector: makes what makes connections.
        folder: where files are put.
        jitter: random numbers from 0 to 1.
        backoff: how long to wait between tries.

    """

    def __init__(
        self,
        host: Host,
        connector: MakeConnector,
        folder: Path,
        *,
        jitter: Callable[[], float] = random.random,
        backoff: Backoff = Backoff(),
    ) -> None:
        self._host = host
        self._presence = Presence(host, NAME, "OCPP", _log, jitter=jitter, backoff=backoff)
        self._chores = Chores(host, folder, self)
        self._connect = connector(self._chores.cabinet)
        self._conversation: Conversation | None = None
        self._carrying: asyncio.Task[None] | None = None
        self._arrangement: Arrangement | MisconfiguredError | None = None
        self._at = ("", "")
        """Address and name that the conversation is about."""
        self._trial = Trial(host)
        self._said = ""
        """Security event of the last failure: one that comes again and again is told once."""

    # -- for everybody -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Be at the back end until ``close``, or until cancelled."""
        forget = self._host.subscribe(self._on_event)
        presence = self._presence
        renewing: asyncio.Task[None] | None = None
        try:
            await self._controller_known()
            kept = await asyncio.to_thread(self._host.reader.back_end, DIALECT)
            self._trial.restore(kept.documents)
            await self._converse_in(self._version_agreed(kept.documents.get(_AGREED)))
            renewing = asyncio.create_task(self._renew())
            presence.start()
            while not presence.closing:
                if self._carrying is not None and (failure := failure_of(self._carrying)) is not None:
                    raise failure
                self._arrangement = asked = self._asked_for()
                if isinstance(asked, MisconfiguredError):
                    if self._trial.under_trial:
                        self._trial.impossible(str(asked))
                        continue
                    presence.impossible(Trouble.SETTINGS.value, str(asked))
                    await presence.wait()
                elif presence.is_due:
                    await self._visit(asked)
                else:
                    await presence.wait_for_try()
        finally:
            forget()
            if renewing is not None:
                renewing.cancel()
            presence.stop()
            await self._chores.close()
            await self._end_conversation()
            await self._trial.close()

    def close(self) -> None:
        """Have ``run`` end."""
        self._presence.close()

    def connect_anew(self) -> None:
        """Connect at once, and give up the connection there is."""
        self._presence.connect_anew()

    @property
    def reconnect(self) -> Reconnect:
        """When it is tried again."""
        return self._presence.reconnect

    def tell(self, what: Callable[[Session], None]) -> None:
        """Tell the session something."""
        if self._conversation is not None:
            self._conversation.tell(what)

    def change_settings(self, change: ChangeSettings) -> None:
        """Change settings as the back end wants; those of the connection can come back."""
        self._trial.change(change.values)

    # -- what happens at the station -----------------------------------------------------------------------------

    def _on_event(self, event: Event) -> None:
        if event.topic is Topic.CONFIG:
            self._follow_settings()
        elif event.topic is Topic.EVSE_LINK:
            self._presence.wake()
        self._presence.hear_network(event)

    def _follow_settings(self) -> None:
        """Settings have changed: a connection that is set up otherwise is made anew, without waiting."""
        before, after = self._arrangement, self._asked_for()
        if not (isinstance(before, Arrangement) and isinstance(after, Arrangement) and before.is_like(after)):
            self._presence.set_up_otherwise()

    def _asked_for(self) -> Arrangement | MisconfiguredError:
        try:
            arrangement = arrange(self._host.status.settings, self._host.identity)
        except MisconfiguredError as error:
            return error
        conversation = self._conversation
        if conversation is not None and conversation.session.summary.queued and len(arrangement.versions) > 1:
            # What waits can only be delivered in the version that it was said in: that one is asked for first.
            first = sorted(arrangement.versions, key=lambda version: version is not conversation.version)
            return msgspec.structs.replace(arrangement, versions=tuple(first))
        return arrangement

    # -- which session -------------------------------------------------------------------------------------------

    async def _controller_known(self) -> None:
        """Wait until the controller was heard, or for as long as it usually takes."""
        try:
            async with asyncio.timeout(CONTROLLER_S):
                while not self._host.status.evse.connected and not self._presence.closing:
                    await self._presence.wait()
        except TimeoutError:
            _log.info("OCPP: begins without the controller, which does not answer")

    def _version_agreed(self, kept: str | None) -> Version:
        """The version that is spoken until a back end wants another: the last one, at first that of the gateway."""
        setting = self._host.status.settings.ocpp_version
        if setting != "auto":
            return Version(setting)
        return Version.V201 if kept == f'"{Version.V201.value}"' else Version.V16

    async def _converse_in(self, version: Version) -> None:
        await self._end_conversation()
        reader = self._host.reader
        other = Version.V201 if version is Version.V16 else Version.V16
        kept = await asyncio.to_thread(reader.back_end, version.value)
        waiting = len((await asyncio.to_thread(reader.back_end, other.value)).queue)
        if waiting:
            _log.warning("OCPP: %d messages wait for a back end that speaks %s", waiting, other.value)
        self._conversation = Conversation(self._host, version, kept, self._chores.do, waiting)
        self._carrying = asyncio.ensure_future(self._conversation.run())
        self._carrying.add_done_callback(self._carried)
        self._at = self._place()

    def _carried(self, task: asyncio.Future[None]) -> None:
        if failure_of(task) is not None:
            # A defect: whoever keeps this service running is to know of it.
            self.connect_anew()

    async def _end_conversation(self) -> None:
        conversation, self._conversation = self._conversation, None
        if self._carrying is not None:
            await end((self._carrying,))
            self._carrying = None
        if conversation is not None:
            await conversation.close(release=not self._host_ends)

    @property
    def _host_ends(self) -> bool:
        """Whether the station itself ends: then what the back end wants goes on to hold for as long as it can."""
        return self._presence.closing and self._host.status.settings.ocpp_enabled

    def _place(self) -> tuple[str, str]:
        settings = self._host.status.settings
        return settings.ocpp_server.strip(), settings.ocpp_charge_box_id

    # -- one connection ------------------------------------------------------------------------------------------

    async def _visit(self, arrangement: Arrangement) -> None:
        """Make one connection and use it until it ends."""
        presence = self._presence
        try:
            connection = await presence.connected(self._connect(arrangement))
        except LinkError as error:
            self._failed(error)
            return
        if connection is None:
            return
        try:
            failure = await self._talk(connection, arrangement)
        finally:
            await connection.close()
        if failure is None:
            presence.ended()
        else:
            self._failed(failure)

    async def _talk(self, connection: Connection, arrangement: Arrangement) -> LinkError | None:
        """Use the connection until it breaks (returns why) or is not wanted any more (None)."""
        conversation = await self._agree(connection.version)
        self._said = ""
        self._presence.show(
            state="connected",
            connected=True,
            peer_address=connection.peer_address,
            peer_version=connection.version.subprotocol,
            connected_since_s=self._host.now().epoch_s,
            error="",
            error_detail="",
        )
        certificates = await asyncio.to_thread(self._chores.cabinet.count)
        conversation.session.secured(_profile(arrangement), certificates)
        under_trial = self._trial.under_trial

        def heard() -> None:
            self._presence.heard()
            self._trial.worked(under_trial)

        return await Visit(connection, conversation, heard).use(self._presence.unwanted())

    async def _agree(self, version: Version) -> Conversation:
        conversation = self._conversation
        if conversation is None or conversation.version is not version or self._at != self._place():
            # Another back end, or another version: it has to accept the station first.
            await self._converse_in(version)
            conversation = self._conversation
            record = BackEndRecord(dialect=DIALECT, documents={_AGREED: f'"{version.value}"'})
            await self._host.keep_conversation(record)
        if conversation is None:
            raise LinkError("The station ends.")
        return conversation

    def _failed(self, error: LinkError) -> None:
        """The try failed, or the connection broke."""
        self._presence.failed(error)
        event = _SECURITY.get(error.trouble, "")
        if event and event != self._said:
            self._chores.note(event, str(error))
        self._said = event
        self._trial.failed()

    # -- now and then --------------------------------------------------------------------------------------------

    async def _renew(self) -> None:
        """Ask for a new certificate before the one in use expires."""
        while True:
            certificate_id = self._host.status.settings.ocpp_certificate_id
            try:
                due = bool(certificate_id) and await self._chores.cabinet.is_due(certificate_id, self._host.now().utc)
            except StoreError as error:
                _log.warning("OCPP: %s", error)
                due = False
            if due:
                self.tell(lambda session: session.renew_certificate(self._host.now()))
            await asyncio.sleep(RENEWAL_S)


def _profile(arrangement: Arrangement) -> int:
    """The security profile that a connection comes to, whether it was asked for or not."""
    if arrangement.profile:
        return arrangement.profile
    if not arrangement.tls:
        return 1 if arrangement.credentials else 0
    return 2 if arrangement.credentials else 3 if arrangement.certificate_id else 0
