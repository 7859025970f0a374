"""Compares what our gateway did at a step with what was recorded, field by field.

A difference names its field: ``status``, a header, ``body`` or a place in it (``body.claims[0].priority``), and
``ws.NAME`` for a key that clients of the WebSocket were told; all frames of a step's window count as one object, in
their order. What is left out, and how much numbers may differ, is in ``tolerances``.

* JSON is compared as values, with numbers and booleans kept apart; keys have no order. Other bodies as text.
* Counters that clients compare for inequality only (``*_version``) have to change by the same amount.
* What is told regularly may be told a little before or after the window.
* Pings of the server are not compared: how it finds out that a client is gone is its own business.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import msgspec
from gateway_player import Seen
from gateway_recording import RecordedFrame, RecordedResponse, Recording, Step
from memory_http import Answer
from msgspec import UNSET
from tolerances import IGNORED, TOLD_AGAIN_S, is_version, same

HEADERS = (
    "content-type",
    "cache-control",
    "content-encoding",
    "access-control-allow-origin",
    "location",
    "set-cookie",
    "www-authenticate",
)
MISSING = "nothing"
_RECORDED, _OURS = 0, 1


class Difference(msgspec.Struct, frozen=True):
    """One field that is not as recorded."""

    recording: str
    step: str
    """``12.1 GET /status``."""
    field: str
    recorded: str
    """As JSON; ``nothing`` for what is not there."""
    ours: str

    def __str__(self) -> str:
        return f"{self.recording} | {self.step} | {self.field} | {self.recorded} | {self.ours}"


class _Missing:
    """Nothing, where ``None`` is a value."""


NOTHING = _Missing()
_Found = tuple[str, object, object]


def compare(name: str, recording: Recording, seen: Sequence[Seen]) -> list[Difference]:
    """Return every difference, in order."""
    comparison = _Comparison(_told_by_recording(recording), _told_by_us(seen))
    differences = []
    for step, ours in zip(recording.steps, seen, strict=True):
        at = "" if step.at_s is None else f"{step.at_s:.1f} "
        for field, recorded, found in comparison.step(step, ours):
            differences.append(Difference(name, f"{at}{step.label}", field, shown(recorded), shown(found)))
    return differences


def shown(value: object) -> str:
    """A value as rules and people read it."""
    return MISSING if value is NOTHING else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Told(msgspec.Struct, frozen=True):
    """One frame, as far as it is an object."""

    at_s: float
    document: dict[str, object]

    @property
    def regular(self) -> bool:
        """Whether it is told from time to time, whatever happens."""
        return "session_elapsed" in self.document or self.document.keys() == {"amp", "voltage", "power"}


def _told_by_recording(recording: Recording) -> list[_Told]:
    return [
        _Told(step.at_s + (frame.ms or 0) / 1000, document)
        for step in recording.steps
        for frame in step.ws_frames
        if step.at_s is not None and frame.type == "text" and isinstance(document := json.loads(frame.data), dict)
    ]


def _told_by_us(seen: Sequence[Seen]) -> list[_Told]:
    return [
        _Told(frame.at_s, document)
        for ours in seen
        for frame in ours.frames
        if frame.kind == "text" and isinstance(document := json.loads(frame.data), dict)
    ]


class _Comparison:
    """What has to be remembered between steps.

    Args:
        recorded: everything that was told.
        ours: the same of ours.

    """

    def __init__(self, recorded: Sequence[_Told], ours: Sequence[_Told]) -> None:
        self._told = (recorded, ours)
        self._versions: tuple[dict[str, int], dict[str, int]] = ({}, {})

    def step(self, step: Step, ours: Seen) -> Iterator[_Found]:
        if step.response is not None:
            yield from self._response(step.response, ours.answer or Answer())
        if step.handshake:
            yield from _handshake(step, ours)
        yield from _own_frames(step, ours)
        yield from self._frames("ws", step.ws_frames, ours)
        yield from self._frames("second", step.second_client, ours)

    # -- answers -----------------------------------------------------------------------------------------------------

    def _response(self, recorded: RecordedResponse, ours: Answer) -> Iterator[_Found]:
        if recorded.status != ours.status:
            yield "status", recorded.status, ours.status
        if recorded.status is None:
            return
        headers = {name.lower(): value for name, value in recorded.headers.items()}
        for name in HEADERS:
            if headers.get(name) != ours.headers.get(name):
                yield name, headers.get(name, NOTHING), ours.headers.get(name, NOTHING)
        if recorded.body is None:
            return
        wanted, got = _content(recorded.body), _content(ours.body.decode(errors="replace"))
        if recorded.status != ours.status or isinstance(wanted, str) or isinstance(got, str):
            found = list(self._values("body", wanted, got))
            if found:
                yield "body", wanted, got
        else:
            yield from self._values("body", wanted, got)

    # -- frames ------------------------------------------------------------------------------------------------------

    def _frames(self, prefix: str, recorded: Sequence[RecordedFrame], seen: Seen) -> Iterator[_Found]:
        ours = seen.frames if prefix == "ws" else seen.second_client
        for kind in ("pong", "close"):
            wanted = [frame.data for frame in recorded if frame.type == kind]
            got = [frame.data for frame in ours if frame.kind == kind]
            if wanted != got:
                yield f"{prefix}/{kind}", wanted, got
        merged: tuple[dict[str, object], dict[str, object]] = {}, {}
        texts = (
            [frame.data for frame in recorded if frame.type == "text"],
            [frame.data for frame in ours if frame.kind == "text"],
        )
        for side in (_RECORDED, _OURS):
            for text in texts[side]:
                frame = json.loads(text)
                if isinstance(frame, dict):
                    merged[side].update(frame)
                else:
                    yield f"{prefix}/frame", *((frame, NOTHING) if side == _RECORDED else (NOTHING, frame))
        for path, wanted_value, got_value in self._values(prefix, *merged):
            if not self._told_nearby(path.partition(".")[2], wanted_value, got_value, seen):
                yield path, wanted_value, got_value

    def _told_nearby(self, name: str, recorded: object, ours: object, seen: Seen) -> bool:
        """Whether what one side lacks in this window is told regularly, and was by it just before or after."""
        if recorded is not NOTHING and ours is not NOTHING:
            return False
        lacking, having = (_RECORDED, _OURS) if recorded is NOTHING else (_OURS, _RECORDED)
        here = self._regularly(having, name, seen.started_s, seen.ended_s)
        there = self._regularly(lacking, name, seen.started_s - TOLD_AGAIN_S, seen.ended_s + TOLD_AGAIN_S)
        return bool(here) and any(
            same(name, *((value, ours) if lacking == _RECORDED else (recorded, value))) for value in there
        )

    def _regularly(self, side: int, name: str, start_s: float, end_s: float) -> list[object]:
        """What regular frames told of a key between two times."""
        return [
            told.document[name]
            for told in self._told[side]
            if told.regular and name in told.document and start_s <= told.at_s <= end_s
        ]

    # -- values ------------------------------------------------------------------------------------------------------

    def _values(self, path: str, recorded: object, ours: object) -> Iterator[_Found]:
        name = path.rpartition(".")[2]
        if name in IGNORED:
            return
        if isinstance(recorded, dict) and isinstance(ours, dict):
            for key in [*recorded, *(key for key in ours if key not in recorded)]:
                yield from self._values(f"{path}.{key}", recorded.get(key, NOTHING), ours.get(key, NOTHING))
        elif isinstance(recorded, list) and isinstance(ours, list):
            for i in range(max(len(recorded), len(ours))):
                wanted = recorded[i] if i < len(recorded) else NOTHING
                got = ours[i] if i < len(ours) else NOTHING
                yield from self._values(f"{path}[{i}]", wanted, got)
        elif is_version(name):
            yield from self._version(path, name, recorded, ours)
        elif recorded is NOTHING or ours is NOTHING or not same(name, recorded, ours):
            yield path, recorded, ours

    def _version(self, path: str, name: str, recorded: object, ours: object) -> Iterator[_Found]:
        changes = [self._change(name, side, value) for side, value in enumerate((recorded, ours))]
        if changes[0] != changes[1]:
            yield path, changes[_RECORDED] or NOTHING, changes[_OURS] or NOTHING

    def _change(self, name: str, side: int, value: object) -> str | None:
        if not isinstance(value, int):
            return None
        before = self._versions[side].get(name, 0)
        self._versions[side][name] = value
        return f"{value - before:+}"


# -- handshakes ------------------------------------------------------------------------------------------------------

_ACCEPT = "Sec-WebSocket-Accept: "


def _handshake(step: Step, ours: Seen) -> Iterator[_Found]:
    """The answer to a handshake; a body is cut off in the recording."""
    answer = ours.answer or Answer()
    status = int(step.handshake.split()[1])
    if status != answer.status:
        yield "status", status, answer.status
    accept = next((line for line in step.handshake.split("\r\n") if line.startswith(_ACCEPT)), "").removeprefix(_ACCEPT)
    if accept != answer.headers.get("sec-websocket-accept", ""):
        yield "sec-websocket-accept", accept, answer.headers.get("sec-websocket-accept", "")
    if step.body and status != 101 and not answer.body.startswith(step.body.encode()):
        yield "body", step.body, answer.body[: len(step.body)].decode()


def _own_frames(step: Step, ours: Seen) -> Iterator[_Found]:
    """What a short-lived socket was told: of a console every line, otherwise how it began."""
    got = [frame.data for frame in ours.own_frames if frame.kind == "text"]
    if isinstance(step.frames, int):
        if bool(step.frames) != bool(got):
            yield "frames", step.frames, len(got)
    elif step.frames is not UNSET and step.frames:
        wanted = [frame.data for frame in step.frames]
        if step.label.endswith("console"):
            lacking = _lines(wanted) - _lines(got)
            if lacking:
                yield "frames", sorted(lacking), sorted(_lines(got))
        else:
            beginning = _content(f"{wanted[0].rstrip(',')}}}")
            first = _content("".join(got[:1]))
            assert isinstance(beginning, dict)
            if not isinstance(first, dict) or any(first.get(key) != value for key, value in beginning.items()):
                yield "frames", beginning, first


def _lines(pieces: Sequence[str]) -> set[str]:
    return {line for line in "".join(pieces).split("\r") if line}


def _content(body: str) -> object:
    """A body as JSON, or as text."""
    try:
        return json.loads(body)
    except ValueError:
        return body
