"""Names of RFID tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.rfid_names import renamed, rfid_names, with_names_in_step
from pilotwire.station.settings import Areas, Settings, SettingsError

NAMED = Settings(rfid_storage="04a2,05b3", rfid_users='{"04a2":"Ada","06c4":"Bo"}')


def changed(settings: Settings, values: object) -> Settings:
    assert isinstance(values, dict)
    areas = Areas(settings, settings, settings)
    return areas.changed(values, hash_password=str)[0].current


_texts = st.text(min_size=1, max_size=30)


@given(st.dictionaries(_texts, _texts, max_size=5), _texts, _texts)
def test_every_name_is_kept_as_it_was_given(names: dict[str, str], tag: str, name: str) -> None:
    settings = Settings()
    for known, text in names.items():
        settings = changed(settings, renamed(settings, known, text))
    settings = changed(settings, renamed(settings, tag, name))
    assert rfid_names(settings) == {**names, tag: name}


def test_an_empty_name_takes_a_name_away_and_the_last_one_leaves_nothing() -> None:
    settings = changed(NAMED, renamed(NAMED, "04a2", ""))
    assert rfid_names(settings) == {"06c4": "Bo"}
    assert changed(settings, renamed(settings, "06c4", "")).rfid_users == ""


def test_more_names_than_there_is_room_for_are_refused() -> None:
    with pytest.raises(SettingsError, match="too many"):
        changed(NAMED, renamed(NAMED, "07d5", "x" * 5_000))


@pytest.mark.parametrize(
    "text", ["x", "[]", '{"a":1}', '{"a":"b"', '{"a":{"b":"c"}}', '{"a":"b",}', '{"a":"\\x"}', '{"a":"\\ud800"}']
)
def test_what_is_no_object_of_names_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="JSON object"):
        changed(NAMED, {"rfid_users": text})


def test_a_tag_taken_off_the_list_loses_its_name_and_only_it() -> None:
    for key in ("rfid_storage", "rs"):
        settings = changed(NAMED, with_names_in_step(NAMED, {key: "05b3"}))
        assert rfid_names(settings) == {"06c4": "Bo"}


@pytest.mark.parametrize(
    "values",
    [
        {"rfid_storage": "04a2, 07d5"},
        {"rfid_storage": 5},
        {"rfid_storage": "", "rfid_users": '{"04a2":"Ada"}'},
        {"divert_enabled": True},
    ],
)
def test_otherwise_names_stay_as_they_are(values: dict[str, object]) -> None:
    assert with_names_in_step(NAMED, values) == values
