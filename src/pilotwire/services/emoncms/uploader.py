"""Sends what is measured to one server, in order, and keeps it while that is impossible.

An asyncio edge on any ``Poster``. When to try again is decided by ``station.reconnect``. A sample is given up only when
the server has said that it took it. A key that is not accepted is not tried again soon: servers lock out who does.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable

import msgspec

from pilotwire.services.host import Host
from pilotwire.station.reconnect import Backoff, Reconnect, ReconnectState
from pilotwire.station.status import ServiceStatus

from .answers import Answer, Reading, Verdict, read_answer
from .buffer import Buffer
from .http_client import Poster, PostError
from .journal import Journal
from .requests import posting
from .samples import Sample
from .servers import Server

MOST_AT_ONCE = 50
"""Samples in one request."""
KEY_PATIENCE_MS = 30 * 60_000
"""How long a key that was not accepted is left alone, unless the settings change."""
_log = logging.getLogger("pilotwire.emoncms")


class Uploader:
    """One server.

    Args:
        name: of the service in the status.
        server: where to.
        host: the station.
        post: posts.
        journal: keeps what waits on disk.
        jitter: random numbers from 0 to 1.
        backoff: how long to wait between tries.

    """

    def __init__(
        self,
        name: str,
        server: Server,
        host: Host,
        post: Poster,
        journal: Journal,
        *,
        jitter: Callable[[], float] = random.random,
        backoff: Backoff = Backoff(),
    ) -> None:
        self.name = name
        self.server = server
        self.reconnect = Reconnect(backoff)
        self._host = host
        self._post = post
        self._journal = journal
        self._jitter = jitter
        self._buffer = Buffer()
        self._timeless: Sample | None = None
        self._most_at_once = MOST_AT_ONCE
        self._locked_until_ms = 0
        self._woken = asyncio.Event()
        self._writing: asyncio.Future[None] | None = None
        self._disk_error = ""
        self._status = ServiceStatus(enabled=True, state="connecting")

    @property
    def waiting(self) -> int:
        """How many samples wait."""
        return len(self._buffer)

    def add(self, sample: Sample) -> None:
        """Take a sample, to be sent as soon as possible."""
        if sample.at_s is None:
            # Nobody will know later when it was: it goes now or never.
            self._timeless = sample
        else:
            self._buffer.add([sample])
        self._woken.set()

    def network_is_back(self) -> None:
        """Do not wait out the rest, unless it is the key that is wrong."""
        self.reconnect.wake(_now_ms())
        self._woken.set()

    def try_now(self) -> None:
        """Somebody wants it to be tried, whatever was wrong."""
        self._locked_until_ms = 0
        self.network_is_back()

    async def run(self) -> None:
        """Send until cancelled; what waits then is on disk."""
        await self._load()
        self._show(state="connecting")
        self.reconnect.start(_now_ms())
        keeping = asyncio.ensure_future(self._keep())
        try:
            while True:
                await self._wait()
                await self._send()
        finally:
            keeping.cancel()
            await asyncio.wait({keeping})
            await self._save()

    # -- sending -------------------------------------------------------------------------------------------------

    async def _wait(self) -> None:
        """Wait until there is something to send and it may be tried."""
        while (patience_s := self._patience_s()) != 0:
            self._woken.clear()
            try:
                async with asyncio.timeout(patience_s):
                    await self._woken.wait()
            except TimeoutError:
                continue

    def _patience_s(self) -> float | None:
        """How long to wait; None until something happens."""
        if not self._buffer and self._timeless is None:
            return None
        now_ms = _now_ms()
        next_try_ms = max(self.reconnect.next_try_ms or 0, self._locked_until_ms)
        return max(0, next_try_ms - now_ms) / 1000

    async def _send(self) -> None:
        """Try one request."""
        self._buffer.expire(self._host.now().epoch_s)
        samples = self._buffer.first(self._most_at_once)
        if not samples:
            timeless, self._timeless = self._timeless, None
            if timeless is None:
                return
            samples = (timeless,)
        self.reconnect.begin(_now_ms())
        self._note(sent=self._status.sent + 1)
        try:
            answer = await self._post(self.server, posting(self.server.node, samples))
        except PostError as error:
            self._failed(error.trouble, str(error))
            return
        self._answered(samples, answer, read_answer(answer))

    def _answered(self, samples: tuple[Sample, ...], answer: Answer, reading: Reading) -> None:
        match reading.verdict:
            case Verdict.TAKEN:
                self._buffer.taken(samples)
                self._succeeded(answer)
            case Verdict.TOO_LARGE if len(samples) > 1:
                self._most_at_once = max(1, len(samples) // 2)
                self._failed(reading.verdict.value, reading.words)
            case Verdict.KEY:
                self._locked_until_ms = _now_ms() + KEY_PATIENCE_MS
                self._failed(reading.verdict.value, reading.words)
            case _:
                self._failed(reading.verdict.value, reading.words)

    def _succeeded(self, answer: Answer) -> None:
        now_s = self._host.now().epoch_s
        self.reconnect.succeeded(_now_ms())
        self._note(succeeded=self._status.succeeded + 1, last_received_s=now_s, peer_address=answer.peer_address)
        if not self._status.connected:
            _log.info("Emoncms: %s takes what is sent.", self.server.url)
            self._show(
                state="connected", connected=True, connected_since_s=now_s, error="", error_detail="", next_try_s=None
            )

    def _failed(self, trouble: str, words: str) -> None:
        now_ms = _now_ms()
        self.reconnect.failed(words, now_ms, self._jitter())
        retry_in_ms = max(self.reconnect.next_try_ms or now_ms, self._locked_until_ms) - now_ms
        if words != self._status.error_detail:
            # One that goes on is said once.
            _log.warning("Emoncms: %s: %s (trying again in %.0f s)", self.server.url, words, retry_in_ms / 1000)
        self._show(
            state="disconnected",
            connected=False,
            connected_since_s=None,
            peer_address="",
            error=trouble,
            error_detail=words,
            next_try_s=self._host.now().epoch_s + -(-retry_in_ms // 1000),
        )

    # -- on disk -------------------------------------------------------------------------------------------------

    async def _load(self) -> None:
        try:
            kept = await asyncio.to_thread(self._journal.read)
        except OSError as error:
            self._complain(error)
            return
        # What was taken meanwhile is newer.
        newer, self._buffer = self._buffer.samples, Buffer()
        self._buffer.add(kept)
        self._buffer.add(newer)

    async def _keep(self) -> None:
        """Write what waits as often as measurements are written. What is sent at once never waits for long enough."""
        while True:
            await asyncio.sleep(self._host.status.settings.commit_interval)
            if self.reconnect.state is not ReconnectState.CONNECTED or not self._buffer:
                await self._save()

    async def _save(self) -> None:
        if self._writing is not None:
            # A cancelled save goes on in its thread.
            await asyncio.wait({self._writing})
        self._writing = asyncio.ensure_future(asyncio.to_thread(self._journal.keep, self._buffer.samples))
        try:
            await asyncio.shield(self._writing)
        except OSError as error:
            self._complain(error)
        else:
            self._disk_error = ""

    def _complain(self, error: OSError) -> None:
        if str(error) != self._disk_error:
            self._disk_error = str(error)
            _log.error("What waits for %s cannot be kept on disk: %s", self.server.url, error)

    # -- what is shown -------------------------------------------------------------------------------------------

    def _show(self, **changes: object) -> None:
        """Tell everyone how it is."""
        self._status = status = msgspec.structs.replace(self._status, **changes)
        self._host.run(lambda station, moment: station.set_service(self.name, status, moment))

    def _note(self, **changes: object) -> None:
        """Let counters and times be seen by who looks."""
        self._status = status = msgspec.structs.replace(self._status, **changes)
        self._host.run(lambda station, moment: station.note_service(self.name, status, moment))


def _now_ms() -> int:
    """Real time: servers know no other."""
    return int(asyncio.get_running_loop().time() * 1000)
