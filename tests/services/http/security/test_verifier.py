"""Whether a password is right, and how much work is made of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from pilotwire.services.http.security import verifier as module
from pilotwire.services.http.security.credentials import Credentials
from pilotwire.services.http.security.passwords import hash_password
from pilotwire.services.http.security.verifier import Verdict, Verifier

STORED = hash_password("charge!", bytes(16))
CREDENTIALS = Credentials("me", STORED, b"secret", open_without_password=False)
OTHER = Credentials("me", hash_password("other", bytes(16)), b"secret", open_without_password=False)


class Hashing:
    """Counts what is hashed, and by how many at once; instead of hashing, compares with the password."""

    def __init__(self) -> None:
        self.count = 0
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        self.begun = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def verify(self, plain: str, stored: str) -> bool:
        with self._lock:
            self.count += 1
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        self.begun.set()
        self.gate.wait(20)
        with self._lock:
            self._now -= 1
        return plain == ("charge!" if stored == STORED else "other")


@pytest.fixture
def hashing(monkeypatch: pytest.MonkeyPatch) -> Hashing:
    fake = Hashing()
    monkeypatch.setattr(module, "verify", fake.verify)
    monkeypatch.setattr(module, "_GUESS_DELAY_S", 0.001)
    return fake


@pytest.fixture
def verifier() -> Iterator[Verifier]:
    made = Verifier(lambda: 0)
    made.renew(CREDENTIALS)
    yield made
    made.close()


def test_the_right_one_is_right_and_hashed_once(hashing: Hashing, verifier: Verifier) -> None:
    async def use() -> list[Verdict]:
        return [await verifier.check("me", "charge!", "a") for _ in range(3)]

    assert asyncio.run(use()) == [Verdict.RIGHT] * 3
    assert hashing.count == 1
    assert verifier.knows("me", "charge!")


def test_a_wrong_one_is_wrong_and_hashed_once(hashing: Hashing, verifier: Verifier) -> None:
    async def use() -> list[Verdict]:
        return [await verifier.check("me", "charge", "a") for _ in range(12)]

    assert asyncio.run(use()) == [Verdict.WRONG] * 10 + [Verdict.LOCKED] * 2
    assert hashing.count == 1
    assert not verifier.knows("me", "charge")


@pytest.mark.parametrize("username", ["you", "", "ME", "mé"])
def test_the_name_counts(hashing: Hashing, verifier: Verifier, username: str) -> None:
    assert asyncio.run(verifier.check(username, "charge!", "a")) is Verdict.WRONG
    assert hashing.count == 1, "a wrong name takes as long as a wrong password"


def test_the_right_one_passes_after_too_many_wrong_ones(hashing: Hashing, verifier: Verifier) -> None:
    async def use() -> list[Verdict]:
        for number in range(10):
            await verifier.check("me", f"guess {number}", "a")
        verdicts = [await verifier.check("me", password, "a") for password in ("guess", "charge!", "guess again")]
        return [*verdicts, await verifier.check("me", "guess", "b")]

    assert asyncio.run(use()) == [Verdict.LOCKED, Verdict.RIGHT, Verdict.WRONG, Verdict.WRONG]


def test_many_at_once_with_the_same_are_one_work(hashing: Hashing, verifier: Verifier) -> None:
    async def use() -> list[Verdict]:
        return await asyncio.gather(*(verifier.check("me", "charge!", f"peer {n % 3}") for n in range(64)))

    assert asyncio.run(use()) == [Verdict.RIGHT] * 64
    assert hashing.count == 1


def test_a_flood_is_neither_hashed_nor_in_the_way(hashing: Hashing, verifier: Verifier) -> None:
    async def use() -> tuple[list[Verdict], Verdict]:
        hashing.gate.clear()
        flood = [asyncio.create_task(verifier.check("me", f"guess {n}", f"peer {n % 4}")) for n in range(200)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        # The loop has gone on although nothing has been hashed yet.
        mine = asyncio.create_task(verifier.check("me", "charge!", "somebody else"))
        hashing.gate.set()
        return await asyncio.gather(*flood), await mine

    verdicts, mine = asyncio.run(use())
    assert mine is Verdict.RIGHT
    assert hashing.count <= 9
    assert hashing.most_at_once == 1
    assert verdicts.count(Verdict.LOCKED) >= 190


def test_who_asked_first_may_leave(hashing: Hashing, verifier: Verifier) -> None:
    async def use() -> Verdict:
        hashing.gate.clear()
        first = asyncio.create_task(verifier.check("me", "charge!", "a"))
        await asyncio.sleep(0)
        second = asyncio.create_task(verifier.check("me", "charge!", "b"))
        await asyncio.sleep(0)
        first.cancel()
        hashing.gate.set()
        return await second

    assert asyncio.run(use()) is Verdict.RIGHT


def test_what_is_known_dies_with_the_credentials(hashing: Hashing, verifier: Verifier) -> None:
    async def use() -> list[Verdict]:
        verdicts = [await verifier.check("me", password, "a") for password in ("charge!", "other")]
        verifier.renew(OTHER)
        return verdicts + [await verifier.check("me", password, "a") for password in ("charge!", "other")]

    assert asyncio.run(use()) == [Verdict.RIGHT, Verdict.WRONG, Verdict.WRONG, Verdict.RIGHT]


def test_credentials_that_change_during_the_work_are_not_those_it_was_done_for(
    hashing: Hashing, verifier: Verifier
) -> None:
    async def use() -> Verdict:
        hashing.gate.clear()
        asked = asyncio.create_task(verifier.check("me", "charge!", "a"))
        assert await asyncio.to_thread(hashing.begun.wait, 20)
        verifier.renew(OTHER)
        hashing.gate.set()
        return await asked

    assert asyncio.run(use()) is Verdict.WRONG
    assert not verifier.knows("me", "charge!")


def test_real_hashes_are_verified(verifier: Verifier) -> None:
    async def use() -> list[Verdict]:
        return [await verifier.check("me", password, "a") for password in ("charge!", "charge")]

    assert asyncio.run(use()) == [Verdict.RIGHT, Verdict.WRONG]
