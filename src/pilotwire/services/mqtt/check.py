"""Tries out a broker step by step: settings, DNS, TCP, TLS, CONNACK, and whether we may hear our commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import msgspec

from pilotwire.services.checks.steps import CheckReport, Step, look_up, reach, secure
from pilotwire.services.checks.tls import TlsError, client_context
from pilotwire.store.certificates import Certificate
from pilotwire.store.errors import StoreError

from .arrangement import Arrangement, Broker
from .broker import BrokerConnection, connect
from .commands import TOPICS
from .link import LinkError
from .publication import Subscription

SERVICE = "mqtt"


def refused(words: str) -> CheckReport:
    """What is answered when the settings already cannot be followed."""
    return CheckReport(SERVICE, "", (Step("settings", ok=False, words=words),))


async def check_mqtt(arrangement: Arrangement, certificates: Callable[[], Sequence[Certificate]]) -> CheckReport:
    """Connect as the station would, under another id, and tell how each step went.

    Args:
        arrangement: where and as whom.
        certificates: reads those of the store; may block.

    """
    broker = arrangement.broker
    target = f"{'mqtts' if broker.tls else 'mqtt'}://{broker.host}:{broker.port}"
    return CheckReport(SERVICE, target, tuple([step async for step in _steps(arrangement, certificates)]))


async def _steps(arrangement: Arrangement, certificates: Callable[[], Sequence[Certificate]]) -> AsyncIterator[Step]:
    """Take one step after the other, as long as they succeed."""
    broker = arrangement.broker
    step, _ = await look_up(broker.host, broker.port)
    yield step
    if step.ok:
        step = await reach(broker.host, broker.port)
        yield step
    if step.ok and broker.tls:
        step = await _encrypt(broker, certificates)
        yield step
    if step.ok:
        async for last in _enter(arrangement, certificates):
            yield last


async def _encrypt(broker: Broker, certificates: Callable[[], Sequence[Certificate]]) -> Step:
    try:
        context = await asyncio.to_thread(
            lambda: client_context(certificates(), broker.certificate_id, verify=broker.verify)
        )
    except (TlsError, StoreError) as error:
        return Step("TLS", ok=False, words=str(error))
    return await secure(broker.host, broker.port, context)


async def _enter(arrangement: Arrangement, certificates: Callable[[], Sequence[Certificate]]) -> AsyncIterator[Step]:
    """MQTT itself."""
    # Under the station's own id the broker would throw the station out.
    visitor = msgspec.structs.replace(arrangement, client_id=f"{arrangement.client_id}-check")
    try:
        connection = await connect(visitor, None, certificates)
    except LinkError as error:
        yield Step("CONNACK", ok=False, words=str(error))
        return
    try:
        yield Step("CONNACK", ok=True, words="The broker lets the station in.")
        yield await _listen(connection, arrangement.base)
    finally:
        await connection.close()


async def _listen(connection: BrokerConnection, base: str) -> Step:
    try:
        kept_back = await connection.subscribe([Subscription(f"{base}/{topic}") for topic in TOPICS])
    except LinkError as error:
        return Step("SUBSCRIBE", ok=False, words=str(error))
    if kept_back:
        words = f"The broker does not let the station hear {', '.join(kept_back)}: check its access list."
        return Step("SUBSCRIBE", ok=False, words=words)
    return Step("SUBSCRIBE", ok=True, words=f"Commands under {base} will be heard.")
