"""Ending tasks for certain, and how they ended."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

_CANCELLING_S = 0.1


def failure_of(task: asyncio.Future[None]) -> BaseException | None:
    """What a task has failed with, if it has ended."""
    return task.exception() if task.done() and not task.cancelled() else None


async def end(tasks: Sequence[asyncio.Future[Any]]) -> None:
    """Cancel tasks, more than once if need be: waiting with a time limit can swallow it in Python 3.11."""
    while running := {task for task in tasks if not task.done()}:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=_CANCELLING_S)
