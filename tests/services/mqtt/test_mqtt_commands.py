"""Commands by MQTT: what is meant is done, what cannot be meant is refused in words and changes nothing."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from station_rig import StationRig

from pilotwire.services.mqtt.arrangement import Access
from pilotwire.services.mqtt.commands import (
    MAX_PAYLOAD_BYTES,
    REFUSALS,
    TOPICS,
    Do,
    RejectedError,
    RestartStation,
    SendRapi,
    understand,
)
from pilotwire.station.claims import ChargeState, Client, Wish
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.settings import SettingsError
from pilotwire.station.status import DivertMode

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["active", "disabled", "clear", "energy", "gateway"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["state", "charge_current", "max_current", "auto_release", "type", "value", "device", "time", "days"]
            )
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
PAYLOADS = st.binary(max_size=20) | st.text(max_size=20).map(str.encode) | JSON.map(lambda o: json.dumps(o).encode())
NAMES = st.sampled_from([*TOPICS, "rapi/in/$SC", "rapi/in/x/$GS", "rapi/in/"]) | st.text(max_size=10)


def do(rig: StationRig, name: str, payload: str, access: Access = Access.SAFE) -> None:
    understood = understand(name, payload.encode(), rig.status, access)
    assert isinstance(understood, Do)
    understood.command(rig.station, rig.now)
    rig.run(100)


def wish_of(rig: StationRig, client: int) -> Wish | None:
    claim = rig.status.claim(client)
    return None if claim is None else claim.wish


def test_properties_are_sent_one_by_one() -> None:
    rig = StationRig()
    do(rig, "claim/set", '{"charge_current": 12}')
    do(rig, "claim/set", '{"state": "disabled", "max_current": "16"}')
    assert wish_of(rig, Client.MQTT) == Wish(ChargeState.DISABLED, 12, 16)
    do(rig, "claim/set", '{"state": "clear", "charge_current": "clear"}')
    assert wish_of(rig, Client.MQTT) == Wish(None, None, 16)
    do(rig, "claim/set", "release")
    assert wish_of(rig, Client.MQTT) is None


def test_an_override_ends_at_unplug_unless_told_otherwise() -> None:
    rig = StationRig()
    do(rig, "override/set", '{"state": "active"}')
    assert wish_of(rig, Client.MANUAL) == Wish(ChargeState.ACTIVE, auto_release=True)
    do(rig, "override/set", '{"auto_release": false}')
    do(rig, "override/set", '{"charge_current": 10}')
    assert wish_of(rig, Client.MANUAL) == Wish(ChargeState.ACTIVE, 10)
    do(rig, "override/set", "clear")
    assert wish_of(rig, Client.MANUAL) is None
    do(rig, "override/set", "toggle")
    assert wish_of(rig, Client.MANUAL) == Wish(ChargeState.DISABLED, auto_release=True)


def test_a_claim_has_the_lease_of_the_settings() -> None:
    rig = StationRig(settings={"claims_lease_time": 30})
    do(rig, "claim/set", '{"state": "disabled"}')
    rig.run(29_000)
    assert wish_of(rig, Client.MQTT) is not None
    rig.run(2_000)
    assert wish_of(rig, Client.MQTT) is None


def test_limit_schedule_divert_and_shaper_are_set() -> None:
    rig = StationRig(settings={"divert_enabled": True})
    do(rig, "limit/set", '{"type": "energy", "value": 9000}')
    assert rig.status.limit == Limit(LimitType.ENERGY, 9000, auto_release=True)
    do(rig, "limit/set", "clear")
    assert rig.status.limit is None
    do(rig, "schedule/set", '{"state": "active", "time": "22:00", "days": ["monday"]}')
    assert [event.id for event in rig.status.schedule] == [1]
    do(rig, "schedule/clear", "1")
    assert not rig.status.schedule
    do(rig, "divertmode/set", "2")
    assert rig.status.divert.mode is DivertMode.ECO
    do(rig, "shaper/set", "1")
    assert rig.status.shaper.running
    do(rig, "config/set", '{"led_brightness": 10, "divert_PV_ratio": 0.5}')
    assert (rig.status.settings.led_brightness, rig.status.settings.divert_pv_ratio) == (10, 0.5)


@pytest.mark.parametrize(
    ("name", "payload", "words"),
    [
        ("shaper/set", "off", "give 1 (on) or 0 (off)"),
        ("shaper/set", "", "give 1 (on) or 0 (off)"),
        ("divertmode/set", "3", "give 1"),
        ("override/set", "{", "it is not JSON"),
        ("override/set", "[]", "give a JSON object"),
        ("override/set", "{}", "it has none of state"),
        ("override/set", '{"state": "on"}', 'state must be "active"'),
        ("claim/set", '{"charge_current": 81}', "charge_current must be a current from 0 to 80 A"),
        ("claim/set", '{"charge_current": "much"}', "charge_current must be a current"),
        ("claim/set", '{"auto_release": 7}', "auto_release must be true or false"),
        ("limit/set", '{"type": "energy", "value": 0}', "value: "),
        ("schedule/set", '{"state": "active"}', "time: "),
        ("schedule/clear", "9", "there is no such event"),
        ("restart", '{"device": "moon"}', 'device must be "gateway"'),
        ("config/set", "null", "give a JSON object"),
        ("rapi/in/GS", "", "a command is one line"),
        ("rapi/in/$FP", "0 0 \u00e4", "a command is one line"),
        ("moon/set", "1", "there is no such command"),
        ("claim/set", "x" * (MAX_PAYLOAD_BYTES + 1), "16385 bytes are more"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(name: str, payload: str, words: str) -> None:
    rig = StationRig()
    with pytest.raises(RejectedError, match=f"^{re.escape(words)}"):
        understand(name, payload.encode(), rig.status, Access.ALL)


def test_settings_out_of_range_are_refused_by_the_station() -> None:
    rig = StationRig()
    with pytest.raises(SettingsError, match=r"^mqtt_port: 0 is out of range"):
        do(rig, "config/set", '{"mqtt_port": 0, "led_brightness": 1}')
    assert rig.status.settings.led_brightness == 128


@given(st.lists(st.tuples(NAMES, PAYLOADS, st.sampled_from([*Access])), max_size=6))
def test_nothing_raises_anything_else_and_what_is_rejected_changes_nothing(
    messages: list[tuple[str, bytes, Access]],
) -> None:
    rig = StationRig()
    for name, payload, access in messages:
        before = rig.status
        try:
            understood = understand(name, payload, before, access)
            if isinstance(understood, Do):
                understood.command(rig.station, rig.now)
        except REFUSALS:
            after = rig.status
            assert (after.claims, after.limit, after.schedule, after.settings, after.versions) == (
                before.claims,
                before.limit,
                before.schedule,
                before.settings,
                before.versions,
            )


# -- what needs leave ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"ground_check": False},
        {"gfci_check": 0},
        {"max_current_hard": 16},
        {"scale": 100, "offset": 0},
        {"www_password": "x"},
        {"ap": "x"},
        {"mqtt_commands": "all"},
        {"pmc": "all"},
        {"flags": 0},
        {"f": 0},
        {"rfid_enabled": True},
        {"over_temp_shutdown": 100},
    ],
)
def test_protections_calibration_and_access_are_changed_with_leave_only(change: dict[str, object]) -> None:
    rig = StationRig()
    payload = json.dumps(change).encode()
    with pytest.raises(RejectedError, match="cannot be changed by MQTT while mqtt_commands is not all"):
        understand("config/set", payload, rig.status, Access.SAFE)
    assert isinstance(understand("config/set", payload, rig.status, Access.ALL), Do)


def test_a_configuration_can_be_sent_back_as_it_was_told() -> None:
    from pilotwire.services.host import Identity  # noqa: PLC0415 - only here
    from pilotwire.services.mqtt.documents import config_text, configuration  # noqa: PLC0415
    from pilotwire.services.process_facts import ProcessFacts  # noqa: PLC0415

    rig = StationRig(settings={"mqtt_pass": "secret"})
    told = config_text(configuration(Identity("246f28ab7b2c", "v", "1", "b", "c"), rig.status, ProcessFacts(0, 0, 0)))
    before = rig.status
    do(rig, "config/set", told)
    assert rig.status.settings == before.settings


@pytest.mark.parametrize("command", ["$GS", "$SC 13 V", "$SC 13", "$FE", "$FS", "$FD", "$FR", "$ST 22 0 6 0", "$S3 4"])
def test_raw_commands_that_charging_needs_pass(command: str) -> None:
    name, _, payload = command.partition(" ")
    understood = understand(f"rapi/in/{name}", payload.encode(), StationRig().status, Access.SAFE)
    assert understood == SendRapi(command)


@pytest.mark.parametrize("command", ["$FF G 0", "$SA 100 0", "$SC 16 M", "$SK 0", "$SL 1", "$SY 0 0", "$SV 1", "$Z"])
def test_other_raw_commands_need_leave(command: str) -> None:
    name, _, payload = command.partition(" ")
    with pytest.raises(RejectedError, match="cannot be changed by MQTT"):
        understand(f"rapi/in/{name}", payload.encode(), StationRig().status, Access.SAFE)
    assert understand(f"rapi/in/{name}", payload.encode(), StationRig().status, Access.ALL) == SendRapi(command)


def test_commands_can_be_switched_off() -> None:
    for name in TOPICS:
        with pytest.raises(RejectedError, match="commands are switched off"):
            understand(name, b"1", StationRig().status, Access.NONE)


def test_both_machines_can_be_restarted() -> None:
    rig = StationRig()
    assert understand("restart", b'{"device":"gateway"}', rig.status, Access.SAFE) == RestartStation()
    do(rig, "restart", '{"device":"evse"}')
