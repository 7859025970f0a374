"""Transactions of OCPP 2.0.1: from where to where they go, who may charge in them, and their events.

Where a transaction begins and ends is configuration (``TxStartPoint``, ``TxStopPoint``): each point is a condition that
holds or does not, and a transaction begins when one of the first begins to hold and ends when one of the others ceases
to. Every event is queued before it is sent, numbered without a gap, and survives any loss of power; so does the
transaction, as long as the car stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from pilotwire.station.claims import ChargeState

from ..effects import Identified, Json, Permission, Tell
from ..frames import Call, Result
from ..outbox import Answer
from ..outlook import FaultKind
from ..tokens import TokenList, TokenStatus
from .authorising import Authorising
from .desk import Desk201
from .ledger import Ledger
from .reserving import Reserving
from .transaction import Intent, Token, Transaction
from .words import PAUSED, STOPPED_BY_FAULT, ChargingState, meter_value, read_info

FREE = Token("", "NoAuthorization")


class Charging:
    """The EVSE's transactions.

    Args:
        desk: shared.
        began: called when a transaction has begun, with the intent it came of, if any.
        ended: called when one has ended.

    """

    def __init__(
        self, desk: Desk201, began: Callable[[Intent | None], None], ended: Callable[[Transaction], None]
    ) -> None:
        self._desk = desk
        self._began = began
        self._ended = ended
        self._ledger = Ledger(desk)
        self.reserving = Reserving(desk)
        self.operative = desk.restored("operative", bool, True)  # noqa: FBT003 - a document's value
        self.authorising = Authorising(desk)
        self.inoperative_later = False
        self.intent: Intent | None = None
        self.free_for_all = True
        self._spent = False
        """This plug-in cycle has had its free transaction, or its transaction was ended."""
        self._pending_energy: Intent | None = None
        """Authorised, plugged in, and the transaction begins only when energy flows."""
        self._watched_ms: int | None = None
        self._offered_a = 0.0

    # -- what it comes to ----------------------------------------------------------------------------------------

    @property
    def transaction(self) -> Transaction | None:
        """The one under way."""
        return self._ledger.transaction

    @property
    def tokens(self) -> TokenList:
        """The back end's list."""
        return self.authorising.tokens

    @property
    def permission(self) -> Permission:
        """Whether the back end lets the station charge."""
        transaction, pending = self.transaction, self._pending_energy
        if not self.operative:
            return Permission(ChargeState.DISABLED, why="out of service by the back end")
        if transaction is None and pending is not None:
            return Permission(ChargeState.ACTIVE, why=f"{pending.token.id or 'anybody'} may charge")
        if transaction is None or transaction.token is None:
            return Permission(ChargeState.DISABLED, why="nobody is authorised")
        who = transaction.token.id or "anybody"
        if not transaction.authorised:
            return Permission(ChargeState.DISABLED, why=f"{who} is not authorised any more")
        return Permission(ChargeState.ACTIVE, why=f"transaction of {who}")

    @property
    def next_deadline_ms(self) -> int | None:
        """When something is due (elapsed time)."""
        due = [self.authorising.next_deadline_ms, self.reserving.next_deadline_ms]
        if self.intent is not None:
            due.append(self.intent.until_ms)
        return min((ms for ms in due if ms is not None), default=None)

    # -- what happens --------------------------------------------------------------------------------------------

    def look(self, *, was_plugged: bool) -> None:
        """The station has been looked at."""
        desk, seen = self._desk, self._desk.seen
        if seen.fault is FaultKind.CONTROLLER_LOST:
            # Nobody knows whether the car is still there: after a loss of power it mostly is.
            return
        if not seen.plugged:
            self._spent = False
            if was_plugged or (self.transaction is not None and self.intent is None):
                self._unplugged()
            return
        if self.intent is not None:
            intent, self.intent = self.intent, None
            self._authorised(intent.token, intent.trigger, intent)
        elif self.transaction is None and not self._spent:
            if self.free_for_all and self.operative and self.reserving.allows(FREE):
                self._authorised(FREE, "CablePluggedIn", None)
            elif "EVConnected" in self._points("TxStartPoint") and not was_plugged:
                self._begin("CablePluggedIn", None)
        elif (
            self.transaction is not None
            and self.transaction.token is None
            and self.free_for_all
            and self.operative
            and not self._spent
        ):
            self._authorised(FREE, "Authorized", None)
        if desk.seen.charging and self.transaction is None and self._pending_energy is not None:
            intent, self._pending_energy = self._pending_energy, None
            self._begin("ChargingStateChanged", intent)
        self._spend()

    def advance(self) -> None:
        """Give up what has waited for too long."""
        self.authorising.advance()
        desk = self._desk
        if self.intent is not None and desk.now_ms >= self.intent.until_ms:
            self.intent = None
            desk.do(Tell("nobody has plugged in a car: the authorisation is over", "Aborted / no EV"))
            if self.transaction is not None:
                self._deauthorise("EVConnectTimeout", "Timeout")
        self.reserving.advance()

    def card(self, token: Token) -> None:
        """Somebody has shown a token."""
        desk, transaction = self._desk, self.transaction
        if not self.operative:
            desk.do(Tell(f"{token.id} was shown, but the station is out of service", "Out of service"))
            return
        held = None if transaction is None or not transaction.authorised else transaction.token
        if held is not None and held.is_same(token):
            self._deauthorise("StopAuthorized", "Local", token)
            return
        if held is None and not self.reserving.may_allow(token):
            self._refuse_for_reservation(token)
            return
        desk.do(Tell(f"{token.id} was shown", "Card read"))
        self.authorising.ask(token, self._card_known)

    def await_cable(
        self,
        token: Token,
        trigger: str,
        remote_start: int | None = None,
        profile: Mapping[str, Json] | None = None,
    ) -> None:
        """Somebody is authorised: charge now, or when a car is plugged in."""
        timeout_s = self._desk.variables.whole("TxCtrlr", "EVConnectionTimeOut")
        intent = Intent(token, self._desk.now_ms + timeout_s * 1000, trigger, remote_start, profile)
        if self._desk.seen.plugged:
            self._authorised(token, trigger, intent)
            return
        self.intent = intent
        self._desk.do(Tell(f"{token.id} may charge: waiting {timeout_s} s for a cable", "Plug in cable"))
        if "Authorized" in self._points("TxStartPoint") and self.transaction is None:
            self._begin(trigger, intent)

    def stop(self, trigger: str, reason: str, token: Token | None = None) -> bool:
        """End the transaction whatever the stop points are; says whether there was one."""
        transaction = self.transaction
        if transaction is None:
            return False
        names = self._desk.variables.members("SampledDataCtrlr", "TxEndedMeasurands")
        self._ledger.event(
            "Ended",
            trigger,
            info={"stoppedReason": reason},
            extra={"meterValue": meter_value(names, self._desk.seen, "Transaction.End")},
            token=token,
        )
        self._ledger.put(None)
        self.intent = self._pending_energy = None
        self._spent = True
        if transaction.token is not None:
            who = transaction.token.id or "anybody"
            self._desk.do(Tell(f"transaction of {who} ended: {reason}", "Tx stopped"))
        self._ended(transaction)
        if self.inoperative_later:
            self.set_operative(operative=False)
        return True

    def remote_stop(self) -> None:
        """The back end ends it."""
        self._deauthorise("RemoteStop", "Remote")

    def set_operative(self, *, operative: bool) -> bool:
        """Put the EVSE in or out of service; says whether that has to wait for the transaction's end."""
        if not operative and self.transaction is not None:
            self.inoperative_later = True
            return True
        self.inoperative_later = False
        if operative is not self.operative:
            self.operative = operative
            self._desk.keep("operative", operative)
        return False

    def sampled(self, trigger: str, context: str, names: list[str]) -> None:
        """Tell readings within the transaction."""
        values = meter_value(names, self._desk.seen, context)
        if self.transaction is not None and values:
            self._ledger.event("Updated", trigger, extra={"meterValue": values})

    def limit_changed(self) -> None:
        """What may flow is another: the transaction tells it."""
        offered_a = self._desk.seen.offered_a
        if self.transaction is not None and offered_a != self._offered_a:
            self._ledger.event("Updated", "ChargingRateChanged")
        self._offered_a = offered_a

    def delivered(self, call: Call, answer: Answer) -> None:
        """A queued message was answered, or given up."""
        if call.action != "TransactionEvent" or not isinstance(answer, Result):
            return
        info = answer.payload.get("idTokenInfo")
        transaction = self.transaction
        told = call.payload.get("transactionInfo")
        ours = isinstance(told, Mapping) and transaction is not None and told.get("transactionId") == transaction.id
        if info is None or not ours or transaction is None or transaction.token is None:
            return
        read = read_info(info)
        self.authorising.remember(transaction.token, read)
        if read.status is not TokenStatus.ACCEPTED and transaction.authorised:
            self._not_valid()

    # -- inside --------------------------------------------------------------------------------------------------

    def _authorised(self, token: Token, trigger: str, intent: Intent | None) -> None:
        """Somebody may charge, and a car is there."""
        if self.transaction is None:
            points = self._points("TxStartPoint")
            if points.isdisjoint({"EVConnected", "Authorized", "PowerPathClosed"}):
                self._pending_energy = intent or Intent(token, 0, trigger)
                return
            self._begin(trigger, intent or Intent(token, 0, trigger))
        elif self.transaction.token is None or not self.transaction.authorised:
            self._ledger.put(
                msgspec.structs.replace(
                    self.transaction,
                    token=token,
                    authorised=True,
                    free_wh=None,
                    remote_start=None if intent is None else intent.remote_start,
                )
            )
            self._ledger.event("Updated", trigger, token=token)
            self._desk.do(Identified(token.id))
            self._began(intent)
        elif intent is not None:
            # Begun when somebody was authorised; now the car is there too.
            self._ledger.event("Updated", "CablePluggedIn")
        self._spent = True

    def _begin(self, trigger: str, intent: Intent | None) -> None:
        desk = self._desk
        token = None if intent is None else intent.token
        state = ChargingState.CONNECTED if desk.seen.plugged else ChargingState.IDLE
        transaction = Transaction(
            desk.new_id(),
            0,
            desk.moment.utc,
            desk.seen.register_wh,
            token,
            authorised=token is not None,
            state=state,
            remote_start=None if intent is None else intent.remote_start,
        )
        self._ledger.put(transaction)
        extra: dict[str, Json] = {}
        reservation = self.reserving.reservation
        if reservation is not None and token is not None:
            extra["reservationId"] = reservation.number
            self.reserving.put(None)
        names = desk.variables.members("SampledDataCtrlr", "TxStartedMeasurands")
        extra["meterValue"] = meter_value(names, desk.seen, "Transaction.Begin")
        self._ledger.event("Started", trigger, extra=extra, token=token)
        self._watched_ms = desk.now_ms
        self._offered_a = desk.seen.offered_a
        if token is not None:
            desk.do(Identified(token.id))
            desk.do(Tell(f"transaction of {token.id or 'anybody'} began", "Tx started"))
        self._began(intent)

    def _deauthorise(self, trigger: str, reason: str, token: Token | None = None) -> None:
        """Nobody may charge any more: that ends the transaction, unless it goes on to the unplugging."""
        self.intent = None
        lasts = self._points("TxStopPoint").isdisjoint({"Authorized", "PowerPathClosed", "EnergyTransfer"})
        if not (lasts and self._desk.seen.plugged):
            self.stop(trigger, reason, token)
            return
        transaction = self.transaction
        if transaction is not None:
            self._ledger.put(msgspec.structs.replace(transaction, authorised=False))
            self._ledger.event("Updated", trigger, token=token)
            self._spent = True

    def _unplugged(self) -> None:
        self._pending_energy = None
        fault = self._desk.seen.fault
        if self.transaction is not None:
            reason = "EVDisconnected" if fault is None else STOPPED_BY_FAULT.get(fault, "EVDisconnected")
            self.stop("EVCommunicationLost", reason)

    def _not_valid(self) -> None:
        """The back end does not accept the token after all."""
        desk, transaction = self._desk, self.transaction
        if transaction is None:
            return
        free_wh = desk.variables.whole("TxCtrlr", "MaxEnergyOnInvalidId")
        if desk.variables.switch("TxCtrlr", "StopTxOnInvalidId") and not free_wh:
            self._deauthorise("Deauthorized", "DeAuthorized")
        else:
            self._ledger.put(
                msgspec.structs.replace(transaction, authorised=free_wh > 0, free_wh=float(free_wh) or None)
            )
            self._ledger.event("Updated", "Deauthorized")

    def _spend(self) -> None:
        """Use up what a token that turned out not to be valid may still charge."""
        transaction = self.transaction
        if transaction is None or transaction.free_wh is None or not transaction.authorised:
            return
        if self._desk.seen.register_wh - transaction.began_wh >= transaction.free_wh:
            if self._desk.variables.switch("TxCtrlr", "StopTxOnInvalidId"):
                self._deauthorise("Deauthorized", "DeAuthorized")
            else:
                self._ledger.put(msgspec.structs.replace(transaction, authorised=False))

    def follow(self) -> None:
        """Tell when the charge pauses or goes on."""
        transaction, desk = self.transaction, self._desk
        if transaction is None or desk.seen.fault is FaultKind.CONTROLLER_LOST:
            return
        if transaction.state is ChargingState.CHARGING and self._watched_ms is not None:
            charged_s = transaction.charged_s + (desk.now_ms - self._watched_ms) / 1000
            transaction = self._ledger.transaction = msgspec.structs.replace(transaction, charged_s=charged_s)
        self._watched_ms = desk.now_ms
        state = self._state()
        if state is transaction.state:
            return
        was_charging = transaction.state is ChargingState.CHARGING
        self._ledger.put(msgspec.structs.replace(transaction, state=state))
        pause = desk.seen.pause
        trigger = "ChargingStateChanged" if pause is None else PAUSED.get(pause, "ChargingStateChanged")
        if desk.seen.fault is not None:
            trigger = "AbnormalCondition"
        self._ledger.event("Updated", trigger if state is ChargingState.SUSPENDED_EVSE else "ChargingStateChanged")
        if was_charging and "EnergyTransfer" in self._points("TxStopPoint"):
            self.stop("ChargingStateChanged", "StoppedByEV" if state is ChargingState.SUSPENDED_EV else "Local")

    def _state(self) -> ChargingState:
        seen = self._desk.seen
        if not seen.plugged:
            return ChargingState.IDLE
        if self.permission.state is not ChargeState.ACTIVE:
            waits = self.transaction is not None and self.transaction.token is None
            return ChargingState.CONNECTED if waits else ChargingState.SUSPENDED_EVSE
        if not seen.offered:
            return ChargingState.SUSPENDED_EVSE
        return ChargingState.CHARGING if seen.charging else ChargingState.SUSPENDED_EV

    def _card_known(self, token: Token, status: TokenStatus) -> None:
        desk, transaction = self._desk, self.transaction
        held = None if transaction is None or not transaction.authorised else transaction.token
        if status is not TokenStatus.ACCEPTED:
            desk.do(Tell(f"{token.id} may not charge: {status.value}", "Card unknown"))
        elif held is None:
            desk.do(Tell(f"{token.id} may charge", "Card accepted"))
            if self.reserving.allows(token):
                self.await_cable(token, "Authorized")
            else:
                self._refuse_for_reservation(token)
        elif token.group and token.group == held.group:
            self._deauthorise("StopAuthorized", "Local", token)
        else:
            desk.do(Tell(f"{token.id} was shown during the transaction of another", "Card unknown"))

    def _refuse_for_reservation(self, token: Token) -> None:
        self._desk.do(Tell(f"{token.id} was shown, but the station is reserved for another", "EVSE reserved"))

    def _points(self, which: str) -> set[str]:
        return set(self._desk.variables.members("TxCtrlr", which))
