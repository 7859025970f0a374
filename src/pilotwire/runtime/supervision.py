"""Keeps what fails from taking anything else with it. The one place where every exception is caught.

A callback that raises is logged and forgotten; a task that ends or raises is started again after a pause that grows
(``station.reconnect``). Whoever has a bug is named in the log, and its health in the status.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pilotwire.station.reconnect import Reconnect

_log = logging.getLogger(__name__)
A = TypeVar("A")


def guarded(callback: Callable[[A], object], argument: A) -> None:
    """Call, and let nothing out."""
    try:
        callback(argument)
    except Exception:  # the boundary between the station and a service
        _log.exception("A service could not take %s", type(argument).__name__)
