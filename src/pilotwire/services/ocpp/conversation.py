"""Drives one session: tells it what happens, has what it wants kept before anything is said, and hands on the rest.

Nothing here waits for the back end, and nobody who tells the session something waits for the disk: what a session
yields at one instant is a batch, and batches are dealt with one after the other.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import deque
from collections.abc import Callable, Mapping

import msgspec

from pilotwire.ocpp.effects import Effect, OcppRecord
from pilotwire.ocpp.schemas import Version
from pilotwire.ocpp.session import Session
from pilotwire.ocpp.v16.session import Session16
from pilotwire.ocpp.v201.session import Session201
from pilotwire.services.host import Host
from pilotwire.station.claims import Client, Priority
from pilotwire.station.events import Event, Topic
from pilotwire.station.settings import Settings
from pilotwire.station.status import BackEndStatus
from pilotwire.store.back_end import BackEndKept

from .claim import Asked, claim_of
from .keeping import kept_of, record_of
from .view import identity_of, outlook_of

_log = logging.getLogger("pilotwire.ocpp")
_LEAST_WAIT_S = 0.01
Say = Callable[[str], None]


class _Batch(msgspec.Struct, frozen=True):
    """What a session yielded at one instant."""

    records: list[OcppRecord]
    outgoing: list[str]
    say: Say | None
    """The connection it is to be said on; what waited for the disk while that broke is not said on another."""
    effects: list[Effect]


class Conversation:
    """One session in a running station.

    Args:
        host: the station.
        version: which protocol.
        kept: what the last run left.
        do: carries an effect out; called when what goes with it is on disk.
        kept_for_other: how many messages wait for the other version.

    """

    def __init__(
        self, host: Host, version: Version, kept: BackEndKept, do: Callable[[Effect], None], kept_for_other: int
    ) -> None:
        self.version = version
        self._host = host
        self._do = do
        self._kept_for_other = kept_for_other
        make = Session16 if version is Version.V16 else Session201
        status = host.status
        self.session: Session = make(
            kept_of(kept),
            identity_of(host.identity, status),
            lambda: str(uuid.uuid4()),
            mirrored(status.settings, host.identity.long_id),
        )
        self._say: Say | None = None
        self._batches: deque[_Batch] = deque()
        self._something_waits = asyncio.Event()
        self._settled = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._looking = False
        self._asked: Asked | None = None
        self._summary: BackEndStatus | None = None
        self._closed = False
        self._forget = host.subscribe(self._on_event)
        self.session.look(outlook_of(status))
        self.tell(lambda session: session.advance(host.now()))

    # -- what happens --------------------------------------------------------------------------------------------

    def tell(self, what: Callable[[Session], None]) -> None:
        """Tell the session something, and take what it makes of it."""
        if self._closed:
            return
        what(self.session)
        self._take()

    def attach(self, say: Say) -> None:
        """A connection is there."""
        self._say = say
        self.session.look(outlook_of(self._host.status))
        self.tell(lambda session: session.connected(self._host.now()))

    def detach(self) -> None:
        """It is gone."""
        if self._say is not None:
            self._say = None
            self.tell(lambda session: session.disconnected(self._host.now()))

    def received(self, text: str) -> None:
        """A message came."""
        self.tell(lambda session: session.received(text, self._host.now()))

    def _on_event(self, event: Event) -> None:
        if event.topic is Topic.CARD:
            token = str(event.data["token"])
            self.tell(lambda session: session.card(token, event.status.moment))
        elif event.topic is Topic.CONFIG:
            values = mirrored(event.status.settings, self._host.identity.long_id)
            self.tell(lambda session: session.configured(values, event.status.moment))
        if event.topic not in (Topic.BACK_END, Topic.SERVICE) and not self._looking and not self._closed:
            # Many events of one instant are one look.
            self._looking = True
            asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        self._looking = False
        self.tell(lambda session: session.look(outlook_of(self._host.status)))

    def _on_timer(self) -> None:
        self._timer = None
        self.session.look(outlook_of(self._host.status))
        self.tell(lambda session: session.advance(self._host.now()))

    # -- what comes of it ----------------------------------------------------------------------------------------

    def _take(self) -> None:
        session = self.session
        batch = _Batch(session.take_records(), session.take_outgoing(), self._say, session.take_effects())
        if batch.records or batch.outgoing or batch.effects:
            self._batches.append(batch)
            self._something_waits.set()
        self._plan()
        self._claim()
        self._show()

    def _plan(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due_ms = self.session.next_deadline_ms
        if due_ms is not None:
            wait_s = max(self._host.seconds_until(due_ms), _LEAST_WAIT_S)
            self._timer = asyncio.get_running_loop().call_later(wait_s, self._on_timer)

    def _claim(self) -> None:
        asked = claim_of(self.session.permission, self._host.status)
        if asked == self._asked:
            return
        self._asked = asked
        if asked is None:
            self._host.run(lambda station, moment: station.release(Client.OCPP, moment))
        else:
            self._host.run(
                lambda station, moment: station.claim(
                    Client.OCPP, asked.wish, moment, priority=Priority.OCPP, why=asked.why
                )
            )

    def _show(self) -> None:
        told, permission = self.session.summary, self.session.permission
        status = BackEndStatus(
            protocol=f"OCPP {self.version.value}",
            accepted=told.accepted,
            status=told.status,
            transaction=told.transaction,
            who=told.who,
            permits=permission.state,
            limit_a=told.limit_a,
            queued=told.queued,
            waits_for=told.waits_for,
            last_error=told.last_error,
            kept_for_other=self._kept_for_other,
        )
        if status != self._summary:
            self._summary = status
            self._host.run(lambda station, moment: station.set_back_end(status, moment))

    async def run(self) -> None:
        """Deal with one batch after the other until cancelled."""
        while True:
            self._something_waits.clear()
            await self.flush()
            await self._something_waits.wait()

    async def flush(self) -> None:
        """Deal with the batches there are."""
        while self._batches:
            batches = tuple(self._batches)
            records = [record for batch in batches for record in batch.records]
            if records and not await self._host.keep_conversation(record_of(self.version.value, records)):
                # The keeper tries again and complains. To fall silent as well would help nobody.
                _log.warning("OCPP: goes on although nothing can be kept on disk")
            for batch in batches:
                self._batches.popleft()
                if batch.say is not None and batch.say is self._say:
                    for text in batch.outgoing:
                        batch.say(text)
                for effect in batch.effects:
                    self._do(effect)
        self._settled.set()

    async def settled(self) -> None:
        """Wait until everything so far was dealt with."""
        while self._batches:
            self._settled.clear()
            await self._settled.wait()

    async def close(self, *, release: bool) -> None:
        """End: what is known is kept; with ``release`` the claim is given up."""
        self.detach()
        self._closed = True
        self._forget()
        if self._timer is not None:
            self._timer.cancel()
        await self.flush()
        if release:
            self._host.run(lambda station, moment: station.release(Client.OCPP, moment))
        self._host.run(lambda station, moment: station.set_back_end(None, moment))


def mirrored(settings: Settings, long_id: str) -> Mapping[str, str | int | float | bool]:
    """The settings that the protocol's configuration mirrors, by long name."""
    return {
        "ocpp_server": settings.ocpp_server,
        "ocpp_chargeBoxId": settings.ocpp_charge_box_id or long_id.upper(),
        "ocpp_authkey": settings.ocpp_authkey,
        "ocpp_auth_auto": settings.ocpp_auth_auto,
        "ocpp_auth_offline": settings.ocpp_auth_offline,
        "ocpp_idtag": settings.ocpp_idtag,
        "ocpp_security_profile": settings.ocpp_security_profile,
    }
