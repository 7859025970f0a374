"""Tries a back end out step by step: settings, DNS, TCP, TLS, HTTP, subprotocol, Boot.

The back end sees a connection under the station's own name, which may end the one there is; the station connects again
by itself. What is said in it is one BootNotification, as after a start.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from pilotwire.ocpp.frames import Call, Error, FrameError, Result, decode
from pilotwire.ocpp.outlook import Identity
from pilotwire.ocpp.schemas import PayloadError, Version, check_result
from pilotwire.services.checks.steps import STEP_S, CheckReport, Step, look_up, reach, secure
from pilotwire.store.certificates import Certificate

from .arrangement import Arrangement
from .link import LinkError, Trouble
from .websocket import WebSocketConnection, connect, context_of

SERVICE = "ocpp"
_ID = "pilotwire-check"
_STEPS = {Trouble.DNS: "DNS", Trouble.TCP: "TCP", Trouble.TLS: "TLS", Trouble.SUBPROTOCOL: "subprotocol"}
Certificates = Callable[[], Sequence[Certificate]]


def refused(words: str) -> CheckReport:
    """What is answered when the settings already cannot be followed."""
    return CheckReport(SERVICE, "", (Step("settings", ok=False, words=words),))


async def check_ocpp(arrangement: Arrangement, identity: Identity, certificates: Certificates) -> CheckReport:
    """Connect as the station would and tell how each step went.

    Args:
        arrangement: where and as whom.
        identity: for the BootNotification.
        certificates: reads those that count for this connection; may block.

    """
    steps = [step async for step in _steps(arrangement, identity, certificates)]
    return CheckReport(SERVICE, arrangement.url, tuple(steps))


async def _steps(arrangement: Arrangement, identity: Identity, certificates: Certificates) -> AsyncIterator[Step]:
    """Take one step after the other, as long as they succeed."""
    host, port = arrangement.host, arrangement.port
    step, _ = await look_up(host, port)
    yield step
    if step.ok:
        step = await reach(host, port)
        yield step
    if step.ok and arrangement.tls:
        step = await _encrypt(arrangement, certificates)
        yield step
    if step.ok:
        async for last in _enter(arrangement, identity, certificates):
            yield last


async def _encrypt(arrangement: Arrangement, certificates: Certificates) -> Step:
    try:
        context = await context_of(arrangement, certificates)
    except LinkError as error:
        return Step("TLS", ok=False, words=str(error))
    return await secure(arrangement.host, arrangement.port, context)


async def _enter(arrangement: Arrangement, identity: Identity, certificates: Certificates) -> AsyncIterator[Step]:
    """HTTP and OCPP itself."""
    try:
        connection = await connect(arrangement, certificates)
    except LinkError as error:
        if error.trouble is Trouble.SUBPROTOCOL:
            yield Step("HTTP", ok=True, words=f"{arrangement.host} opens a WebSocket for {arrangement.station}.")
        yield Step(_STEPS.get(error.trouble, "HTTP"), ok=False, words=str(error))
        return
    try:
        yield Step("HTTP", ok=True, words=f"{arrangement.host} opens a WebSocket for {arrangement.station}.")
        yield Step("subprotocol", ok=True, words=f"{connection.version.subprotocol} is agreed on.")
        yield await _boot(connection, identity)
    finally:
        await connection.close()


async def _boot(connection: WebSocketConnection, identity: Identity) -> Step:
    call = Call(_ID, "BootNotification", _boot_payload(connection.version, identity))
    try:
        async with asyncio.timeout(STEP_S):
            await connection.send(call.text)
            async for text in connection.messages():
                try:
                    answer = decode(text)
                except FrameError:
                    continue
                if not isinstance(answer, Call) and answer.id == _ID:
                    return _judged(answer, connection.version)
    except TimeoutError:
        return Step("Boot", ok=False, words="The back end does not answer the BootNotification.")
    except LinkError as error:
        return Step("Boot", ok=False, words=f"The back end does not answer the BootNotification: {error}")
    return Step("Boot", ok=False, words="The back end has ended the connection without an answer.")


def _judged(answer: Result | Error, version: Version) -> Step:
    if isinstance(answer, Error):
        words = f"The back end refuses the BootNotification: {answer.code} {answer.description}".strip()
        return Step("Boot", ok=False, words=f"{words}.")
    try:
        check_result("BootNotification", answer.payload, version)
    except PayloadError as error:
        return Step("Boot", ok=False, words=f"The answer to the BootNotification is wrong: {error}.")
    status = answer.payload["status"]
    if status == "Accepted":
        return Step("Boot", ok=True, words="The back end accepts the station.")
    if status == "Pending":
        return Step("Boot", ok=False, words="The back end has not accepted the station yet: accept it there.")
    return Step(
        "Boot", ok=False, words="The back end rejects the station: register it there, or check ocpp_chargeBoxId."
    )


def _boot_payload(version: Version, identity: Identity) -> dict[str, object]:
    if version is Version.V16:
        return {
            "chargePointVendor": identity.vendor,
            "chargePointModel": identity.model,
            "chargePointSerialNumber": identity.serial,
            "firmwareVersion": identity.firmware,
        }
    station = {
        "vendorName": identity.vendor,
        "model": identity.model,
        "serialNumber": identity.serial,
        "firmwareVersion": identity.firmware,
    }
    return {"reason": "Triggered", "chargingStation": station}
