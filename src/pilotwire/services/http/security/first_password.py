"""``/first-password``: how a station that has none gets its password from a phone or computer on the network.

Whoever can read the code, on the station's own screen or in what ``pilotwire run`` says, has been at the station. The
code is made anew at every start, guessing it is throttled, and once there is a password it opens nothing.
"""

from __future__ import annotations

import hmac
import secrets

import msgspec

from pilotwire.services.host import Host
from pilotwire.station.settings import SettingsError

from ..replies import JSON, Header, Receive, Reply, reply
from .cookies import issued
from .gate import Gate, Visit
from .throttle import Throttle

FIRST_PASSWORD = "/first-password"  # noqa: S105 - a path
LEAST_LENGTH = 8
_DIGITS = 6
_NO_STORE: Header = (b"cache-control", b"no-store")


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    password: str = msgspec.field(name="pass")


def new_code() -> str:
    """Make a code: six digits, never the same twice but by chance."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"


class FirstPassword:
    """Takes the code and the password that is to be.

    Args:
        host: the station.
        gate: knows whether there is a password.
        code: what is shown at the station; empty: there is no such way in.

    """

    def __init__(self, host: Host, gate: Gate, code: str) -> None:
        self._host = host
        self._gate = gate
        self._code = code
        self._throttle = Throttle()

    async def answer(self, visit: Visit, receive: Receive) -> Reply:
        """Answer a request whose body is there as a whole, or is not."""
        if visit.method != "POST":
            return Reply(405, headers=((b"content-type", JSON), _NO_STORE))
        if self._gate.credentials.password_hash or not self._code:
            return _told(409, "There is a password already: log in with it.")
        now_ms = self._host.now().elapsed_ms
        if self._throttle.locked(visit.peer, now_ms):
            return _told(429, "Too many wrong codes: wait a minute.")
        try:
            asked = msgspec.json.decode((await receive()).get("body", b""), type=_Asked)
        except (msgspec.DecodeError, RecursionError):
            return _told(400, 'Send {"code": "the six digits", "pass": "the password"}.')
        if not hmac.compare_digest(asked.code.replace(" ", "").encode(), self._code.encode()):
            self._throttle.wrong(visit.peer, now_ms)
            return _told(401, "That is not the code the station shows.")
        return await self._set(asked.password, visit)

    async def _set(self, password: str, visit: Visit) -> Reply:
        if len(password) < LEAST_LENGTH:
            return _told(400, f"Use at least {LEAST_LENGTH} characters.")
        try:
            self._host.run(lambda station, moment: station.change_settings({"www_password": password}, moment))
        except SettingsError as error:
            return _told(400, str(error))
        await self._host.settled()
        cookie = issued(self._gate.credentials, self._host.now().epoch_s, remember=False, secure=visit.secure)
        return _told(200, "ok", cookie)


def _told(status: int, text: str, cookie: str | None = None) -> Reply:
    headers = [_NO_STORE]
    if cookie is not None:
        headers.append((b"set-cookie", cookie.encode()))
    return reply(status, msgspec.json.encode({"msg": text}), JSON, *headers)
