"""The command line: what can be asked for and how it is explained. What each command does is in ``runtime``.

Nothing of ours is imported until a command needs it, so that ``pilotwire --help`` is quick and a running station is
small. Whatever a person gets wrong ends in one sentence on the standard error output and exit code 2.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from pilotwire import __version__
from pilotwire.cli_backup import backup, restore
from pilotwire.cli_check import check
from pilotwire.cli_commission import commission
from pilotwire.cli_deploy import doctor, install, uninstall, upgrade
from pilotwire.cli_password import password
from pilotwire.cli_ports import ports

BAD_INPUT = 2
_CLOSED_PIPE = 141
"""What a shell reports for a program that wrote to a pipe nobody reads: 128 + SIGPIPE."""
_INTERRUPTED = 130

app = App(
    name="pilotwire",
    version=__version__,
    version_flags=["--version"],
    help="An open EV charging station: controller, gateway, and a physical world to try them in.",
    help_format="plaintext",
)


@app.command
def run(  # noqa: PLR0913 -- one parameter is one option
    *,
    headless: Annotated[bool, Parameter(negative="")] = False,
    profile: str = "eu",
    car: str = "nissan-leaf-40",
    supply: str | None = None,
    rapi: Annotated[tuple[str, ...] | None, Parameter(negative="")] = None,
    serial: str | None = None,
    web: str = ":8000",
    seed: int = 0,
    speed: float = 1.0,
    data_dir: Path | None = None,
    plugged: Annotated[bool, Parameter(negative="")] = False,
    skip_boot: bool = True,
    log: Literal["console", "json"] = "console",
    log_level: Literal["debug", "info", "warning", "error"] = "warning",
) -> int:
    """Run a station: a controller, simulated with its car or real, and the gateway.

    In the terminal ? shows the keys. Without one, or with --headless, it prints
    where RAPI and web listen and then a line for whatever happens. q, Ctrl-C or
    SIGTERM end it: a simulated charge stops and the contactor opens, a real
    controller is left as it would charge by itself; everything is saved.

    Examples:
        pilotwire run
        pilotwire run --profile us --car tesla-model-y-lr --plugged
        pilotwire run --headless --rapi tcp:127.0.0.1:7890 --rapi pty:/tmp/openevse
        pilotwire run --headless --car none --speed 60 --data-dir ./state
        pilotwire run --serial /dev/ttyACM0 --data-dir /var/lib/pilotwire
        pilotwire run --rapi tcp:192.168.1.20:23 --web 127.0.0.1:8000

    Parameters
    ----------
    headless
        No screen: print where RAPI listens, then events.
    profile
        Which build of the controller: eu, us, t2 (socket), menu, limits, 3p (three phases), cgmi or full. Each keeps
        settings of its own.
    car
        Which car, by its short name in the catalogue, or none.
    supply
        The mains: eu-1, eu-3, us-l1, us-l2 or us-208. Fits the profile if not given.
    rapi
        Where the simulated controller listens: pty: (the default), pty:/path/of/link, tcp:HOST:PORT (port 0 takes a
        free one). Can be repeated. If a controller answers at tcp:HOST:PORT, or HOST is another computer, that
        controller is used and none is simulated.
    serial
        The serial device of a real controller to use, with ?baud=115200 or another rate if need be; auto for the one
        that `pilotwire ports` finds.
    web
        Where the gateway serves web, API and WebSocket: HOST:PORT, or :PORT for all addresses, or off for no gateway.
        Until a password is set it answers this computer only.
    seed
        Seed of the chance in the simulation.
    speed
        Simulated seconds per real second, 1 to 1000.
    data_dir
        Where settings, energy, sessions and history are kept. $XDG_STATE_HOME/pilotwire or ~/.local/state/pilotwire
        if not given.
    plugged
        Start with the car plugged in.
    skip_boot
        Whether the 3.4 s a controller takes to boot pass in virtual time, before anybody can connect.
    log
        How lines look, those of --headless and those of the log on standard error: console, or json, one object each.
    log_level
        The least that is worth a line of the log: debug, info, warning or error.
    """
    from pilotwire.runtime.gateway_options import web_address  # noqa: PLC0415 -- see the docstring
    from pilotwire.runtime.station_options import OptionError, station_options  # noqa: PLC0415

    try:
        options = station_options(
            profile=profile,
            car=car,
            supply=supply,
            data_dir=data_dir,
            seed=seed,
            speed=speed,
            plugged=plugged,
            skip_boot=skip_boot,
        )
        address = web_address(web)
    except OptionError as error:
        return _complain(str(error))
    from pilotwire.runtime.log_output import LogForm, LogOptions  # noqa: PLC0415
    from pilotwire.runtime.station_run import RunEnds, run_command  # noqa: PLC0415

    real = serial is not None
    ends = RunEnds(rapi if rapi is not None else () if real else ("pty:",), serial, address)
    level = logging.getLevelNamesMapping()[log_level.upper()]
    return run_command(options, ends, headless=headless, log=LogOptions(LogForm(log), level))


@app.command
def play(scenario: Path, /, *, profile: str | None = None) -> int:
    """Play a scenario in virtual time and print what happens.

    The trace has the format of the firmware recordings. A scenario is a text
    file of lines TIME_MS COMMAND ARGS; its first line, "# image PROFILE", names
    the controller.

    Examples:
        pilotwire play charge.txt
        pilotwire play charge.txt --profile us | head

    Parameters
    ----------
    scenario
        The scenario file.
    profile
        The controller to play it with, in place of the one the file names.
    """
    from pilotwire.runtime.play import play_command  # noqa: PLC0415

    return play_command(scenario, profile)


@app.command
def simulate(plan: Path, /, *, output: Path = Path("simulation"), plot: Literal["svg", "png"] = "svg") -> int:
    """Simulate days to years from a plan; write summary, sessions, samples, a plot.

    Examples:
        pilotwire simulate my-plan.toml
        pilotwire simulate examples:commuter --output results --plot png

    Parameters
    ----------
    plan
        The plan, a TOML file, or examples:NAME for one that comes with Pilotwire.
    output
        Folder for the results; it is created if need be.
    plot
        Kind of picture.
    """
    from pilotwire.runtime.simulate import simulate_command  # noqa: PLC0415

    return simulate_command(plan, output, plot=plot)


@app.command
def fleet(  # noqa: PLR0913 -- one parameter is one option
    *,
    csms: str,
    stations: int = 10,
    ocpp: Literal["1.6", "2.0.1", "both"] = "1.6",
    password: str = "",
    prefix: str = "PW-",
    seed: int = 0,
    speed: float = 1.0,
    plan: Path = Path("examples:commuter"),
    ramp: float = 0.0,
    duration: float | None = None,
    quiet: Annotated[bool, Parameter(negative="")] = False,
    report: Path | None = None,
) -> int:
    """Run many simulated stations with cars and households towards an OCPP back end.

    For those who load-test back ends. In a terminal it shows a live table; q or
    Ctrl-C end it. Exit code 2 if the first station cannot connect.

    Examples:
        pilotwire fleet --csms ws://localhost:9000/ocpp
        pilotwire fleet --stations 1000 --csms ws://localhost:9000/ocpp --ramp 10
        pilotwire fleet --csms wss://csms.local --ocpp 2.0.1 --speed 60 --duration 600 --report fleet.json

    Parameters
    ----------
    csms
        Address of the back end, ws:// or wss://; each station appends / and its id.
    stations
        How many.
    ocpp
        Version they speak; with both they take turns.
    password
        For HTTP basic authentication, with the id as the user. None is sent if it is not given.
    prefix
        Of the ids; a number of at least four digits follows.
    seed
        Seed of cars and habits.
    speed
        Simulated seconds per real second for cars, households and energy, 1 to 1000. The protocol keeps real time.
    plan
        A simulation plan, or examples:NAME, that tells habits, build and mains.
    ramp
        Seconds over which the first connections are spread.
    duration
        Seconds after which it ends.
    quiet
        Neither table nor summary.
    report
        JSON file for the summary.
    """
    from pilotwire.runtime.fleet.command import FleetRun, fleet_command  # noqa: PLC0415 -- see the docstring

    return fleet_command(
        FleetRun(
            stations=stations,
            csms=csms,
            ocpp=ocpp,
            password=password,
            prefix=prefix,
            seed=seed,
            speed=speed,
            plan=plan,
            ramp_s=ramp,
            duration_s=duration,
            quiet=quiet,
            report=report,
        )
    )


@app.command
def divert_sim(
    recording: Path,
    /,
    *,
    profile: Literal["default", "noimport", "nowaste"] = "default",
    legacy: Annotated[bool, Parameter(negative="")] = False,
    columns: str | None = None,
    kw: Annotated[bool, Parameter(negative="")] = False,
    output: Path | None = None,
    plot: Path | None = None,
) -> int:
    """Replay a recorded day of sun: what solar divert would have charged.

    A recording is a CSV file with a date (UTC), the sun's power and, if it has
    them, the grid's power without the car (import positive) and the mains
    voltage. With the grid's power in it, divert follows the grid.

    Examples:
        pilotwire divert-sim sunny-day.csv
        pilotwire divert-sim day.csv --profile noimport --output result.csv
        pilotwire divert-sim log.csv --columns date,-,solar --kw --plot day.svg

    Parameters
    ----------
    recording
        The recording. An empty cell is a missing measurement.
    profile
        How divert is set: default, noimport (nothing from the grid) or nowaste (all of the sun).
    legacy
        Charge as firmware before 2023 did.
    columns
        What each column is: date, solar, grid, voltage or - for none of these. If not given, by their names in the
        first line, or else date,solar.
    kw
        Power is in kW. Need not be said if the first line says kW.
    output
        CSV file for the result, row by row.
    plot
        SVG file for a picture of it.
    """
    from pilotwire.runtime.divert_sim import divert_sim_command  # noqa: PLC0415

    return divert_sim_command(
        recording, profile=profile, legacy=legacy, columns=columns, kilowatts=kw, output=output, plot=plot
    )


@app.command
def rapi(
    transport: str,
    command: Annotated[tuple[str, ...], Parameter(allow_leading_hyphen=True, show_default=False)] = (),
    /,
) -> int:
    """Send RAPI commands to a controller, simulated or real, and explain the answers.

    Without a command it prompts for many. Exit code 0 for $OK, 1 for $NK, 2 for
    no answer.

    Examples:
        pilotwire rapi /dev/pts/3 GS
        pilotwire rapi tcp:127.0.0.1:7890 '$SC 16 V'
        pilotwire rapi serial:/dev/ttyACM0
        echo GU | pilotwire rapi /dev/ttyACM0

    Parameters
    ----------
    transport
        A serial device, tcp:HOST:PORT or serial:DEVICE?baud=115200.
    command
        The command; $ and checksum may be left out. In a shell put a $ in single quotes.
    """
    import asyncio  # noqa: PLC0415

    from pilotwire.runtime.rapi_command import rapi_command  # noqa: PLC0415

    return asyncio.run(rapi_command(transport, " ".join(command) if command else None))


app.command(ports)
app.command(commission)
app.command(backup)
app.command(restore)
app.command(check)
app.command(install)
app.command(upgrade)
app.command(uninstall)
app.command(doctor)
app.command(password)


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    sys.exit(_guarded(lambda: app(result_action="return_value", exit_on_error=False, print_error=True)))


def _guarded(command: Callable[[], object]) -> int:
    """Turn what is nobody's bug (a closed pipe, Ctrl-C, arguments that make no sense) into exit codes."""
    from cyclopts import CycloptsError  # noqa: PLC0415

    try:
        code = command()
        sys.stdout.flush()
    except CycloptsError:
        return BAD_INPUT
    except BrokenPipeError:
        # Python flushes the output once more at its end; give it something that takes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code if isinstance(code, int) else 0


def _complain(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return BAD_INPUT


if __name__ == "__main__":
    main()
