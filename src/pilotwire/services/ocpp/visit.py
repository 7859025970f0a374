"""One connection in use: what is said goes out in order, what comes is heard at once, and it is seen to be alive.

Hearing never waits for saying: a back end that takes nothing any more is still listened to, until the connection is
given up.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine

from pilotwire.services.tasks import end, failure_of

from .conversation import Conversation
from .link import Connection, LinkError

FAREWELL_S = 2.0
"""How long what still is to be said may take at an orderly end."""
_IDLE_S = 60.0
_log = logging.getLogger("pilotwire.ocpp")


class Visit:
    """One connection and the conversation that is held on it.

    Args:
        connection: just made.
        conversation: in the version that was agreed on.
        heard: called after each message.

    """

    def __init__(self, connection: Connection, conversation: Conversation, heard: Callable[[], None]) -> None:
        self._connection = connection
        self._conversation = conversation
        self._heard = heard
        self._letters: deque[str] = deque()
        self._something_waits = asyncio.Event()
        self._all_sent = asyncio.Event()
        self._all_sent.set()

    async def use(self, unwanted: Coroutine[object, object, None]) -> LinkError | None:
        """Use the connection until it breaks (returns why), or until ``unwanted`` returns (None)."""
        self._conversation.attach(self._put)
        work = {asyncio.ensure_future(part) for part in (self._send(), self._hear(), self._watch())}
        ending = asyncio.ensure_future(unwanted)
        try:
            await asyncio.wait({*work, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not any(part.done() for part in work):
                await self._say_the_rest()
        finally:
            self._conversation.detach()
            await end((*work, ending))
        broken: LinkError | None = None
        for part in work:
            failure = failure_of(part)
            if isinstance(failure, LinkError):
                broken = failure
            elif failure is not None:
                raise failure
        return broken

    def _put(self, text: str) -> None:
        self._letters.append(text)
        self._all_sent.clear()
        self._something_waits.set()

    async def _send(self) -> None:
        while True:
            self._something_waits.clear()
            while self._letters:
                await self._connection.send(self._letters.popleft())
            self._all_sent.set()
            await self._something_waits.wait()

    async def _hear(self) -> None:
        async for text in self._connection.messages():
            self._conversation.received(text)
            self._heard()
        raise LinkError("The back end has ended the connection.")

    async def _watch(self) -> None:
        """See that the connection is alive, as often as the configuration says."""
        while True:
            interval_s = self._conversation.session.ping_interval_s
            await asyncio.sleep(interval_s or _IDLE_S)
            if interval_s:
                await self._connection.ping()

    async def _say_the_rest(self) -> None:
        """What was made before the end was decided is still said, such as the answer to what it is about."""
        try:
            async with asyncio.timeout(FAREWELL_S):
                await self._conversation.settled()
                await self._all_sent.wait()
        except TimeoutError:
            _log.info("OCPP: the connection ends before everything was said")
