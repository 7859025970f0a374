"""What a service is given: the station to command, the history to read, the controller's line, the process itself.

The runtime implements it. Everything here runs in the event loop; ``run`` takes effect before it returns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import Protocol, TypeVar

import msgspec

from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.events import Event
from pilotwire.station.moment import Moment
from pilotwire.station.records import BackEndRecord
from pilotwire.station.station import Station
from pilotwire.station.status import Status
from pilotwire.store.certificates import Certificate
from pilotwire.store.reader import Reader

T = TypeVar("T")


class Identity(msgspec.Struct, frozen=True):
    """Who this station is; the same after every restart."""

    long_id: str
    """12 hex digits, lower case: the hardware address the station is known by."""
    version: str
    """Version told to OpenEVSE clients, for example ``v5.1.5``: what firmware the API is compatible with."""
    pilotwire_version: str
    build: str
    """Build name told to OpenEVSE clients; never that of an image for their hardware."""
    chip: str
    """Description of machine and operating system."""

    @property
    def short_id(self) -> str:
        """The last 4 digits."""
        return self.long_id[-4:]


class RapiFailure(Enum):
    """Why a raw command got no answer, in the gateway's words."""

    TIMEOUT = "RAPI_RESPONSE_TIMEOUT"
    BLOCKED = "RAPI_RESPONSE_BLOCKED"
    TOO_LONG = "RAPI_RESPONSE_CMD_TOO_LONG"
    INVALID = "RAPI_RESPONSE_INVALID_RESPONSE"


class Console(Enum):
    """Streams of text for people."""

    LOG = "log"
    """The station's own log."""
    RAPI = "rapi"
    """Both directions of the controller's line."""


class FoundNetwork(msgspec.Struct, frozen=True):
    """One result of a Wi-Fi scan."""

    ssid: str
    bssid: str
    signal_dbm: int
    channel: int
    security: int
    """0 open, 1 WEP, 2 WPA, 3 WPA2, 4 WPA/WPA2, 5 WPA2-Enterprise, 6 WPA3."""


class Host(Protocol):
    """The station and what is around it."""

    @property
    def identity(self) -> Identity:
        """Who this is."""

    @property
    def status(self) -> Status:
        """The status of this instant."""

    @property
    def reader(self) -> Reader:
        """History: sessions, samples, log, certificates."""

    @property
    def facts(self) -> ProcessFacts:
        """The process and its machine; measured lately."""

    def now(self) -> Moment:
        """The present."""

    def seconds_until(self, elapsed_ms: int) -> float:
        """Real time until this elapsed time of the station, at least 0 (s)."""

    def run(self, command: Callable[[Station, Moment], T]) -> T:
        """Do something to the station now. What it decides in consequence is in ``status`` when this returns.

        What the command raises goes to the caller; nothing has changed then.
        """

    async def settled(self) -> None:
        """Wait until what was changed so far is on disk and has been told to the controller (if one answers)."""

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Have every event passed to ``callback``, in the event loop; the function returned ends that."""

    async def rapi(self, command: str) -> str | RapiFailure:
        """Send one raw command (with ``$``, without checksum) and return the controller's line, checksum included."""

    def tail(self, console: Console) -> str:
        """The last 2048 bytes of a stream."""

    def watch(self, console: Console, callback: Callable[[str], None]) -> Callable[[], None]:
        """Have every further piece of a stream passed to ``callback``; the function returned ends that."""

    def set_clock(self, utc: datetime) -> None:
        """Set the station's clock, where nothing else keeps it."""

    def restart(self) -> None:
        """End this process in order, about a second from now, and start it anew."""

    def stop_access_point(self) -> None:
        """Give up the access point about a second from now; nothing happens where there is none."""

    def reconnect(self, service: str) -> None:
        """Have a service (by its name in ``Status.services``) connect anew; nothing happens while it is disabled."""

    async def keep_conversation(self, record: BackEndRecord) -> bool:
        """Have something kept for good; True when it is on disk, False when it cannot be now (it is tried again)."""

    async def scan(self) -> Sequence[FoundNetwork]:
        """Look for Wi-Fi networks; strongest first."""

    async def put_certificate(self, certificate: Certificate) -> bool:
        """Keep a certificate for good; False (and nothing done) when its id is taken."""

    async def delete_certificate(self, certificate_id: str) -> bool:
        """Forget a certificate; says whether there was one."""
