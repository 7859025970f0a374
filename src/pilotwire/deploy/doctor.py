"""``pilotwire doctor``: looks at everything a station needs, says what is wrong and what to do. Changes nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from pilotwire.runtime.station_options import default_data_dir

from . import release
from .apply import InstallError, Machine, run_command
from .controller_checks import controller_findings, device_of
from .findings import Finding, Grade, exit_code
from .judgement import Silence
from .machine_checks import Ground, machine_findings
from .plan import DATA, OPTIONS
from .running_service import look, web_of
from .station_checks import certificate_findings, log_findings, service_findings, store_findings, web_findings
from .system_files import DEVICE

_RUN_WEB = ":8000"
"""Where ``pilotwire run`` serves the web if nothing else is said."""
_ASK_S = 10.0
_MARKS = {Grade.OK: "ok     ", Grade.WARNING: "warning", Grade.PROBLEM: "PROBLEM"}
UNHEALTHY = 1
"""Exit code for a container engine, which knows no other."""


def doctor_command(data_dir: Path | None, serial: str | None, web: str | None, *, as_json: bool) -> int:
    """Look at everything, print what was found, and return the exit code: 0 well, 1 warnings, 2 problems."""
    findings = asyncio.run(_findings(data_dir, serial, web))
    if as_json:
        told = {"code": exit_code(findings), "findings": findings}
        sys.stdout.write(f"{msgspec.json.format(msgspec.json.encode(told)).decode()}\n")
    else:
        sys.stdout.write(shown(findings))
    return exit_code(findings)


def container_command(data_dir: Path | None, web: str | None) -> int:
    """Ask only whether the station of a container answers and can read its state; returns the exit code."""
    seen = look(data_dir or default_data_dir(), web or _RUN_WEB, time.time())
    if isinstance(seen, Silence):
        sys.stderr.write(f"{seen.reason}\n")
        return UNHEALTHY
    if not seen.store_readable:
        sys.stderr.write(f"The state cannot be read: {' '.join(seen.problems)}\n")
        return UNHEALTHY
    return 0


def shown(findings: Iterable[Finding]) -> str:
    """What a person reads."""
    width = max((len(finding.name) for finding in findings), default=0)
    return "".join(f"{_MARKS[finding.grade]}  {finding.name:<{width}}  {finding.words}\n" for finding in findings)


async def _findings(data_dir: Path | None, serial: str | None, web: str | None) -> list[Finding]:
    installed = _installed_version()
    options = Path(OPTIONS)
    if installed is not None:
        data_dir, web = data_dir or Path(DATA), web or web_of(options)
        serial = serial or device_of(options, DEVICE)
    ground = Ground(data_dir=data_dir or default_data_dir(), ask=_ask)
    now_s = time.time()
    found = [*machine_findings(ground), *store_findings(ground)]
    if serial is not None:
        found += [finding async for finding in controller_findings(ground, serial)]
    found += service_findings(_ask, installed)
    found += web_findings(ground, web or _RUN_WEB, installed, now_s)
    found += certificate_findings(ground.data_dir, now_s)
    if installed is not None:
        found += log_findings(_ask)
    return found


def _installed_version() -> str | None:
    machine = Machine(say=lambda _: None, run=run_command)
    place = release.current(machine)
    if place is None:
        return None
    try:
        return release.version_in(machine.at(place))
    except InstallError:
        return "unknown"


def _ask(words: Sequence[str]) -> str | None:
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=_ASK_S)  # noqa: S603 - ours
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
