"""Claims: who wants the station to charge or not, how fast, with which priority, and for how long.

Clients, priorities and slots are those of the OpenEVSE gateway (firmware 5.x); leases are ours. What the claims
together lead to is decided in ``arbitration``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, IntEnum

import msgspec

SLOTS = 10
"""Claims that outside clients can fill. The station's own always find a place: a full list must not stop a shaper."""


class ChargeState(Enum):
    """What a claim can want, and what the target is."""

    ACTIVE = "active"
    DISABLED = "disabled"

    @property
    def opposite(self) -> ChargeState:
        """The other one."""
        return ChargeState.DISABLED if self is ChargeState.ACTIVE else ChargeState.ACTIVE


class Client(IntEnum):
    """Client ids with a meaning; any other unsigned 32-bit number is an outside client."""

    MANUAL = 0x10001
    DIVERT = 0x10002
    BOOST = 0x10003
    SCHEDULE = 0x10004
    LIMIT = 0x10006
    ERROR = 0x10007
    OHM = 0x10008
    OCPP = 0x10009
    RFID = 0x1000A
    MQTT = 0x1000B
    SHAPER = 0x1000C
    TEMPERATURE = 0x1000D
    PLAN = 0x1000E
    """Ours: the charging plan of a limit that is to be reached by a time."""
    COMMISSIONING = 0x1000F
    """Ours: what holds everything back until it is known what the station hangs on."""
    DEMAND_SHAPER = 0x20001


class Priority(IntEnum):
    """Priorities by name; the higher one wins."""

    DEFAULT = 10
    DIVERT = 50
    TIMER = 100
    BOOST = 200
    API = 500
    TIMER_FEATURE = 900
    MANUAL = 1000
    RFID = 1030
    OCPP = 1050
    LIMIT = 1100
    SAFETY = 5000
    ERROR = 10000


_OWN = frozenset(int(client) for client in Client if client is not Client.DEMAND_SHAPER)


class Wish(msgspec.Struct, frozen=True):
    """What a client wants; None where it has no opinion."""

    state: ChargeState | None = None
    charge_current_a: int | None = None
    """Current to charge with (A); raised to the controller's minimum, capped by every maximum."""
    max_current_a: int | None = None
    """Ceiling (A), whoever sets the charge current."""
    auto_release: bool = False
    """Dropped when the car is unplugged."""


class Claim(msgspec.Struct, frozen=True):
    """One client's wish with its weight."""

    client: int
    priority: int
    wish: Wish
    why: str = ""
    """For people: what made the client want this, as a clause ("the house limit allows 16 A")."""
    lease_ms: int | None = None
    """How long the claim lasts after it was last made; None: until it is released."""


class ClaimsFullError(Exception):
    """All slots are taken by other clients."""


class Claims:
    """The slots. One claim per client; a client that claims again keeps its slot."""

    def __init__(self) -> None:
        self._slots: list[Claim | None] = [None] * SLOTS
        self._expiry_ms: dict[int, int] = {}

    def __iter__(self) -> Iterator[Claim]:
        """Claims in the order of their slots."""
        return (claim for claim in self._slots if claim is not None)

    def get(self, client: int) -> Claim | None:
        """The claim of this client, if it has one."""
        return next((claim for claim in self if claim.client == client), None)

    def put(self, claim: Claim, now_ms: int) -> bool:
        """Make or replace a client's claim; says whether that changed anything but the end of its lease.

        Raises:
            ClaimsFullError: the client has no claim yet and there is no free slot.

        """
        slot = self._slot_for(claim.client)
        before = self._slots[slot]
        self._slots[slot] = claim
        if claim.lease_ms is None:
            self._expiry_ms.pop(claim.client, None)
        else:
            self._expiry_ms[claim.client] = now_ms + claim.lease_ms
        return before is None or (before.priority, before.wish) != (claim.priority, claim.wish)

    def release(self, client: int) -> bool:
        """Drop a client's claim; says whether there was one."""
        for slot, claim in enumerate(self._slots):
            if claim is not None and claim.client == client:
                self._slots[slot] = None
                self._expiry_ms.pop(client, None)
                return True
        return False

    def release_at_unplug(self) -> list[Claim]:
        """Drop every claim that ends with the plug-in cycle and return them."""
        ended = [claim for claim in self if claim.wish.auto_release]
        for claim in ended:
            self.release(claim.client)
        return ended

    def expire(self, now_ms: int) -> list[Claim]:
        """Drop every claim whose lease has run out and return them."""
        ended = [claim for claim in self if self._expiry_ms.get(claim.client, now_ms + 1) <= now_ms]
        for claim in ended:
            self.release(claim.client)
        return ended

    def remaining_ms(self, client: int, now_ms: int) -> int | None:
        """What is left of a client's lease; None without one."""
        expiry_ms = self._expiry_ms.get(client)
        return None if expiry_ms is None else max(0, expiry_ms - now_ms)

    @property
    def lease_ends_ms(self) -> Mapping[int, int]:
        """When each lease runs out, by client (elapsed time)."""
        return dict(self._expiry_ms)

    @property
    def next_deadline_ms(self) -> int | None:
        """When the next lease runs out."""
        return min(self._expiry_ms.values(), default=None)

    def _slot_for(self, client: int) -> int:
        free: int | None = None
        for slot, claim in enumerate(self._slots):
            if claim is None:
                free = slot if free is None else free
            elif claim.client == client:
                return slot
        if free is not None and (client in _OWN or sum(1 for _ in self) < SLOTS):
            return free
        if client not in _OWN:
            raise ClaimsFullError(f"All {SLOTS} claims are taken: release one before client {client} can claim.")
        self._slots.append(None)
        return len(self._slots) - 1
