"""What a station tells of itself by multicast DNS (RFC 6762, 6763), as clients of OpenEVSE expect it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from pilotwire.services.host import Identity


class Announced(msgspec.Struct, frozen=True):
    """One service."""

    kind: str
    """Such as ``_http._tcp``."""
    port: int
    texts: Mapping[str, str]


class Announcement(msgspec.Struct, frozen=True):
    """All of them, under one name."""

    name: str
    """Of host and instance."""
    services: tuple[Announced, ...]


def announcement(hostname: str, identity: Identity, port: int) -> Announcement:
    """What is announced by a station that is served on ``port``; Home Assistant does not go on without an id."""
    texts = {"type": identity.build, "version": identity.version, "id": identity.long_id}
    return Announcement(hostname, (Announced("_openevse._tcp", port, texts), Announced("_http._tcp", port, {})))
