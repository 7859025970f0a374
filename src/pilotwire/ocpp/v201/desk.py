"""The shared desk of a 2.0.1 session, with its device model."""

from __future__ import annotations

from collections.abc import Callable

from pilotwire.station.moment import Moment

from ..desk import CallRefusedError, Desk, Settings
from ..effects import KeptOcpp
from ..frames import Call
from ..outbox import Answer, Delivery
from ..outlook import Identity
from .variables import Variables

__all__ = ["CallRefusedError", "Desk201", "Settings"]


class Desk201(Desk):
    """Shared by the parts of one 2.0.1 session; the arguments are those of ``Desk``."""

    def __init__(
        self,
        kept: KeptOcpp,
        identity: Identity,
        new_id: Callable[[], str],
        delivered: Callable[[Call, Answer, Moment], None],
    ) -> None:
        super().__init__(kept, identity, new_id, delivered)
        self.new_id = new_id
        self.station_id = ""
        """Identity towards the back end."""
        self.server = ""
        """Address of the back end, as the station has it set."""
        self.security_profile = 0
        self.certificates = 0
        """How many are installed, for the device model."""
        self.variables = self.restored("variables", Variables, Variables())
        self._apply()

    def configure(self, variables: Variables) -> None:
        """Take over changed variables."""
        if variables != self.variables:
            self.variables = variables
            self.keep("variables", variables)
            self._apply()

    def _apply(self) -> None:
        self.box.delivery = Delivery(
            self.variables.whole("OCPPCommCtrlr", "MessageAttempts", "TransactionEvent"),
            self.variables.whole("OCPPCommCtrlr", "MessageAttemptInterval", "TransactionEvent"),
        )
