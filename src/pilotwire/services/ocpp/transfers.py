"""Files to and from where a back end says, by HTTP(S) and FTP(S). Blocking: for threads, never for the event loop.

Nothing but these four protocols is spoken, whatever an address asks for, and no proxy of the environment is used.
"""

from __future__ import annotations

import base64
import contextlib
import ftplib
import http.client
import secrets
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

PATIENCE_S = 30.0
"""With each step of a transfer."""
MOST_BYTES = 512 * 1024 * 1024
"""Of a download."""
_PIECE = 65_536
_MOST_REDIRECTS = 3
_OTHER_METHOD = (404, 405, 415, 501)
"""A server that answers so may take the file in another way."""


class TransferError(Exception):
    """A file could not be carried; the message says why."""


def upload(url: str, name: str, content: bytes, context: ssl.SSLContext) -> str:
    """Put a file where an address says; returns where it went.

    HTTP: a form with the field ``file``, as the OpenEVSE gateway posts it; where that is not taken, the bare file by
    PUT. FTP: into the folder, or under the name if the address ends in one.

    Raises:
        TransferError: it could not be.

    """
    parts = _parts(url)
    with _told(parts):
        if parts.scheme in ("http", "https"):
            return _upload_http(parts, name, content, context)
        folder, file = _place(parts, name)
        with _ftp(parts, context) as session:
            if folder:
                session.cwd(folder)
            session.storbinary(f"STOR {file}", _Bytes(content))
    return f"{parts.scheme}://{parts.hostname}{folder}/{file}"


def download(url: str, target: Path, context: ssl.SSLContext, stop: threading.Event) -> int:
    """Fetch a file; returns its size in bytes. ``target`` is there when all of it is.

    Raises:
        TransferError: it could not be, it is too long, or ``stop`` was set.

    """
    parts = _parts(url)
    partial = target.with_name(target.name + ".partial")
    try:
        with _told(parts), partial.open("wb") as file:
            written = _Sink(file, stop)
            if parts.scheme in ("http", "https"):
                _download_http(url, written, context)
            else:
                with _ftp(parts, context) as session:
                    session.retrbinary(f"RETR {unquote(parts.path)}", written.take, _PIECE)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return written.size


class _Sink:
    def __init__(self, file: BinaryIO, stop: threading.Event) -> None:
        self.size = 0
        self._file = file
        self._stop = stop

    def take(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > MOST_BYTES:
            raise TransferError(f"the file is longer than {MOST_BYTES // 1024 // 1024} MiB")
        if self._stop.is_set():
            raise TransferError("it was given up for another")
        self._file.write(piece)


class _Bytes:
    """Bytes as ftplib reads them."""

    def __init__(self, content: bytes) -> None:
        self._rest = memoryview(content)

    def read(self, size: int = -1) -> bytes:
        piece = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(piece) :]
        return bytes(piece)


def _upload_http(parts: SplitResult, name: str, content: bytes, context: ssl.SSLContext) -> str:
    boundary = secrets.token_hex(16)
    form = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/json\r\n\r\n"
    ).encode()
    body = form + content + f"\r\n--{boundary}--\r\n".encode()
    path = _target(parts)
    status = _send(parts, context, "POST", path, body, f"multipart/form-data; boundary={boundary}")
    if status in _OTHER_METHOD:
        folder, file = _place(parts, name)
        path = f"{folder}/{file}"
        status = _send(parts, context, "PUT", path, content, "application/json")
    if not 200 <= status < 300:
        raise TransferError(f"{parts.hostname} does not take the file (HTTP {status})")
    return f"{parts.scheme}://{parts.hostname}{path}"


def _send(parts: SplitResult, context: ssl.SSLContext, method: str, path: str, body: bytes, kind: str) -> int:
    with contextlib.closing(_http(parts, context)) as connection:
        connection.request(method, path, body, {"Content-Type": kind, **_authorization(parts)})
        answer = connection.getresponse()
        answer.read(_PIECE)
        return answer.status


def _download_http(url: str, sink: _Sink, context: ssl.SSLContext) -> None:
    for _ in range(_MOST_REDIRECTS + 1):
        parts = _parts(url)
        with contextlib.closing(_http(parts, context)) as connection:
            connection.request("GET", _target(parts), headers=_authorization(parts))
            answer = connection.getresponse()
            where = answer.headers.get("Location")
            if answer.status in (301, 302, 303, 307, 308) and where:
                url = _followed(url, where)
                continue
            if answer.status != http.client.OK:
                raise TransferError(f"{parts.hostname} does not give the file (HTTP {answer.status})")
            while piece := answer.read(_PIECE):
                sink.take(piece)
            if answer.length:
                raise TransferError(f"the connection to {parts.hostname} ended before the file did")
            return
    raise TransferError(f"{parts.hostname} sends the station round in circles")


def _followed(url: str, where: str) -> str:
    target = urljoin(url, where)
    schemes = ("https",) if url.startswith("https:") else ("http", "https")
    if urlsplit(target).scheme not in schemes:
        raise TransferError(f"it leads from an encrypted address to {target}, which is not followed")
    return target


def _http(parts: SplitResult, context: ssl.SSLContext) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=PATIENCE_S, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=PATIENCE_S)


@contextlib.contextmanager
def _ftp(parts: SplitResult, context: ssl.SSLContext) -> Iterator[ftplib.FTP]:
    secured = ftplib.FTP_TLS(context=context) if parts.scheme == "ftps" else None  # noqa: S321 - as below
    session = secured or ftplib.FTP()  # noqa: S321 - what the back end asks for
    session.connect(parts.hostname or "", parts.port or ftplib.FTP_PORT, timeout=PATIENCE_S)
    try:
        session.login(unquote(parts.username or "anonymous"), unquote(parts.password or ""))
        if secured is not None:
            secured.prot_p()
        yield session
        with contextlib.suppress(OSError, EOFError, ftplib.Error):
            session.quit()
    finally:
        session.close()


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise TransferError(f"{url!r} is no address") from None
    if parts.scheme not in ("http", "https", "ftp", "ftps") or not usable or not url.isprintable():
        raise TransferError(f"{url!r}: only http, https, ftp and ftps can be used")
    return parts


def _place(parts: SplitResult, name: str) -> tuple[str, str]:
    """Folder and name of a file: the last part of a path is a name when it has an extension."""
    path = parts.path if parts.scheme in ("http", "https") else unquote(parts.path)
    folder, _, last = path.rpartition("/")
    if "\r" in path or "\n" in path:
        raise TransferError("the address has a line break in its path")
    return (folder, last) if "." in last else (path.rstrip("/"), name)


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _authorization(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    told = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(told.encode()).decode()}"}


@contextlib.contextmanager
def _told(parts: SplitResult) -> Iterator[None]:
    try:
        yield
    except (OSError, http.client.HTTPException, EOFError, ValueError, ftplib.Error) as error:
        # Addresses can hold passwords: only the host is told.
        raise TransferError(f"{parts.hostname}: {str(error) or type(error).__name__}") from error
