"""How a station without a keyboard gets onto the network: when to join a Wi-Fi and when to open one of its own. Pure.

| phase | because | and then |
|---|---|---|
| wired | a cable leads to a network | Wi-Fi is left alone |
| joining | a Wi-Fi is configured, or the system knows one | tried three times; a new passphrase that is wrong, once |
| joined | it has an address there | the access point, if open, closes after 10 s |
| access point | no network, or somebody asked for it | a network to go back to is tried again every 5 minutes |
| no adapter, blocked, no manager | there is nothing to do it with | the network is left as it is |

A network that the operating system joins by itself is as good as a configured one: nothing that works is left for
something that does not. Times are those of the OpenEVSE gateway where it has any. One radio cannot do both at once, so
while the access point is open a network is tried every 5 minutes, as older gateways did, and not every 10 s; and not
while somebody uses the access point. How any of this is done is the business of ``services.network``; charging never
depends on it.
"""

from __future__ import annotations

from enum import Enum
from string import hexdigits

import msgspec

from .settings import Settings

WIRED_TRIAL_MS = 15_000
"""So long a cable has time to get an address after the start."""
SYSTEM_TRIAL_MS = 60_000
"""So long the operating system has time to join a network that it knows."""
APPLY_MS = 2_000
"""Between new credentials and using them: whoever sent them is to be answered."""
RETRY_MS = 10_000
JOIN_MS = 90_000
"""Longer does no try to join take."""
OPEN_MS = 45_000
"""Longer does no try to open the access point take."""
CLOSE_MS = 10_000
"""An access point stays so long when a network was joined: its visitor is to see that."""
ACCESS_POINT_MS = 300_000
VISIT_MS = 1_800_000
"""So long visitors can keep the access point open; then a network to go back to is tried all the same."""
ASKED_MS = 600_000
"""An access point that was asked for closes after so long if there is a network to go back to."""
MOST_FAILURES = 3
USUAL_PASSPHRASE = "openevse"  # noqa: S105 - OpenEVSE documents it: everybody knows it
"""Of an access point that has not been given one of its own."""
_SHORTEST, _LONGEST, _KEY = 8, 63, 64


def is_passphrase(text: str) -> bool:
    """Whether Wi-Fi takes it: 8 to 63 bytes, or a key of 64 hexadecimal digits (IEEE 802.11 annex J.4)."""
    length = len(text.encode())
    return _SHORTEST <= length <= _LONGEST or (length == _KEY and all(digit in hexdigits for digit in text))


def point_credentials(settings: Settings, short_id: str) -> tuple[str, str]:
    """Name and passphrase of the station's access point."""
    passphrase = settings.ap_pass if is_passphrase(settings.ap_pass) else USUAL_PASSPHRASE
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
    BLOCKED = "blocked"
    """The radio is switched off."""
    WIRED = "wired"
    WAITING = "waiting"
    """Shortly, before anything is tried."""
    JOINING = "joining"
    JOINED = "joined"
    ACCESS_POINT = "access_point"


_CONNECTED = (Phase.WIRED, Phase.JOINED)
_AT_REST = (Phase.NO_MANAGER, Phase.NO_ADAPTER, Phase.BLOCKED)


class Seen(msgspec.Struct, frozen=True):
    """The network as its manager reports it."""

    manager: bool = False
    adapter: bool = False
    """There is a Wi-Fi device."""
    blocked: bool = False
    """The radio is switched off, by a switch or because no country is set."""
    wired: bool = False
    """A cable has an address."""
    joined: str = ""
    """Name of the Wi-Fi in which the station has an address; empty for none."""
    joining: bool = False
    """A Wi-Fi is being joined, by whomever."""
    known: bool = False
    """The operating system has a Wi-Fi of its own that it joins by itself when it is in reach."""
    access_point: bool = False
    """The station's own is open."""


class Step(Enum):
    """What is to be done now."""

    NOTHING = "nothing"
    JOIN = "join"
    OPEN = "open"
    """The access point."""
    CLOSE = "close"
    """The access point: the operating system may join what it knows."""
    LEAVE = "leave"
    """Forget the network that was configured before."""


class Onboarding:
    """Decides.

    Args:
        now_ms: the present (elapsed time).
        ssid: the configured network; empty for none.

    """

    def __init__(self, now_ms: int, ssid: str) -> None:
        self.phase = Phase.WAITING
        self.failure: Failure | None = None
        """Why the configured network was not joined the last time."""
        self._ssid = ssid
        self._anew = False
        """The credentials have not been tried yet."""
        self._leave_ms: int | None = None
        """When the network that was configured before is forgotten."""
        self._proven = False
        """The credentials have worked."""
        self._failures = 0
        self._due_ms = now_ms + WIRED_TRIAL_MS
        """When the next thing is tried."""
        self._trying = False
        self._system_until_ms: int | None = None
        """So long the operating system is left to join by itself what it knows."""
        self._open_due_ms = now_ms
        """When the access point is opened, if it is wanted and is not."""
        self._is_open = False
        self._visits_until_ms = now_ms
        self._asked_until_ms: int | None = None
        self._close_ms: int | None = None

    @property
    def next_deadline_ms(self) -> int:
        """When to look again although nothing has happened."""
        times = [self._due_ms, self._asked_until_ms, self._close_ms, self._leave_ms]
        return min(ms for ms in times if ms is not None)

    def configure(self, ssid: str, now_ms: int) -> None:
        """Another network, or another passphrase: try it soon. No network: forget the one there was."""
        self._leave_ms = None if ssid else now_ms + APPLY_MS
        self._ssid = ssid
        self._anew = bool(ssid)
        self._proven = False
        self._failures = 0
        self.failure = None
        self._trying = False
        self._system_until_ms = None
        self._asked_until_ms = None
        self.phase = Phase.WAITING
        self._due_ms = now_ms + APPLY_MS

    def ask_access_point(self, now_ms: int) -> None:
        """Somebody wants the access point."""
        self._asked_until_ms = now_ms + ASKED_MS
        self._due_ms = now_ms

    def ask_no_access_point(self, now_ms: int) -> None:
        """Somebody wants it no more."""
        self._asked_until_ms = None
        self._due_ms = now_ms

    def visited(self, now_ms: int) -> None:
        """Somebody uses the access point: do not take it from under them, but not for ever either."""
        if self.phase is Phase.ACCESS_POINT and now_ms < self._visits_until_ms:
            self._due_ms = max(self._due_ms, now_ms + ACCESS_POINT_MS)

    def failed(self, failure: Failure, now_ms: int) -> None:
        """The network could not be joined."""
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
        if self._leave_ms is not None and now_ms >= self._leave_ms:
            self._leave_ms = None
            return Step.LEAVE
        usable = seen.adapter and not seen.blocked
        if self._asked_until_ms is not None and usable:
            return self._open(seen, now_ms)
        if seen.wired:
            return self._connected(Phase.WIRED, seen, now_ms)
        if not usable:
            return self._rest(Phase.BLOCKED if seen.adapter else Phase.NO_ADAPTER, now_ms)
        return self._on_air(seen, now_ms)

    def _on_air(self, seen: Seen, now_ms: int) -> Step:
        if seen.joined and self._is_good(seen.joined):
            return self._connected(Phase.JOINED, seen, now_ms)
        return self._without(seen, now_ms)

    def _is_good(self, joined: str) -> bool:
        """Whether the station stays in the network it is in: in another than configured if that cannot be joined."""
        if self._anew:
            return False
        return not self._ssid or joined == self._ssid or (self._given_up and not self._trying)

    @property
    def _given_up(self) -> bool:
        # A passphrase that has never worked and is said to be wrong is wrong; one that has worked may not have been
        # heard well.
        certain = self.failure is Failure.WRONG_PASSPHRASE and not self._proven
        return self._failures >= (1 if certain else MOST_FAILURES)

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
        self._system_until_ms = None
        if phase is Phase.WIRED or seen.joined == self._ssid or not self._ssid:
            self._failures = 0
            self.failure = None
        self._proven = self._proven or (phase is Phase.JOINED and seen.joined == self._ssid)
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
        if self.phase in (*_CONNECTED, *_AT_REST):
            # What there was is gone; a moment later it may be back.
            self.phase = Phase.WAITING
            self._due_ms = now_ms + RETRY_MS
        if self.phase is Phase.ACCESS_POINT and not (seen.access_point and self._is_open and now_ms >= self._due_ms):
            return self._open(seen, now_ms)
        if self._is_joining_by_itself(seen, now_ms) or now_ms < self._due_ms:
            return Step.NOTHING
        if self._trying:
            # Nobody has said how it went; that is a failure too.
            self.failed(Failure.OTHER, now_ms)
            return Step.NOTHING
        if self._ssid and (not self._given_up or self.phase is Phase.ACCESS_POINT):
            return self._join(now_ms)
        return self._leave_to_system(seen, now_ms)

    def _join(self, now_ms: int) -> Step:
        self.phase = Phase.JOINING
        self._trying = True
        self._anew = False
        self._system_until_ms = None
        self._due_ms = now_ms + JOIN_MS
        return Step.JOIN

    def _leave_to_system(self, seen: Seen, now_ms: int) -> Step:
        """Let the operating system join what it knows; after that, or without anything known, open the access point."""
        if self._system_until_ms is None and seen.known:
            self._leave_time(now_ms)
            return Step.CLOSE if seen.access_point else Step.NOTHING
        return self._open(seen, now_ms)

    def _is_joining_by_itself(self, seen: Seen, now_ms: int) -> bool:
        """Whether the operating system is at it, and has not had its time."""
        if not seen.joining or self._trying or self._anew:
            return False
        if self._system_until_ms is None:
            self._leave_time(now_ms)
        return self._system_until_ms is not None and now_ms < self._system_until_ms

    def _leave_time(self, now_ms: int) -> None:
        self.phase = Phase.JOINING
        self._system_until_ms = self._due_ms = now_ms + SYSTEM_TRIAL_MS

    def _open(self, seen: Seen, now_ms: int) -> Step:
        if self.phase is not Phase.ACCESS_POINT:
            self.phase = Phase.ACCESS_POINT
            self._open_due_ms = now_ms
            self._is_open = False
        self._trying = False
        self._system_until_ms = None
        self._close_ms = None
        if seen.access_point:
            if not self._is_open:
                self._is_open = True
                self._visits_until_ms = now_ms + VISIT_MS
                self._due_ms = now_ms + ACCESS_POINT_MS
            elif now_ms >= self._due_ms:
                self._due_ms = now_ms + ACCESS_POINT_MS
            return Step.NOTHING
        self._is_open = False
        step = Step.NOTHING
        if now_ms >= self._open_due_ms:
            # One that is being opened takes some seconds: to be told again would begin it anew.
            self._open_due_ms = now_ms + OPEN_MS
            step = Step.OPEN
        self._due_ms = self._open_due_ms
        return step
