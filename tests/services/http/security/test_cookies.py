"""The log-in cookie."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.services.http.security.cookies import expired, is_valid, issued
from pilotwire.services.http.security.credentials import Credentials

CREDENTIALS = Credentials("openevseadmin", "$scrypt$of something", b"a secret", open_without_password=False)
NOW_S = 1_783_339_200
HOUR_S = 3600


def _value(set_cookie: str) -> bytes:
    return set_cookie.partition(";")[0].encode()


def test_it_looks_as_firmware_of_2026_makes_it() -> None:
    cookie = issued(CREDENTIALS, NOW_S, remember=False, secure=False)
    assert re.fullmatch(r"oevse_session=v1\.[0-9a-f]{8}\.[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Strict", cookie)


def test_it_outlives_the_browser_on_request_and_stays_on_tls() -> None:
    cookie = issued(CREDENTIALS, NOW_S, remember=True, secure=True)
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=2592000")


def test_a_browser_is_told_to_forget_it() -> None:
    assert expired() == "oevse_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"


@pytest.mark.parametrize(("remember", "lifetime_s"), [(False, 6 * HOUR_S), (True, 30 * 24 * HOUR_S)])
def test_it_is_valid_for_so_long(*, remember: bool, lifetime_s: int) -> None:
    cookie = _value(issued(CREDENTIALS, NOW_S, remember=remember, secure=False))
    assert is_valid(cookie, CREDENTIALS, NOW_S)
    assert is_valid(cookie, CREDENTIALS, NOW_S + lifetime_s - 1)
    assert not is_valid(cookie, CREDENTIALS, NOW_S + lifetime_s)


def test_it_is_found_among_others() -> None:
    cookie = _value(issued(CREDENTIALS, NOW_S, remember=False, secure=False))
    assert is_valid(b"a=b; " + cookie + b"; c=d", CREDENTIALS, NOW_S)
    assert not is_valid(b"not_" + cookie, CREDENTIALS, NOW_S)


@pytest.mark.parametrize(
    "changed", [{"password_hash": "$scrypt$of another"}, {"secret": b"another"}, {"username": "x"}]
)
def test_it_dies_with_what_it_was_given_for(changed: dict[str, object]) -> None:
    cookie = _value(issued(CREDENTIALS, NOW_S, remember=True, secure=False))
    assert not is_valid(cookie, msgspec.structs.replace(CREDENTIALS, **changed), NOW_S)


@given(st.integers(0, len("v1.00000000.00000000000000000000000000000000") - 1), st.integers(1, 255))
def test_no_byte_of_it_can_be_changed(index: int, difference: int) -> None:
    cookie = bytearray(_value(issued(CREDENTIALS, NOW_S, remember=True, secure=False)))
    cookie[len(b"oevse_session=") + index] ^= difference
    assert not is_valid(bytes(cookie), CREDENTIALS, NOW_S)


@given(st.binary(max_size=100))
def test_nothing_made_up_is_valid(made_up: bytes) -> None:
    assert not is_valid(made_up, CREDENTIALS, NOW_S)
    assert not is_valid(b"oevse_session=" + made_up, CREDENTIALS, NOW_S)
