"""A service's way to its other end: when it tries, when it gives up, and what is shown of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from enum import Enum
from pathlib import Path

import pytest
from whole_host import WholeHost

from pilotwire.services.presence import Presence
from pilotwire.station.reconnect import Backoff
from pilotwire.station.status import ServiceStatus

PATIENT = Backoff(first_ms=10_000, cap_ms=600_000)
"""So long that no time passes in a test, by comparison."""


class Trouble(Enum):
    NETWORK = "network"


class BrokenError(Exception):
    trouble = Trouble.NETWORK


class Connection:
    closed = False

    async def close(self) -> None:
        self.closed = True


class Slow:
    """Connects when it is let, also when nobody wants it any more."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.connection = Connection()

    async def connect(self) -> Connection:
        while not self.let.is_set():
            try:
                await self.let.wait()
            except asyncio.CancelledError:
                self.let.set()
        return self.connection


async def at_once() -> Connection:
    return Connection()


async def in_vain() -> Connection:
    raise BrokenError("Nobody is there.")


def shown(host: WholeHost) -> ServiceStatus:
    return host.status.services.get("other", ServiceStatus())


@pytest.fixture
def play(tmp_path: Path) -> Callable[[Callable[[WholeHost, Presence], Coroutine[object, object, None]]], None]:
    def played(scene: Callable[[WholeHost, Presence], Coroutine[object, object, None]]) -> None:
        host = WholeHost(tmp_path)

        async def whole() -> None:
            log = logging.getLogger("pilotwire.other")
            presence = Presence(host, "other", "Other", log, jitter=lambda: 1.0, backoff=PATIENT)
            presence.start()
            await scene(host, presence)

        try:
            asyncio.run(whole())
        finally:
            host.close()

    return played


Play = Callable[[Callable[[WholeHost, Presence], Coroutine[object, object, None]]], None]


def test_the_first_try_is_due_at_once_and_the_next_after_a_while(play: Play) -> None:
    async def scene(host: WholeHost, presence: Presence) -> None:
        assert presence.is_due
        with pytest.raises(BrokenError) as caught:
            await presence.connected(in_vain())
        presence.failed(caught.value)
        assert not presence.is_due
        assert shown(host).error_detail == "Nobody is there."
        assert shown(host).next_try_s is not None
        later_ms = presence.reconnect.next_try_ms
        presence.try_now()
        sooner_ms = presence.reconnect.next_try_ms
        assert later_ms is not None
        assert sooner_ms is not None
        assert sooner_ms < later_ms

    play(scene)


def test_why_it_failed_stays_to_be_seen_while_it_is_tried_again(play: Play) -> None:
    async def scene(host: WholeHost, presence: Presence) -> None:
        with pytest.raises(BrokenError) as caught:
            await presence.connected(in_vain())
        presence.failed(caught.value)
        slow = Slow()
        trying = asyncio.ensure_future(presence.connected(slow.connect()))
        await asyncio.sleep(0)
        assert shown(host).state == "connecting"
        assert shown(host).error_detail == "Nobody is there."
        slow.let.set()
        assert await trying is slow.connection

    play(scene)


def test_a_connection_that_came_when_it_was_not_wanted_any_more_is_closed(play: Play) -> None:
    async def scene(host: WholeHost, presence: Presence) -> None:
        slow = Slow()
        trying = asyncio.ensure_future(presence.connected(slow.connect()))
        await asyncio.sleep(0)
        presence.close()
        assert await trying is None
        assert slow.connection.closed
        assert shown(host).state == "disconnected"

    play(scene)


def test_set_up_otherwise_gives_up_the_connection_and_forgets_what_was_wrong(play: Play) -> None:
    async def scene(_: WholeHost, presence: Presence) -> None:
        assert await presence.connected(at_once()) is not None
        unwanted = asyncio.ensure_future(presence.unwanted())
        await asyncio.sleep(0)
        assert not unwanted.done()
        presence.set_up_otherwise()
        await unwanted
        presence.failed(BrokenError("Nobody is there."))
        assert presence.reconnect.failures == 1
        presence.set_up_otherwise()
        assert presence.reconnect.failures == 0

    play(scene)


def test_what_is_refused_is_counted_and_said_once(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(host: WholeHost, presence: Presence) -> None:
        for _ in range(3):
            presence.heard()
            presence.rejected("topic: nonsense")
        assert shown(host).rejected == 3
        assert shown(host).last_received_s is not None

    with caplog.at_level(logging.WARNING, "pilotwire.other"):
        play(scene)
    assert caplog.text.count("nonsense") == 1
