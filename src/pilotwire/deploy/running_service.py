"""The installed service: started and stopped by systemd, asked over its own API how it is."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import msgspec

from pilotwire.runtime.gateway_options import WebAddress, web_address
from pilotwire.runtime.identity import read_station_id
from pilotwire.runtime.station_options import OptionError
from pilotwire.services.http.security.cookies import SHORT_S, issued
from pilotwire.services.http.security.credentials import Credentials
from pilotwire.station.settings import Settings
from pilotwire.station.settings.areas import Areas
from pilotwire.store.errors import StoreError
from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME

from .judgement import Health, Seen, Silence
from .plan import SERVICE

_ANSWER_S = 10.0
_LOG_IN_S = 60
_LINES = "15"
_DEFAULT_WEB = ":80"
_HEALTH = "/api/v1/health"


class _Identity(msgspec.Struct):
    version: str


class _Store(msgspec.Struct):
    readable: bool


class _Health(msgspec.Struct):
    problems: tuple[str, ...]
    identity: _Identity
    store: _Store


class SystemdService:
    """The service of this machine.

    Args:
        run: runs a command.
        data_dir: of the service.
        options: its file of options.
        now_s: seconds since 1970.

    """

    def __init__(
        self, run: Callable[[Sequence[str]], None], data_dir: Path, options: Path, now_s: Callable[[], float]
    ) -> None:
        self._run = run
        self._data_dir = data_dir
        self._options = options
        self._now_s = now_s

    def stop(self) -> None:
        """Stop it."""
        self._run(("systemctl", "stop", SERVICE))

    def start(self) -> None:
        """Start it, and wait until it says that it is ready."""
        self._run(("systemctl", "reset-failed", SERVICE))
        self._run(("systemctl", "start", SERVICE))

    def look(self) -> Seen:
        """What it says of itself now."""
        return look(self._data_dir, web_of(self._options), self._now_s())

    def log_tail(self) -> str:
        """The last lines of its log."""
        words = ("journalctl", "--unit", SERVICE, "--lines", _LINES, "--no-pager", "--output", "cat")
        try:
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=_ANSWER_S)  # noqa: S603 - ours
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"(the log cannot be read: {error})"
        return done.stdout.strip() or "(the log is empty)"


def web_of(options: Path) -> str:
    """Where the service serves the web, from its file of options."""
    try:
        lines = options.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return _DEFAULT_WEB
    values = dict(line.strip().split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#"))
    return values.get("PILOTWIRE_WEB", _DEFAULT_WEB).strip("\"' ") or _DEFAULT_WEB


def look(data_dir: Path, web: str, now_s: float) -> Seen:
    """Ask the station that serves the web there, from this machine, how it is.

    Args:
        data_dir: of the station; who can read it is let in.
        web: where it serves the web, as ``pilotwire run --web`` takes it.
        now_s: seconds since 1970.

    """
    try:
        address = web_address(web)
    except OptionError as error:
        return Silence(str(error).rstrip("."))
    if address is None:
        return Silence("its web is switched off")
    host = near(address)
    place = f"{host}:{address.port}"
    try:
        return _told(place, *_get(host, address.port, cookie(data_dir, now_s)))
    except (OSError, HTTPException) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return Silence(f"{place} gives no answer ({reason or str(error) or type(error).__name__})")
    except StoreError as error:
        return Silence(str(error))


def near(address: WebAddress) -> str:
    """The host by which this machine reaches a web of its own."""
    return address.host if address.host not in ("", "0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 - compared


def _told(place: str, status: int, body: bytes) -> Seen:
    if status != HTTPStatus.OK:
        return Silence(f"{place}{_HEALTH} is answered with {status}")
    try:
        health = msgspec.json.decode(body, type=_Health)
    except msgspec.DecodeError:
        return Silence(f"what answers at {place} is another program")
    return Health(
        version=health.identity.version, store_readable=health.store.readable, problems=tuple(health.problems)
    )


def _get(host: str, port: int, log_in: str) -> tuple[int, bytes]:
    connection = HTTPConnection(host, port, timeout=_ANSWER_S)
    try:
        connection.request("GET", _HEALTH, headers={"Cookie": log_in} if log_in else {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def cookie(data_dir: Path, now_s: float) -> str:
    """A log-in as the station itself gives it, to whoever can read its state; empty where it has no password.

    Raises:
        StoreError: the state cannot be read.

    """
    settings = settings_of(data_dir)
    if settings is None or not settings.www_password:
        return ""
    credentials = Credentials.of(settings, b"")
    # Good for this one question: who answers there may be somebody else.
    return issued(credentials, int(now_s) - SHORT_S + _LOG_IN_S, remember=False, secure=False).partition(";")[0]


def settings_of(data_dir: Path) -> Settings | None:
    """The settings of a station, running or not; None where no station has run.

    Raises:
        StoreError: they cannot be read.

    """
    station_id = read_station_id(data_dir)
    path = data_dir / FILE_NAME
    if station_id is None or not path.exists():
        return None
    with Reader(path) as reader:
        kept = reader.kept()
    areas, _ = Areas.restored(station_id[-4:], kept.settings, kept.factory_settings)
    return areas.current
