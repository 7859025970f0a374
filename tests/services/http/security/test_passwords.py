"""How passwords are kept."""

from __future__ import annotations

import hashlib
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.services.http.security.passwords import SALT_BYTES, hash_password, verify

SALT = bytes(range(SALT_BYTES))
STORED = hash_password("charge!", SALT)


def test_a_hash_has_its_salt_and_cost_in_it() -> None:
    scheme, cost, salt, digest = STORED.strip("$").split("$")
    assert (scheme, cost, salt) == ("scrypt", "ln=12,r=8,p=4", "AAECAwQFBgcICQoLDA0ODw")
    assert len(digest) == 43


def test_the_password_is_recognised_and_no_other() -> None:
    assert verify("charge!", STORED)
    assert not verify("charge", STORED)
    assert not verify("", STORED)


def test_another_salt_makes_another_hash() -> None:
    assert hash_password("charge!", b"another salt, 16") != STORED


def test_a_hash_of_another_cost_is_verified_at_that_cost() -> None:
    digest = hashlib.scrypt(b"charge!", salt=SALT, n=16, r=4, p=1, dklen=32)
    salt, kept = (b64encode(part).decode().rstrip("=") for part in (SALT, digest))
    assert verify("charge!", f"$scrypt$ln=4,r=4,p=1${salt}${kept}")
    assert not verify("charge!", f"$scrypt$ln=5,r=4,p=1${salt}${kept}")


@settings(max_examples=5)
@given(st.text())
def test_any_text_can_be_a_password(plain: str) -> None:
    assert verify(plain, hash_password(plain, SALT))


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "charge!",
        "$scrypt$",
        STORED.replace("ln=12", "ln=40"),
        STORED.replace("ln=12", "ln=0"),
        STORED.replace("r=8", "r=99"),
        STORED.replace("p=4", "p=0"),
        STORED[:-1],
        STORED[:-3] + "A",
        STORED + "\n",
        f"x{STORED}",
    ],
)
def test_what_is_no_hash_of_ours_matches_nothing(stored: str) -> None:
    assert not verify("charge!", stored)
