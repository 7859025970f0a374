"""A client that sends requests byte for byte as somebody else's program does, and reads what comes back.

A connection is used again as long as the station keeps it open, as browsers and Go programs do. One request at a time.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PATIENCE_S = 20.0


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON there is
        return json.loads(self.body)


class PlainClient:
    """One program that asks.

    Args:
        place: host and port.
        headers: what it sends with every request.

    """

    def __init__(self, place: str, headers: Mapping[str, str]) -> None:
        self.place = place
        self.headers = {"Host": place, **headers}
        self.asked: list[str] = []
        """Method and path of every request so far."""
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, body: bytes | str | None = None, headers: Mapping[str, str] | None = None
    ) -> Answered:
        """Make one request; headers given here replace those of the program."""
        self.asked.append(f"{method} {path}")
        sent = body.encode() if isinstance(body, str) else body or b""
        lines = {**self.headers, **(headers or {})}
        if body is not None:
            lines["Content-Length"] = str(len(sent))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        request = f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + sent
        async with asyncio.timeout(PATIENCE_S):
            if self._reader is not None and self._reader.at_eof():
                await self.close()  # the station hung up meanwhile
            if self._writer is None:
                host, _, port = self.place.rpartition(":")
                self._reader, self._writer = await asyncio.open_connection(host, int(port))
            self._writer.write(request)
            await self._writer.drain()
            return await self._answer()

    async def close(self) -> None:
        """Hang up."""
        writer, self._writer, self._reader = self._writer, None, None
        if writer is not None:
            writer.close()
            await writer.wait_closed()

    async def _answer(self) -> Answered:
        reader = self._reader
        assert reader is not None
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        assert "transfer-encoding" not in headers
        length = headers.get("content-length")
        body = await reader.read() if length is None else await reader.readexactly(int(length))
        if headers.get("connection") == "close" or length is None:
            await self.close()
        return Answered(int(head[0].split()[1]), headers, body)
