"""RFID tokens as ids, and their names."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.station.rfid_names import (
    is_id,
    listed_ids,
    normalised,
    protected,
    renamed,
    rfid_names,
    shortened,
    token_id,
    unprotected,
)
from pilotwire.station.settings import Areas, Settings, SettingsError

SALT = "salt of this station"
EMPTY = Settings(rfid_salt=SALT)
ADA, BO = token_id("04a2b3c4", SALT), token_id("05b3c4d5", SALT)


def changed(before: Settings, values: object) -> Settings:
    assert isinstance(values, dict)
    return Areas(before, before, before).changed(protected(before, values), hash_password=str)[0].current


_texts = st.text(min_size=1, max_size=30)


@settings(max_examples=25)
@given(st.text(alphabet="0123456789abcdefABCDEF:- ", min_size=1, max_size=20), st.text(max_size=8))
def test_a_token_cannot_be_read_from_its_id_and_is_the_same_however_it_is_written(token: str, salt: str) -> None:
    own = token_id(token, salt)
    assert is_id(own)
    assert token_id(token.upper().replace(":", "-"), salt) == own
    assert token_id(own, salt) == own
    assert normalised(token) not in own or len(normalised(token)) <= 3


def test_another_station_makes_other_ids() -> None:
    assert token_id("04a2b3c4", "another salt") != ADA


@settings(max_examples=20)
@given(st.dictionaries(_texts, _texts, max_size=3), _texts)
def test_every_name_is_kept_as_it_was_given(names: dict[str, str], name: str) -> None:
    now = EMPTY
    for known, text in names.items():
        now = changed(now, renamed(now, known, text))
    now = changed(now, renamed(now, "04a2b3c4", name))
    assert rfid_names(now)[ADA] == name
    assert set(rfid_names(now)) == {token_id(known, SALT) for known in names} | {ADA}


def test_tokens_are_never_kept_whoever_writes_them() -> None:
    now = changed(EMPTY, {"rfid_storage": " 04:A2:B3:C4 , 05b3c4d5,04a2b3c4", "rfid_users": '{"04A2B3C4":"Ada"}'})
    assert listed_ids(now) == (ADA, BO)
    assert rfid_names(now) == {ADA: "Ada"}
    kept = msgspec.json.encode(now).decode().lower()
    assert "04a2b3c4" not in kept
    assert "05b3c4d5" not in kept


def test_a_client_adds_to_what_it_has_read() -> None:
    now = changed(EMPTY, {"rfid_storage": "04a2b3c4"})
    now = changed(now, {"rs": f"{now.rfid_storage},05b3c4d5"})
    assert listed_ids(now) == (ADA, BO)


def test_a_token_taken_off_the_list_loses_its_name() -> None:
    now = changed(EMPTY, {"rfid_storage": "04a2b3c4,05b3c4d5"})
    now = changed(now, renamed(now, "04a2b3c4", "Ada"))
    now = changed(now, renamed(now, BO, "Bo"))
    now = changed(now, {"rfid_storage": BO})
    assert rfid_names(now) == {BO: "Bo"}


def test_an_empty_name_takes_a_name_away_and_the_last_one_leaves_nothing() -> None:
    now = changed(EMPTY, renamed(EMPTY, "04a2b3c4", "Ada"))
    assert changed(now, renamed(now, ADA, "")).rfid_users == ""


def test_more_names_than_there_is_room_for_are_refused() -> None:
    now = EMPTY
    with pytest.raises(SettingsError, match="too many"):
        changed(now, {"rfid_users": msgspec.json.encode({f"#{n:016x}": "x" * 200 for n in range(200)}).decode()})


@pytest.mark.parametrize(
    "text", ["x", "[]", '{"a":1}', '{"a":"b"', '{"a":{"b":"c"}}', '{"a":"b",}', '{"a":"\\x"}', '{"a":"\\ud800"}']
)
def test_what_is_no_object_of_names_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="JSON object"):
        changed(EMPTY, {"rfid_users": text})


def test_what_an_earlier_version_kept_plainly_is_protected() -> None:
    old = Settings(rfid_salt=SALT, rfid_storage="04a2b3c4,05b3c4d5", rfid_users='{"04a2b3c4":"Ada"}')
    now = changed(old, unprotected(old))
    assert listed_ids(now) == (ADA, BO)
    assert rfid_names(now) == {ADA: "Ada"}
    assert unprotected(now) == {}


@pytest.mark.parametrize(("token", "shown"), [("04a2b3c4", "…b3c4"), ("1234", "1234"), ("0004A2B3C4", "…b3c4")])
def test_everybody_may_see_the_last_digits(token: str, shown: str) -> None:
    assert shortened(token) == shown
