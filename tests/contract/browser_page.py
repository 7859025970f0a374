"""A page in a browser that talks to the station it came from: fetches with a browser's headers, and the WebSocket.

What the two web interfaces of OpenEVSE gateways have in common: one request at a time, JSON or text, any failure the
word "error", and a copy of the status that frames are merged into.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from contract_station import PATIENCE_S, Stage
from plain_client import Answered
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

Json = Any

FORM = "application/x-www-form-urlencoded; charset=UTF-8"
COUNTERS = {
    "config_version": "/config",
    "schedule_version": "/schedule",
    "schedule_plan_version": "/schedule/plan",
    "claims_version": "/claims/target",
    "override_version": "/override",
    "limit_version": "/limit",
}
"""What the pages read again when a number has changed."""


class Page:
    """One tab.

    Args:
        stage: the station that served the page.
        always: headers the page itself puts on every fetch.

    """

    def __init__(self, stage: Stage, always: Mapping[str, str] | None = None) -> None:
        self.origin = stage.url
        self.client = stage.client(
            {
                "Connection": "keep-alive",
                "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0",
                "Accept": "*/*",
                "Accept-Language": "en-GB,en;q=0.9",
                "Accept-Encoding": "gzip, deflate",
                "Referer": f"{stage.url}/",
                "Sec-Fetch-Site": "same-origin",
                "Sec-Fetch-Mode": "cors",
                "Sec-Fetch-Dest": "empty",
            }
        )
        self._always = dict(always or {})
        self._one_at_a_time = asyncio.Lock()
        self.browser_headers: dict[str, str] = {}
        """What the browser adds by itself: credentials, cookies."""
        self.status: dict[str, Any] = {}
        self.socket: ClientConnection | None = None

    async def fetch(
        self, method: str, path: str, body: str | bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answered:
        """Fetch as ``window.fetch`` does."""
        own = {"Origin": self.origin} if method not in ("GET", "HEAD") else {}
        async with self._one_at_a_time:
            return await self.client.ask(method, path, body, {**own, **self.browser_headers, **(headers or {})})

    async def call(self, method: str, path: str, body: object = None, kind: str = "json") -> Json:
        """Call the station as the pages do: the type of the body goes with every request, bodies or not."""
        content_type = "application/json" if kind == "json" else FORM
        sent = body if body is None or isinstance(body, str) else json.dumps(body)
        answered = await self.fetch(method, path, sent, {**self._always, "Content-Type": content_type})
        if kind != "json":
            return answered.text
        try:
            return answered.json
        except ValueError:
            return "error"

    async def download(self, path: str) -> Json:
        """Read something; it must be what the pages take for success."""
        read = await self.call("GET", path)
        failed = read == "error" or (isinstance(read, dict) and read.get("msg") == "error")
        assert read is not None, path
        assert not failed, path
        return read

    # -- the WebSocket ---------------------------------------------------------------------------------------------

    async def listen(self) -> None:
        """Open the WebSocket and take the first frame."""
        place = self.origin.removeprefix("http")
        self.socket = await connect(
            f"ws{place}/ws", origin=Origin(self.origin), additional_headers=self.browser_headers or None, proxy=None
        )
        await self.frame()

    async def frame(self) -> dict[str, Any]:
        """Take the next frame into the status; what is no JSON object makes the pages give up on it."""
        assert self.socket is not None
        async with asyncio.timeout(PATIENCE_S):
            frame = json.loads(await self.socket.recv())
        assert isinstance(frame, dict)
        if "pong" not in frame:
            self.status |= frame
        return frame

    async def frames_until(self, *keys: str) -> dict[str, Any]:
        """Take frames until all these keys were told; returns what was told meanwhile."""
        told: dict[str, Any] = {}
        while not told.keys() >= set(keys):
            told |= await self.frame()
        return told

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()
