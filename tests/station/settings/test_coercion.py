"""How values from outside are read: lenient about form, strict about range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.settings import KEYS, LONG_NAMES, SettingsError
from pilotwire.station.settings.coercion import coerced
from pilotwire.station.settings.values import DEFAULTS

MAX_U64 = 18446744073709551615


def read(attribute: str, value: object) -> object:
    return coerced(LONG_NAMES[attribute], KEYS[attribute], value, DEFAULTS[attribute])


@pytest.mark.parametrize(
    ("attribute", "value", "meant"),
    [
        ("mqtt_port", "1884", 1884),
        ("mqtt_port", " 1884 ", 1884),
        ("mqtt_port", 1883.7, 1883),
        ("mqtt_port", "1.9e3", 1900),
        ("mqtt_port", True, 1),
        ("mqtt_port", None, 1883),
        ("mqtt_port", "", 1883),
        ("limit_default_value", None, 0),
        ("tesla_created_at", "", 0),
        ("tesla_expires_in", MAX_U64, MAX_U64),
        ("tesla_expires_in", 18446744073709552000, MAX_U64),
        ("tesla_expires_in", 1.8446744073709552e19, MAX_U64),
        ("divert_type", -1, -1),
        ("divert_type", -0.9, 0),
        ("divert_type", None, 0),
        ("divert_pv_ratio", "0.9", 0.9),
        ("divert_pv_ratio", 1, 1.0),
        ("divert_pv_ratio", None, 0.0),
        ("voltage", 0, 0),
        ("voltage", 23000, 23000),
        ("voltage", None, 0),
        ("lang", 5, "5"),
        ("lang", 5.0, "5"),
        ("lang", 0.5, "0.5"),
        ("lang", True, "true"),
        ("lang", False, "false"),
        ("lang", None, ""),
        ("lang", "z" * 3000, "z" * 3000),
        ("time_zone", "bogus", "bogus"),
        ("hostname", "", ""),
        ("temp_unit", "f", "f"),
        ("temp_unit", None, "c"),
        ("limit_default_type", "none", "none"),
        ("mqtt_protocol", "mqtts", "mqtts"),
        ("mqtt_protocol", "bogus", "mqtt"),
        ("mqtt_protocol", None, "mqtt"),
        ("charge_mode", "eco", "eco"),
        ("charge_mode", "bogus", "fast"),
        ("charge_mode", 1, "fast"),
        ("mqtt_enabled", 1, True),
        ("mqtt_enabled", 0, False),
        ("mqtt_enabled", 0.5, True),
        ("mqtt_enabled", None, False),
        ("mqtt_enabled", "true", True),
        ("mqtt_enabled", "FALSE", False),
        ("mqtt_enabled", "1", True),
        ("mqtt_enabled", "0", False),
        ("mqtt_enabled", "on", True),
        ("mqtt_enabled", "off", False),
        ("mqtt_enabled", "", False),
    ],
)
def test_read_as(attribute: str, value: object, meant: object) -> None:
    got = read(attribute, value)
    assert got == meant
    assert type(got) is type(meant)


@pytest.mark.parametrize(
    ("attribute", "value", "told"),
    [
        ("mqtt_port", 70000, "70000 is out of range; use 1 to 65535."),
        ("mqtt_port", 0, "0 is out of range; use 1 to 65535."),
        ("mqtt_port", -1, "-1 is out of range; use 1 to 65535."),
        ("mqtt_port", "abc", '"abc" is not a number; use one.'),
        ("mqtt_port", "16A", '"16A" is not a number; use one.'),
        ("mqtt_port", "1_000", '"1_000" is not a number; use one.'),
        ("mqtt_port", "٣", '"٣" is not a number; use one.'),
        ("mqtt_port", "9" * 5000, '"' + "9" * 40 + '..." is not a number; use one.'),
        ("mqtt_port", 10**40, "The number is far too large; use a smaller one."),
        ("mqtt_port", float("nan"), "The number is infinite or none at all; use a finite one."),
        ("mqtt_port", "1e999", "The number is infinite or none at all; use a finite one."),
        ("mqtt_port", [1883], "A list or an object is not a number; use one."),
        ("mqtt_port", {}, "A list or an object is not a number; use one."),
        ("divert_type", 300, "300 is out of range; use -1 to 1."),
        ("divert_pv_ratio", -0.1, "-0.1 is out of range; use 0 to 10."),
        ("divert_pv_ratio", float("inf"), "The number is infinite or none at all; use a finite one."),
        ("vehicle_data_src", 9, "9 is out of range; use 0 to 3."),
        (
            "tesla_created_at",
            MAX_U64 + 100_000,
            "18446744073709651615 is out of range; use 0 to 18446744073709551615 s.",
        ),
        ("voltage", 230, "230 is out of range; use 0 or 6000 to 30000 cV."),
        ("heartbeat_interval", 66, "66 is out of range; use 0 to 65 s."),
        ("sample_interval", 0, "0 is out of range; use 1 to 86400 s."),
        ("temp_unit", "k", '"k" is none of the choices; use one of: c, f.'),
        (
            "limit_default_type",
            "x",
            '"x" is none of the choices; use one of: nothing, none, time, energy, soc, range, cost.',
        ),
        ("lang", ["x"], "A list or an object is no text; use text."),
        ("lang", {}, "A list or an object is no text; use text."),
        ("lang", "\ud800", "Half a character cannot be kept; use complete ones."),
        ("lang", "z" * 5000, "5000 bytes of text are too many; use 4096 at most."),
        ("ssid", "ä" * 17, "34 bytes of text are too many; use 32 at most."),
        ("hostname", "a" * 100, "100 bytes of text are too many; use 63 at most."),
        ("hostname", "a b", '"a b" is not possible; use letters, digits, hyphens, underscores and dots.'),
        ("www_certificate_id", "xyz", '"xyz" is not possible; use the hexadecimal id of a stored certificate.'),
        ("mqtt_enabled", "maybe", '"maybe" is neither on nor off; use true or false.'),
        ("mqtt_enabled", [], "A list or an object is neither on nor off; use true or false."),
        ("charge_mode", ["eco"], "A list or an object is no text; use text."),
    ],
)
def test_refused(attribute: str, value: object, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(attribute, value)
    assert caught.value.key == LONG_NAMES[attribute]
    assert caught.value.reason == told
    assert str(caught.value) == f"{LONG_NAMES[attribute]}: {told}"


def test_a_number_too_long_to_be_told_is_refused_all_the_same() -> None:
    for attribute in ("mqtt_port", "divert_pv_ratio", "lang"):
        with pytest.raises(SettingsError, match="far too large"):
            read(attribute, 10**5000)


@pytest.mark.parametrize("attribute", list(KEYS))
def test_every_default_is_read_as_itself(attribute: str) -> None:
    assert read(attribute, DEFAULTS[attribute]) == DEFAULTS[attribute]


@given(
    attribute=st.sampled_from(list(KEYS)),
    value=st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers(), max_size=2),
)
def test_what_was_read_is_read_as_itself_again(attribute: str, value: object) -> None:
    try:
        once = read(attribute, value)
    except SettingsError:
        return
    again = read(attribute, once)
    assert again == once
    assert type(again) is type(once)
    assert type(once) is type(DEFAULTS[attribute])
