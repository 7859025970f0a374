"""``pilotwire password``: a new password for a station whose state one may read, running or not.

A station that runs is told over its own API, so that it ends everybody's log-in at once; one that does not has it
written into its store. Either way the system's log of log-ins says so.
"""

from __future__ import annotations

import getpass
import os
import secrets
import sys
import syslog
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import msgspec

from pilotwire.runtime.gateway_options import web_address
from pilotwire.runtime.identity import read_station_id
from pilotwire.runtime.station_options import OptionError, default_data_dir
from pilotwire.services.http.security.credentials import DEFAULT_USERNAME
from pilotwire.services.http.security.first_password import LEAST_LENGTH
from pilotwire.services.http.security.passwords import SALT_BYTES, hash_password
from pilotwire.station.records import SettingsRecord
from pilotwire.station.settings import SettingsError
from pilotwire.station.settings.areas import Areas
from pilotwire.store.errors import StoreError
from pilotwire.store.lock import StationLock
from pilotwire.store.store import FILE_NAME, Store

from .plan import CURRENT, DATA, OPTIONS
from .running_service import cookie, near, settings_of, web_of

DONE, CANNOT = 0, 2
"""Exit codes."""
_VARIABLE = "PILOTWIRE_PASSWORD"
_RUN_WEB = ":8000"
_ANSWER_S = 30.0
_SETTINGS = "/api/v1/settings"
_STOP = "stop the station (`sudo systemctl stop pilotwire`) and try again"


class PasswordError(Exception):
    """It cannot be set; the message says why and what to do."""


def password_command(data_dir: Path | None, web: str | None) -> int:
    """Ask for a password and set it; returns the exit code."""
    installed = Path(CURRENT).is_symlink()
    folder = (data_dir or (Path(DATA) if installed else default_data_dir())).expanduser()
    service = installed and folder == Path(DATA)
    try:
        user = _user_of(folder)
        where = set_password(folder, web or (web_of(Path(OPTIONS)) if service else _RUN_WEB), _new_password())
    except (PasswordError, OptionError, StoreError) as error:
        sys.stderr.write(f"{error}\n")
        return CANNOT
    syslog.openlog("pilotwire", 0, syslog.LOG_AUTHPRIV)
    # By number where there is no sudo: in a container nobody need have a name.
    who = os.environ.get("SUDO_USER") or f"the user with id {os.getuid()}"
    syslog.syslog(syslog.LOG_WARNING, f"The password of the station in {folder} was set by {who}.")
    sys.stdout.write(f"The password of {user} is set{where}. Whoever was logged in has to log in anew.\n")
    return DONE


def set_password(data_dir: Path, web: str, password: str) -> str:
    """Set the password; returns what to add for people about how it was done.

    Args:
        data_dir: of the station.
        web: where it serves the web if it runs, as ``pilotwire run --web`` takes it.
        password: in the clear.

    Raises:
        PasswordError: it is no good, or the station that runs does not take it.
        StoreError: the state cannot be read or written.
        OptionError: ``web`` is no address.

    """
    if len(password) < LEAST_LENGTH:
        raise PasswordError(f"Use at least {LEAST_LENGTH} characters.")
    try:
        StationLock.take(data_dir / FILE_NAME).release()
    except StoreError:
        _tell(data_dir, web, password)
        return ""
    _write(data_dir, password)
    return ", and counts from the next start"


def _user_of(data_dir: Path) -> str:
    try:
        there = (data_dir / FILE_NAME).exists()
        readable = os.access(data_dir / FILE_NAME, os.R_OK | os.W_OK)
    except PermissionError:
        there, readable = True, False
    if there and not readable:
        raise PasswordError(f"{data_dir} is not for you to change: run `sudo pilotwire password`.")
    settings = settings_of(data_dir) if there else None
    if settings is None:
        raise PasswordError(f"{data_dir}: no station has kept anything there; name its --data-dir.")
    return settings.www_username or DEFAULT_USERNAME


def _write(data_dir: Path, password: str) -> None:
    """Write it into the state of a station that does not run."""
    station_id = read_station_id(data_dir) or ""
    with Store.open(data_dir / FILE_NAME) as store:
        kept = store.load()
        areas, _ = Areas.restored(station_id[-4:], kept.settings, kept.factory_settings)
        try:
            areas, _ = areas.changed(
                {"www_password": password},
                hash_password=lambda plain: hash_password(plain, secrets.token_bytes(SALT_BYTES)),
            )
        except SettingsError as error:
            raise PasswordError(f"{error}") from error
        store.commit([SettingsRecord(areas.stored())])


class _Problem(msgspec.Struct):
    reason: str


class _Refusal(msgspec.Struct):
    error: _Problem


def _tell(data_dir: Path, web: str, password: str) -> None:
    """Have the station that runs take it."""
    address = web_address(web)
    if address is None:
        raise PasswordError(f"The station runs without its web: {_STOP}.")
    headers = {"Content-Type": "application/json", "X-Requested-With": "OpenEVSE"}
    if log_in := cookie(data_dir, time.time()):
        headers["Cookie"] = log_in
    connection = HTTPConnection(near(address), address.port, timeout=_ANSWER_S)
    try:
        connection.request("PATCH", _SETTINGS, msgspec.json.encode({"www_password": password}), headers)
        response = connection.getresponse()
        status, body = response.status, response.read()
    except (OSError, HTTPException) as error:
        raise PasswordError(f"The station runs, but does not answer at {web} ({error}): {_STOP}.") from error
    finally:
        connection.close()
    if status == HTTPStatus.BAD_REQUEST:
        raise PasswordError(msgspec.json.decode(body, type=_Refusal).error.reason)
    if status != HTTPStatus.OK:
        raise PasswordError(f"What answers at {web} does not take it ({status}): {_STOP}.")


def _new_password() -> str:
    given = os.environ.get(_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise PasswordError(f"There is no terminal to ask for the password in: set ${_VARIABLE}.")
    password = getpass.getpass(f"New password (at least {LEAST_LENGTH} characters): ")
    if getpass.getpass("Once more: ") != password:
        raise PasswordError("These were two different passwords; nothing was changed.")
    return password
