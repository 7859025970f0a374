"""``pilotwire commission``: asks a running station over its own API, shows what it says, and has it set."""

from __future__ import annotations

import base64
import getpass
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import msgspec

DONE, DECLINED, FAILED = 0, 1, 2
"""Exit codes."""
_PATH = "/api/v1/commissioning"
_HARDWARE_MAXIMUM = "max_current_hard"
_PATIENCE_S = 20.0
_VARIABLE = "PILOTWIRE_PASSWORD"
_UNAUTHORISED = 401


class Commission(msgspec.Struct, frozen=True):
    """What was asked for."""

    url: str
    user: str
    answers: Mapping[str, object]
    """As the API takes them; None for what was not said."""
    current_a: int | None = None
    lock_wiring: bool = False
    yes: bool = False
    report: Path | None = None
    language: str | None = None
    """Of the report; that of the terminal for None."""


class _RefusedError(Exception):
    """It cannot be done; the message says why."""


class _Choice(msgspec.Struct):
    name: str
    description: str


class _Region(msgspec.Struct):
    name: str
    supplies: list[_Choice]


class _Choices(msgspec.Struct):
    regions: list[_Region]


class _Commissioning(msgspec.Struct):
    choices: _Choices
    locked: bool
    maximum_a: int


class _Step(msgspec.Struct):
    reason: str


class _Warning(msgspec.Struct):
    text: str


class _Advice(msgspec.Struct):
    current_a: int
    steps: list[_Step]
    warnings: list[_Warning]


class _Problem(msgspec.Struct):
    field: str | None
    reason: str


class _Error(msgspec.Struct):
    error: _Problem


def commission_command(asked: Commission) -> int:
    """Commission a station; returns the exit code."""
    try:
        return _carry_out(_Station(asked.url, asked.user), asked)
    except _RefusedError as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    except (EOFError, OSError) as error:
        sys.stderr.write(f"Nothing was set: {str(error) or 'the input has ended'}.\n")
        return FAILED


def _carry_out(station: _Station, asked: Commission) -> int:
    before = msgspec.json.decode(station.ask("GET", _PATH), type=_Commissioning)
    if asked.answers.get("supply") is None and asked.report is None:
        _list_choices(before.choices)
        return DONE
    if asked.answers.get("supply") is not None:
        if asked.answers.get("region") is None:
            raise _RefusedError("Say the region too: --region europe, united-kingdom or north-america.")
        if not _commission(station, asked, before):
            sys.stdout.write("Nothing was set.\n")
            return DECLINED
    if asked.report is not None:
        wanted = "" if asked.language is None else f"?language={asked.language}"
        asked.report.write_bytes(station.ask("GET", f"{_PATH}/report{wanted}"))
        sys.stdout.write(f"Report: {asked.report}\n")
    return DONE


def _list_choices(choices: _Choices) -> None:
    for region in choices.regions:
        sys.stdout.write(f"--region {region.name}\n")
        for supply in region.supplies:
            sys.stdout.write(f"    --supply {supply.name:<18} {supply.description}\n")


def _commission(station: _Station, asked: Commission, before: _Commissioning) -> bool:
    """Show what follows, ask, and have it set; says whether it was."""
    answers = {name: value for name, value in asked.answers.items() if value is not None}
    advice = msgspec.json.decode(station.ask("POST", f"{_PATH}/advice", answers), type=_Advice)
    for step in advice.steps:
        sys.stdout.write(f"  {step.reason}\n")
    for warning in advice.warnings:
        sys.stdout.write(f"! {warning.text}\n")
    current_a = asked.current_a or advice.current_a
    question = f"Set the maximum to {current_a} A (now {before.maximum_a} A)?"
    if not (asked.yes or _agreed(question)):
        return False
    body: dict[str, object] = dict(answers)
    if asked.current_a is not None:
        body["current_a"] = asked.current_a
    if asked.lock_wiring:
        # Asked even with --yes: nobody can take this back.
        sys.stdout.write(f"{current_a} A become the maximum of the wiring. It can NEVER be raised again.\n")
        if _asked(f"Type {current_a} to confirm: ") != str(current_a):
            return False
        body |= {"lock_wiring": True, "confirm": _HARDWARE_MAXIMUM}
    after = msgspec.json.decode(station.ask("POST", _PATH, body), type=_Commissioning)
    sys.stdout.write(f"Commissioned: at most {after.maximum_a} A.\n")
    return True


def _agreed(question: str) -> bool:
    return _asked(f"{question} [y/N] ").lower() in ("y", "yes")


def _asked(prompt: str) -> str:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


class _Station:
    """A running station's API.

    Args:
        url: of its web.
        user: to log in with.

    """

    def __init__(self, url: str, user: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise _RefusedError(f"--url must begin with http:// or https://, not {url!r}.")
        self._url = url.rstrip("/")
        self._user = user
        self._password = os.environ.get(_VARIABLE, "")

    def ask(self, method: str, path: str, body: object = None) -> bytes:
        """Make a request, with the password if one is wanted; raises ``_RefusedError``."""
        try:
            return self._send(method, path, body)
        except HTTPError as error:
            if error.code != _UNAUTHORISED or self._password or not sys.stdin.isatty():
                raise _RefusedError(_reason(error)) from error
        self._password = getpass.getpass(f"Password of {self._user}: ")
        try:
            return self._send(method, path, body)
        except HTTPError as error:
            raise _RefusedError(_reason(error)) from error

    def _send(self, method: str, path: str, body: object) -> bytes:
        headers = {"X-Requested-With": "OpenEVSE", "Content-Type": "application/json"}
        headers["Accept-Language"] = _language_of(os.environ)
        if self._password:
            token = base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
            headers["Authorization"] = f"Basic {token}"
        data = None if body is None else msgspec.json.encode(body)
        request = Request(f"{self._url}{path}", data, headers, method=method)  # noqa: S310 -- the scheme was looked at
        try:
            with urlopen(request, timeout=_PATIENCE_S) as answer:  # noqa: S310 -- likewise
                return bytes(answer.read())
        except HTTPError:
            raise
        except (URLError, TimeoutError) as error:
            reason = getattr(error, "reason", error)
            raise _RefusedError(
                f"{self._url}: the station does not answer ({reason}); start it, or say its --url."
            ) from error


def _language_of(environ: Mapping[str, str]) -> str:
    """The language of the terminal as HTTP names it; ``*`` if it has none."""
    said = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "C")
    tag = said.partition(".")[0].partition("@")[0]
    return "*" if tag in ("C", "POSIX") else tag.replace("_", "-")


def _reason(error: HTTPError) -> str:
    if error.code == _UNAUTHORISED:
        return f"The station wants a password: set ${_VARIABLE}, and --user if it is not the usual one."
    try:
        problem = msgspec.json.decode(error.read(), type=_Error).error
    except msgspec.MsgspecError:
        return f"The station refuses it: HTTP {error.code}."
    return f"{problem.field}: {problem.reason}" if problem.field else problem.reason
