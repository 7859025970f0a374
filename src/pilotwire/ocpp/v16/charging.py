"""Transactions of OCPP 1.6: who may charge, when a transaction begins and ends, and what it permits meanwhile.

A transaction begins when somebody is authorised and a cable is plugged in, in either order, and survives a loss of
power as long as the car stays. Until the back end has given it a number it goes by a negative one of our own, which is
replaced in everything that waits to be sent (``_numbered``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from pilotwire.station.claims import ChargeState
from pilotwire.station.moment import Moment

from ..effects import Identified, Json, Permission, Tell
from ..frames import Call, Error, Result
from ..instants import instant
from ..outbox import Answer, NoAnswer
from ..outlook import FaultKind
from ..tokens import TokenCache, TokenInfo, TokenList, TokenStatus
from .desk import Desk16
from .transaction import Intent, Reservation, Transaction, read_info
from .words import meter_value

AUTHORISE_WITHIN_MS = 20_000
"""How long a card waits for the back end before the station decides by itself (Cst_AuthorizationTimeout)."""
_UNKNOWN = -1
"""Transaction number of messages whose StartTransaction the back end never took (errata 4.0, 3.18)."""


class _Question(msgspec.Struct, frozen=True, eq=False):
    """A token the back end was asked about."""

    token: str
    then: Callable[[str, TokenInfo | None], None]
    until_ms: int


class Charging:
    """The connector's transactions.

    Args:
        desk: shared.
        began: called when a transaction has begun, with the intent it came of.
        ended: called when one has ended.

    """

    def __init__(self, desk: Desk16, began: Callable[[Intent], None], ended: Callable[[], None]) -> None:
        self._desk = desk
        self._began = began
        self._ended = ended
        self.transaction: Transaction | None = desk.restored("transaction", Transaction, None)
        self.reservation: Reservation | None = desk.restored("reservation", Reservation, None)
        self.tokens = desk.restored("tokens", TokenList, TokenList())
        self.cache = desk.restored("cache", TokenCache, TokenCache())
        self.operative = desk.restored("operative", bool, True)  # noqa: FBT003 - a document's value
        self.inoperative_later = False
        """Wanted when the transaction is over."""
        self.intent: Intent | None = None
        self.free_for_all = True
        self.free_tag = "DefaultIdTag"
        self._question: _Question | None = None
        self._spent = False
        """This plug-in cycle has had its free transaction."""
        self._local = desk.restored("local", int, _UNKNOWN)
        self._starting: dict[str, int] = desk.restored("starting", dict[str, int], {})
        """Our own number of each transaction whose StartTransaction waits, by the message's id."""

    # -- what it comes to ----------------------------------------------------------------------------------------

    @property
    def permission(self) -> Permission:
        """Whether the back end lets the station charge."""
        transaction = self.transaction
        if not self.operative:
            return Permission(ChargeState.DISABLED, why="out of service by the back end")
        if transaction is None:
            return Permission(ChargeState.DISABLED, why="no transaction")
        if not transaction.permitted:
            return Permission(ChargeState.DISABLED, why=f"{transaction.id_tag} is not authorised any more")
        return Permission(ChargeState.ACTIVE, why=f"transaction of {transaction.id_tag}")

    @property
    def next_deadline_ms(self) -> int | None:
        """When something is due (elapsed time)."""
        due = [] if self.intent is None else [self.intent.until_ms]
        if self._question is not None:
            due.append(self._question.until_ms)
        if self.reservation is not None and self._desk.moment.trusted:
            left = self.reservation.expires - self._desk.moment.utc
            due.append(self._desk.now_ms + max(0, int(left.total_seconds() * 1000)) + 1)
        return min(due, default=None)

    # -- what happens --------------------------------------------------------------------------------------------

    def look(self, *, was_plugged: bool) -> None:
        """The station has been looked at."""
        seen = self._desk.seen
        if seen.fault is FaultKind.CONTROLLER_LOST:
            # Nobody knows whether the car is still there: after a loss of power it mostly is.
            return
        if not seen.plugged:
            self._spent = False
            if was_plugged or self.transaction is not None:
                self._unplugged()
            return
        if self.transaction is not None:
            self._spend()
            return
        if self.intent is not None:
            intent, self.intent = self.intent, None
            self._begin(intent)
        elif self.free_for_all and self.operative and not self._spent and self._may_use(self.free_tag, ""):
            self._begin(Intent(self.free_tag or "A0000000", "", 0))

    def advance(self) -> None:
        """Give up what has waited for too long."""
        if self._question is not None and self._desk.now_ms >= self._question.until_ms:
            self._unanswered()
        if self.intent is not None and self._desk.now_ms >= self.intent.until_ms:
            self.intent = None
            self._desk.do(Tell("nobody has plugged in a car: the authorisation is over", "Aborted / no EV"))
        reservation, moment = self.reservation, self._desk.moment
        if reservation is not None and moment.trusted and reservation.expires <= moment.utc:
            self.reserve(None)

    def card(self, token: str) -> None:
        """Somebody has shown a token."""
        desk, transaction = self._desk, self.transaction
        if not self.operative:
            desk.do(Tell(f"{token} was shown, but the station is out of service", "Out of service"))
            return
        if transaction is not None and transaction.id_tag.lower() == token.lower():
            self.stop("Local", token)
            return
        of_group = self.reservation is not None and bool(self.reservation.parent)
        if transaction is None and not (self._may_use(token, "") or of_group):
            self._refuse_for_reservation(token)
            return
        desk.do(Tell(f"{token} was shown", "Card read"))
        self.authorise(token, self._card_known)

    def authorise(self, token: str, then: Callable[[str, TokenInfo | None], None]) -> None:
        """Find out what a token is worth, from the back end or else from what is known."""
        desk, configuration = self._desk, self._desk.configuration
        known = self._known(token)
        accepted = known is not None and known.at(desk.moment.utc) is TokenStatus.ACCEPTED
        if configuration.switch("LocalPreAuthorize") and accepted:
            then(token, known)
            return
        if not (desk.online and desk.accepted):
            then(token, self._offline(known))
            return
        if self._question is not None:
            self._unanswered()
        question = self._question = _Question(token, then, desk.now_ms + AUTHORISE_WITHIN_MS)

        def answered(answer: Answer, _: Moment) -> None:
            info = read_info(answer.payload.get("idTagInfo")) if isinstance(answer, Result) else None
            if info is not None:
                self._remember(token, info)
            if self._question is not question:
                # It came too late: the station has decided by itself.
                return
            if isinstance(answer, NoAnswer):
                self._unanswered()
                return
            self._question = None
            then(token, info or TokenInfo(TokenStatus.INVALID))

        desk.ask("Authorize", {"idTag": token}, answered)

    def await_cable(self, token: str, parent: str, profile: Mapping[str, Any] | None = None) -> None:
        """Somebody is authorised: begin now, or when a car is plugged in."""
        timeout_s = self._desk.configuration.whole("ConnectionTimeOut")
        intent = Intent(token, parent, self._desk.now_ms + timeout_s * 1000, profile)
        if self._desk.seen.plugged:
            self._begin(intent)
        else:
            self.intent = intent
            self._desk.do(Tell(f"{token} may charge: waiting {timeout_s} s for a cable", "Plug in cable"))

    def stop(self, reason: str, token: str = "") -> bool:
        """End the transaction; says whether there was one."""
        transaction = self.transaction
        if transaction is None:
            return False
        desk = self._desk
        payload: dict[str, Json] = {
            "transactionId": transaction.number,
            "meterStop": max(transaction.began_wh, round(desk.seen.register_wh)),
            "timestamp": instant(desk.moment.utc),
            "reason": reason,
        }
        if token:
            payload["idTag"] = token
        names = [name for name in desk.configuration["StopTxnSampledData"].split(",") if name]
        value = meter_value(names, desk.seen, "Transaction.End") if names else None
        if value is not None:
            payload["transactionData"] = [value]
        desk.box.queue("StopTransaction", payload)
        self._put(None)
        self._spent = True
        self._ended()
        if self.inoperative_later:
            self.inoperative_later = False
            self.set_operative(operative=False)
        desk.do(Tell(f"transaction of {transaction.id_tag} ended: {reason}", "Tx stopped"))
        return True

    def set_operative(self, *, operative: bool) -> bool:
        """Put the connector in or out of service; says whether that has to wait for the transaction's end."""
        if not operative and self.transaction is not None:
            self.inoperative_later = True
            return True
        self.inoperative_later = False
        if operative is not self.operative:
            self.operative = operative
            self._desk.keep("operative", operative)
        return False

    def reserve(self, reservation: Reservation | None) -> None:
        """Keep the connector for somebody; None for nobody any more."""
        self.reservation = reservation
        self._desk.keep("reservation", reservation)

    def set_tokens(self, tokens: TokenList) -> None:
        """Take over a new list."""
        self.tokens = tokens
        self._desk.keep("tokens", tokens)

    def clear_cache(self) -> None:
        """Forget what was answered about tokens."""
        self.cache = TokenCache()
        self._desk.keep("cache", None)

    def delivered(self, call: Call, answer: Answer) -> None:
        """A queued message was answered, or given up."""
        if call.action == "StartTransaction":
            self._started(call, answer)
        elif call.action == "StopTransaction" and isinstance(answer, Result) and "idTag" in call.payload:
            self._remember(str(call.payload["idTag"]), read_info(answer.payload.get("idTagInfo")))

    # -- inside --------------------------------------------------------------------------------------------------

    def _begin(self, intent: Intent) -> None:
        desk = self._desk
        self._local -= 1
        desk.keep("local", self._local)
        transaction = Transaction(
            self._local, intent.id_tag, desk.moment.utc, round(desk.seen.register_wh), intent.parent
        )
        payload: dict[str, Json] = {
            "connectorId": 1,
            "idTag": transaction.id_tag,
            "meterStart": transaction.began_wh,
            "timestamp": instant(transaction.began),
        }
        reservation = self.reservation
        if reservation is not None:
            payload["reservationId"] = reservation.number
            self.reserve(None)
        self._put(transaction)
        self._starting[desk.box.queue("StartTransaction", payload)] = transaction.number
        desk.keep("starting", self._starting)
        self._spent = True
        desk.do(Identified(transaction.id_tag))
        desk.do(Tell(f"transaction of {transaction.id_tag} began", "Tx started"))
        self._began(intent)

    def _started(self, call: Call, answer: Answer) -> None:
        """The back end has given the transaction a number, and its opinion of the tag."""
        number, info = _UNKNOWN, TokenInfo(TokenStatus.ACCEPTED)
        if isinstance(answer, Result):
            given = answer.payload.get("transactionId")
            number = given if isinstance(given, int) else _UNKNOWN
            info = read_info(answer.payload.get("idTagInfo"))
            self._remember(str(call.payload["idTag"]), info)
        elif isinstance(answer, Error):
            self._desk.last_error = f"{answer.code} {answer.description}".strip()
        own = self._starting.pop(call.id, 0)
        self._desk.keep("starting", self._starting)
        self._desk.box.amend(lambda waiting: _numbered(waiting, own, number))
        transaction = self.transaction
        if transaction is not None and transaction.number == own:
            self._put(msgspec.structs.replace(transaction, number=number, parent=info.parent or transaction.parent))
            if info.status is not TokenStatus.ACCEPTED:
                self._deauthorise()

    def _deauthorise(self) -> None:
        configuration, transaction = self._desk.configuration, self.transaction
        if transaction is None:
            return
        if configuration.switch("StopTransactionOnInvalidId"):
            self.stop("DeAuthorized")
            return
        free_wh = configuration.whole("MaxEnergyOnInvalidId")
        self._put(msgspec.structs.replace(transaction, permitted=free_wh > 0, free_wh=free_wh or None))

    def _spend(self) -> None:
        """Use up what a tag that turned out not to be valid may still charge."""
        transaction = self.transaction
        if transaction is None or transaction.free_wh is None or not transaction.permitted:
            return
        if self._desk.seen.register_wh - transaction.began_wh >= transaction.free_wh:
            self._put(msgspec.structs.replace(transaction, permitted=False))

    def _unplugged(self) -> None:
        if self.transaction is not None and self._desk.configuration.switch("StopTransactionOnEVSideDisconnect"):
            self.stop("EVDisconnected")

    def _card_known(self, token: str, info: TokenInfo | None) -> None:
        desk, transaction = self._desk, self.transaction
        status = TokenStatus.INVALID if info is None else info.at(desk.moment.utc)
        parent = "" if info is None else info.parent
        if status is not TokenStatus.ACCEPTED:
            desk.do(Tell(f"{token} may not charge: {status.value}", "Card unknown"))
        elif transaction is None:
            desk.do(Tell(f"{token} may charge", "Card accepted"))
            if self._may_use(token, parent):
                self.await_cable(token, parent)
            else:
                self._refuse_for_reservation(token)
        elif parent and parent == transaction.parent:
            self.stop("Local", token)
        else:
            desk.do(Tell(f"{token} was shown during the transaction of another", "Card unknown"))

    def _known(self, token: str) -> TokenInfo | None:
        configuration = self._desk.configuration
        listed = self.tokens.find(token) if configuration.switch("LocalAuthListEnabled") else None
        if listed is not None or not configuration.switch("AuthorizationCacheEnabled"):
            return listed
        return self.cache.find(token)

    def _unanswered(self) -> None:
        """The back end has said nothing about a token in time: the station decides."""
        question, self._question = self._question, None
        if question is not None:
            self._desk.do(Tell("the back end does not answer about a token", "Server timeout"))
            question.then(question.token, self._offline(self._known(question.token)))

    def _offline(self, known: TokenInfo | None) -> TokenInfo | None:
        """What the station makes of a token by itself."""
        configuration = self._desk.configuration
        if known is not None:
            return known if configuration.switch("LocalAuthorizeOffline") else None
        return TokenInfo(TokenStatus.ACCEPTED) if configuration.switch("AllowOfflineTxForUnknownId") else None

    def _remember(self, token: str, info: TokenInfo) -> None:
        if self._desk.configuration.switch("AuthorizationCacheEnabled") and self.tokens.find(token) is None:
            self.cache = self.cache.with_answer(token, info)
            self._desk.keep("cache", self.cache)

    def _may_use(self, token: str, parent: str) -> bool:
        reservation = self.reservation
        if reservation is None or reservation.id_tag.lower() == token.lower():
            return True
        return bool(parent) and parent == reservation.parent

    def _refuse_for_reservation(self, token: str) -> None:
        self._desk.do(Tell(f"{token} was shown, but the station is reserved for another", "EVSE reserved"))

    def _put(self, transaction: Transaction | None) -> None:
        self.transaction = transaction
        self._desk.keep("transaction", transaction)


def _numbered(call: Call, own: int, number: int) -> Call:
    """A waiting message with the back end's number in place of ours."""
    if own == 0 or call.payload.get("transactionId") != own:
        return call
    return Call(call.id, call.action, {**call.payload, "transactionId": number})
