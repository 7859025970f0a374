"""An installation as values: which files, folders, links and commands make a machine run Pilotwire as a service.

Pure: nothing is read or written here. What the files say is in ``unit_file`` and ``system_files``; ``apply`` carries
a plan out.
"""

from __future__ import annotations

from enum import Enum
from pathlib import PurePosixPath

import msgspec

from pilotwire.runtime.serial_devices import Adapter

from . import system_files
from .unit_file import unit_file

USER = "pilotwire"
PROGRAM = PurePosixPath("/opt/pilotwire")
"""Releases, and links to those in use."""
CURRENT = PROGRAM / "current"
"""Link to the release that runs."""
PREVIOUS = PROGRAM / "previous"
"""Link to the release that ran before."""
TRIAL = PROGRAM / "trial.json"
"""Is there while a version is tried; what it says is in ``trial``."""
DATA = PurePosixPath("/var/lib/pilotwire")
COPY = DATA.with_name("pilotwire-before-upgrade")
"""The state as the version before an upgrade left it."""
COPY_BACK = DATA.with_name("pilotwire-before-going-back")
"""The state as it was when a person went back to the version before."""
FROM_FAILED = DATA.with_name("pilotwire-from-failed-upgrade")
"""The state as a version left it that was given up."""
STATES = (DATA, COPY, COPY_BACK, FROM_FAILED)
"""Everything that knows what the station has been told and has measured."""
OPTIONS = PurePosixPath("/etc/default/pilotwire")
UNIT = PurePosixPath("/etc/systemd/system/pilotwire.service")
SERVICE = "pilotwire.service"
COMMAND = PurePosixPath("/usr/local/bin/pilotwire")


class Whose(Enum):
    """Whose words a file has."""

    OURS = "ours"
    """A newer version may replace it."""
    YOURS = "yours"
    """Made to be edited: it is written once and then left alone."""


class PlannedFile(msgspec.Struct, frozen=True):
    """A text file."""

    path: PurePosixPath
    content: str
    purpose: str
    """For people, as a clause."""
    mode: int = 0o644
    whose: Whose = Whose.OURS


class PlannedFolder(msgspec.Struct, frozen=True):
    """A folder."""

    path: PurePosixPath
    mode: int


class PlannedLink(msgspec.Struct, frozen=True):
    """A symbolic link."""

    path: PurePosixPath
    target: PurePosixPath


class PlannedCommand(msgspec.Struct, frozen=True):
    """A command that makes the system take notice."""

    words: tuple[str, ...]
    after: tuple[PurePosixPath, ...] = ()
    """Run only if one of these has changed; always if there are none."""
    may_fail: bool = False
    """What it serves need not be on every machine."""


class InstallOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a person may choose."""

    web: str = ":80"
    """Where the web is served, as ``pilotwire run --web`` takes it."""
    adapter: Adapter | None = None
    """The serial device of the controller; None as long as there is none."""


class Plan(msgspec.Struct, frozen=True):
    """An installation, in the order in which it is carried out."""

    folders: tuple[PlannedFolder, ...]
    files: tuple[PlannedFile, ...]
    links: tuple[PlannedLink, ...]
    accounts: tuple[PlannedCommand, ...]
    """Run once the files are there, before anything can be run as the service's user."""
    commands: tuple[PlannedCommand, ...]
    """Run last."""
    farewell: tuple[PlannedCommand, ...]
    """Run before the files are taken away again."""


def installation(options: InstallOptions) -> Plan:
    """Everything an installation consists of but the program itself."""
    files = _files(options)
    rules = (system_files.DEVICE_RULE,)
    return Plan(
        folders=(
            PlannedFolder(PROGRAM, 0o755),
            PlannedFolder(PROGRAM / "releases", 0o755),
            PlannedFolder(DATA, 0o700),
        ),
        files=files,
        links=(PlannedLink(COMMAND, CURRENT / "bin" / "pilotwire"),),
        accounts=(PlannedCommand(("systemd-sysusers", str(system_files.ACCOUNTS)), (system_files.ACCOUNTS,)),),
        commands=(
            PlannedCommand(("udevadm", "control", "--reload"), rules, may_fail=True),
            PlannedCommand(("udevadm", "trigger", "--subsystem-match=tty", "--settle"), rules, may_fail=True),
            PlannedCommand(
                ("systemctl", "restart", "systemd-modules-load.service"), (system_files.MODULES,), may_fail=True
            ),
            PlannedCommand(
                ("systemctl", "try-restart", "systemd-journald.service"), (system_files.LOG_RETENTION,), may_fail=True
            ),
            PlannedCommand(("systemctl", "daemon-reload"), (UNIT,)),
            PlannedCommand(("systemctl", "enable", SERVICE)),
            PlannedCommand(("systemctl", "restart", SERVICE), (UNIT, OPTIONS, CURRENT, system_files.DEVICE_RULE)),
            PlannedCommand(("systemctl", "start", SERVICE)),
        ),
        farewell=(PlannedCommand(("systemctl", "disable", "--now", SERVICE), may_fail=True),),
    )


def _files(options: InstallOptions) -> tuple[PlannedFile, ...]:
    rule = (
        PlannedFile(
            system_files.DEVICE_RULE,
            system_files.device_rule(options.adapter),
            f"the controller's serial device is always {system_files.DEVICE}",
        ),
    )
    return (
        PlannedFile(system_files.ACCOUNTS, system_files.accounts(USER, DATA), "the user the service runs as"),
        PlannedFile(
            OPTIONS, system_files.options(options.web), "where the controller and the web are", whose=Whose.YOURS
        ),
        *(rule if options.adapter is not None else ()),
        PlannedFile(system_files.MODULES, system_files.modules(), "serial adapters can be plugged in at any time"),
        PlannedFile(system_files.LOG_RETENTION, system_files.log_retention(), "how long logs are kept"),
        PlannedFile(system_files.CAPTIVE_PORTAL, system_files.captive_portal(), "its access point leads to its web"),
        PlannedFile(system_files.NETWORK_RULE, system_files.network_rule(USER), "the service may set up the network"),
        PlannedFile(UNIT, unit_file(USER, CURRENT, OPTIONS, recovery=(TRIAL, PREVIOUS)), "the service"),
    )
