"""How handlers read what the store has without holding anybody up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from pilotwire.services.host import Host
from pilotwire.store.errors import StoreError
from pilotwire.store.reader import Reader

from .answers import ApiError

T = TypeVar("T")


async def read(host: Host, question: Callable[[Reader], T]) -> T:
    """Ask the store.

    Raises:
        ApiError: it cannot be read now.

    """
    try:
        return await asyncio.to_thread(question, host.reader)
    except StoreError as error:
        raise ApiError(str(error), 503) from error
