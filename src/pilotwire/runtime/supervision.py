"""Keeps what fails from taking anything else with it. The one place where every exception is caught.

What a callback of a service raises is a bug in that service: it is logged, and the station goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0
"""How long a service that failed is left alone; longer after each failure."""
_log = logging.getLogger(__name__)
A = TypeVar("A")


def guarded(callback: Callable[[A], object], argument: A) -> None:
    """Call, and let nothing out."""
    try:
        callback(argument)
    except Exception:  # noqa: BLE001 - the boundary between the station and its services
        _log.exception("A service could not take an event: please report this")


async def kept_running(name: str, run: Callable[[], Awaitable[None]], failed: Callable[[str], None]) -> None:
    """Run a service until it returns; what it raises ends nothing but this run of it.

    Args:
        name: for the log.
        run: the service; begun anew after each failure.
        failed: gets a sentence after each failure.

    """
    wait_s = FIRST_WAIT_S
    while True:
        try:
            await run()
        except Exception as error:  # noqa: BLE001 - the boundary between the process and its services
            _log.exception("%s failed: please report this", name)
            failed(f"It failed and starts anew: {error!r}")
        else:
            return
        await asyncio.sleep(wait_s)
        wait_s = min(wait_s * 2, LONGEST_WAIT_S)
