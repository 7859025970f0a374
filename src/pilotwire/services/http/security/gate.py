"""Who is let in, decided anew for every request and every WebSocket handshake.

Without a password only this machine itself is answered (unless the settings say otherwise); with one, whoever presents
it or a log-in cookie. A browser that another page sent is refused wherever something is changed.
"""

from __future__ import annotations

import secrets
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass

from pilotwire.services.host import Host

from .. import portal
from ..replies import CACHE_CONTROL, TEXT, Reply, reply, told
from .cookies import is_valid
from .credentials import Credentials
from .origins import is_foreign, is_forwarded, is_loopback_host
from .verifier import Verdict, Verifier

_FETCHING = ("GET", "HEAD")
_SAFE = (*_FETCHING, "OPTIONS")

FOREIGN = told(403, "Refused: another web site asked for this")
CSRF = told(403, "csrf")
NOT_BY_LINK = reply(403, b"Forbidden: use POST or the app", TEXT, CACHE_CONTROL)
LOCKED = told(429, "locked", (b"retry-after", b"60"))
_UNAUTHORISED_APP = told(401, "auth")


@dataclass(slots=True)
class Visit:
    """One request or handshake, as far as the gate is concerned."""

    method: str
    headers: dict[bytes, bytes]
    peer: str
    local: bool
    """Whether the peer is on this machine."""
    secure: bool
    """Whether it came over TLS."""
    port: int
    """Where it arrived."""
    acts: bool
    """Whether it changes something, or tells what no other page may know."""
    drastic: bool = False
    """Whether a mere link must not be enough for it."""
    by_point: bool = False
    """Whether it came by the station's own access point."""

    @property
    def by_app(self) -> bool:
        """Whether a program of this station sent it: no other page can set this header."""
        return self.headers.get(b"x-requested-with", b"").lower() == b"openevse"


class Gate:
    """Decides who is let in.

    Args:
        host: the station whose settings count.
        entrance: its access point.

    """

    def __init__(self, host: Host, entrance: portal.Entrance) -> None:
        self._host = host
        self.entrance = entrance
        self._fallback_secret = secrets.token_bytes(32)
        self.verifier = Verifier(lambda: host.now().elapsed_ms)
        self._settings = host.status.settings
        self._credentials = Credentials.of(self._settings, self._fallback_secret)
        self.verifier.renew(self._credentials)

    @property
    def credentials(self) -> Credentials:
        """Those in force; the same object until they change."""
        settings = self._host.status.settings
        if settings is not self._settings:
            self._settings = settings
            credentials = Credentials.of(settings, self._fallback_secret)
            if credentials != self._credentials:
                self._credentials = credentials
                self.verifier.renew(credentials)
        return self._credentials

    async def admit(self, visit: Visit) -> Reply | None:
        """Decide about a visit to what is not public; None lets it in."""
        if visit.acts and is_foreign(visit.headers):
            return FOREIGN
        credentials = self.credentials
        if credentials.password_hash:
            refusal = await self._identify(visit, credentials)
        else:
            refusal = self.closed(visit)
        if refusal is None and visit.drastic and not _meant(visit):
            return NOT_BY_LINK
        return refusal

    def admit_public(self, visit: Visit) -> Reply | None:
        """Decide about a visit to what anybody may have."""
        return FOREIGN if visit.acts and is_foreign(visit.headers) else None

    def closed(self, visit: Visit) -> Reply | None:
        """Refuse whoever is not on this machine while no password is set, or in the station's own access point."""
        if self.credentials.open_without_password or _is_here(visit) or _is_setting_up(visit):
            return None
        return told(
            403,
            "No password is set, so only programs on the station itself are answered. Set one there, for example with:"
            f' curl -d \'{{"www_password": "..."}}\' http://localhost:{visit.port}/config, or in the web app with the'
            " set-up code that the station shows.",
        )

    async def _identify(self, visit: Visit, credentials: Credentials) -> Reply | None:
        authorization = visit.headers.get(b"authorization")
        presented = None if authorization is None else _basic(authorization)
        if presented is not None and self.verifier.knows(*presented):
            return None
        cookie = visit.headers.get(b"cookie")
        if cookie is not None and is_valid(cookie, credentials, self._host.now().epoch_s):
            return None if visit.method in _SAFE or visit.by_app else CSRF
        if presented is None:
            return _unauthorised(visit, self._settings.hostname)
        verdict = await self.verifier.check(*presented, visit.peer)
        if verdict is Verdict.RIGHT:
            return None
        return LOCKED if verdict is Verdict.LOCKED else _unauthorised(visit, self._settings.hostname)


def _is_here(visit: Visit) -> bool:
    # The name is looked at because a page elsewhere can have its own name point to this machine.
    here = visit.local and is_loopback_host(visit.headers.get(b"host", b""))
    return here and not is_forwarded(visit.headers)


def _is_setting_up(visit: Visit) -> bool:
    """Whether somebody who has joined the station's own access point asks it by its address there."""
    return visit.by_point and portal.by_own_address(visit.headers) and not is_forwarded(visit.headers)


def _meant(visit: Visit) -> bool:
    return (
        visit.method not in _FETCHING
        or visit.by_app
        or visit.headers.get(b"content-type", b"").lower().startswith(b"application/json")
    )


def _unauthorised(visit: Visit, name: str) -> Reply:
    if visit.by_app:
        return _UNAUTHORISED_APP
    realm = name.replace("\\", "\\\\").replace('"', '\\"').encode("ascii", "replace")
    return Reply(401, headers=((b"www-authenticate", b'Basic realm="' + realm + b'"'),))


def _basic(authorization: bytes) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(b" ")
    if scheme.lower() != b"basic":
        return None
    try:
        pair = b64decode(encoded.strip(), validate=True)
    except Base64Error:
        return None
    try:
        text = pair.decode()
    except UnicodeDecodeError:
        # Some programs send the older encoding.
        text = pair.decode("latin-1")
    username, separator, password = text.partition(":")
    return (username, password) if separator else None
