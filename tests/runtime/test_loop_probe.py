"""The lateness of an event loop, by a clock that only moves when told."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable

from pilotwire.runtime.loop_probe import INTERVAL_S, LoopProbe


class Loop(asyncio.SelectorEventLoop):
    """A loop that waits in no time at all."""

    def __init__(self) -> None:
        super().__init__(_Selector(self))
        self.now_s = 1_000.0

    def time(self) -> float:
        return self.now_s


class _Selector(selectors.SelectSelector):
    def __init__(self, loop: Loop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._loop.now_s += timeout or 0.0
        return super().select(0)


def _probed(scene: Callable[[Loop, LoopProbe], object]) -> None:
    loop = Loop()
    probe = LoopProbe(loop)
    try:
        scene(loop, probe)
    finally:
        probe.stop()
        loop.close()


def _pass(loop: Loop, seconds: float) -> None:
    loop.run_until_complete(asyncio.sleep(seconds))


def test_nothing_is_known_before_the_first_look() -> None:
    def scene(loop: Loop, probe: LoopProbe) -> None:
        probe.start()
        _pass(loop, INTERVAL_S / 2)
        assert (probe.worst_lag_s, probe.tasks) == (None, None)

    _probed(scene)


def test_a_loop_that_is_free_is_not_late() -> None:
    def scene(loop: Loop, probe: LoopProbe) -> None:
        probe.start()
        _pass(loop, 10 * INTERVAL_S)
        assert probe.worst_lag_s is not None
        assert probe.worst_lag_s < 1e-6
        assert probe.tasks == 1

    _probed(scene)


def test_a_blocked_loop_is_late_by_what_was_left_of_the_block_and_that_is_told_for_a_minute() -> None:
    def scene(loop: Loop, probe: LoopProbe) -> None:
        def block() -> None:
            loop.now_s += 3.0

        probe.start()
        loop.call_later(INTERVAL_S - 1.0, block)
        _pass(loop, 2 * INTERVAL_S)
        assert probe.worst_lag_s is not None
        assert abs(probe.worst_lag_s - 2.0) < 1e-6
        _pass(loop, 45.0)
        assert abs(probe.worst_lag_s - 2.0) < 1e-6
        _pass(loop, 20.0)
        assert probe.worst_lag_s is not None
        assert probe.worst_lag_s < 1e-6

    _probed(scene)


def test_a_stopped_probe_looks_no_more() -> None:
    def scene(loop: Loop, probe: LoopProbe) -> None:
        probe.start()
        probe.stop()
        _pass(loop, 10 * INTERVAL_S)
        assert probe.worst_lag_s is None

    _probed(scene)
