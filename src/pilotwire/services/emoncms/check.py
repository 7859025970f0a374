"""Tries out a server step by step: settings, DNS, TCP, TLS, HTTP, and whether the key may post. Stores nothing."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence

from pilotwire.services.checks.steps import CheckReport, Step, look_up, reach, secure
from pilotwire.services.checks.tls import TlsError, client_context
from pilotwire.store.certificates import Certificate
from pilotwire.store.errors import StoreError

from .answers import Verdict, may_post
from .http_client import HttpPoster, PostError, unverified_context
from .requests import QUESTION
from .servers import Server

SERVICE = "emoncms"


def refused(words: str) -> CheckReport:
    """What is answered when the settings already cannot be followed."""
    return CheckReport(SERVICE, "", (Step("settings", ok=False, words=words),))


async def check_emoncms(server: Server, certificates: Callable[[], Sequence[Certificate]]) -> CheckReport:
    """Go the way a post would go, and tell how each step went.

    Args:
        server: where to.
        certificates: reads those of the store; may block.

    """
    return CheckReport(SERVICE, server.url, tuple([step async for step in _steps(server, certificates)]))


async def _steps(server: Server, certificates: Callable[[], Sequence[Certificate]]) -> AsyncIterator[Step]:
    """Take one step after the other, as long as they succeed."""
    step, _ = await look_up(server.host, server.port)
    yield step
    if step.ok:
        step = await reach(server.host, server.port)
        yield step
    if step.ok and server.tls:
        step = await _encrypt(server, certificates)
        yield step
    if step.ok:
        for last in await _ask(server, certificates):
            yield last


async def _encrypt(server: Server, certificates: Callable[[], Sequence[Certificate]]) -> Step:
    try:
        context = await asyncio.to_thread(_context, server, certificates)
    except (TlsError, StoreError) as error:
        return Step("TLS", ok=False, words=str(error))
    return await secure(server.host, server.port, context)


def _context(server: Server, certificates: Callable[[], Sequence[Certificate]]) -> ssl.SSLContext:
    return unverified_context() if server.fingerprint else client_context(certificates(), "", verify=True)


async def _ask(server: Server, certificates: Callable[[], Sequence[Certificate]]) -> list[Step]:
    """HTTP, and whether the key may post."""
    try:
        answer = await HttpPoster(certificates)(server, QUESTION)
    except PostError as error:
        # By the fingerprint it is known only now whether the other side is who it should be.
        return [Step("TLS" if error.trouble == "tls" else "HTTP", ok=False, words=f"{error}.")]
    reading = may_post(answer)
    if reading.verdict in (Verdict.HTTP, Verdict.TOO_LARGE):
        return [Step("HTTP", ok=False, words=f"{reading.words}.")]
    answered = Step("HTTP", ok=True, words=f"{server.url} answers as Emoncms does (HTTP {answer.status}).")
    if reading.verdict is Verdict.TAKEN:
        return [answered, Step("key", ok=True, words=f"The key may post; the node is {server.node}.")]
    advice = ": give the read and write key of the account" if reading.verdict is Verdict.KEY else ""
    return [answered, Step("key", ok=False, words=f"{reading.words}{advice}.")]
