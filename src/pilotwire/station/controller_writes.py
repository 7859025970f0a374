"""What is still to be written to the controller: each setting once, with its newest value.

A setting that is asked for while the controller is away waits for it. What only makes sense at once (restart, boot
lock) does not wait, and neither is repeated what can be done only once in the controller's life.

Pure; ``controller_link`` asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeGuard

import msgspec

from .asks import Ask, AskFailed, Due, Rank
from .writes import (
    ReleaseBootLock,
    Restart,
    SetAmmeter,
    SetClock,
    SetConfiguredMaximum,
    SetDisplay,
    SetHardwareMaximum,
    SetHeartbeat,
    SetServiceLevel,
    SetToggle,
    SetVoltage,
    ShowText,
    Write,
)

_RETRY_MS = 5_000
_TRIES = 3
_NOT_REPEATED = (SetHardwareMaximum, Restart)
_ONLY_AT_ONCE = (ReleaseBootLock, Restart, SetDisplay, ShowText)
UNSAID = (SetDisplay, ShowText)
"""Nobody misses a message that could not be shown."""

_NAMES: dict[type[Write], str] = {
    SetToggle: "the switch",
    SetConfiguredMaximum: "the maximum current",
    SetHardwareMaximum: "the maximum current of the wiring",
    SetServiceLevel: "the service level",
    SetAmmeter: "the ammeter calibration",
    SetVoltage: "the voltage",
    SetClock: "the clock",
    SetHeartbeat: "the supervision",
    ReleaseBootLock: "the boot lock",
    SetDisplay: "the display",
    ShowText: "a message on the display",
    Restart: "the restart",
}


def is_write(ask: Ask) -> TypeGuard[Write]:
    """Tell a setting from everything else that is said to the controller."""
    return type(ask) in _NAMES


def name_of(write: Write) -> str:
    """What is written, for a sentence."""
    if isinstance(write, SetToggle):
        return f"the {write.toggle.name.lower().replace('_', ' ')}"
    return _NAMES[type(write)]


class _Pending(msgspec.Struct):
    write: Write
    asked_for_ms: int
    due_ms: int
    tries: int = 0


class PendingWrites:
    """The queue. ``say`` takes a sentence about every write that comes to nothing."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._queue: dict[object, _Pending] = {}
        self._under_way: _Pending | None = None

    def __bool__(self) -> bool:
        """Something is to be written."""
        return bool(self._queue)

    def add(self, write: Write, now_ms: int) -> None:
        """Write this; an older value of the same setting that still waits is forgotten."""
        self._queue[_key(write)] = _Pending(write, now_ms, now_ms)

    def dues(self, now_ms: int) -> Iterator[Due]:
        """Everything that waits; the service level first, because it resets other settings."""
        for pending in sorted(self._queue.values(), key=_order):
            yield Due(pending.due_ms, Rank.WRITE, _present(pending, now_ms))

    def asked(self, write: Write) -> None:
        """It goes out."""
        self._under_way = self._queue.get(_key(write))

    def answered(self, failed: AskFailed | None, now_ms: int) -> None:
        """What went out was taken by the controller, or came to nothing: then try again later, or say so."""
        pending, self._under_way = self._under_way, None
        if pending is None or self._queue.get(_key(pending.write)) is not pending:
            return  # a newer value is on its way
        if failed is None:
            del self._queue[_key(pending.write)]
            return
        pending.tries += 1
        if failed.failure.final or isinstance(pending.write, _NOT_REPEATED) or pending.tries >= _TRIES:
            del self._queue[_key(pending.write)]
            if not isinstance(pending.write, UNSAID):
                self._say(f"Setting {name_of(pending.write)} failed: {failed.text}")
        else:
            pending.due_ms = now_ms + _RETRY_MS

    def controller_away(self) -> None:
        """The controller has gone or restarts: what makes sense only at once is given up, the rest waits."""
        for key, pending in list(self._queue.items()):
            if isinstance(pending.write, _ONLY_AT_ONCE) and pending is not self._under_way:
                del self._queue[key]
                if not isinstance(pending.write, UNSAID):
                    self._say(f"Setting {name_of(pending.write)} was given up: the controller does not answer.")

    def controller_back(self, now_ms: int) -> None:
        """Try at once what has waited."""
        for pending in self._queue.values():
            pending.due_ms = now_ms
            pending.tries = 0


def _key(write: Write) -> object:
    match write:
        case SetToggle(toggle):
            return (SetToggle, toggle)
        case ShowText(row):
            return (ShowText, row)
    return type(write)


def _order(pending: _Pending) -> int:
    return 0 if isinstance(pending.write, SetServiceLevel) else 1


def _present(pending: _Pending, now_ms: int) -> Write:
    """What to write now: time has passed since somebody said what time it is."""
    if isinstance(pending.write, SetClock):
        waited = timedelta(milliseconds=now_ms - pending.asked_for_ms)
        return SetClock(pending.write.local_time + waited)
    return pending.write
