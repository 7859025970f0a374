"""The shared desk of a 1.6 session, with its configuration."""

from __future__ import annotations

from collections.abc import Callable

from pilotwire.station.moment import Moment

from ..desk import CallRefusedError, Desk, Settings
from ..effects import KeptOcpp
from ..frames import Call
from ..outbox import Answer, Delivery
from ..outlook import Identity
from .keys import Configuration

__all__ = ["CallRefusedError", "Desk16", "Settings"]


class Desk16(Desk):
    """Shared by the parts of one 1.6 session; the arguments are those of ``Desk``."""

    def __init__(
        self,
        kept: KeptOcpp,
        identity: Identity,
        new_id: Callable[[], str],
        delivered: Callable[[Call, Answer, Moment], None],
    ) -> None:
        super().__init__(kept, identity, new_id, delivered)
        self.configuration = self.restored("configuration", Configuration, Configuration())
        self._apply()

    def configure(self, configuration: Configuration) -> None:
        """Take over changed keys."""
        if configuration != self.configuration:
            self.configuration = configuration
            self.keep("configuration", configuration.kept)
            self._apply()

    def _apply(self) -> None:
        self.box.delivery = Delivery(
            self.configuration.whole("TransactionMessageAttempts"),
            self.configuration.whole("TransactionMessageRetryInterval"),
        )
