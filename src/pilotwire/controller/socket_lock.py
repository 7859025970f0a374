"""The socket's lock motor: follows the car, or only moves when told to (open_evse 8.2.3)."""

from __future__ import annotations

from .board import LockDrive
from .machine import Machine
from .procedure import Procedure, pause

PULSE_MS = 300


class SocketLock:
    """The bolt that keeps a cable in the socket."""

    def __init__(self, m: Machine) -> None:
        self._m = m
        self.locked = False
        """Last commanded position; there is no feedback."""
        self.manual = False

    def must_move(self, *, connected: bool) -> bool:
        """Whether the bolt has to follow the car."""
        return self._m.profile.lock_motor and not self.manual and connected is not self.locked

    @property
    def automatic(self) -> bool:
        """There is a motor, and it follows the car."""
        return self._m.profile.lock_motor and not self.manual

    def move(self, *, locked: bool) -> Procedure:
        """Pulse the motor."""
        self._m.lock_drive = LockDrive.LOCK if locked else LockDrive.UNLOCK
        yield pause(PULSE_MS)
        self._m.lock_drive = LockDrive.IDLE
        self.locked = locked
