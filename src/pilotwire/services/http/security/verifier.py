"""Whether a user name and password are right, without hashing more often or more at once than a small machine bears.

What was found right or wrong is remembered as a keyed digest until the credentials change. Hashing happens in one
thread; who waits for it, and how many, is bounded, and whoever is guessing waits longer.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum

from .credentials import Credentials
from .passwords import verify
from .throttle import Throttle

_MAX_REMEMBERED = 256
_MAX_WAITING = 16
_MAX_WAITING_PER_PEER = 2
_GUESS_DELAY_S = 1.0
"""Before each attempt of a peer that has been wrong too often: the right password still opens."""


class Verdict(Enum):
    """What became of an attempt."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    """Wrong once too often, or there are too many attempts to look at this one."""


class Verifier:
    """Tells right credentials from wrong ones.

    Args:
        clock_ms: milliseconds that never step.

    """

    def __init__(self, clock_ms: Callable[[], int]) -> None:
        self._clock_ms = clock_ms
        self._throttle = Throttle()
        self._key = secrets.token_bytes(32)
        self._credentials: Credentials | None = None
        self._right: dict[bytes, None] = {}
        self._wrong: dict[bytes, None] = {}
        self._under_way: dict[bytes, asyncio.Task[bool]] = {}
        self._waiting: dict[str, int] = {}
        self._hasher: ThreadPoolExecutor | None = None

    def renew(self, credentials: Credentials) -> None:
        """Forget what was found out about other credentials than these."""
        self._credentials = credentials
        self._right.clear()
        self._wrong.clear()
        self._under_way.clear()

    def knows(self, username: str, password: str) -> bool:
        """Whether these have been found right before."""
        return self._digest(username, password) in self._right

    async def check(self, username: str, password: str, peer: str) -> Verdict:
        """Look whether these are right.

        Args:
            username: as presented.
            password: as presented.
            peer: who presents them, for the count of wrong attempts.

        """
        right = await self._is_right(username, password, peer)
        if right is None:
            return Verdict.LOCKED
        if right:
            self._throttle.right(peer)
            return Verdict.RIGHT
        now_ms = self._clock_ms()
        if self._throttle.locked(peer, now_ms):
            return Verdict.LOCKED
        self._throttle.wrong(peer, now_ms)
        return Verdict.WRONG

    def close(self) -> None:
        """Stop hashing."""
        if self._hasher is not None:
            self._hasher.shutdown(wait=False, cancel_futures=True)
            self._hasher = None

    async def _is_right(self, username: str, password: str, peer: str) -> bool | None:
        digest = self._digest(username, password)
        if digest in self._right:
            return True
        if digest in self._wrong:
            return False
        task = self._under_way.get(digest)
        if task is None:
            waiting = self._waiting.get(peer, 0)
            if waiting >= _MAX_WAITING_PER_PEER or sum(self._waiting.values()) >= _MAX_WAITING:
                return None
            self._waiting[peer] = waiting + 1
            task = asyncio.create_task(self._hash(username, password, peer, digest))
            task.add_done_callback(lambda done: self._done(done, peer, digest))
            self._under_way[digest] = task
        # Shielded: whoever asked first may leave without taking the answer from the others.
        return await asyncio.shield(task)

    async def _hash(self, username: str, password: str, peer: str, digest: bytes) -> bool:
        credentials = self._credentials
        if credentials is None:
            return False
        if self._throttle.locked(peer, self._clock_ms()):
            await asyncio.sleep(_GUESS_DELAY_S)
        if self._hasher is None:
            self._hasher = ThreadPoolExecutor(1, "password")
        loop = asyncio.get_running_loop()
        right = await loop.run_in_executor(self._hasher, verify, password, credentials.password_hash)
        # Compared after hashing, so that a wrong name takes as long as a wrong password.
        right = hmac.compare_digest(username.encode(), credentials.username.encode()) and right
        if credentials is not self._credentials:
            return False
        _remember(self._right if right else self._wrong, digest)
        return right

    def _done(self, task: asyncio.Task[bool], peer: str, digest: bytes) -> None:
        self._waiting[peer] -= 1
        if not self._waiting[peer]:
            del self._waiting[peer]
        if self._under_way.get(digest) is task:
            del self._under_way[digest]

    def _digest(self, username: str, password: str) -> bytes:
        pair = f"{username}\0{password}".encode()
        return hashlib.blake2b(pair, key=self._key, digest_size=16).digest()


def _remember(found: dict[bytes, None], digest: bytes) -> None:
    if len(found) >= _MAX_REMEMBERED:
        del found[next(iter(found))]
    found[digest] = None
