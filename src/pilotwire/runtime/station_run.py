"""Running a live station from start to clean end: settings, endpoints, a face for people, signals.

The station itself is ``live``; the faces are ``headless`` and ``screen``.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from pilotwire.rapi.errors import TransportError

from .gateway_options import WebAddress
from .headless import Headless
from .log_output import LogForm, LogOptions, log_output
from .rapi_ends import RapiEnds, sort_ends
from .sd_notify import Notifier, Watched
from .settings_file import SettingsFileError
from .simulated_end import SimulatedEnd
from .station_options import StationOptions

if TYPE_CHECKING:
    from .running_gateway import RunningGateway

ENDED, CANNOT_START = 0, 2
"""Exit codes."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class GatewayError(Exception):
    """The gateway cannot start; the message says why."""


class Running(msgspec.Struct, frozen=True):
    """What runs."""

    simulated: SimulatedEnd | None
    """The simulated controller; None with a real one."""
    gateway: RunningGateway | None

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """Where it can be reached, each with its kind."""
        rapi = [] if self.simulated is None else [("RAPI", address) for address in self.simulated.addresses]
        if self.gateway is None:
            return rapi
        code = self.gateway.setup_code
        return [*rapi, ("Web", self.gateway.url), *([("Set-up code", code)] if code else [])]


class RunEnds(msgspec.Struct, frozen=True):
    """How a station is connected to the rest of the world."""

    rapi: tuple[str, ...] = ("pty:",)
    """RAPI transports, as ``rapi_ends`` understands them."""
    serial: str | None = None
    """The serial device of a real controller."""
    web: WebAddress | None = None
    """Where the gateway serves the web; None for no gateway."""


class Face(Protocol):
    """How a running station shows itself to people."""

    def start(self, running: Running, stop: asyncio.Event) -> None:
        """Show it from now on; set ``stop`` when the person wants to end it."""

    def stop(self) -> None:
        """Leave everything (the terminal above all) as it was found."""

    def end(self, text: str) -> None:
        """Say how it ended; called once, after ``stop``."""

    def say(self, text: str) -> None:
        """Show the person a sentence that is no event of the station; before ``start`` too."""


def run_command(options: StationOptions, ends: RunEnds, *, headless: bool, log: LogOptions = LogOptions()) -> int:
    """Run a station until it is told to end (SIGINT, SIGTERM, ``q``); returns the exit code.

    0: ended as asked; 2: it could not start, said in one sentence on the standard error output.
    """
    return asyncio.run(_run(options, ends, log, headless=headless))


def _face(form: LogForm, *, headless: bool) -> Face:
    if not headless and sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        from .screen import Screen  # noqa: PLC0415 -- rich is for those who look

        return Screen()
    if not headless:
        sys.stderr.write("Input and output are not both a terminal that can draw: running as with --headless.\n")
    return Headless(form=form)


async def _run(options: StationOptions, ends: RunEnds, log: LogOptions, *, headless: bool) -> int:
    try:
        rapi = await sort_ends(ends.rapi, ends.serial)
    except TransportError as error:
        return _complain(error)
    # The screen shows what only a simulation knows.
    face = _face(log.form, headless=headless or rapi.controller is not None)
    with log_output(log, screen=not isinstance(face, Headless)):
        return await _run_shown(options, ends, rapi, face)


async def _run_shown(options: StationOptions, ends: RunEnds, rapi: RapiEnds, face: Face) -> int:
    stop = asyncio.Event()
    failure = _stop_on_failure(stop, face)
    _stop_on_signals(stop)
    try:
        running = await _open(options, ends.web, rapi, face)
    except (SettingsFileError, TransportError, GatewayError) as error:
        return _complain(error)
    watched = _watched(running)
    try:
        face.start(running, stop)
        watched.start()
        await stop.wait()
    finally:
        face.stop()
        await watched.stop()
    if failure:
        raise failure[0]
    face.end(f"Stopped: {', '.join(await _close(running))}.")
    return ENDED


def _watched(running: Running) -> Watched:
    gateway = running.gateway

    async def is_alive() -> bool:
        return gateway is None or await gateway.is_alive()

    def words() -> str:
        return "A controller without a gateway" if gateway is None else gateway.words

    return Watched(Notifier.from_environment(), is_alive, words)


async def _close(running: Running) -> list[str]:
    """Close everything, the gateway first; says how it went, in clauses."""
    said = []
    if running.gateway is not None:
        ending = await running.gateway.close()
        # A simulated controller is about to end as well.
        said = [ending.saved] if running.simulated is not None else [ending.controller, ending.saved]
    if running.simulated is not None:
        said.insert(0, await running.simulated.close())
    return said


async def _open(options: StationOptions, web: WebAddress | None, rapi: RapiEnds, face: Face) -> Running:
    """Open everything or nothing."""
    simulated = None
    if rapi.controller is None:
        simulated = await SimulatedEnd.open(options, rapi.served, face.say)
    if web is None:
        return Running(simulated, None)
    try:
        return Running(simulated, await _open_gateway(options, web, rapi, simulated))
    except GatewayError:
        if simulated is not None:
            await simulated.close()
        raise


async def _open_gateway(
    options: StationOptions, web: WebAddress, rapi: RapiEnds, simulated: SimulatedEnd | None
) -> RunningGateway:
    """Start the gateway; raises ``GatewayError``."""
    # Who runs a controller alone does not wait for, and has no memory for, what only a gateway needs.
    from pilotwire.services.http.server import ListenError  # noqa: PLC0415
    from pilotwire.store.errors import StoreError  # noqa: PLC0415

    from .running_gateway import RunningGateway  # noqa: PLC0415

    station = None if simulated is None else simulated.station
    try:
        return await RunningGateway.open(options.data_dir, web, rapi.controller, station)
    except (StoreError, ListenError) as error:
        raise GatewayError(str(error)) from error


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
