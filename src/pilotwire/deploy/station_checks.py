"""What is looked at of the station: its state, service, web, log and certificate. Only reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from pilotwire.runtime.gateway_options import WebAddress, web_address
from pilotwire.runtime.https import FOLDER
from pilotwire.runtime.station_options import OptionError
from pilotwire.store.errors import StoreError
from pilotwire.store.salvage import damage
from pilotwire.store.store import FILE_NAME

from .findings import Finding, bad, doubtful, good
from .judgement import Silence
from .machine_checks import Ask, Ground, may_read_and_write
from .open_files import is_taken, listener_on
from .plan import SERVICE
from .running_service import look, settings_of

_LOG_SINCE = "-24 hours"
_SHOWN = 3
_CERTIFICATE_SOON = timedelta(days=14)
_ERRORS = ("error", "critical")


def store_findings(ground: Ground) -> Iterator[Finding]:
    """Look at the state."""
    store = ground.data_dir / FILE_NAME
    if not ground.data_dir.is_dir():
        return
    if not may_read_and_write(ground.data_dir):
        yield doubtful("state", f"{ground.data_dir} is not for you to read: run `sudo pilotwire doctor`.")
        return
    if not store.exists():
        yield doubtful("state", f"Nothing is kept in {ground.data_dir} yet: the station has not run with it.")
        return
    try:
        with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            problem = damage(connection, store)
    except (StoreError, sqlite3.Error) as error:
        yield bad("state", f"{error}.")
        return
    if problem is not None:
        yield bad(
            "state",
            f"{store} is damaged ({problem}). The next start of the station saves what can be read; or bring a "
            "backup back: `pilotwire restore`.",
        )
    else:
        yield good("state", f"{store} is sound, {store.stat().st_size // 1024} KB.")


def service_findings(ask: Ask, installed_version: str | None) -> Iterator[Finding]:
    """Look at the service, if there is one."""
    if installed_version is None:
        yield doubtful("service", "Pilotwire is not installed as a service here: `sudo pilotwire install` does it.")
        return
    told = ask(("systemctl", "show", SERVICE, "--property=ActiveState,SubState,UnitFileState,NRestarts"))
    state = dict(line.partition("=")[::2] for line in (told or "").splitlines())
    if not state:
        yield doubtful("service", "systemd does not answer: how the service is is not known.")
    elif state.get("ActiveState") != "active":
        yield bad(
            "service",
            f"The service does not run ({state.get('ActiveState')}, {state.get('SubState')}): "
            "`sudo systemctl start pilotwire`, and look at `journalctl -u pilotwire -n 50`.",
        )
    elif state.get("UnitFileState") != "enabled":
        yield doubtful(
            "service", "The service runs, but is not started with the computer: `sudo systemctl enable pilotwire`."
        )
    elif state.get("NRestarts", "0") not in ("", "0"):
        yield doubtful(
            "service",
            f"The service was started anew {state['NRestarts']} times because it had ended: "
            "`journalctl -u pilotwire -n 100` says why.",
        )
    else:
        yield good("service", f"The service runs, version {installed_version}.")


def web_findings(ground: Ground, web: str, installed_version: str | None, now_s: float) -> Iterator[Finding]:
    """Ask the station itself how it is."""
    try:
        address = web_address(web)
    except OptionError as error:
        yield bad("web", f"{error}")
        return
    seen = look(ground.data_dir, web, now_s)
    if isinstance(seen, Silence):
        yield bad("web", f"{seen.reason[0].upper()}{seen.reason[1:]}. {_who(ground, address)}")
        return
    if installed_version is not None and seen.version != installed_version:
        yield doubtful(
            "web",
            f"Version {seen.version} runs, {installed_version} is installed: `sudo systemctl restart pilotwire`.",
        )
    else:
        yield good("web", f"The station answers at {web}, version {seen.version}.")
    for problem in seen.problems:
        yield bad("station", f"{problem}{'' if problem.endswith('.') else '.'}")
    if not seen.problems:
        yield good("station", "The station has no problem to tell of.")


def _who(ground: Ground, address: WebAddress | None) -> str:
    proc = ground.root / "proc"
    if address is None or not is_taken(proc, address.port):
        return "Nobody listens there: start the station."
    program = listener_on(proc, address.port)
    if program is None:
        return f"Port {address.port} is taken; `sudo pilotwire doctor` can see by whom."
    return f"Port {address.port} is taken by {program.words}: stop that, or give the station another port."


class _LogLine(msgspec.Struct):
    level: str = ""
    message: str = ""


def log_findings(ask: Ask) -> Iterator[Finding]:
    """Look for errors in the last day of the service's log."""
    words = ("journalctl", "--unit", SERVICE, "--since", _LOG_SINCE, "--output=cat", "--no-pager", "--quiet")
    text = ask(words)
    if text is None:
        return
    errors = [line.message for line in map(_log_line, text.splitlines()) if line.level in _ERRORS]
    if errors:
        latest = "; ".join(dict.fromkeys(reversed(errors)))[:300]
        yield doubtful("log", f"{len(errors)} errors in the last 24 hours, the latest first: {latest}")
    else:
        yield good("log", "No errors in the last 24 hours.")


def _log_line(line: str) -> _LogLine:
    try:
        return msgspec.json.decode(line, type=_LogLine)
    except msgspec.DecodeError:
        # What Python itself says when a program ends badly is no JSON.
        return _LogLine("critical" if line.startswith("Traceback") else "", line)


class _Certificate(msgspec.Struct):
    not_after: datetime


def certificate_findings(data_dir: Path, now_s: float) -> Iterator[Finding]:
    """Look at the certificate of the station's own authority, if that is shown over HTTPS; others the web tells of."""
    try:
        settings = settings_of(data_dir)
    except (StoreError, OSError):
        return  # Told already, with the state.
    if settings is None or not settings.https_own or settings.www_certificate_id:
        return
    try:
        kept = msgspec.json.decode((data_dir / FOLDER / "station.json").read_bytes(), type=_Certificate)
    except (OSError, msgspec.DecodeError):
        return
    left = kept.not_after - datetime.fromtimestamp(now_s, UTC)
    if left < timedelta(0):
        yield bad("certificate", f"The certificate has expired ({kept.not_after:%Y-%m-%d}): restart the station.")
    elif left < _CERTIFICATE_SOON:
        yield doubtful(
            "certificate",
            f"The certificate is good for {left.days} days only and should have been made anew: check the clock, "
            "restart the station.",
        )
    else:
        yield good("certificate", f"The certificate is good until {kept.not_after:%Y-%m-%d}.")
