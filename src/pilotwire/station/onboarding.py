"""How a station without a keyboard gets onto the network: when to join a Wi-Fi and when to open one of its own. Pure.

| phase | because | and then |
|---|---|---|
| wired | a cable leads to a network | Wi-Fi is left alone |
| joining | a Wi-Fi is configured | tried again after 10 s; after three failures the access point opens |
| joined | it has an address there | the access point, if open, closes after 10 s |
| access point | no network, or somebody asked for it | a configured Wi-Fi is tried again every 5 minutes |
| no adapter, no manager | there is nothing to do it with | the network is left as it is |

Times are those of the OpenEVSE gateway where it has any. One radio cannot do both at once, so while the access point is
open a network is tried every 5 minutes, as older gateways did, and not every 10 s. How any of this is done is the
business of ``services.network``; charging never depends on it.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from .settings import Settings

WIRED_TRIAL_MS = 15_000
"""So long a cable has time to get an address after the start."""
APPLY_MS = 2_000
"""Between new credentials and using them: whoever sent them is to be answered."""
RETRY_MS = 10_000
CLOSE_MS = 10_000
"""An access point stays so long when a network was joined: its visitor is to see that."""
ACCESS_POINT_MS = 300_000
ASKED_MS = 600_000
"""An access point that was asked for closes after so long if there is a network to go back to."""
MOST_FAILURES = 3
USUAL_PASSPHRASE = "openevse"  # noqa: S105 - OpenEVSE documents it: everybody knows it
"""Of an access point that has not been given one of its own."""
_SHORTEST = 8


def point_credentials(settings: Settings, short_id: str) -> tuple[str, str]:
    """Name and passphrase of the station's access point."""
    passphrase = settings.ap_pass if len(settings.ap_pass.encode()) >= _SHORTEST else USUAL_PASSPHRASE
    return settings.ap_ssid or f"OpenEVSE_{short_id}", passphrase


class Failure(Enum):
    """Why a network could not be joined."""

    WRONG_PASSPHRASE = "wrong_passphrase"  # noqa: S105 - a word for it
    NOT_FOUND = "not_found"
    NO_ADDRESS = "no_address"
    """It was joined, but nobody gave an address: DHCP."""
    DUPLICATE_ADDRESS = "duplicate_address"
    NOT_PERMITTED = "not_permitted"
    OTHER = "other"


class Phase(Enum):
    """What is being done."""

    NO_MANAGER = "no_manager"
    NO_ADAPTER = "no_adapter"
    WIRED = "wired"
    WAITING = "waiting"
    """Shortly, before anything is tried."""
    JOINING = "joining"
    JOINED = "joined"
    ACCESS_POINT = "access_point"


class Seen(msgspec.Struct, frozen=True):
    """The network as its manager reports it."""

    manager: bool = False
    adapter: bool = False
    """There is a Wi-Fi device."""
    wired: bool = False
    """A cable has an address."""
    joined: str = ""
    """Name of the Wi-Fi in which the station has an address; empty for none."""
    access_point: bool = False
    """The station's own is open."""


class Step(Enum):
    """What is to be done now."""

    NOTHING = "nothing"
    JOIN = "join"
    OPEN = "open"
    """The access point."""
    CLOSE = "close"


class Onboarding:
    """Decides.

    Args:
        now_ms: the present (elapsed time).
        ssid: the configured network; empty for none.

    """

    def __init__(self, now_ms: int, ssid: str) -> None:
        self.phase = Phase.WAITING
        self.failure: Failure | None = None
        """Why it was not joined the last time."""
        self._ssid = ssid
        self._failures = 0
        self._due_ms = now_ms + WIRED_TRIAL_MS
        self._trying = False
        self._asked_until_ms: int | None = None
        self._close_ms: int | None = None

    @property
    def next_deadline_ms(self) -> int:
        """When to look again although nothing has happened."""
        times = [self._due_ms, self._asked_until_ms, self._close_ms]
        return min(ms for ms in times if ms is not None)

    @property
    def failures(self) -> int:
        """How often in a row it was tried in vain."""
        return self._failures

    def configure(self, ssid: str, now_ms: int) -> None:
        """Another network, or another passphrase: try it soon."""
        self._ssid = ssid
        self._failures = 0
        self.failure = None
        self._trying = False
        self._asked_until_ms = None
        self._due_ms = now_ms + APPLY_MS

    def ask_access_point(self, now_ms: int) -> None:
        """Somebody wants the access point."""
        self._asked_until_ms = now_ms + ASKED_MS
        self._due_ms = now_ms

    def ask_no_access_point(self, now_ms: int) -> None:
        """Somebody wants it no more."""
        self._asked_until_ms = None
        self._due_ms = now_ms

    def failed(self, failure: Failure, now_ms: int) -> None:
        """What was tried did not work."""
        self._trying = False
        self.failure = failure
        self._failures += 1
        self._due_ms = now_ms + RETRY_MS

    def advance(self, seen: Seen, now_ms: int) -> Step:
        """Say what is to be done; once for each time it is to be done."""
        if self._asked_until_ms is not None and now_ms >= self._asked_until_ms:
            # Without a network to go back to it stays open anyway.
            self._asked_until_ms = None
            self._due_ms = now_ms
        if not seen.manager:
            return self._rest(Phase.NO_MANAGER, now_ms)
        if self._asked_until_ms is not None and seen.adapter:
            return self._open(seen, now_ms)
        if seen.wired:
            return self._connected(Phase.WIRED, seen, now_ms)
        if not seen.adapter:
            return self._rest(Phase.NO_ADAPTER, now_ms)
        if seen.joined and seen.joined == self._ssid:
            self.failure = None
            return self._connected(Phase.JOINED, seen, now_ms)
        return self._without(seen, now_ms)

    # -- phases --------------------------------------------------------------------------------------------------

    def _rest(self, phase: Phase, now_ms: int) -> Step:
        self.phase = phase
        self._trying = False
        self._due_ms = now_ms + ACCESS_POINT_MS
        self._close_ms = None
        return Step.NOTHING

    def _connected(self, phase: Phase, seen: Seen, now_ms: int) -> Step:
        self.phase = phase
        self._trying = False
        self._failures = 0
        self._due_ms = now_ms + ACCESS_POINT_MS
        if not seen.access_point:
            self._close_ms = None
            return Step.NOTHING
        if self._close_ms is None:
            self._close_ms = now_ms + CLOSE_MS
        if now_ms < self._close_ms:
            return Step.NOTHING
        self._close_ms = now_ms + CLOSE_MS
        return Step.CLOSE

    def _without(self, seen: Seen, now_ms: int) -> Step:
        self._close_ms = None
        if self.phase in (Phase.WIRED, Phase.JOINED, Phase.NO_MANAGER, Phase.NO_ADAPTER):
            # What there was is gone; a moment later it may be back.
            self.phase = Phase.WAITING
            self._due_ms = now_ms + RETRY_MS
        if now_ms < self._due_ms:
            return Step.NOTHING
        if not self._ssid or (self._failures >= MOST_FAILURES and self.phase is not Phase.ACCESS_POINT):
            return self._open(seen, now_ms)
        if self._trying:
            # Nobody has said how it went; that is a failure too.
            self.failed(Failure.OTHER, now_ms)
            return Step.NOTHING
        self.phase = Phase.JOINING
        self._trying = True
        self._due_ms = now_ms + 6 * RETRY_MS
        return Step.JOIN

    def _open(self, seen: Seen, now_ms: int) -> Step:
        opened = self.phase is Phase.ACCESS_POINT and seen.access_point
        self.phase = Phase.ACCESS_POINT
        self._trying = False
        self._close_ms = None
        if opened and now_ms < self._due_ms:
            return Step.NOTHING
        self._due_ms = now_ms + (ACCESS_POINT_MS if self._ssid else RETRY_MS)
        return Step.NOTHING if seen.access_point else Step.OPEN
