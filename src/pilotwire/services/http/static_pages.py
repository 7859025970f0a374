"""Files that are served as they are: the built web interface.

A file lies next to a compressed copy of itself (``.gz``) if the build made one. Files are read when they are asked
for; in memory are only their names and checksums.
"""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from .replies import HTML, Header, Reply, Scope, Send

_PIECE_BYTES = 65_536
_CACHE: Header = (b"cache-control", b"public, max-age=30, must-revalidate")
_TYPES = {
    ".html": HTML,
    ".css": b"text/css",
    ".js": b"text/javascript",
    ".mjs": b"text/javascript",
    ".json": b"application/json",
    ".webmanifest": b"application/manifest+json",
    ".png": b"image/png",
    ".jpg": b"image/jpeg",
    ".svg": b"image/svg+xml",
    ".ico": b"image/vnd.microsoft.icon",
    ".woff": b"font/woff",
    ".woff2": b"font/woff2",
    ".txt": b"text/plain",
}
_SAFETY: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
_POLICY: Header = (
    b"content-security-policy",
    (
        b"default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none';"
        b" base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
)


class StaticFile:
    """One file, as it is sent.

    Args:
        path: of the file.
        media_type: as it is told.
        headers: further ones.

    """

    def __init__(self, path: Path, media_type: bytes, headers: tuple[Header, ...] = ()) -> None:
        self._media_type = media_type
        self._headers = headers
        compressed = path.with_name(f"{path.name}.gz")
        self._compressed = compressed.is_file()
        self._path = compressed if self._compressed else path
        self._etag: bytes | None = None

    async def serve(self, scope: Scope, headers: dict[bytes, bytes], send: Send) -> None:
        """Send the file, whatever the method, unless the client has it."""
        if self._etag is None:
            self._etag = hashlib.sha256(await asyncio.to_thread(self._path.read_bytes)).hexdigest().encode()
        if headers.get(b"if-none-match", b"").strip(b'"') == self._etag:
            await Reply(304, headers=((b"content-type", b"text/plain"),)).send(send)
            return
        size = self._path.stat().st_size
        lines = [(b"content-type", self._media_type), _CACHE, (b"etag", self._etag), *_SAFETY, *self._headers]
        if self._compressed:
            lines.append((b"content-encoding", b"gzip"))
        lines.append((b"content-length", b"%d" % size))
        await send({"type": "http.response.start", "status": 200, "headers": lines})
        # In pieces, each when the one before is gone: a slow client costs one piece of memory.
        left = 0 if scope["method"] == "HEAD" else size
        with self._path.open("rb") as file:
            while left > _PIECE_BYTES:
                await send({"type": "http.response.body", "body": file.read(_PIECE_BYTES), "more_body": True})
                left -= _PIECE_BYTES
            await send({"type": "http.response.body", "body": file.read(left), "more_body": False})


class StaticPages:
    """The files of one folder by their paths on the server.

    Args:
        folder: holds them; may be missing, then there are none.
        policy: the content security policy of the pages among them.

    """

    def __init__(self, folder: Path, *, policy: Header = _POLICY) -> None:
        self._files: dict[str, StaticFile] = {}
        for path in sorted(folder.rglob("*")):
            media_type = _TYPES.get(path.suffix)
            if media_type is None or not path.is_file():
                continue
            headers = (policy,) if media_type == HTML else ()
            self._files[f"/{path.relative_to(folder).as_posix()}"] = StaticFile(path, media_type, headers)
        if "/index.html" in self._files:
            self._files["/"] = self._files["/index.html"]

    def find(self, path: str) -> StaticFile | None:
        """The file at this path, letter by letter."""
        return self._files.get(path)
