"""An event loop whose clock jumps to the next deadline instead of waiting for it.

For conversations over in-process links: a client that would wait 15 s for a restart does so in no time, and exactly.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _JumpingSelector(selectors.DefaultSelector):
    """Looks for ready files without waiting, and turns the time it should have waited into a jump."""

    def __init__(self, jump: Callable[[float], None]) -> None:
        super().__init__()
        self._jump = jump

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        if not ready:
            if timeout is None:
                raise RuntimeError("Everything waits and nothing is due: this conversation would hang for ever.")
            self._jump(timeout)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """See the module text; must not wait for threads or files."""

    def __init__(self) -> None:
        self._virtual_s = 0.0
        super().__init__(_JumpingSelector(self._jump))

    def time(self) -> float:
        return self._virtual_s

    def _jump(self, seconds: float) -> None:
        self._virtual_s += seconds


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)


def run_real(main: Coroutine[Any, Any, T], patience_s: float = 30.0) -> T:
    """Run a coroutine in real time, failing rather than hanging."""

    async def limited() -> T:
        async with asyncio.timeout(patience_s):
            return await main

    return asyncio.run(limited())
