"""The comparison with recordings sees what differs, and rules allow what they say and nothing else."""

from __future__ import annotations

import pytest
from gateway_compare import Difference, compare
from gateway_player import Seen
from gateway_recording import RecordedFrame, RecordedRequest, RecordedResponse, Recording, Step
from memory_http import Answer, Heard
from named_differences import named_rules, unnamed, unused
from tolerances import same

REQUEST = RecordedRequest("GET", "/status", {}, None)
JSON = {"Content-Type": "application/json"}


def found(
    recorded: RecordedResponse = RecordedResponse(200, {}, ""),
    answer: Answer = Answer(200),
    frames: tuple[RecordedFrame, ...] = (),
    heard: tuple[Heard, ...] = (),
) -> list[tuple[str, str, str]]:
    step = Step(at_s=1.0, request=REQUEST, response=recorded, ws_frames=frames)
    seen = Seen(answer=answer, frames=heard, started_s=1.0, ended_s=2.0)
    differences = compare("a recording", Recording("", (step,)), [seen])
    assert {(item.recording, item.step) for item in differences} <= {("a recording", "1.0 GET /status")}
    return [(item.field, item.recorded, item.ours) for item in differences]


def bodies(recorded: str, ours: str) -> list[tuple[str, str, str]]:
    headers = {"content-type": "application/json"}
    return found(RecordedResponse(200, JSON, recorded), Answer(200, headers, ours.encode()))


def told(at_s: float, text: str) -> Heard:
    return Heard(at_s, "text", text)


def test_the_same_is_the_same() -> None:
    assert bodies('{"a":1,"b":[true,null]}', '{"b":[true,null],"a":1.0}') == []


@pytest.mark.parametrize(
    ("recorded", "ours", "field"),
    [
        ('{"a":1}', '{"a":2}', ("body.a", "1", "2")),
        ('{"a":1}', '{"a":true}', ("body.a", "1", "true")),
        ('{"a":1}', "{}", ("body.a", "1", "nothing")),
        ("{}", '{"a":null}', ("body.a", "nothing", "null")),
        ('{"a":[{"b":"x"}]}', '{"a":[{"b":"y"}]}', ("body.a[0].b", '"x"', '"y"')),
        ("[1]", "[1,2]", ("body[1]", "nothing", "2")),
        ("text", "another", ("body", '"text"', '"another"')),
    ],
)
def test_a_difference_names_its_place(recorded: str, ours: str, field: tuple[str, str, str]) -> None:
    assert bodies(recorded, ours) == [field]


def test_code_and_headers_are_compared() -> None:
    recorded = RecordedResponse(200, {**JSON, "Server": "theirs"}, "{}")
    ours = Answer(404, {"content-type": "text/plain", "server": "ours"}, b"{}")
    assert found(recorded, ours) == [
        ("status", "200", "404"),
        ("content-type", '"application/json"', '"text/plain"'),
    ]


def test_of_a_request_that_nobody_answered_only_that_is_compared() -> None:
    nothing = RecordedResponse(None, {}, "")
    assert found(nothing, Answer()) == []
    assert found(nothing, Answer(200, {"content-type": "text/plain"}, b"x")) == [("status", "null", "200")]


def test_frames_count_as_one_object_in_their_order() -> None:
    frames = (RecordedFrame('{"a":1,"b":1}'), RecordedFrame('{"a":2}'))
    assert found(frames=frames, heard=(told(1.1, '{"b":1}'), told(1.2, '{"a":2}'))) == []
    assert found(frames=frames, heard=(told(1.1, '{"a":2}'), told(1.2, '{"c":1}'))) == [
        ("ws.b", "1", "nothing"),
        ("ws.c", "nothing", "1"),
    ]


def test_a_frame_that_is_no_object_is_a_difference() -> None:
    assert found(heard=(told(1.0, "[1]"),)) == [("ws/frame", "nothing", "[1]")]


def test_pongs_and_ends_are_compared_and_pings_are_not() -> None:
    frames = (RecordedFrame("", 0, "ping"), RecordedFrame("616263", 1, "pong"))
    assert found(frames=frames, heard=(Heard(1.1, "pong", "616263"),)) == []
    assert found(frames=frames, heard=(Heard(1.1, "close", "03e8"),)) == [
        ("ws/pong", '["616263"]', "[]"),
        ("ws/close", "[]", '["03e8"]'),
    ]


def test_versions_are_compared_by_their_changes() -> None:
    steps = tuple(
        Step(at_s=at_s, request=REQUEST, response=RecordedResponse(200, {}, f'{{"claims_version":{version}}}'))
        for at_s, version in ((1.0, 4), (2.0, 5), (3.0, 6))
    )
    seen = [Seen(answer=Answer(200, {}, b'{"claims_version":%d}' % version)) for version in (4, 5, 5)]
    (difference,) = compare("a recording", Recording("", steps), seen)
    assert (difference.step, difference.recorded, difference.ours) == ("3.0 GET /status", '"+1"', '"+0"')


@pytest.mark.parametrize(("at_s", "differs"), [(2.4, False), (6.0, True)])
def test_what_is_told_regularly_may_be_told_a_little_later(at_s: float, differs: bool) -> None:
    energy = '{"session_elapsed":5,"total_energy":1.5}'
    steps = (Step(at_s=1.0, event="idle", ws_frames=(RecordedFrame(energy, 900),)), Step(at_s=2.0, event="idle"))
    seen = [Seen(started_s=1.0, ended_s=2.0), Seen(frames=(told(at_s, energy),), started_s=2.0, ended_s=9.0)]
    fields = {item.field for item in compare("a recording", Recording("", steps), seen)}
    assert fields == ({"ws.session_elapsed", "ws.total_energy"} if differs else set())


@pytest.mark.parametrize(
    ("name", "recorded", "ours", "expected"),
    [
        ("uptime", 12, 13, True),
        ("uptime", 12, 15, False),
        ("time", "2026-07-06T12:00:01Z", "2026-07-06T12:00:02Z", True),
        ("local_time", "2026-07-06T12:00:01+0100", "2026-07-06T12:00:01+0000", False),
        ("session_energy", 33.8, 35.8, True),
        ("total_energy", 33.8, 33.9, False),
        ("shaper_cur", 20.09166667, 20.091667, True),
        ("pilot", 16, 16.0, True),
        ("pilot", 16, 17, False),
        ("limit", False, 0, False),
    ],
)
def test_tolerances(name: str, recorded: object, ours: object, expected: bool) -> None:
    assert same(name, recorded, ours) is expected


# -- rules -------------------------------------------------------------------------------------------------------------

HEAD = "| Recording | Step | Field | Recorded | Ours |\n|---|---|---|---|---|\n"
DIFFERENCE = Difference("limit", "1.0 POST /limit", "body.a|b", '"x"', "nothing")


def rules_of(*rows: str, reason: str = "Because.") -> str:
    return f"# Title\n\n## Gateway\n\n{reason}\n\n{HEAD}" + "\n".join(rows) + "\n\n## Else\n\nNothing.\n"


@pytest.mark.parametrize(
    ("row", "allowed"),
    [
        (r'| `limit` | `1.0 POST /limit` | `body.a\|b` | `"x"` | nothing |', True),
        ("| `*` | `* POST *` | `body.*` | `*` | `nothing` |", True),
        ("| `other` `limit` | `*` | `*` | `*` | `*` |", True),
        ("| `other` | `*` | `*` | `*` | `*` |", False),
        ("| `limit` | `POST /limit` | `*` | `*` | `*` |", False),
        ('| `limit` | `*` | `*` | `"x"` | `"y"` |', False),
    ],
)
def test_a_rule_allows_what_all_its_cells_fit(row: str, allowed: bool) -> None:
    rules = named_rules(rules_of(row))
    assert (unnamed([DIFFERENCE], rules) == []) is allowed
    assert unused([DIFFERENCE], rules) == ([] if allowed else [row])


@pytest.mark.parametrize(
    "document",
    [
        rules_of("| `limit` | `*` | `*` | `*` |"),
        rules_of("| limit | `*` | `*` | `*` | `*` |"),
        rules_of("| `*` | `*` | `*` | `*` | `*` |", reason="### Only a heading"),
    ],
)
def test_a_table_that_does_not_say_what_and_why_is_an_error(document: str) -> None:
    with pytest.raises(ValueError, match=r"expected|missing"):
        named_rules(document)


def test_tables_of_other_sections_are_no_rules() -> None:
    document = rules_of().replace("## Gateway", "## Controller")
    assert named_rules(document) == []
