"""One charging station towards one OCPP 1.6 back end: boot, heartbeat, status, and who handles which request."""

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
from .desk import Desk16, Settings
from .keys import KEYS
from .limits import Limits
from .metering import Metering
from .requests import Requests
from .status import StatusTeller
from .transaction import Intent
from .upkeep import Upkeep


class Session16(Exchange):
    """See ``session.Session`` for what each method is.

    Args:
        kept: what the last run left.
        identity: who the station is.
        new_id: makes ids of calls, never the same twice.
        settings: of the station, those that mirror configuration.

    """

    version = Version.V16
    subprotocol = Version.V16.subprotocol
    longest_interval_s = 86_400 * 7

    def __init__(self, kept: KeptOcpp, identity: Identity, new_id: Callable[[], str], settings: Settings) -> None:
        self._desk = Desk16(kept, identity, new_id, self._delivered)
        self._charging = Charging(self._desk, self._began, self._ended)
        self._limits = Limits(self._desk, self._charging)
        self._metering = Metering(self._desk, self._charging)
        self._upkeep = Upkeep(self._desk)
        self._requests = Requests(self._desk, self._charging, self._limits, self._upkeep, self)
        self._status = StatusTeller(self._desk, self._charging)
        super().__init__(self._desk, self._charging, self._upkeep)
        self.configured(settings, self._desk.moment)

    # -- the station ---------------------------------------------------------------------------------------------

    def look(self, outlook: Outlook) -> None:
        """The station looks like this now."""
        self._at(outlook.moment)
        was_plugged = self._desk.seen.plugged
        self._desk.seen = outlook
        self._charging.look(was_plugged=was_plugged)
        self._settle()

    def card(self, token: str, moment: Moment, *, kind: str = "ISO14443") -> None:  # noqa: ARG002 - 1.6 knows no kinds
        """Somebody has shown a token."""
        self._at(moment)
        self._charging.card(token[:20])
        self._settle()

    def configured(self, settings: Settings, moment: Moment) -> None:
        """Settings that mirror configuration have changed."""
        self._at(moment)
        configuration = self._desk.configuration
        for name, key in KEYS.items():
            if key.setting in settings:
                value = settings[key.setting]
                said = str(value).lower() if isinstance(value, bool) else str(value)
                if said != configuration[name]:
                    configuration = configuration.having(name, said)
        self._desk.configure(configuration)
        self._charging.free_for_all = configuration.switch("Cst_FreeVendActive")
        self._charging.free_tag = configuration["Cst_FreeVendIdTag"]
        self._settle()

    # -- what is handed out --------------------------------------------------------------------------------------

    @property
    def permission(self) -> Permission:
        """What the back end permits now."""
        said = self._charging.permission
        limit_a = self._limits.limit_a
        return Permission(said.state, limit_a, said.why)

    @property
    def summary(self) -> SessionSummary:
        """For people."""
        transaction = self._charging.transaction
        return SessionSummary(
            accepted=self._desk.accepted,
            status=self._status.status.value,
            transaction="" if transaction is None else str(transaction.number),
            who="" if transaction is None else transaction.id_tag,
            limit_a=self._limits.limit_a,
            queued=self._desk.box.queued,
            waits_for=self._waits_for(),
            last_error=self._desk.last_error,
        )

    @property
    def ping_interval_s(self) -> int:
        """How often to look whether the connection is alive."""
        return self._desk.configuration.whole("WebSocketPingInterval")

    def secured(self, security_profile: int, certificates: int) -> None:
        """Of no interest to 1.6, which has no variable for either."""

    # -- what a trigger asks for ---------------------------------------------------------------------------------

    def boot(self) -> None:
        """Tell the back end who we are."""
        identity = self._desk.identity
        payload: dict[str, Json] = {
            "chargePointVendor": identity.vendor[:20],
            "chargePointModel": identity.model[:20],
            "chargePointSerialNumber": identity.serial[:25],
            "firmwareVersion": identity.firmware[:50],
            "meterSerialNumber": identity.meter_serial[:25],
        }
        self._ask_boot({name: value for name, value in payload.items() if value})

    def tell_status(self, connector: int) -> None:
        """Tell the status of a connector, even if it has not changed."""
        self._status.forget(connector)

    def meter_values(self) -> None:
        """Tell meter values."""
        self._metering.triggered()

    # -- inside --------------------------------------------------------------------------------------------------

    def _say_boot(self) -> None:
        self.boot()

    def _accepted(self, interval_s: int) -> None:
        self._desk.configure(self._desk.configuration.having("HeartbeatInterval", str(interval_s)))
        self._status.forget(0)
        self._status.forget(1)

    def _handle(self, call: Call, respond: Respond) -> None:
        self._requests.handle(call, respond)

    def _follow(self) -> None:
        self._metering.advance()
        self._status.follow()

    def _further_deadlines(self) -> Iterable[int | None]:
        return self._limits.next_deadline_ms, self._metering.next_deadline_ms, self._status.next_deadline_ms

    @property
    def _heartbeat_s(self) -> int:
        return self._desk.configuration.whole("HeartbeatInterval")

    def _began(self, intent: Intent) -> None:
        self._limits.transaction_began(intent.profile)

    def _ended(self) -> None:
        self._limits.transaction_ended()
