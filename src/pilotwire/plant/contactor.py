"""The two contacts of the contactor, and how they weld.

What the mains looks like behind them is `supply`; who commands them is the controller.
"""

from __future__ import annotations


class Contactor:
    """Two contacts, each closed when commanded or when welded.

    A contact welds at the moment it is closed while welding is switched on; one that was never closed meanwhile stays
    free (the firmware recordings show a unit powered up under the welding fault without any sign of it). Switching
    the fault off frees it.
    """

    __slots__ = ("_closed_1", "_closed_2", "_welded_1", "_welded_2")

    def __init__(self) -> None:
        self._closed_1 = False
        self._closed_2 = False
        self._welded_1 = False
        self._welded_2 = False

    def command(self, *, relay_1: bool, relay_2: bool, welding: int = 0, dead: bool = False) -> None:
        """Apply what is commanded now; ``welding`` has bit 0 for the first contact and bit 1 for the second."""
        self._closed_1 = relay_1 and not dead
        self._closed_2 = relay_2 and not dead
        self._welded_1 = bool(welding & 1) and (self._welded_1 or self._closed_1)
        self._welded_2 = bool(welding & 2) and (self._welded_2 or self._closed_2)

    @property
    def closed_1(self) -> bool:
        """Whether the first contact conducts."""
        return self._closed_1 or self._welded_1

    @property
    def closed_2(self) -> bool:
        """Whether the second contact conducts."""
        return self._closed_2 or self._welded_2

    @property
    def closed(self) -> bool:
        """Whether power reaches the car."""
        return self.closed_1 and self.closed_2

    @property
    def welded(self) -> bool:
        """Whether any contact is welded."""
        return self._welded_1 or self._welded_2
