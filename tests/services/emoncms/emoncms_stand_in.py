"""Stands in for an Emoncms server: takes what its documentation says that it takes, and refuses the rest in its words.

It also notices what no server would say: a key in an address, a value that is no number, a point that is sent again
with another value.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import ssl
import time
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import h11

WRITE_KEY = "0123456789abcdef0123456789abcdef"
READ_KEY = "fedcba9876543210fedcba9876543210"
MOST_NODES = 32
_STRIPPED = re.compile(r"[^\w\s\-.]")

Point = dict[str, float]


class EmoncmsStandIn:
    """One server. Use it as an asynchronous context manager, in the event loop of the test.

    Args:
        path: what precedes ``/input``.
        context: for TLS.

    """

    def __init__(self, path: str = "", context: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self.points: dict[tuple[str, int], Point] = {}
        """What is stored, by node and time."""
        self.stored: list[tuple[str, int]] = []
        """What was taken, in the order it came; twice if it came twice."""
        self.requests: list[str] = []
        """The address of each."""
        self.forms: list[dict[str, str]] = []
        self.wrong: list[str] = []
        """What it would not have said."""
        self.now_s = time.time
        self.answer_instead: tuple[int, str] | None = None
        """Answer this, and store nothing."""
        self.lose_answers = False
        """Store everything, and end the connection."""
        self.hang = False
        """Store everything, and say nothing."""
        self.most_rows = 1_000_000
        self._path = path
        self._context = context
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{'https' if self._context else 'http'}://localhost:{self.port}{self._path}"

    def of(self, node: str) -> dict[int, Point]:
        """What is stored of a node, by time."""
        return {at_s: point for (name, at_s), point in self.points.items() if name == node}

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def start(self) -> None:
        """Take connections, on the same port as before."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, ssl=self._context)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def kill(self) -> None:
        """Be gone at once."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in tuple(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0)

    # -- HTTP --------------------------------------------------------------------------------------------------------

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            with contextlib.suppress(OSError, h11.RemoteProtocolError):
                await self._serve(reader, writer)
        finally:
            self._tasks.discard(task)
            self._writers.discard(writer)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        head: h11.Request | None = None
        body = b""
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(65_536))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                break
            else:
                return
        assert head is not None
        key = dict(head.headers).get(b"authorization", b"").decode().removeprefix("Bearer ")
        status, text = self.post(head.target.decode(), key, body)
        if self.hang:
            await asyncio.sleep(3600)
        if self.lose_answers:
            return
        encoded = text.encode()
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(encoded))), ("Connection", "close")]
        answer = (h11.Response(status_code=status, headers=headers), h11.Data(encoded), h11.EndOfMessage())
        writer.write(b"".join(connection.send(event) or b"" for event in answer))
        await writer.drain()

    def post(self, address: str, key: str, body: bytes) -> tuple[int, str]:
        """Take a POST: status and text of the answer."""
        target = urlsplit(address)
        self.requests.append(address)
        if target.query:
            self.wrong.append(f"something in the address: {target.query}")
        form = {name: values[0] for name, values in parse_qs(body.decode(), strict_parsing=bool(body)).items()}
        self.forms.append(form)
        if "apikey" in form:
            self.wrong.append("the key is in the form")
        if self.answer_instead is not None:
            return self.answer_instead
        if key not in (WRITE_KEY, READ_KEY):
            return 401, "Invalid API key"
        action = target.path.removeprefix(f"{self._path}/input/")
        if action not in ("post", "bulk"):
            return 404, "<html><head><title>404 Not Found</title></head></html>"
        if key == READ_KEY:
            return 200, "false"
        if action == "bulk":
            return self._bulk(form)
        return 200, self._said(self._post(form), fulljson="fulljson" in form)

    @staticmethod
    def _said(error: str, *, fulljson: bool) -> str:
        if error:
            return '{"success": false, "message": "' + error.replace('"', "'") + '"}'
        return '{"success": true}' if fulljson else "ok"

    # -- the contract ------------------------------------------------------------------------------------------------

    def _post(self, form: dict[str, str]) -> str:
        text = form.get("fulljson", "")
        if not text:
            return "Request contains no data via csv, json or data tag"
        if "\\" in text:
            self.wrong.append("a backslash, which the server takes out")
        try:
            inputs = json.loads(text)
        except ValueError:
            return "Input in not a valid JSON object"
        if not isinstance(inputs, dict) or any(isinstance(value, dict | list) for value in inputs.values()):
            return "Input in not a valid JSON object"
        at_s = int(form["time"]) if re.fullmatch(r"\d+", form.get("time", "")) else int(self.now_s())
        return self._process(at_s, form.get("node", "0"), inputs)

    def _bulk(self, form: dict[str, str]) -> tuple[int, str]:
        try:
            rows = json.loads(form.get("data", ""))
        except ValueError:
            rows = None
        if not isinstance(rows, list) or not rows:
            return 200, self._said("Format error, json string supplied is not valid", fulljson=False)
        if len(rows) > self.most_rows:
            return 413, "<html><head><title>413 Request Entity Too Large</title></head></html>"
        if "time" in form:
            start_s = int(form["time"])
        else:
            self.wrong.append("a bulk upload without an absolute time")
            start_s = int(self.now_s()) - int(rows[-1][0])
        for row in rows:
            inputs: dict[str, Any] = {}
            for number, value in enumerate(row[2:], 1):
                inputs |= value if isinstance(value, dict) else {str(number): value}
            if error := self._process(start_s + int(row[0]), str(row[1]), inputs):
                return 200, self._said(error, fulljson=False)
        return 200, self._said("", fulljson=False)

    def _process(self, at_s: int, node: str, inputs: dict[str, Any]) -> str:
        node = _STRIPPED.sub("", node)
        nodes = {name for name, _ in self.points}
        if node not in nodes and len(nodes) >= MOST_NODES:
            return (
                "Error: Reached the maximal allowed number of different NodeIds, "
                f"limit is {MOST_NODES}. Node '{node}' was ignored."
            )
        point = self.points.setdefault((node, at_s), {})
        for name, value in inputs.items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                self.wrong.append(f"{name} is no number: {value!r}")
            if _STRIPPED.search(name) or len(name) > 64 or name.lower() == "time":
                self.wrong.append(f"the name {name!r}")
            if point.get(name, value) != value:
                self.wrong.append(f"{name} at {at_s} was {point[name]} and is {value}")
            point[name] = value
        self.stored.append((node, at_s))
        return ""
