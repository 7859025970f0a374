"""How many wrong passwords one peer, and everybody together, may try. Pure: the present is an argument."""

from __future__ import annotations

PER_PEER = 10
"""Wrong attempts, of which one per minute is forgiven."""
ALTOGETHER = 60
"""The same for everybody together, of which one every ten seconds is forgiven."""

_PEER_FORGIVEN_MS = 60_000
_ALL_FORGIVEN_MS = 10_000
_MAX_PEERS = 256


class _Count:
    """Something that goes up by ones and down with time."""

    __slots__ = ("_at_ms", "_count", "_forgiven_ms")

    def __init__(self, forgiven_ms: int) -> None:
        self._forgiven_ms = forgiven_ms
        self._count = 0.0
        self._at_ms = 0

    def at(self, now_ms: int) -> float:
        return max(0.0, self._count - (now_ms - self._at_ms) / self._forgiven_ms)

    def add(self, now_ms: int) -> None:
        self._count = self.at(now_ms) + 1
        self._at_ms = now_ms


class Throttle:
    """Counts wrong attempts."""

    def __init__(self) -> None:
        self._peers: dict[str, _Count] = {}
        self._all = _Count(_ALL_FORGIVEN_MS)

    def wrong(self, peer: str, now_ms: int) -> None:
        """Count a wrong attempt."""
        self._all.add(now_ms)
        count = self._peers.get(peer)
        if count is None:
            if len(self._peers) >= _MAX_PEERS:
                del self._peers[min(self._peers, key=lambda known: self._peers[known].at(now_ms))]
            count = self._peers[peer] = _Count(_PEER_FORGIVEN_MS)
        count.add(now_ms)

    def right(self, peer: str) -> None:
        """Forgive a peer that knows the password after all."""
        self._peers.pop(peer, None)

    def locked(self, peer: str, now_ms: int) -> bool:
        """Whether a further wrong attempt of this peer is one too many."""
        count = self._peers.get(peer)
        if count is not None and count.at(now_ms) > PER_PEER - 1:
            return True
        return self._all.at(now_ms) > ALTOGETHER - 1

    def busy(self, now_ms: int) -> bool:
        """Whether somebody is guessing, from however many addresses."""
        return self._all.at(now_ms) > ALTOGETHER - 1
