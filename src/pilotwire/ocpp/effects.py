"""What a session asks of the world around it, and what it wants kept. Carried out in ``services.ocpp``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

import msgspec

from pilotwire.station.claims import ChargeState

Json = object
"""Anything JSON can say."""


class Permission(msgspec.Struct, frozen=True):
    """What the back end permits, whatever the settings let it decide (that is the service's business)."""

    state: ChargeState | None = None
    """None: it has no opinion (not connected yet, free for all)."""
    limit_a: float | None = None
    """Smart charging: current per phase; 0 means no charging. None: no limit."""
    why: str = ""
    """For people, as a clause."""


class Reset(msgspec.Struct, frozen=True):
    """Start anew; ``hard`` the controller too. Transactions have been ended as the protocol wants it."""

    hard: bool


class Unlock(msgspec.Struct, frozen=True):
    """Unlock the connector; there is no lock to drive on tethered stations: answered by ``done`` with ``ok=False``."""

    number: int


class Upload(msgspec.Struct, frozen=True):
    """Send a log or diagnostics to a place; progress comes back with ``uploaded``."""

    number: int
    """Of the request, to tell progress by."""
    url: str
    """Where to: ``http``, ``https``, ``ftp``, ``ftps``; the folder or file the back end named."""
    kind: str
    """``diagnostics`` or ``security``."""
    start: datetime | None = None
    stop: datetime | None = None
    retries: int = 1
    retry_interval_s: int = 60


class UpdateFirmware(msgspec.Struct, frozen=True):
    """Fetch new software from a place and install it; progress comes back with ``firmware``."""

    number: int
    url: str
    retrieve_at: datetime | None = None
    install_at: datetime | None = None
    signing_certificate: str = ""
    """PEM; empty when none was given."""
    signature: str = ""
    """Base64."""
    retries: int = 1
    retry_interval_s: int = 60


class CheckSigner(msgspec.Struct, frozen=True):
    """Whether a certificate (PEM) is of somebody who may sign software; ``done`` says so."""

    number: int
    certificate: str


class SetStationClock(msgspec.Struct, frozen=True):
    """The back end has told the time; the station takes it where nothing better keeps it."""

    utc: datetime


class ChangeSettings(msgspec.Struct, frozen=True):
    """Settings of the station that follow from what the back end configured, by long name."""

    values: Mapping[str, str | int | float | bool]


class Reconnect(msgspec.Struct, frozen=True):
    """Connect anew, with the profile that is in force now; the old one stays as a fallback until that has worked."""

    why: str


class MakeSigningRequest(msgspec.Struct, frozen=True):
    """Make a key pair and a certificate signing request; it comes back with ``signing_request``."""

    number: int
    common_name: str
    organisation: str


class UseCertificate(msgspec.Struct, frozen=True):
    """A chain (PEM) for the key of the last signing request: check it and use it; ``done`` says whether it was good."""

    number: int
    chain: str


class InstallRoot(msgspec.Struct, frozen=True):
    """A root certificate (PEM) to trust for a use; ``done`` says whether it was good."""

    number: int
    use: str
    """The protocol's word, for example ``CSMSRootCertificate``."""
    pem: str


class DeleteRoot(msgspec.Struct, frozen=True):
    """A root certificate by its hash data (the protocol's object); ``done`` says what became of it."""

    number: int
    hash_data: Mapping[str, Json]


class ListRoots(msgspec.Struct, frozen=True):
    """The installed roots of these uses (all when empty); they come back with ``roots``."""

    number: int
    uses: tuple[str, ...]


class Tell(msgspec.Struct, frozen=True):
    """A line for the event log, a person at the station, and the short text of the display."""

    text: str
    display: str = ""
    """At most 16 characters; empty for nothing."""
    warning: bool = False


class Identified(msgspec.Struct, frozen=True):
    """Who charges, from now on in this session."""

    who: str


Effect = (
    Reset
    | Unlock
    | Upload
    | UpdateFirmware
    | CheckSigner
    | SetStationClock
    | ChangeSettings
    | Reconnect
    | MakeSigningRequest
    | UseCertificate
    | InstallRoot
    | DeleteRoot
    | ListRoots
    | Tell
    | Identified
)


class Progress(Enum):
    """Of an upload or an update, in the order in which they come."""

    STARTED = "started"
    FETCHED = "fetched"
    """An update was downloaded; an upload skips it."""
    VERIFIED = "verified"
    INSTALLING = "installing"
    DONE = "done"
    FAILED_TRANSFER = "failed transfer"
    FAILED_SIGNATURE = "failed signature"
    FAILED = "failed"


class KeepDocument(msgspec.Struct, frozen=True):
    """A document to be kept under a name (profiles, list, configuration, transaction, ...); None forgets it."""

    name: str
    value: Json


class QueueCall(msgspec.Struct, frozen=True):
    """A message that must be delivered once and in order, whatever happens: kept before it is sent."""

    number: int
    """Counts up; never used twice."""
    message: str
    """The whole CALL as JSON text, unique id included, so that a repetition is the same message."""


class DequeueCall(msgspec.Struct, frozen=True):
    """That message was answered, or given up as the protocol says."""

    number: int


OcppRecord = KeepDocument | QueueCall | DequeueCall


class KeptOcpp(msgspec.Struct, frozen=True):
    """What a start brings back."""

    documents: Mapping[str, Json] = {}
    queue: tuple[QueueCall, ...] = ()
    """In order."""
    last_number: int = 0
    """The highest number ever given to a queued call."""
