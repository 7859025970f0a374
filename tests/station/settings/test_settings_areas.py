"""Changing settings: names, secrets, flags, the areas they are kept in, and coming back after a restart."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.settings import (
    DUMMY_PASSWORD,
    KEYS,
    LONG_NAMES,
    Areas,
    FactoryLockedError,
    Settings,
    SettingsError,
    Text,
    flags_of,
    shown,
)
from pilotwire.station.settings.flags import values_of

NEW = Areas.for_station("7b2c")
DEFAULT_FLAGS = 0x1CC00008
LOCK = 1 << 21
SECRET = "correct horse battery staple"  # noqa: S105 - a secret of nobody
NAMES = [*LONG_NAMES.values(), *(key.short for key in KEYS.values()), "flags", "f", "unknown"]
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-2, 70000)
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["eco", "mqtts", "true", "off", "1884", DUMMY_PASSWORD])
    | st.lists(st.integers(), max_size=1)
)


def hashed(password: str) -> str:
    return f"$hash${password[::-1]}"


def change(areas: Areas, values: Mapping[str, object], *, factory: bool = False) -> tuple[Areas, frozenset[str]]:
    return areas.changed(values, hash_password=hashed, factory=factory)


def after(*posts: Mapping[str, object]) -> Areas:
    areas = NEW
    for values in posts:
        areas, _ = change(areas, values)
    return areas


# -- what is changed ---------------------------------------------------------------------------------------------


def test_the_first_change_locks_the_factory_settings() -> None:
    areas, changed = change(NEW, {"lang": "fr"})
    assert areas.current.lang == "fr"
    assert areas.current.factory_write_lock
    assert areas.current.flags_changed == LOCK
    assert changed == {"lang", "factory_write_lock", "flags_changed"}


def test_the_same_again_is_no_change() -> None:
    areas = after({"lang": "fr"})
    again, changed = change(areas, {"lang": "fr"})
    assert again is areas
    assert not changed


@pytest.mark.parametrize("values", [{}, {"unknown_key": 1}, {"buildenv": "x", "version": "y", "protocol": "q"}])
def test_what_is_not_ours_to_change_is_ignored(values: Mapping[str, object]) -> None:
    areas, changed = change(NEW, values)
    assert areas is NEW
    assert not changed


def test_short_names_count_and_long_ones_win() -> None:
    assert after({"lan": "de"}).current.lang == "de"
    assert after({"lang": "en", "lan": "it"}).current.lang == "en"
    assert after({"divert_PV_ratio": 0.5, "dpr": 0.6}).current.divert_pv_ratio == 0.5
    assert after({"ap": "secret"}).current.www_password == hashed("secret")


def test_nothing_is_changed_when_one_value_is_impossible() -> None:
    with pytest.raises(SettingsError, match=r"^mpt: 70000 is out of range") as caught:
        change(NEW, {"lang": "fr", "mpt": 70000})
    assert caught.value.key == "mpt"


# -- secrets -----------------------------------------------------------------------------------------------------


def test_a_secret_sent_back_as_shown_stays() -> None:
    areas = after({"mqtt_pass": "mq", "www_password": "abc"})
    again, changed = change(areas, {"mqtt_pass": DUMMY_PASSWORD, "www_password": DUMMY_PASSWORD})
    assert again is areas
    assert not changed
    assert again.current == areas.current


def test_no_text_clears_a_secret() -> None:
    assert after({"mqtt_pass": "mq"}, {"mqtt_pass": ""}).current.mqtt_pass == ""
    assert after({"www_password": "abc"}, {"www_password": None}).current.www_password == ""


def test_the_password_is_kept_as_a_hash_only() -> None:
    areas = after({"www_password": "abc"})
    assert areas.current.www_password == hashed("abc")
    assert "abc" not in areas.stored().values()


def test_other_text_may_look_like_a_hidden_secret() -> None:
    assert after({"lang": DUMMY_PASSWORD}).current.lang == DUMMY_PASSWORD


def test_what_is_shown_says_only_whether_a_secret_is_set() -> None:
    document = shown(after({"pass": "wifi1", "ocpp_authkey": "C0FFEE"}).current)
    assert document["pass"] == document["ocpp_authkey"] == DUMMY_PASSWORD
    assert document["ap_pass"] == ""


# -- flags -------------------------------------------------------------------------------------------------------


def test_flags_of_a_new_station() -> None:
    assert flags_of(NEW.current) == DEFAULT_FLAGS
    assert flags_of(after({"lang": "fr"}).current) == DEFAULT_FLAGS | LOCK == 484442120


def test_bits_of_switches_that_were_ever_flipped_are_remembered() -> None:
    areas = after(
        {"sntp_enabled": False},
        {"sntp_enabled": True},
        {"mqtt_enabled": 1},
        {"mqtt_enabled": False},
        {"mqtt_protocol": "mqtts"},
        {"mqtt_protocol": "bogus"},
        {"charge_mode": "eco"},
        {"charge_mode": "bogus"},
    )
    assert flags_of(areas.current) == 484442120
    assert areas.current.flags_changed == 2104442


def test_writing_the_word_writes_the_switches_without_remembering() -> None:
    areas = after({"lang": "fr"}, {"flags": 0})
    current = areas.current
    assert flags_of(current) == LOCK, "every change sets the lock"
    assert current.flags_changed == LOCK
    assert not any(
        (
            current.sntp_enabled,
            current.ocpp_auth_auto,
            current.ocpp_auth_offline,
            current.default_state,
            current.temp_throttle_enabled,
            current.lcd_network_info,
        )
    )
    assert current.mqtt_reject_unauthorized
    back, changed = change(areas, {"f": 484442120})
    assert back.current == after({"lang": "fr"}).current
    assert "default_state" in changed


def test_the_memory_of_flips_can_be_written() -> None:
    areas = after({"lang": "fr"}, {"flags_changed": 0}, {"rfid_enabled": True}, {"wizard_passed": True})
    assert flags_of(areas.current) == 518258696
    assert areas.current.flags_changed == 33816576


def test_a_switch_given_beside_the_word_wins() -> None:
    areas = after({"flags": 0, "sntp_enabled": True})
    assert areas.current.sntp_enabled
    assert not areas.current.default_state


def test_bits_without_a_meaning_are_ignored() -> None:
    assert flags_of(after({"flags": 0xFFFFFFFF}).current) & ~0x1FFFFFFF == 0
    assert after({"flags": 0xFFFFFFFF}).current.charge_mode == "fast", "7 is none of the modes"


@given(st.integers(0, 0xFFFFFFFF))
def test_a_word_read_back_means_the_same(word: int) -> None:
    settings = msgspec.structs.replace(Settings(), **values_of(word))
    assert values_of(flags_of(settings)) == values_of(word)


# -- areas -------------------------------------------------------------------------------------------------------


def test_factory_settings_survive_a_reset() -> None:
    areas, changed = change(NEW, {"lang": "sv", "hostname": "factoryname"}, factory=True)
    assert {"lang", "hostname"} < changed
    assert areas.current == areas.factory
    assert areas.stored() == {}
    areas, _ = change(areas, {"lang": "de"})
    assert areas.stored() == {"lang": "de"}
    reset, _ = Areas.restored("7b2c", {}, areas.stored(factory=True))
    assert reset.current == areas.factory
    assert reset.current.lang == "sv"


def test_a_user_may_go_back_to_the_built_in_default() -> None:
    areas, _ = change(NEW, {"lang": "sv"}, factory=True)
    areas, _ = change(areas, {"lang": ""})
    assert areas.stored() == {"lang": ""}


def test_factory_settings_can_be_changed_once() -> None:
    once, _ = change(NEW, {"lang": "sv"}, factory=True)
    for locked in (once, after({"lang": "de"})):
        with pytest.raises(FactoryLockedError, match="Factory settings locked"):
            change(locked, {"lang": "no"}, factory=True)


def test_the_lock_cannot_be_opened() -> None:
    areas, changed = change(after({"lang": "de"}), {"factory_write_lock": False})
    assert areas.current.factory_write_lock
    assert not changed


def test_each_area_keeps_what_differs_from_the_one_under_it() -> None:
    areas, _ = change(NEW, {"lang": "sv"}, factory=True)
    user, _ = change(areas, {"lang": "de", "divert_PV_ratio": 0.5})
    assert user.stored(factory=True) == {"lang": "sv", "flags_changed": LOCK, "factory_write_lock": True}
    assert user.stored() == {"lang": "de", "divert_PV_ratio": 0.5}


def test_values_that_are_no_longer_valid_are_dropped_and_told() -> None:
    areas, dropped = Areas.restored(
        "7b2c", {"lang": "de", "mqtt_port": 70000, "gone": 1, "mqtt_pass": "x" * 5000}, {"temp_unit": "k", "lang": "sv"}
    )
    assert areas.factory == msgspec.structs.replace(NEW.built_in, lang="sv")
    assert areas.current == msgspec.structs.replace(NEW.built_in, lang="de")
    assert [(drop.key, drop.reason.split(";")[0]) for drop in dropped] == [
        ("temp_unit", '"k" is none of the choices'),
        ("mqtt_port", "70000 is out of range"),
        ("gone", "This version has no such setting."),
        ("mqtt_pass", "5000 bytes of text are too many"),
    ]


@given(st.lists(st.tuples(st.booleans(), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6)), max_size=4))
def test_whatever_is_posted_is_refused_or_survives_a_restart(posts: list[tuple[bool, dict[str, object]]]) -> None:
    areas = NEW
    for factory, values in posts:
        before = areas
        try:
            areas, changed = change(areas, values, factory=factory)
        except (SettingsError, FactoryLockedError):
            continue
        assert changed == {name for name in KEYS if getattr(areas.current, name) != getattr(before.current, name)}
        assert bool(changed) is (areas != before)
        assert areas.current.factory_write_lock or not changed
    kept = msgspec.json.decode(msgspec.json.encode([areas.stored(), areas.stored(factory=True)]))
    assert Areas.restored("7b2c", *kept) == (areas, ())


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8))
def test_what_is_shown_can_be_posted_back_without_effect(values: dict[str, object]) -> None:
    try:
        areas, _ = change(NEW, values)
    except SettingsError:
        return
    again, changed = change(areas, shown(areas.current))
    assert again == areas
    assert not changed


@given(st.sampled_from([name for name, key in KEYS.items() if isinstance(key, Text) and key.secret]))
def test_no_secret_is_told(attribute: str) -> None:
    shapes = {"rfid_users": '{"%s":"Ada"}', "emoncms_servers": '[{"apikey":"%s"}]'}
    areas = after({LONG_NAMES[attribute]: shapes.get(attribute, "%s") % SECRET})
    assert SECRET not in repr(areas)
    assert SECRET not in str(shown(areas.current))
    assert hashed(SECRET) not in repr(areas)
    assert hashed(SECRET) not in str(shown(areas.current))
