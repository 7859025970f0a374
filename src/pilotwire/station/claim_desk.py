"""Where claims are made and released, by people, services and the station's own sources, and the target is decided.

What was decided passes the anti-chatter guard before it becomes the target. The desk counts the versions clients
compare and tells what happened; what the controller does about the target is not its business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from .anti_chatter import AntiChatter
from .arbitration import Bounds, Target, arbitrate
from .claims import Claim, Claims, Client, Priority, Wish
from .events import Topic
from .source import Source, Surroundings
from .status import ContactorStatus, Waiting

_WRAP = 256
"""The gateway counts claims and overrides in 8 bits; clients only look for a difference."""


class ClaimDesk:
    """The claims and what they lead to.

    Args:
        sources: the station's own, in the order in which they are asked.
        tell: called with every change, after it was made.

    """

    def __init__(self, sources: Sequence[Source], tell: Callable[[Topic], None]) -> None:
        self._claims = Claims()
        self._sources = tuple(sources)
        self._tell = tell
        self._guard = AntiChatter()
        self._carried: dict[int, Claim | None] = {}
        self._waiting: tuple[Waiting, ...] = ()
        self._held: tuple[Claim, ...] = ()
        self.claims_version = 0
        self.override_version = 0
        self.target: Target | None = None
        """What is to be carried out; None until the controller's bounds are known."""

    @property
    def held(self) -> tuple[Claim, ...]:
        """All claims in the order of their slots."""
        return self._held

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What each source wants or waits for."""
        return self._waiting

    @property
    def contactor(self) -> ContactorStatus:
        """The contactor, and what is held back for its sake."""
        return self._guard.status

    @property
    def unsettled(self) -> bool:
        """The target is to be decided anew, although no claim has changed."""
        return self._guard.unsettled

    @property
    def override(self) -> Claim | None:
        """The manual claim."""
        return self._claims.get(Client.MANUAL)

    @property
    def lease_ends_ms(self) -> Mapping[int, int]:
        """When each lease runs out, by client (elapsed time)."""
        return self._claims.lease_ends_ms

    @property
    def next_deadline_ms(self) -> int | None:
        """When a lease runs out, a source wants to look again, or what is held back ends."""
        deadlines = [source.next_deadline_ms for source in self._sources]
        deadlines += [self._claims.next_deadline_ms, self._guard.next_deadline_ms]
        return min((ms for ms in deadlines if ms is not None), default=None)

    def put(self, claim: Claim, now_ms: int) -> bool:
        """Make or replace a claim; says whether it changed.

        Raises:
            ClaimsFullError: no slot is free.

        """
        changed = self._claims.put(claim, now_ms)
        self._held = tuple(self._claims)
        if changed:
            self._changed(claim.client)
        return changed

    def release(self, client: int) -> bool:
        """Drop a claim; says whether there was one."""
        released = self._claims.release(client)
        if released:
            self._held = tuple(self._claims)
            self._changed(client)
        return released

    def unplugged(self) -> None:
        """Drop what ends with the plug-in cycle."""
        self._dropped(self._claims.release_at_unplug())

    def expire(self, now_ms: int) -> list[Claim]:
        """Drop claims whose lease has run out and return them."""
        expired = self._claims.expire(now_ms)
        self._dropped(expired)
        return expired

    def look_around(self, around: Surroundings) -> None:
        """Let the guard and every source look, and carry to the desk what each source now wants.

        A source's claim is carried only when the source changes its mind, so that somebody who rewrote it through
        the API is not overruled before.
        """
        self._guard.look(around)
        for source in self._sources:
            source.advance(around)
            wanted = source.claim
            if wanted == self._carried.get(source.client):
                continue
            self._carried[source.client] = wanted
            if wanted is None:
                self.release(source.client)
            else:
                self.put(wanted, around.moment.elapsed_ms)
        self._waiting = tuple(_waiting(source) for source in self._sources if source.claim or source.waiting_for)

    def decide(self, bounds: Bounds) -> bool:
        """Decide the target anew; says whether it changed."""
        wanted = arbitrate(self._held, bounds)
        before, self.target = self.target, self._guard.carry_out(wanted, self._held, bounds)
        if self._claims.get(Client.MANUAL) is not None:
            self._tell(Topic.OVERRIDE)
        changed = before != self.target
        if changed:
            self._tell(Topic.TARGET)
        return changed

    def _dropped(self, claims: Sequence[Claim]) -> None:
        self._held = tuple(self._claims)
        for claim in claims:
            self._carried.pop(claim.client, None)
            self._changed(claim.client)

    def _changed(self, client: int) -> None:
        self.claims_version = (self.claims_version + 1) % _WRAP
        if client != Client.MANUAL:
            self._tell(Topic.CLAIMS)
            return
        self.override_version = (self.override_version + 1) % _WRAP
        if self.override is None:
            self._tell(Topic.OVERRIDE)
        self._tell(Topic.OVERRIDE_CLAIM)


def _waiting(source: Source) -> Waiting:
    claim = source.claim
    return Waiting(source.client, None if claim is None else claim.wish.state, source.waiting_for)


def manual(wish: Wish) -> Claim:
    """The manual override as a claim."""
    return Claim(Client.MANUAL, Priority.MANUAL, wish)
