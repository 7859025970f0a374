"""What the parts of a session share, whatever its version: outbox, the station as last seen, and what is handed out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from pilotwire.station.moment import START, Moment

from .effects import Effect, Json, KeepDocument, KeptOcpp, OcppRecord
from .frames import Call, ErrorCode
from .outbox import Answer, Outbox
from .outlook import Identity, Outlook

Settings = Mapping[str, str | int | float | bool]
T = TypeVar("T")


class CallRefusedError(Exception):
    """A call of the back end is not done.

    Args:
        code: for the CALLERROR.
        reason: for people.

    """

    def __init__(self, code: ErrorCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Desk:
    """Shared by the parts of one session.

    Args:
        kept: what the last run left.
        identity: who the station is.
        new_id: makes ids of calls.
        delivered: told of queued calls that were answered.

    """

    def __init__(
        self,
        kept: KeptOcpp,
        identity: Identity,
        new_id: Callable[[], str],
        delivered: Callable[[Call, Answer, Moment], None],
    ) -> None:
        self.identity = identity
        self.box = Outbox(kept, new_id, delivered)
        self.moment = START
        self.seen = Outlook()
        self.online = False
        self.accepted = False
        self.last_error = ""
        self._documents = kept.documents
        self._records: list[OcppRecord] = []
        self._effects: list[Effect] = []
        self._later: list[Callable[[], None]] = []

    def restored(self, name: str, kind: type[T], otherwise: T) -> T:
        """A document the last run left; ``otherwise`` where there is none that can be read."""
        try:
            return msgspec.convert(self._documents[name], kind, strict=False)
        except (KeyError, msgspec.ValidationError):
            return otherwise

    def keep(self, name: str, value: object) -> None:
        """Have a document kept; None forgets it."""
        self._records.append(KeepDocument(name, None if value is None else msgspec.to_builtins(value)))

    def do(self, effect: Effect) -> None:
        """Have something done."""
        self._effects.append(effect)

    def after_answer(self, act: Callable[[], None]) -> None:
        """Act when the call that is being handled has been answered."""
        self._later.append(act)

    def run_later(self) -> None:
        """The answer is on its way."""
        later, self._later = self._later, []
        for act in later:
            act()

    def ask(
        self,
        action: str,
        payload: Mapping[str, Json],
        then: Callable[[Answer, Moment], None] | None = None,
        *,
        urgent: bool = False,
    ) -> None:
        """Say something that matters only now."""
        self.box.ask(action, payload, then or _nothing, urgent=urgent)

    def take_records(self) -> list[OcppRecord]:
        """What is to be kept, in order."""
        taken = [*self._records, *self.box.take_records()]
        self._records.clear()
        return taken

    def take_effects(self) -> list[Effect]:
        """What is to be done, in order."""
        taken = self._effects[:]
        self._effects.clear()
        return taken

    @property
    def now_ms(self) -> int:
        """Elapsed time."""
        return self.moment.elapsed_ms


def _nothing(_answer: Answer, _moment: Moment) -> None:
    return None
