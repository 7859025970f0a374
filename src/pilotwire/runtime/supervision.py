"""Keeps what fails from taking anything else with it. The one place where every exception is caught.

What a callback of a service raises is a bug in that service: it is logged, and the station goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

_log = logging.getLogger(__name__)
A = TypeVar("A")


def guarded(callback: Callable[[A], object], argument: A) -> None:
    """Call, and let nothing out."""
    try:
        callback(argument)
    except Exception:  # noqa: BLE001 - the boundary between the station and its services
        _log.exception("A service could not take an event: please report this")
