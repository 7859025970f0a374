"""Frames: what is written can be read, and whatever comes is either a frame or refused."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.ocpp.frames import LONGEST_MESSAGE, Call, Error, ErrorCode, FrameError, Result, decode
from pilotwire.ocpp.schemas import PayloadError, Version, check_call, check_result

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
payloads = st.dictionaries(st.text(max_size=8), json_values, max_size=4)
ids = st.text(max_size=36)
frames = (
    st.builds(Call, ids, st.text(max_size=20), payloads)
    | st.builds(Result, ids, payloads)
    | st.builds(Error, ids, st.text(max_size=20), st.text(max_size=255), payloads)
)


@given(frames)
def test_what_is_written_can_be_read(frame: Call | Result | Error) -> None:
    assert decode(frame.text) == frame


@given(st.text() | json_values.map(json.dumps))
def test_whatever_comes_is_a_frame_or_refused(text: str) -> None:
    with suppress(FrameError):
        assert isinstance(decode(text), Call | Result | Error)


@pytest.mark.parametrize(
    ("text", "message_id", "is_call"),
    [
        ("", "-1", True),
        ("[", "-1", True),
        ("{}", "-1", True),
        ('[2,"a"]', "a", True),
        ('[2,"a","Reset",[]]', "a", True),
        ('[2,"a","Reset",{},1]', "a", True),
        ("[2," + f'"{"x" * 37}"' + ',"Reset",{}]', "-1", True),
        ('[3,"a",1]', "a", False),
        ("[3,7,{}]", "-1", False),
        ('[9,"a","Reset",{}]', "a", True),
        ("[" * 5000, "-1", True),
        ('[2,"a","Reset",{"x":NaN}]', "-1", True),
        ("x" * (LONGEST_MESSAGE + 1), "-1", True),
    ],
)
def test_what_is_no_frame_is_refused_with_the_id_it_had(text: str, message_id: str, is_call: bool) -> None:
    with pytest.raises(FrameError) as caught:
        decode(text)
    assert (caught.value.message_id, caught.value.is_call) == (message_id, is_call)


def test_a_careless_error_is_an_error() -> None:
    assert decode('[4,"a","InternalError"]') == Error("a", "InternalError")


@pytest.mark.parametrize(
    ("version", "action", "payload", "code"),
    [
        (Version.V16, "Reset", {"type": "Warm"}, ErrorCode.PROPERTY),
        (Version.V16, "Reset", {}, ErrorCode.OCCURRENCE),
        (Version.V16, "Reset", {"type": 5}, ErrorCode.TYPE),
        (Version.V16, "Reset", {"type": "Hard", "more": 1}, ErrorCode.FORMAT),
        (Version.V16, "RequestStartTransaction", {}, ErrorCode.NOT_IMPLEMENTED),
        (Version.V16, "../Reset", {}, ErrorCode.NOT_IMPLEMENTED),
        (Version.V201, "Reset", {"type": "Hard"}, ErrorCode.PROPERTY),
        (Version.V201, "RemoteStartTransaction", {}, ErrorCode.NOT_IMPLEMENTED),
    ],
)
def test_a_payload_that_is_not_as_its_schema_wants_it_is_refused(
    version: Version, action: str, payload: dict[str, object], code: ErrorCode
) -> None:
    with pytest.raises(PayloadError) as caught:
        check_call(action, payload, version)
    assert caught.value.code is code


def test_payloads_that_are_as_their_schemas_want_them_pass() -> None:
    check_call("Reset", {"type": "Hard"}, Version.V16)
    check_call("Reset", {"type": "Immediate"}, Version.V201)
    check_result("Heartbeat", {"currentTime": "2026-11-23T00:00:00Z"}, Version.V16)


def test_limits_in_tenths_pass_in_spite_of_binary_fractions() -> None:
    schedule = {"chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 21.4}]}
    profile = {
        "chargingProfileId": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": schedule,
    }
    check_call("SetChargingProfile", {"connectorId": 1, "csChargingProfiles": profile}, Version.V16)


def test_older_names_of_errors() -> None:
    assert ErrorCode.OCCURRENCE.name_in("1.6") == "OccurenceConstraintViolation"
    assert ErrorCode.OCCURRENCE.name_in("2.0.1") == "OccurrenceConstraintViolation"
