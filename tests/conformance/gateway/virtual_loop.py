"""An asyncio event loop in virtual time: when nothing is ready the clock jumps to what is due next.

Every turn of the loop costs a microsecond, so that time always passes, as it does in reality. What is given to an
executor is done at once, in the loop: there are no other threads, and every run is like every other.
"""

from __future__ import annotations

import asyncio
import math
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_US_PER_S = 1_000_000
_TURN_US = 1


class DeadlockError(Exception):
    """Nothing is ready, nothing is due, and somebody waits."""


class _JumpingSelector(selectors.DefaultSelector):
    """Lets time pass instead of waiting."""

    now_us = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        self.now_us += _TURN_US
        if not ready:
            if timeout is None:
                raise DeadlockError("Everybody waits and nobody has set a timer")
            self.now_us += math.ceil(max(timeout, 0) * _US_PER_S)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop; its clock starts at 0."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_us / _US_PER_S

    @property
    def now_ms(self) -> int:
        """Whole milliseconds since the loop began."""
        return self._jumping.now_us // 1000

    def run_in_executor(self, executor: object, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]  # noqa: ANN401 - as in the base class
        done: asyncio.Future[Any] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whoever waits for it gets it
            done.set_exception(error)
        return done


def run_virtually(main: Coroutine[Any, Any, T]) -> T:
    """Run until ``main`` is done, in no time."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.run_until_complete(_end_tasks())
        loop.close()


async def _end_tasks() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def this_loop() -> VirtualLoop:
    """The loop that runs."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop


async def sleep_until(at_s: float) -> None:
    """Wait for a time of the loop's clock."""
    await asyncio.sleep(max(0.0, at_s - asyncio.get_running_loop().time()))
