"""The gateway's words for claims and times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from station_statuses import any_claim

from pilotwire.services.openevse.words import (
    FieldError,
    WishBody,
    claim_document,
    local_text,
    parse_client,
    parse_flag,
    parse_wish,
    target_document,
    utc_text,
    wish_document,
)
from pilotwire.station.arbitration import Bounds, arbitrate
from pilotwire.station.claims import ChargeState, Claim, Wish


@pytest.mark.parametrize(
    ("asked", "wish"),
    [
        ({}, Wish(auto_release=True)),
        ({"state": "active"}, Wish(ChargeState.ACTIVE, auto_release=True)),
        ({"state": "dis"}, Wish(ChargeState.DISABLED, auto_release=True)),
        ({"state": "Active"}, Wish(auto_release=True)),
        ({"state": "clear"}, Wish(auto_release=True)),
        ({"state": None}, Wish(auto_release=True)),
        ({"charge_current": 16, "max_current": 13}, Wish(None, 16, 13, auto_release=True)),
        ({"charge_current": 0}, Wish(None, 0, auto_release=True)),
        ({"charge_current": 13.7}, Wish(None, 13, auto_release=True)),
        ({"charge_current": "14"}, Wish(None, 14, auto_release=True)),
        ({"charge_current": "clear"}, Wish(auto_release=True)),
        ({"charge_current": None}, Wish(auto_release=True)),
        ({"charge_current": 4294967295}, Wish(auto_release=True)),
        ({"auto_release": False}, Wish(auto_release=False)),
        ({"auto_release": 0}, Wish(auto_release=False)),
        ({"auto_release": "false"}, Wish(auto_release=False)),
        ({"auto_release": None}, Wish(auto_release=True)),
        ({"energy_limit": 5000, "client": 5, "unknown": []}, Wish(auto_release=True)),
    ],
)
def test_a_wish_is_read_as_clients_write_it(asked: dict[str, object], wish: Wish) -> None:
    assert parse_wish(asked, auto_release=True) == wish


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"state": 5}, "state"),
        ({"state": ["active"]}, "state"),
        ({"charge_current": -3}, "charge_current"),
        ({"charge_current": True}, "charge_current"),
        ({"charge_current": "fast"}, "charge_current"),
        ({"charge_current": "1e3"}, "charge_current"),
        ({"charge_current": 4294967296}, "charge_current"),
        ({"charge_current": [16]}, "charge_current"),
        ({"max_current": {}}, "max_current"),
        ({"auto_release": "no"}, "auto_release"),
        ({"auto_release": 2}, "auto_release"),
        ({"auto_release": []}, "auto_release"),
    ],
)
def test_a_field_that_can_never_be_valid_is_named(asked: dict[str, object], name: str) -> None:
    with pytest.raises(FieldError, match=f"^{name} must be ") as caught:
        parse_wish(asked, auto_release=True)
    assert caught.value.name == name


def test_without_a_word_about_it_the_caller_decides_whether_it_ends_at_unplug() -> None:
    assert not parse_wish({}, auto_release=False).auto_release


# To JSON 1.0 is the number 1, to msgspec it is another type.
_fractions = st.floats(allow_nan=False).filter(lambda number: number not in (0, 1))
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | _fractions | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(WishBody.__struct_fields__, _json)))
def test_what_is_taken_is_what_is_documented(asked: dict[str, object]) -> None:
    try:
        msgspec.convert(asked, WishBody)
    except msgspec.ValidationError:
        with pytest.raises(FieldError):
            parse_wish(asked, auto_release=True)
    else:
        wish = parse_wish(asked, auto_release=True)
        assert all(current is None or current >= 0 for current in (wish.charge_current_a, wish.max_current_a))


@given(any_claim)
def test_a_wish_that_was_told_means_the_same_when_it_comes_back(claim: Claim) -> None:
    told = msgspec.json.decode(msgspec.json.encode(wish_document(claim.wish)))
    assert parse_wish(told, auto_release=not claim.wish.auto_release) == claim.wish


def test_a_claim_is_told_without_what_it_does_not_set() -> None:
    claim = Claim(65538, 50, Wish(ChargeState.ACTIVE, 11))
    assert msgspec.json.encode(claim_document(claim)) == (
        b'{"client":65538,"priority":50,"state":"active","charge_current":11,"auto_release":false}'
    )
    assert msgspec.json.encode(wish_document(claim.wish)) == (
        b'{"state":"active","charge_current":11,"auto_release":false}'
    )


def test_the_target_is_told_with_those_who_decided() -> None:
    claims = (Claim(65538, 50, Wish(ChargeState.ACTIVE, 11)), Claim(65548, 5000, Wish(max_current_a=20)))
    assert msgspec.json.decode(msgspec.json.encode(target_document(arbitrate(claims, Bounds(6, 32))))) == {
        "properties": {"state": "active", "charge_current": 11, "max_current": 20, "auto_release": False},
        "claims": {"state": 65538, "charge_current": 65538, "max_current": 65548},
    }
    assert msgspec.json.encode(target_document(arbitrate((), Bounds(6, 32)))) == (
        b'{"properties":{"state":"active","auto_release":false},"claims":{}}'
    )


@pytest.mark.parametrize(
    ("text", "client"),
    [
        ("0", 0),
        ("20", 20),
        ("020", 20),
        ("4294967295", 4294967295),
        ("4294967296", None),
        ("9" * 5000, None),
        ("-1", None),
        ("+1", None),
        ("1.0", None),
        ("abc", None),
        ("", None),
        ("\N{SUPERSCRIPT TWO}", None),
        ("\N{ARABIC-INDIC DIGIT TWO}", None),
    ],
)
def test_a_client_is_an_unsigned_number_of_32_bits(text: str, client: int | None) -> None:
    assert parse_client(text) == client


@pytest.mark.parametrize("value", [True, 1, 1.0, "true"])
def test_on_is_written_in_these_ways(value: object) -> None:
    assert parse_flag("hard", value, default=False) is True


def test_times_are_written_to_the_second() -> None:
    moment = datetime(2026, 3, 4, 5, 6, 7, 890_000, tzinfo=UTC)
    assert utc_text(moment) == "2026-03-04T05:06:07Z"
    assert utc_text(moment.replace(microsecond=0)) == "2026-03-04T05:06:07Z"
    assert local_text(moment.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2026-03-04T10:36:07+0530"
    assert local_text(moment.astimezone(timezone(-timedelta(hours=3)))) == "2026-03-04T02:06:07-0300"
