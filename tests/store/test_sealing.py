"""What is sealed with a passphrase is opened by that passphrase only, and only as it was sealed."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.store import sealing
from pilotwire.store.sealing import MAGIC, SealError, seal, unseal

PASSPHRASE = "correct horse battery"  # noqa: S105 - of tests
PIECE = 65_536


@pytest.fixture(autouse=True)
def cheap_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_COST", 2)


def sealed(content: bytes, passphrase: str = PASSPHRASE) -> bytes:
    target = io.BytesIO()
    seal(io.BytesIO(content), target, passphrase)
    return target.getvalue()


def opened(content: bytes, passphrase: str = PASSPHRASE) -> bytes:
    target = io.BytesIO()
    unseal(io.BytesIO(content), target, passphrase)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_any_size_comes_back(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    hidden = sealed(content)
    assert opened(hidden) == content
    assert size < 20 or content[:20] not in hidden


def test_another_passphrase_does_not_open_it() -> None:
    with pytest.raises(SealError, match="passphrase"):
        opened(sealed(b"secret"), "something else")


def test_nothing_repeats() -> None:
    assert sealed(b"secret")[len(MAGIC) :] != sealed(b"secret")[len(MAGIC) :]


@settings(max_examples=50)
@given(at=st.integers(0, 2 * (PIECE + 16)), flip=st.integers(1, 255))
def test_a_changed_byte_is_noticed(at: int, flip: int) -> None:
    hidden = bytearray(sealed(bytes(2 * PIECE)))
    hidden[at] ^= flip
    with pytest.raises(SealError):
        opened(bytes(hidden))


@settings(max_examples=50)
@given(left=st.integers(0, 2 * (PIECE + 16) + len(MAGIC) + 22))
def test_a_file_that_ends_too_early_is_noticed(left: int) -> None:
    with pytest.raises(SealError):
        opened(sealed(bytes(2 * PIECE))[:left])


def test_pieces_in_another_order_are_noticed() -> None:
    hidden = sealed(bytes(3 * PIECE))
    head, first, second = len(MAGIC) + 23, PIECE + 16, 2 * (PIECE + 16)
    swapped = (
        hidden[:head] + hidden[head + first : head + second] + hidden[head : head + first] + hidden[head + second :]
    )
    with pytest.raises(SealError):
        opened(swapped)
