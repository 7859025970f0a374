"""Plays a recording against our gateway and notes what it answers and tells, step by step.

One run is one gateway in virtual time with a controller behind it. Requests are made, and events happen, when the
recording says; a step whose time is before that of the step before follows a restart.
"""

from __future__ import annotations

import ast
import asyncio
import json
import re
from pathlib import Path

import msgspec
from gateway_recording import RecordedRequest, RecordedResponse, Recording, Step
from memory_http import Answer, Heard, SocketClient
from raw_requests import RAW_REQUESTS
from recorded_pages import write_pages
from recorded_unit import RecordedUnit
from recorded_world import RecordedWorld
from virtual_loop import run_virtually, sleep_until, this_loop

_SOCKET_OPENED_S = 1.0
"""When the recorder had its WebSocket open, unless it was there from the start."""
_CONSOLE_S = 3.0
_LOOK_S = 1.5
"""How long a socket of a step's own is looked at."""
_MOMENT_S = 0.3
_PREPARED = {"ssid": "home", "www_http_port": 8000}
"""What had been set on the recorded unit before, where the recording does not tell."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What ours did at one step."""

    answer: Answer | None = None
    frames: tuple[Heard, ...] = ()
    """On the recorder's WebSocket from this step to the next."""
    second_client: tuple[Heard, ...] = ()
    own_frames: tuple[Heard, ...] = ()
    """On a socket of the step's own."""
    started_s: float = 0.0
    ended_s: float = 0.0
    """Since the gateway started, as are the times of the frames."""


def play(recording: Recording, folder: Path) -> list[Seen]:
    """Play a recording; ``folder`` is empty and stays behind as it was at the end."""
    return run_virtually(_Player(recording, folder).play())


class _Player:
    def __init__(self, recording: Recording, folder: Path) -> None:
        self._recording = recording
        self._data_dir = folder / "data"
        self._data_dir.mkdir()
        self._pages = folder / "pages"
        write_pages(self._pages, recording)
        self._socket: SocketClient | None = None
        self._second: SocketClient | None = None
        self._etags: dict[str, str] = {}
        """Ours by the recorded ones."""

    async def play(self) -> list[Seen]:
        self._world = await RecordedWorld.open()
        self._start()
        seen: list[Seen] = []
        steps = self._recording.steps
        if self._recording.has_socket and steps[0].label != "handshake":
            await sleep_until(self._unit.started_s + (0.0 if "at once" in steps[0].event else _SOCKET_OPENED_S))
            self._socket = await self._open("/ws")
        before_s = 0.0
        for i, step in enumerate(steps):
            if step.at_s is not None and step.at_s < before_s:
                await self._restart()
            before_s = before_s if step.at_s is None else step.at_s
            await self._wait(step)
            if self._socket is not None and self._socket.dropped:
                # As every client does.
                self._socket = await self._open("/ws")
            next_at_s = steps[i + 1].at_s if i + 1 < len(steps) else None
            seen.append(await self._do(step, next_at_s))
        for socket in (self._socket, self._second):
            if socket is not None:
                socket.hang_up()
        await self._unit.close()
        await self._world.close()
        return seen

    def _start(self) -> None:
        self._unit = RecordedUnit.open(self._data_dir, self._pages, self._prepared())

    async def _restart(self) -> None:
        await self._unit.close()
        self._unit = RecordedUnit.open(self._data_dir, self._pages, {})

    def _prepared(self) -> dict[str, object]:
        """What had been set on the recorded unit before."""
        for step in self._recording.steps:
            if step.label == "GET /config" and step.response is not None and step.response.body is not None:
                told = json.loads(step.response.body)
                return {name: told[name] for name in _PREPARED}
        return _PREPARED

    async def _wait(self, step: Step) -> None:
        if step.at_s is not None:
            await sleep_until(self._unit.started_s + step.at_s)

    async def _open(self, path: str) -> SocketClient:
        socket = self._unit.socket(path)
        await socket.opened()
        return socket

    # -- one step ----------------------------------------------------------------------------------------------------

    async def _do(self, step: Step, next_at_s: float | None) -> Seen:
        first = len(self._socket.frames) if self._socket is not None else 0
        second = len(self._second.frames) if self._second is not None else 0
        started_s = self._now_s
        if step.request is not None:
            seen = Seen(answer=await self._ask(step.request, step.response))
        else:
            seen = await self._happen(step)
        if next_at_s is None:
            # The recorder looked a moment longer; what is told at once is told by then.
            await asyncio.sleep(_MOMENT_S)
        elif next_at_s >= started_s:
            await sleep_until(self._unit.started_s + next_at_s)
        return msgspec.structs.replace(
            seen,
            frames=self._frames(self._socket, first),
            second_client=self._frames(self._second, second),
            started_s=started_s,
            ended_s=self._now_s,
        )

    @property
    def _now_s(self) -> float:
        return this_loop().time() - self._unit.started_s

    def _frames(self, socket: SocketClient | None, first: int) -> tuple[Heard, ...]:
        """What a socket has heard since, by the gateway's time."""
        heard = () if socket is None else tuple(socket.frames[first:])
        return tuple(msgspec.structs.replace(frame, at_s=frame.at_s - self._unit.started_s) for frame in heard)

    async def _ask(self, request: RecordedRequest, response: RecordedResponse | None) -> Answer:
        if request.method == "RAW":
            return await self._unit.client.exchange(RAW_REQUESTS[request.path])
        headers = {name: self._translated(value) for name, value in request.headers.items()}
        body = None if request.body is None else request.body.encode()
        answer = await self._unit.client.ask(request.method, request.path, headers, body)
        if response is not None and "Etag" in response.headers and "etag" in answer.headers:
            self._etags[response.headers["Etag"]] = answer.headers["etag"]
        return answer

    def _translated(self, value: str) -> str:
        """Put our web pages' tags in the place of the recorded ones."""
        for recorded, ours in self._etags.items():
            value = value.replace(recorded, ours)
        return value

    async def _happen(self, step: Step) -> Seen:
        event = step.event
        if event == "handshake":
            self._socket = await self._open("/ws")
            return Seen(answer=self._socket.answer)
        if event.startswith("WebSocket handshake on "):
            return await self._look(event.removeprefix("WebSocket handshake on "), _LOOK_S)
        if event == "three seconds of /evse/console":
            return await self._look("/evse/console", _CONSOLE_S)
        if event.startswith("a second client connected"):
            self._second = await self._open("/ws")
            return Seen()
        client = self._second if event.startswith("second ") else self._socket
        message = re.match(r"(?:second )?client sends (.*)", event)
        if message is not None and client is not None:
            _send(client, message[1])
        else:
            self._world.happen(event)
        return Seen()

    async def _look(self, path: str, seconds: float) -> Seen:
        """Open a socket of its own for a while."""
        socket = await self._open(path)
        await asyncio.sleep(seconds)
        socket.hang_up()
        return Seen(answer=socket.answer, own_frames=tuple(socket.frames))


def _send(client: SocketClient, what: str) -> None:
    if what.startswith("CLOSE "):
        client.close(int(what.removeprefix("CLOSE ")))
    elif what.startswith("a protocol PING with payload "):
        client.ping(what.removeprefix("a protocol PING with payload ").encode())
    else:
        message = ast.literal_eval(what) if what[:1] in "'\"b" else what
        if isinstance(message, bytes):
            client.send_bytes(message)
        else:
            client.send_text(message)
