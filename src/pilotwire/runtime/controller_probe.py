"""Asks once whether a controller answers on a line, and which. Takes the line for itself while it asks."""

from __future__ import annotations

from enum import Enum

import msgspec

from pilotwire.rapi.client import RapiClient
from pilotwire.rapi.client_protocol import Timings
from pilotwire.rapi.errors import RapiError, TransportError
from pilotwire.rapi.wording import explain

_VERSION = "$GV"


class Heard(Enum):
    """What came of it."""

    CONTROLLER = "controller"
    REFUSAL = "refusal"
    """Something speaks RAPI, but does not say its version."""
    NOTHING = "nothing"
    NO_LINE = "no line"


class Probe(msgspec.Struct, frozen=True):
    """What was heard."""

    heard: Heard
    words: str
    """For people, as a sentence; empty if nothing was heard."""


async def probe(transport: str, timings: Timings = Timings()) -> Probe:
    """Ask for the version.

    Args:
        transport: its name, such as ``serial:/dev/ttyUSB0``.
        timings: how patiently.

    """
    client = RapiClient(transport, timings=timings)
    try:
        await client.open()
    except TransportError as error:
        return Probe(Heard.NO_LINE, str(error))
    try:
        reply = await client.command(_VERSION)
    except RapiError:
        return Probe(Heard.NOTHING, "")
    finally:
        await client.close()
    return Probe(Heard.CONTROLLER if reply.ok else Heard.REFUSAL, explain(_VERSION, reply))
