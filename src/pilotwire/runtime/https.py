"""HTTPS beside the plain port: follows the settings, makes and renews certificates, says what is wrong.

With ``https_own`` the certificate is one of the station's own authority, made for the names and addresses the station
has and made anew in time; with ``www_certificate_id`` it is one that somebody gave. What cannot be served is told as
the service ``https``, and the plain port goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from pilotwire.services.host import Host
from pilotwire.services.http.server import App, HttpServer, ListenError
from pilotwire.services.https import HttpsFacts, HttpsSource
from pilotwire.station.events import Event, Topic
from pilotwire.station.settings import Settings
from pilotwire.station.status import ServiceStatus

NAME = "https"
FOLDER = "tls"
_AUTHORITY, _STATION, _FACTS = "authority.pem", "station.pem", "station.json"
"""As ``own_authority`` calls them, which costs too much to be imported."""
_RENEW_BEFORE = timedelta(days=30)
_LOOK_S = 3600.0
"""How often it is seen whether a certificate has to be made anew."""
_AGAIN_S = 60.0
"""What could not be served is tried again."""
_MAKE_S = 120.0
"""A slow computer takes a while to start a program."""
_log = logging.getLogger("pilotwire.https")


class _Facts(msgspec.Struct, frozen=True):
    names: list[str]
    asked: list[str] = []
    """For which it was to be; for some of them it cannot be."""
    not_after: datetime = datetime.min.replace(tzinfo=UTC)
    authority_fingerprint: str = ""


class _NotPossibleError(Exception):
    """There is no certificate to serve with; the message says why and what to do."""


class HttpsRunner:
    """Serves the app over HTTPS too, while the settings say so.

    Args:
        host: the station.
        data_dir: where its own authority is kept.

    """

    def __init__(self, host: Host, data_dir: Path) -> None:
        self._host = host
        self._folder = data_dir / FOLDER
        self._address = ""
        self._app: App | None = None
        self._server: HttpServer | None = None
        self._wanted: tuple[object, ...] = ()
        self._facts = HttpsFacts()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] | None = None

    @property
    def facts(self) -> HttpsFacts:
        """How it is."""
        return self._facts

    @property
    def authority(self) -> bytes | None:
        """The certificate of the station's own authority (PEM); None if there is none."""
        if not self._host.status.settings.https_own:
            return None
        with contextlib.suppress(OSError):
            return (self._folder / _AUTHORITY).read_bytes()
        return None

    def start(self, app: App, address: str) -> None:
        """Follow the settings from now on.

        Args:
            app: what the plain port serves.
            address: to listen on; empty for all.

        """
        self._app, self._address = app, address
        self._forget = self._host.subscribe(self._on_event)
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Stop serving."""
        if self._forget is not None:
            self._forget()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._stop()

    def _on_event(self, event: Event) -> None:
        if event.topic in (Topic.CONFIG, Topic.NETWORK, Topic.CLOCK):
            self._wake.set()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            await self._follow()
            failed = self._facts.source is not HttpsSource.OFF and not self._facts.serving
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_AGAIN_S if failed else _LOOK_S):
                    await self._wake.wait()

    async def _follow(self) -> None:
        settings = self._host.status.settings
        source = _source_of(settings)
        names = self._names(settings)
        wanted = (source, settings.www_https_port, settings.www_certificate_id, names, self._renewal_due())
        if wanted == self._wanted:
            return
        self._wanted = wanted
        await self._stop()
        if source is HttpsSource.OFF:
            self._show(HttpsFacts())
            return
        try:
            path, facts = await (self._own(names) if source is HttpsSource.OWN else self._given(settings))
            await self._serve(await asyncio.to_thread(_context, path), settings.www_https_port)
        except (_NotPossibleError, ListenError) as error:
            self._wanted = ()
            self._show(HttpsFacts(source, error=str(error)))
            return
        self._wanted = (*wanted[:-1], self._renewal_due())
        self._show(
            HttpsFacts(
                source,
                serving=True,
                port=settings.www_https_port,
                names=tuple(facts.names),
                not_after=facts.not_after,
                error=_expired(facts),
                authority_fingerprint=facts.authority_fingerprint,
            )
        )

    # -- certificates ----------------------------------------------------------------------------------------------

    def _names(self, settings: Settings) -> tuple[str, ...]:
        network = self._host.status.network
        hostname = settings.hostname.lower()
        found = (hostname, f"{hostname}.local", "localhost", network.ip_address, network.ipv6_address, "127.0.0.1")
        return tuple(dict.fromkeys(name for name in found if name))

    def _renewal_due(self) -> bool:
        not_after = self._facts.not_after
        own = self._facts.source is HttpsSource.OWN
        return own and not_after is not None and not_after - _RENEW_BEFORE < datetime.now(UTC)

    async def _own(self, names: tuple[str, ...]) -> tuple[Path, _Facts]:
        facts = await asyncio.to_thread(self._kept)
        if facts is None or not _covers(facts, names):
            await _program("make", str(self._folder), *names)
            facts = await asyncio.to_thread(self._kept)
        if facts is None:
            raise _NotPossibleError(f"The certificate in {self._folder} cannot be read; check the disk.")
        return self._folder / _STATION, facts

    def _kept(self) -> _Facts | None:
        try:
            facts = msgspec.json.decode((self._folder / _FACTS).read_bytes(), type=_Facts)
        except (OSError, msgspec.MsgspecError):
            return None
        return facts if (self._folder / _STATION).exists() else None

    async def _given(self, settings: Settings) -> tuple[Path, _Facts]:
        wanted = settings.www_certificate_id.lower()
        kept = await asyncio.to_thread(self._host.reader.certificates)
        found = next((one for one in kept if one.id.lower() == wanted), None)
        if found is None:
            raise _NotPossibleError(f"There is no certificate {wanted}: add it, or choose another one.")
        if found.key is None:
            raise _NotPossibleError(f"The certificate {found.name or wanted} has no private key: add it with its key.")
        path = self._folder / "given.pem"
        await asyncio.to_thread(_keep, path, f"{found.key.rstrip()}\n{found.certificate}")
        return path, msgspec.json.decode(await _program("inspect", str(path)), type=_Facts)

    # -- serving ---------------------------------------------------------------------------------------------------

    async def _serve(self, context: ssl.SSLContext, port: int) -> None:
        if self._app is None:
            raise _NotPossibleError("Nothing is served yet.")
        server = HttpServer(self._app, self._address, port, tls=context, beside=True)
        await server.start()
        self._server = server

    async def _stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            await server.stop()

    def _show(self, facts: HttpsFacts) -> None:
        if facts.error and facts.error != self._facts.error:
            _log.warning("HTTPS: %s", facts.error)
        self._facts = facts
        state = "disabled" if facts.source is HttpsSource.OFF else "failing" if facts.error else "working"
        enabled = facts.source is not HttpsSource.OFF
        service = ServiceStatus(enabled=enabled, connected=not facts.error and enabled, state=state, error=facts.error)
        self._host.run(lambda station, moment: station.set_service(NAME, service, moment))


def _source_of(settings: Settings) -> HttpsSource:
    """A certificate that somebody has chosen goes before one of one's own."""
    if settings.www_certificate_id:
        return HttpsSource.GIVEN
    return HttpsSource.OWN if settings.https_own else HttpsSource.OFF


def _covers(facts: _Facts, names: tuple[str, ...]) -> bool:
    """Whether a certificate is still valid for a while, and was made for these names."""
    return facts.not_after - _RENEW_BEFORE > datetime.now(UTC) and set(facts.asked) >= set(names)


def _expired(facts: _Facts) -> str:
    if facts.not_after > datetime.now(UTC):
        return ""
    return f"The certificate expired on {facts.not_after:%Y-%m-%d}: browsers refuse it. Choose another one."


def _keep(path: Path, pem: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".given-", delete=False) as file:
        file.write(pem.encode())
    Path(file.name).replace(path)


def _context(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(path)
    except (ssl.SSLError, OSError) as error:
        reason = getattr(error, "reason", None) or error
        raise _NotPossibleError(f"The certificate cannot be used ({reason}): it and its key do not fit.") from error
    return context


async def _program(*arguments: str) -> bytes:
    """Run ``own_authority``, a program of its own for the sake of memory; returns what it prints."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "pilotwire.runtime.own_authority",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_MAKE_S):
            out, err = await program.communicate()
    except TimeoutError as error:
        program.kill()
        await program.wait()
        raise _NotPossibleError("Making a certificate took too long; it is tried again later.") from error
    if program.returncode:
        said = err.decode("utf-8", "replace").strip().splitlines()
        raise _NotPossibleError(f"A certificate could not be made: {said[-1] if said else 'no reason known'}.")
    return out
