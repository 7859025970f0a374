"""Places for files on loopback: an HTTP server and an FTP server that really take and give them."""

from __future__ import annotations

import http.server
import re
import threading
import warnings
from email.message import Message
from pathlib import Path
from types import TracebackType
from typing import Self

from pilotwire_process import PATIENCE_S

with warnings.catch_warnings():
    # It brings asyncore itself where Python has it no more.
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.ioloop import IOLoop
    from pyftpdlib.servers import FTPServer


class HttpFiles:
    """An HTTP server: takes forms by POST, or bare files by PUT alone, and gives what is in ``given``.

    Args:
        forms: whether it takes forms.

    """

    def __init__(self, *, forms: bool = True) -> None:
        self.taken: dict[str, bytes] = {}
        """By path; of forms the file in them."""
        self.given: dict[str, bytes] = {}
        self.requests: list[tuple[str, str, Message]] = []
        files = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                files.requests.append(("POST", self.path, self.headers))
                body = self._body()
                if not forms:
                    self._answer(405)
                    return
                boundary = re.search(r"boundary=(\S+)", self.headers["Content-Type"])
                assert boundary is not None
                part = body.split(b"--" + boundary[1].encode())[1]
                assert b'name="file"' in part
                files.taken[self.path] = part.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n")
                self._answer(200)

            def do_PUT(self) -> None:
                files.requests.append(("PUT", self.path, self.headers))
                files.taken[self.path] = self._body()
                self._answer(201)

            def do_GET(self) -> None:
                files.requests.append(("GET", self.path, self.headers))
                content = files.given.get(self.path)
                self._answer(404 if content is None else 200, content or b"")

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

            def _body(self) -> bytes:
                return self.rfile.read(int(self.headers["Content-Length"]))

            def _answer(self, status: int, content: bytes = b"") -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE_S)


class FtpFiles:
    """An FTP server of a folder, for one user."""

    def __init__(self, folder: Path) -> None:
        authorizer = DummyAuthorizer()
        authorizer.add_user("ada", "a:secret", str(folder), perm="elradfmw")

        handler = type("Handler", (FTPHandler,), {"authorizer": authorizer, "banner": "ready"})
        self._loop = IOLoop()
        self._server = FTPServer(("127.0.0.1", 0), handler, ioloop=self._loop)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    @property
    def url(self) -> str:
        return f"ftp://ada:a%3Asecret@127.0.0.1:{self._server.address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join(PATIENCE_S)
        self._server.close_all()

    def _serve(self) -> None:
        while not self._ending.is_set():
            self._loop.loop(timeout=0.05, blocking=False)
