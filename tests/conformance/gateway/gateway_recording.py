"""Recordings of the real gateway, as their files have them.

A step is a request with its response or an event, and everything that was seen in the window after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import UNSET, UnsetType

RECORDINGS = Path(__file__).parent / "recordings"


class RecordedRequest(msgspec.Struct, frozen=True):
    method: str
    """``RAW`` for bytes that are no plain request; the path is then a description."""
    path: str
    headers: Mapping[str, str]
    body: str | None


class RecordedResponse(msgspec.Struct, frozen=True):
    status: int | None
    """None: nothing was answered."""
    headers: Mapping[str, str]
    body: str | None
    """None for a file of the web interface, whose bytes were not kept."""


class RecordedFrame(msgspec.Struct, frozen=True):
    data: str = ""
    ms: int | None = None
    """Since the beginning of the step."""
    type: str = "text"
    """``text``, or a control frame whose data is in hexadecimal."""


class Step(msgspec.Struct, frozen=True):
    at_s: float | None = None
    """Since the gateway started; None: right after the step before."""
    request: RecordedRequest | None = None
    response: RecordedResponse | None = None
    event: str = ""
    note: str = ""
    ws_frames: tuple[RecordedFrame, ...] = ()
    second_client: tuple[RecordedFrame, ...] = ()
    frames: tuple[RecordedFrame, ...] | int | UnsetType = UNSET
    """Of a socket of its own; only their number if there was no more to tell."""
    handshake: str = ""
    body: str = ""
    """Its beginning."""
    mqtt: tuple[Mapping[str, object], ...] = ()
    """Messages that were published; not compared here."""
    rapi: tuple[Mapping[str, object], ...] = ()
    """Lines between gateway and controller; not compared here."""

    @property
    def label(self) -> str:
        """What a person calls it: ``POST /override``, or the event."""
        return self.event if self.request is None else f"{self.request.method} {self.request.path}"


class Recording(msgspec.Struct, frozen=True):
    about: str
    steps: tuple[Step, ...]

    @property
    def has_socket(self) -> bool:
        """Whether a WebSocket was open while it was made."""
        return any(step.ws_frames for step in self.steps)


def load_recording(name: str) -> Recording:
    return msgspec.json.decode((RECORDINGS / f"{name}.json").read_bytes(), type=Recording)


def recording_names() -> list[str]:
    return sorted(path.stem for path in RECORDINGS.glob("*.json"))
