"""The base of the typed calls: how one is made, and refused when the controller cannot or should not do it.

The calls themselves are grouped as in the protocol: ``client_queries``, ``client_settings``, ``client_functions``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from .codec import Reply
from .codes import EvseState, VolatileFlag
from .errors import RapiFaultedError, RapiRejectedError, RapiUnsupportedError
from .features import Features


class Calls(ABC):
    """Something commands can be sent through."""

    @abstractmethod
    async def command(self, text: str) -> Reply:
        """Send one command, wait for its end and return the reply, ``$OK`` or ``$NK`` alike."""

    @property
    @abstractmethod
    def features(self) -> Features:
        """What the controller can do."""

    @property
    @abstractmethod
    def last_state(self) -> tuple[EvseState, VolatileFlag | None]:
        """The controller's state and flags as last heard."""

    async def _accepted(self, text: str) -> Reply:
        """Send a command that must be answered ``$OK``."""
        reply = await self.command(text)
        if not reply.ok:
            raise self._rejection(text, reply)
        return reply

    @staticmethod
    def _rejection(text: str, reply: Reply) -> RapiRejectedError:
        said = " ".join(reply.words)
        return RapiRejectedError(
            f"The controller refused ${text}{' and answered ' + said if said else ''}: its state or its build does "
            "not allow that now.",
            reply.words,
        )

    def _need(self, what: str, *, available: bool) -> None:
        """Refuse a call this controller has no command for."""
        if not available:
            raise RapiUnsupportedError(
                f"This controller (firmware {self.features.firmware}, RAPI {self.features.protocol}) has no {what}: "
                "leave that setting alone or update its firmware."
            )

    def _refuse_in_fault(self, text: str) -> None:
        """Keep back what would overwrite a fault state in the controller without ending the fault."""
        state, flags = self.last_state
        if state.is_fault or (flags is not None and VolatileFlag.HARD_FAULT in flags):
            name = state.name.lower().replace("_", " ")
            raise RapiFaultedError(
                f"The controller reports a fault ({name}) and ${text} would only hide it: clear the fault first, by "
                "unplugging the car or restarting the controller."
            )
