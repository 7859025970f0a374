"""``/login`` and ``/logout``: a password for a cookie, as firmware of 2026 answers; and the first password."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from pilotwire.services.host import Host

from ..replies import JSON, Header, Receive, Reply, reply
from .cookies import expired, issued
from .first_password import FIRST_PASSWORD, FirstPassword
from .gate import Gate, Visit
from .verifier import Verdict

LOGIN = "/login"
LOGOUT = "/logout"

_NO_STORE: Header = (b"cache-control", b"no-store")
_EARLIEST_S = 1_704_067_200
_LATEST_S = 4_102_444_800
"""A client's idea of the time is believed between 2024 and 2100."""


class _Login(msgspec.Struct):
    user: str = ""
    password: str = msgspec.field(default="", name="pass")
    remember: bool = False
    now: int = 0


class LoginDesk:
    """Takes passwords and hands out cookies.

    Args:
        host: the station; its clock dates the cookies.
        gate: knows what is right.
        setup_code: with which the first password can be set from the network; empty: it cannot.

    """

    def __init__(self, host: Host, gate: Gate, setup_code: str = "") -> None:
        self._host = host
        self._gate = gate
        self._first = FirstPassword(host, gate, setup_code)

    async def answer(self, path: str, visit: Visit, receive: Receive) -> Reply:
        """Answer one of these paths; the body is there as a whole, or is not."""
        if path == FIRST_PASSWORD:
            return await self._first.answer(visit, receive)
        if visit.method != "POST":
            return Reply(405, headers=((b"content-type", JSON), _NO_STORE))
        if path == LOGOUT:
            return _told(200, "ok", expired())
        return await self._login(visit, (await receive()).get("body", b""))

    async def _login(self, visit: Visit, body: bytes) -> Reply:
        try:
            asked = msgspec.json.decode(body, type=_Login)
        except (msgspec.DecodeError, RecursionError):
            return _told(400, "bad json")
        credentials = self._gate.credentials
        if not credentials.password_hash:
            return self._gate.closed(visit) or _told(401, "invalid")
        verdict = await self._gate.verifier.check(asked.user, asked.password, visit.peer)
        if verdict is not Verdict.RIGHT:
            return _told(429, "locked") if verdict is Verdict.LOCKED else _told(401, "invalid")
        if not self._host.now().trusted:
            if not _EARLIEST_S < asked.now < _LATEST_S:
                return _told(503, "clock")
            self._host.set_clock(datetime.fromtimestamp(asked.now, UTC))
        cookie = issued(credentials, self._host.now().epoch_s, remember=asked.remember, secure=visit.secure)
        return _told(200, "ok", cookie)


def _told(status: int, text: str, cookie: str | None = None) -> Reply:
    headers = [_NO_STORE]
    if cookie is not None:
        headers.append((b"set-cookie", cookie.encode()))
    return reply(status, msgspec.json.encode({"msg": text}), JSON, *headers)
