"""What the settings ask for: which back end, as whom, and how secured. Pure."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import msgspec

from pilotwire.ocpp.schemas import Version
from pilotwire.services.host import Identity
from pilotwire.station.settings import Settings

MOST_NAME = 48
"""Longest identity of a station (OCPP 2.0.1 part 4, 3.1.1)."""
MOST_KEY_BYTES = 40
_PORTS = {"ws": 80, "wss": 443}


class MisconfiguredError(Exception):
    """The settings cannot be followed; the message names the setting and says what to do."""


class Credentials(msgspec.Struct, frozen=True):
    """Name and password for HTTP Basic."""

    user: str
    password: bytes

    def __repr__(self) -> str:
        """Without the password: representations end up in logs."""
        return f"Credentials(user={self.user!r})"


class Arrangement(msgspec.Struct, frozen=True):
    """How to reach the back end."""

    url: str
    """With the station's name as its last part."""
    host: str
    port: int
    tls: bool
    station: str
    """Name of the station at the back end."""
    versions: tuple[Version, ...]
    """That are offered, the preferred one first."""
    profile: int = 0
    """Security profile that is asked for."""
    credentials: tuple[Credentials, ...] = ()
    """What a key can mean; the next one is tried where one is refused. Empty for none."""
    certificate_id: str = ""
    """Of the client certificate; empty for none."""

    def is_like(self, other: Arrangement) -> bool:
        """Whether the connection would be the same, whichever version is preferred."""
        return set(self.versions) == set(other.versions) and self == msgspec.structs.replace(
            other, versions=self.versions
        )


def arrange(settings: Settings, identity: Identity) -> Arrangement:
    """Read the settings.

    Raises:
        MisconfiguredError: they cannot be followed.

    """
    server, station = settings.ocpp_server.strip(), settings.ocpp_charge_box_id.strip() or identity.long_id.upper()
    host, port, tls = _place(server)
    if len(station) > MOST_NAME or not station.isprintable():
        raise MisconfiguredError(f"ocpp_chargeBoxId: use at most {MOST_NAME} printable characters")
    profile, key = settings.ocpp_security_profile, settings.ocpp_authkey
    if profile == 1 and tls:
        raise MisconfiguredError("ocpp_security_profile: profile 1 is without encryption; use 2 with a wss:// address")
    if profile > 1 and not tls:
        raise MisconfiguredError(f"ocpp_server: security profile {profile} needs an address with wss://")
    if profile in (1, 2) and not key:
        raise MisconfiguredError(f"ocpp_authkey: security profile {profile} needs a key")
    certificate_id = settings.ocpp_certificate_id.lower().lstrip("0")
    if profile == 3 and not certificate_id:
        raise MisconfiguredError(
            "ocpp_certificate_id: security profile 3 needs a client certificate; add one and name it, or have the back "
            "end sign one under profile 2 first"
        )
    versions = _versions(settings.ocpp_version)
    return Arrangement(
        url=f"{server.rstrip('/')}/{quote(station, safe='')}",
        host=host,
        port=port,
        tls=tls,
        station=station,
        versions=versions,
        profile=profile,
        # A client certificate is shown instead of a password.
        credentials=credentials(station, key, versions) if key and profile != 3 else (),
        certificate_id=certificate_id if tls else "",
    )


def credentials(station: str, key: str, versions: tuple[Version, ...]) -> tuple[Credentials, ...]:
    """What a key can mean: bytes in hexadecimal digits as 1.6 has it, or the password itself as 2.0.1 has it.

    Which version it will be is known only after the password was sent, so where both can be, both are tried.
    """
    found: list[bytes] = []
    if Version.V16 in versions:
        try:
            found.append(bytes.fromhex(key) if " " not in key else key.encode())
        except ValueError:
            found.append(key.encode())
    if Version.V201 in versions and key.encode() not in found:
        found.append(key.encode())
    return tuple(Credentials(station, password) for password in found)


def _versions(setting: str) -> tuple[Version, ...]:
    return (Version.V201, Version.V16) if setting == "auto" else (Version(setting),)


def _place(server: str) -> tuple[str, int, bool]:
    if not server:
        raise MisconfiguredError("ocpp_server: name the back end's address, such as wss://csms.example.com/ocpp")
    try:
        parts = urlsplit(server)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise MisconfiguredError(f"ocpp_server: {server!r} is no address; check host and port") from None
    if parts.scheme not in _PORTS or not host:
        raise MisconfiguredError("ocpp_server: use an address that begins with ws:// or wss://, and a host")
    if parts.query or parts.fragment or parts.username is not None:
        raise MisconfiguredError("ocpp_server: use an address without ?, # and @; the key has a setting of its own")
    if not server.isprintable() or " " in server:
        raise MisconfiguredError("ocpp_server: use an address without spaces")
    return host, port or _PORTS[parts.scheme], parts.scheme == "wss"
