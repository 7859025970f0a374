"""The transaction under way in OCPP 2.0.1, as it is kept, and the events it is told by."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ..effects import Json
from ..frames import Call
from ..instants import instant
from .desk import Desk201
from .transaction import Token, Transaction

MOST_QUEUED = 500
"""Events with nothing but readings that wait for delivery; from then on every second one is dropped."""


class Ledger:
    """One transaction at a time; every event is queued, and numbered without a gap."""

    def __init__(self, desk: Desk201) -> None:
        self._desk = desk
        self.transaction: Transaction | None = desk.restored("transaction", Transaction, None)

    def event(
        self,
        kind: str,
        trigger: str,
        *,
        info: Mapping[str, Json] | None = None,
        extra: Mapping[str, Json] | None = None,
        token: Token | None = None,
    ) -> None:
        """Queue an event of the transaction.

        Args:
            kind: ``Started``, ``Updated`` or ``Ended``.
            trigger: ``triggerReason``.
            info: more of ``transactionInfo``.
            extra: more of the event; empty lists are left out.
            token: who caused it, if somebody did.

        """
        desk, transaction = self._desk, self.transaction
        if transaction is None:
            return
        told: dict[str, Json] = {
            "transactionId": transaction.id,
            "chargingState": transaction.state.value,
            "timeSpentCharging": round(transaction.charged_s),
            **(info or {}),
        }
        if transaction.remote_start is not None:
            told["remoteStartId"] = transaction.remote_start
        payload: dict[str, Json] = {
            "eventType": kind,
            "timestamp": instant(desk.moment.utc),
            "triggerReason": trigger,
            "seqNo": transaction.seq,
            "transactionInfo": told,
            "evse": {"id": 1, "connectorId": 1},
        }
        if not desk.online:
            payload["offline"] = True
        if token is not None:
            payload["idToken"] = token.document
        payload.update({name: value for name, value in (extra or {}).items() if value != []})
        self.put(msgspec.structs.replace(transaction, seq=transaction.seq + 1))
        desk.box.queue("TransactionEvent", payload)
        desk.box.thin(MOST_QUEUED, _is_reading)

    def put(self, transaction: Transaction | None) -> None:
        """Have this one under way, and kept; None for none."""
        self.transaction = transaction
        self._desk.keep("transaction", transaction)


def _is_reading(call: Call) -> bool:
    return call.payload.get("triggerReason") in ("MeterValuePeriodic", "MeterValueClock")
