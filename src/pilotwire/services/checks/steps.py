"""Steps of a connection that are the same for every service: the name, the way there, the encryption.

What a service adds (CONNACK, a WebSocket's upgrade, an API key) is in its own module.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence

import msgspec

STEP_S = 10.0
"""Patience with one step."""


class Step(msgspec.Struct, frozen=True):
    """One step and how it went."""

    name: str
    """``settings``, ``DNS``, ``TCP``, ``TLS``, and what the service adds."""
    ok: bool
    words: str
    """What was found, or what went wrong and what to do, in a sentence."""


class CheckReport(msgspec.Struct, frozen=True):
    """All steps that were taken: the first that fails is the last."""

    service: str
    target: str
    """What was tried, such as ``mqtts://broker:8883``."""
    steps: tuple[Step, ...]

    @property
    def ok(self) -> bool:
        """Whether all went well."""
        return all(step.ok for step in self.steps)


Check = Callable[[], Awaitable[CheckReport]]


async def look_up(host: str, port: int) -> tuple[Step, Sequence[str]]:
    """DNS: the addresses of a host."""
    try:
        async with asyncio.timeout(STEP_S):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        return Step("DNS", ok=False, words=f"The name {host} is not answered for: check the name server."), ()
    except (OSError, UnicodeError) as error:
        return Step("DNS", ok=False, words=name_words(host, error)), ()
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    return Step("DNS", ok=True, words=f"{host} is {', '.join(addresses)}."), addresses


async def reach(host: str, port: int) -> Step:
    """TCP: whether somebody listens."""
    try:
        async with asyncio.timeout(STEP_S):
            _, writer = await asyncio.open_connection(host, port)
    except (TimeoutError, OSError) as error:
        return Step("TCP", ok=False, words=reach_words(host, port, error))
    await _close(writer)
    return Step("TCP", ok=True, words=f"{host} answers on port {port}.")


async def secure(host: str, port: int, context: ssl.SSLContext) -> Step:
    """TLS: whether the other side proves who it is, and takes our certificate."""
    try:
        async with asyncio.timeout(STEP_S):
            _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
    except (TimeoutError, OSError) as error:
        return Step("TLS", ok=False, words=secure_words(host, port, error))
    secured = writer.get_extra_info("ssl_object")
    version = secured.version() if secured is not None else "TLS"
    await _close(writer)
    proven = "" if context.verify_mode is ssl.CERT_REQUIRED else " Its certificate was not looked at."
    return Step("TLS", ok=True, words=f"{version} with {host}.{proven}")


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    try:
        async with asyncio.timeout(1.0):
            await writer.wait_closed()
    except (TimeoutError, OSError):
        writer.transport.abort()


# -- what went wrong, in words -------------------------------------------------------------------------------------


def name_words(host: str, error: Exception) -> str:
    """Say why a host has no address."""
    temporary = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
    if temporary:
        return f"The name {host} cannot be looked up now: check the network and its name server."
    return f"There is no host named {host}: check the name."


def reach_words(host: str, port: int, error: Exception) -> str:
    """Say why there is no connection."""
    if isinstance(error, TimeoutError):
        return f"{host} does not answer on port {port}: check that it is switched on, and the firewall."
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refuses connections on port {port}: check the port, and that the service runs."
    if isinstance(error, OSError) and error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return f"There is no way to {host}: check the network."
    return f"No connection to {host} on port {port}: {_reason(error)}."


def secure_words(host: str, port: int, error: Exception) -> str:
    """Say why a connection cannot be encrypted."""
    if isinstance(error, ssl.SSLCertVerificationError):
        what = error.verify_message or "it cannot be verified"
        return (
            f"The certificate of {host} is not accepted: {what}. Check the host name, the clock, and that the "
            "authority is among the certificates."
        )
    if isinstance(error, TimeoutError):
        return f"{host} does not speak TLS on port {port}, or not in time: check the port."
    if isinstance(error, ssl.SSLError):
        return (
            f"TLS with {host} on port {port} fails: {_reason(error)}. Check that the port is the encrypted one, and "
            "the client certificate."
        )
    return f"{host} ends the connection instead of speaking TLS: check that port {port} is the encrypted one."


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
