"""Which servers the settings name, and what is wrong with those that cannot be used. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

import msgspec

from pilotwire.services.host import Identity
from pilotwire.station.settings import Settings

NAME = "emoncms"
"""Of the service in the status, for the first server; the others are ``emoncms-2`` and so on."""
MAX_SERVERS = 8
"""In the list of further ones."""
PUBLIC_SERVER = "emoncms.org"
PUBLIC_NODE_LENGTH = 16
"""Longer names are dropped there without a word."""
_NODE = re.compile(r"[\w .-]{1,64}")
_KEY = re.compile(r"[!-~]{1,128}")
_FINGERPRINT = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})?")
_HOST = re.compile(r"[!-~]+")
_PATH = re.compile(r"[!-~]*")


class MisconfiguredError(ValueError):
    """Settings with which nothing can be sent; the message names the setting and says what to do."""


class Server(msgspec.Struct, frozen=True):
    """One Emoncms, and whom we are there."""

    host: str
    port: int
    tls: bool
    path: str
    """What precedes ``/input/post``; empty or beginning with a slash."""
    node: str
    key: str
    fingerprint: str = ""
    """Of its certificate: SHA-1 or SHA-256 in lower-case hex; empty to have authorities vouch for it."""

    def __repr__(self) -> str:
        """Without the key: representations end up in logs."""
        return f"Server({self.url!r}, node={self.node!r})"

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{'https' if self.tls else 'http'}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and, unless it is the usual one, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"


class _Further(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of ``emoncms_servers``."""

    server: str
    apikey: str
    node: str = ""
    fingerprint: str = ""


_FURTHER = msgspec.json.Decoder(list[_Further])


def servers_of(settings: Settings, identity: Identity) -> Mapping[str, Server | MisconfiguredError]:
    """All of them, by the name each has among the services; what cannot be used is why."""
    first = _Further(
        settings.emoncms_server, settings.emoncms_apikey, settings.emoncms_node, settings.emoncms_fingerprint
    )
    further = _further(settings, identity)
    # Who names all servers in the list needs none in the settings that OpenEVSE has.
    own = [] if further and not first.apikey else [_tried("emoncms_", first, settings, identity)]
    names = [NAME, *(f"{NAME}-{number}" for number in range(2, MAX_SERVERS + 3))]
    return dict(zip(names if own else names[1:], _once([*own, *further]), strict=False))


def first_server(settings: Settings, identity: Identity) -> Server:
    """The server of the settings that OpenEVSE has.

    Raises:
        MisconfiguredError: it cannot be used.

    """
    found = servers_of(msgspec.structs.replace(settings, emoncms_servers=""), identity)[NAME]
    if isinstance(found, MisconfiguredError):
        raise found
    return found


def _further(settings: Settings, identity: Identity) -> list[Server | MisconfiguredError]:
    """Those of ``emoncms_servers``, each by itself."""
    try:
        entries = _FURTHER.decode(settings.emoncms_servers or "[]")
    except msgspec.DecodeError as error:
        return [MisconfiguredError(f"emoncms_servers: {error}; each entry has server, apikey and perhaps node")]
    if len(entries) > MAX_SERVERS:
        return [MisconfiguredError(f"emoncms_servers: name at most {MAX_SERVERS}")]
    return [
        _tried(f"emoncms_servers: entry {number}: ", entry, settings, identity)
        for number, entry in enumerate(entries, 1)
    ]


def node_of(settings: Settings, identity: Identity) -> str:
    """The name of the station in Emoncms, where nothing else is said."""
    return settings.emoncms_node.strip() or settings.hostname or f"openevse-{identity.short_id}"


def _once(servers: Sequence[Server | MisconfiguredError]) -> Iterator[Server | MisconfiguredError]:
    """No server twice under one node: what is sent twice would be there twice."""
    seen: set[tuple[str, str]] = set()
    for server in servers:
        if isinstance(server, MisconfiguredError):
            yield server
        elif (server.url, server.node) in seen:
            yield MisconfiguredError(f"emoncms_servers: {server.url} with node {server.node} is named already")
        else:
            seen.add((server.url, server.node))
            yield server


def _tried(where: str, entry: _Further, settings: Settings, identity: Identity) -> Server | MisconfiguredError:
    try:
        return _server(where, entry, settings, identity)
    except MisconfiguredError as error:
        return error


def _server(where: str, entry: _Further, settings: Settings, identity: Identity) -> Server:
    key = entry.apikey.strip()
    if not _KEY.fullmatch(key):
        raise MisconfiguredError(f"{where}apikey: give the read and write key of the account")
    fingerprint = re.sub(r"[\s:]", "", entry.fingerprint).lower()
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise MisconfiguredError(f"{where}fingerprint: use the 40 hex digits of SHA-1 or the 64 of SHA-256, or nothing")
    parts, host, port = _address(where, entry.server.strip())
    node = entry.node.strip() or node_of(settings, identity)
    if not _NODE.fullmatch(node):
        raise MisconfiguredError(f"{where}node: use letters, digits, spaces and _ - . (at most 64)")
    if host == PUBLIC_SERVER and len(node) > PUBLIC_NODE_LENGTH:
        raise MisconfiguredError(f"{where}node: {PUBLIC_SERVER} takes at most {PUBLIC_NODE_LENGTH} characters")
    tls = parts.scheme == "https"
    if fingerprint and not tls:
        raise MisconfiguredError(f"{where}fingerprint: only https:// servers have a certificate")
    return Server(host, port or (443 if tls else 80), tls, parts.path.rstrip("/"), node, key, fingerprint)


def _address(where: str, text: str) -> tuple[SplitResult, str, int | None]:
    """Take the address of a server apart, with host and port; without a scheme it is https."""
    wanted = MisconfiguredError(
        f"{where}server: use an address like https://emoncms.org or http://emonpi.local/emoncms"
    )
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port
        if ":" not in host:
            host = host.encode("idna").decode("ascii")
    except ValueError:
        raise wanted from None
    odd = parts.username is not None or parts.query or parts.fragment or not _PATH.fullmatch(parts.path)
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or port == 0 or odd:
        raise wanted
    return parts, host, port
