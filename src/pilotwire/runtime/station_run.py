"""Running a live station from start to clean end: settings, endpoints, a face for people, signals.

The station itself is ``live``; the faces are ``headless`` and ``screen``.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from pilotwire.rapi.errors import TransportError
from pilotwire.rapi.transports.serving import ServingEndpoint, serve

from .headless import Headless
from .live import LiveStation
from .rapi_port import RapiPort
from .settings_file import SettingsFileError
from .settings_keeper import SettingsKeeper
from .station_options import StationOptions

ENDED, CANNOT_START = 0, 2
"""Exit codes."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Face(Protocol):
    """How a running station shows itself to people."""

    def start(self, station: LiveStation, addresses: Sequence[str], stop: asyncio.Event) -> None:
        """Show the station from now on; set ``stop`` when the person wants to end it."""

    def stop(self) -> None:
        """Leave everything (the terminal above all) as it was found."""

    def end(self, text: str) -> None:
        """Say how it ended; called once, after ``stop``."""

    def say(self, text: str) -> None:
        """Show the person a sentence that is no event of the station; before ``start`` too."""


def run_command(options: StationOptions, rapi: Sequence[str], *, headless: bool) -> int:
    """Run a station until it is told to end (SIGINT, SIGTERM, ``q``); returns the exit code.

    0: ended as asked; 2: it could not start, said in one sentence on the standard error output.
    """
    return asyncio.run(_run(options, rapi, _face(headless=headless)))


def _face(*, headless: bool) -> Face:
    if not headless and sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        from .screen import Screen  # noqa: PLC0415 -- rich is for those who look

        return Screen()
    if not headless:
        sys.stderr.write("Input and output are not both a terminal that can draw: running as with --headless.\n")
    return Headless()


async def _run(options: StationOptions, rapi: Sequence[str], face: Face) -> int:
    try:
        keeper = SettingsKeeper.open(options.settings_path, face.say)
    except SettingsFileError as error:
        return _complain(error)
    stop = asyncio.Event()
    failure = _stop_on_failure(stop, face)
    _stop_on_signals(stop)
    station = LiveStation(options, keeper, datetime.now().astimezone().replace(tzinfo=None))
    try:
        endpoints = await _open(rapi, station)
    except TransportError as error:
        await keeper.close()
        return _complain(error)
    try:
        face.start(station, [endpoint.address for endpoint in endpoints], stop)
        await stop.wait()
    finally:
        face.stop()
    if failure:
        raise failure[0]
    ending = station.shut_down()
    await _close(endpoints)
    saved = await keeper.close()
    face.end(f"Stopped: {ending}, settings {f'saved in {keeper.path}' if saved else 'not saved'}.")
    return ENDED


async def _open(names: Sequence[str], station: LiveStation) -> list[ServingEndpoint]:
    """Open all endpoints or none."""
    endpoints: list[ServingEndpoint] = []
    try:
        for name in names:
            # One by one: those that are open must be closed again if a later one fails.
            endpoints.append(await serve(name, lambda: RapiPort(station)))  # noqa: PERF401
    except TransportError:
        await _close(endpoints)
        raise
    return endpoints


async def _close(endpoints: list[ServingEndpoint]) -> None:
    for endpoint in endpoints:
        await endpoint.close()


def _stop_on_signals(stop: asyncio.Event) -> None:
    for number in _SIGNALS:
        if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
            continue  # started with nohup, to outlive its terminal
        asyncio.get_running_loop().add_signal_handler(number, _stop_or_die, stop, number)


def _stop_or_die(stop: asyncio.Event, number: signal.Signals) -> None:
    """Stop in order; a second signal does not wait for that."""
    if stop.is_set():
        os._exit(128 + number)
    stop.set()


def _stop_on_failure(stop: asyncio.Event, face: Face) -> list[BaseException]:
    """End the station if a callback fails, instead of letting it stand still unnoticed.

    What the operating system refuses (too many clients, say) is no failure of ours and passes.
    """
    failure: list[BaseException] = []

    def note(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, OSError):
            face.say(f"{context['message']}: {error.strerror}")
        elif isinstance(error, BaseException):
            failure.append(error)
            stop.set()
        else:
            loop.default_exception_handler(context)

    asyncio.get_running_loop().set_exception_handler(note)
    return failure


def _complain(error: Exception) -> int:
    sys.stderr.write(f"{error}\n")
    return CANNOT_START
