"""One charging station towards one OCPP 2.0.1 back end: boot, heartbeat, status, and who handles which request."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pilotwire.station.moment import Moment

from ..effects import Json, KeptOcpp, Permission
from ..exchange import Exchange, Respond
from ..frames import Call
from ..outlook import Identity, Outlook
from ..schemas import Version
from ..session import SessionSummary
from .charging import Charging
from .desk import Desk201, Settings
from .limits import Limits
from .metering import Metering
from .model import Model
from .requests import Requests
from .status import StatusTeller
from .transaction import Intent, Token, Transaction
from .upkeep import Upkeep
from .variables import VARIABLES, DataType, Mutability, Name
from .words import MOST_TOKEN

_HEARTBEAT = Name("OCPPCommCtrlr", "HeartbeatInterval")


class Session201(Exchange):
    """See ``session.Session`` for what each method is.

    Args:
        kept: what the last run left.
        identity: who the station is.
        new_id: makes ids of calls and transactions, never the same twice.
        settings: of the station, those that mirror configuration.

    """

    version = Version.V201
    subprotocol = Version.V201.subprotocol
    longest_interval_s = 86_400

    def __init__(self, kept: KeptOcpp, identity: Identity, new_id: Callable[[], str], settings: Settings) -> None:
        self._desk = Desk201(kept, identity, new_id, self._delivered)
        self._charging = Charging(self._desk, self._began, self._ended)
        self._limits = Limits(self._desk, self._charging)
        self._metering = Metering(self._desk, self._charging)
        self._upkeep = Upkeep(self._desk)
        self._status = StatusTeller(self._desk, self._charging)
        self._model = Model(
            self._desk, self._charging, self._limits, self._upkeep, lambda: self._status.current().value
        )
        self._requests = Requests(self._desk, self._charging, self._limits, self._upkeep, self._model, self)
        self._boot_reason = self._desk.restored("boot_reason", str, "PowerUp")
        super().__init__(self._desk, self._charging, self._upkeep)
        self.configured(settings, self._desk.moment)

    # -- the station ---------------------------------------------------------------------------------------------

    def look(self, outlook: Outlook) -> None:
        """The station looks like this now."""
        self._at(outlook.moment)
        was_plugged = self._desk.seen.plugged
        self._desk.seen = outlook
        self._charging.look(was_plugged=was_plugged)
        self._charging.limit_changed()
        self._limits.look()
        self._settle()

    def card(self, token: str, moment: Moment, *, kind: str = "ISO14443") -> None:
        """Somebody has shown a token."""
        self._at(moment)
        self._charging.card(Token(token[:MOST_TOKEN], kind))
        self._settle()

    def configured(self, settings: Settings, moment: Moment) -> None:
        """Settings that mirror configuration have changed."""
        self._at(moment)
        variables = self._desk.variables
        for name, variable in VARIABLES.items():
            if variable.setting in settings and variable.mutability is not Mutability.WRITE_ONLY:
                value = settings[variable.setting]
                said = str(value).lower() if variable.type is DataType.BOOLEAN else str(value)
                if said != variables[name]:
                    variables = variables.having(name, said)
        self._desk.configure(variables)
        self._charging.free_for_all = bool(settings.get("ocpp_auth_auto", self._charging.free_for_all))
        self._desk.server = str(settings.get("ocpp_server", self._desk.server))
        self._desk.station_id = str(settings.get("ocpp_chargeBoxId", self._desk.station_id))
        self._settle()

    def secured(self, security_profile: int, certificates: int) -> None:
        """How the connection is secured, and how many certificates are installed."""
        self._desk.security_profile, self._desk.certificates = security_profile, certificates

    # -- what is handed out --------------------------------------------------------------------------------------

    @property
    def permission(self) -> Permission:
        """What the back end permits now."""
        said = self._charging.permission
        return Permission(said.state, self._limits.limit_a, said.why)

    @property
    def summary(self) -> SessionSummary:
        """For people."""
        transaction = self._charging.transaction
        token = None if transaction is None else transaction.token
        return SessionSummary(
            accepted=self._desk.accepted,
            status=self._status.current().value,
            transaction="" if transaction is None else transaction.id,
            who="" if token is None else token.id,
            limit_a=self._limits.limit_a,
            queued=self._desk.box.queued,
            waits_for=self._waits_for(),
            last_error=self._desk.last_error,
        )

    @property
    def ping_interval_s(self) -> int:
        """How often to look whether the connection is alive."""
        return self._desk.variables.whole("OCPPCommCtrlr", "WebSocketPingInterval")

    # -- what a trigger asks for ---------------------------------------------------------------------------------

    def boot(self, reason: str) -> None:
        """Tell the back end who we are."""
        identity = self._desk.identity
        station: dict[str, Json] = {
            "vendorName": identity.vendor[:50],
            "model": identity.model[:20],
            "serialNumber": identity.serial[:25],
            "firmwareVersion": identity.firmware[:50],
        }
        payload = {"reason": reason, "chargingStation": {key: value for key, value in station.items() if value}}
        self._ask_boot(payload)

    def tell_status(self) -> None:
        """Tell the status, even if it has not changed."""
        self._status.forget()

    def meter_values(self) -> None:
        """Tell readings of the EVSE."""
        self._metering.triggered()

    def transaction_event(self) -> None:
        """Tell readings of the transaction."""
        self._metering.transaction_triggered()

    # -- inside --------------------------------------------------------------------------------------------------

    def _say_boot(self) -> None:
        self.boot(self._boot_reason)

    def _accepted(self, interval_s: int) -> None:
        if self._boot_reason != "PowerUp":
            self._boot_reason = "PowerUp"
            self._desk.keep("boot_reason", None)
        self._desk.configure(self._desk.variables.having(_HEARTBEAT, str(interval_s)))
        self._status.forget()

    def _handle(self, call: Call, respond: Respond) -> None:
        self._requests.handle(call, respond)

    def _follow(self) -> None:
        self._charging.follow()
        self._metering.advance()
        self._status.follow()

    def _further_deadlines(self) -> Iterable[int | None]:
        return self._limits.next_deadline_ms, self._metering.next_deadline_ms

    @property
    def _heartbeat_s(self) -> int:
        return self._desk.variables.whole("OCPPCommCtrlr", "HeartbeatInterval")

    def _began(self, intent: Intent | None) -> None:
        self._limits.transaction_began(None if intent is None else intent.profile)

    def _ended(self, _: Transaction) -> None:
        self._limits.transaction_ended()
        self._requests.transaction_ended()
