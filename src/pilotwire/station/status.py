"""The station at one instant: one immutable document from which everybody is told everything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, IntEnum

import msgspec

from .advisories import Advisory
from .arbitration import Target
from .boost_values import BoostStatus
from .charging_plan_values import ChargingPlan
from .claims import ChargeState, Claim
from .commissioning import Commissioned
from .commissioning_supplies import Supply
from .energy import Registers
from .evse import Evse
from .feeds import Feeds
from .limit_values import Limit
from .moment import START, Moment
from .prices import NO_PRICES, PriceSeries
from .rfid_values import Authorised
from .schedule_values import Plan, ScheduleEvent, ScheduleFeature
from .sessions import Session, SessionSums
from .settings import Settings
from .sun_forecast import NO_FORECAST, SunForecast
from .switch_delay import DelayedSwitch
from .vehicle import VehicleData


class DivertMode(IntEnum):
    """Charge as fast as allowed, or by the sun."""

    NORMAL = 1
    ECO = 2


class Clock(msgspec.Struct, frozen=True):
    """Date and time as people read them."""

    local: datetime
    """Aware, in the configured zone."""
    trusted: bool


class DivertDoing(Enum):
    """What solar divert is about."""

    WAITING = "waiting"
    SUN = "sun"
    """It charges by the sun, or would if a car wanted."""
    HOLDING = "holding"
    """It holds the minimum although there is not enough sun."""
    FALLBACK = "fallback"
    """The feed is not believed any more: it does what the settings say for that."""


class DivertStatus(msgspec.Struct, frozen=True):
    """Solar divert."""

    mode: DivertMode = DivertMode.NORMAL
    active: bool = False
    """Its own claim is active and agrees with the target."""
    charge_rate_a: int = 0
    trigger_a: float = 0.0
    available_a: float = 0.0
    smoothed_a: float = 0.0
    min_charge_remaining_s: int = 0
    evaluated_ms: int | None = None
    """When a sample was last evaluated (elapsed time)."""
    doing: DivertDoing = DivertDoing.WAITING
    held_today_wh: int = 0
    """Energy that was not from the sun and held the minimum today (Wh)."""


class ShaperStatus(msgspec.Struct, frozen=True):
    """Current shaper."""

    running: bool = False
    max_w: int = 0
    smoothed_w: float = 0.0
    current_a: float = 0.0
    """What it would allow (A), before rounding."""
    updated: bool = False
    """Its data is fresh."""
    evaluated_ms: int | None = None
    """When its data was last judged (elapsed time)."""


class ContactorHold(Enum):
    """What keeps the target from being carried out as it was decided."""

    SHORTEST_CHARGE = "shortest_charge"
    """Charging goes on: the contactor has only just closed."""
    SHORTEST_PAUSE = "shortest_pause"
    """Charging waits: the contactor has only just opened."""
    MOST_CLOSURES = "most_closures"
    """Charging waits: the contactor has closed as often as it may within an hour."""


class ContactorStatus(msgspec.Struct, frozen=True):
    """The contactor, and what is held back for its sake."""

    closed_ms: tuple[int, ...] = ()
    """When it closed, oldest first, as far back as an hour before the last time (elapsed time)."""
    most_per_hour: int = 12
    held: ContactorHold | None = None
    until_ms: int | None = None
    """When what is held ends (elapsed time)."""

    def closures_within_hour(self, now_ms: int) -> int:
        """How often it closed in the hour before an instant."""
        return sum(1 for ms in self.closed_ms if ms > now_ms - 3_600_000)


class NetworkMode(Enum):
    """How the station is on the network, in the gateway's words."""

    WIRED = "Wired"
    STATION = "STA"
    ACCESS_POINT = "AP"
    STATION_AND_ACCESS_POINT = "STA+AP"


class Network(msgspec.Struct, frozen=True):
    """The network as the operating system reports it."""

    mode: NetworkMode | None = None
    wifi_connected: bool = False
    wired_connected: bool = False
    ip_address: str = ""
    ipv6_address: str = ""
    mac_address: str = ""
    """``AA:BB:CC:DD:EE:FF``; the same whichever way the station is connected."""
    signal_dbm: int = 0


class ServiceStatus(msgspec.Struct, frozen=True):
    """One connection to the outside."""

    enabled: bool = False
    connected: bool = False
    state: str = "disabled"
    error: str = ""
    error_detail: str = ""
    sent: int = 0
    succeeded: int = 0
    peer_address: str = ""
    """IP address of the other side while connected."""
    peer_version: str = ""
    """What the other side says it is."""
    connected_since_s: int | None = None
    """Seconds since 1970 UTC; None while not connected."""
    last_received_s: int | None = None
    """When something was last received, seconds since 1970 UTC."""
    next_try_s: int | None = None
    """When the next try to connect is due, seconds since 1970 UTC; None unless waiting for it."""
    rejected: int = 0
    """Messages that were refused since the station started."""
    last_rejection: str = ""
    """The last of them and what was wrong with it."""
    times_connected: int = 0
    """Since the station started; the station counts them."""

    @property
    def reconnects(self) -> int:
        """How often it was connected again after the first time."""
        return max(0, self.times_connected - 1)

    def after(self, before: ServiceStatus) -> ServiceStatus:
        """The same with the count of connections, which goes on from what was."""
        made = before.times_connected + (self.connected and not before.connected)
        return self if made == self.times_connected else msgspec.structs.replace(self, times_connected=made)


class BackEndStatus(msgspec.Struct, frozen=True):
    """What the station and its charging back end have agreed on."""

    protocol: str
    """For example ``OCPP 1.6``."""
    accepted: bool = False
    """The back end has taken the station on."""
    status: str = ""
    """Of the connector, in the protocol's word."""
    transaction: str = ""
    """Id of the one under way; empty without one."""
    who: str = ""
    """Token it is charged to."""
    permits: ChargeState | None = None
    """What it decides about charging; None while it has no say. What of it counts, settings say."""
    limit_a: float | None = None
    queued: int = 0
    """Messages that wait for delivery."""
    waits_for: str = ""
    """In words, as a clause; empty for nothing."""
    last_error: str = ""
    """What it refused last."""
    kept_for_other: int = 0
    """Messages that wait for a back end that speaks another version of the protocol."""


class Versions(msgspec.Struct, frozen=True):
    """Counters that change with a collection; clients compare them for inequality."""

    config: int = 1
    claims: int = 0
    override: int = 0
    schedule: int = 0
    schedule_plan: int = 0
    limit: int = 0
    prices: int = 0
    sun_forecast: int = 0


class Waiting(msgspec.Struct, frozen=True):
    """What one source of claims wants, or waits for."""

    client: int
    wants: ChargeState | None
    text: str


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Everything. Sub-documents are replaced as they change, so unchanged ones are the same objects."""

    moment: Moment = START
    clock: Clock = Clock(START.utc, trusted=False)
    evse: Evse = Evse()
    temperature_max_dc: int | None = None
    """Highest temperature since the car was plugged in (tenths of a degree)."""
    target: Target = Target(ChargeState.ACTIVE, 6)
    claims: tuple[Claim, ...] = ()
    """In the order of their slots."""
    lease_ends_ms: Mapping[int, int] = {}
    """When the claims that have a lease end, by client (elapsed time)."""
    waiting: tuple[Waiting, ...] = ()
    registers: Registers = Registers()
    session: Session | None = None
    """The one under way, as last written down."""
    session_sums: SessionSums = SessionSums()
    """What the one under way has cost up to now."""
    prices: PriceSeries = NO_PRICES
    """Those that count."""
    sun_forecast: SunForecast = NO_FORECAST
    limit: Limit | None = None
    charging_plan: ChargingPlan | None = None
    """Of a limit that is due at a time."""
    boost: BoostStatus | None = None
    """The one under way."""
    schedule: tuple[ScheduleEvent, ...] = ()
    plan: Plan = Plan()
    timer_feature: ScheduleFeature = ScheduleFeature.NONE
    """What the event of the schedule that is in effect switches on. ``OCPP``: whether to charge is the charging back
    end's business now, and who speaks to it should claim accordingly; the station does nothing about it by itself."""
    delayed_switch: DelayedSwitch | None = None
    """What of the schedule waits for the random delay of the smart charge rules."""
    divert: DivertStatus = DivertStatus()
    shaper: ShaperStatus = ShaperStatus()
    contactor: ContactorStatus = ContactorStatus()
    feeds: Feeds = Feeds()
    vehicle: VehicleData = VehicleData()
    rfid_tag: str = ""
    """The RFID card that was accepted, as it was read, or its id; empty while none is."""
    rfid_authorised: Authorised | None = None
    rfid_learning_until_ms: int | None = None
    """Until when the next card is to be learnt (elapsed time)."""
    network: Network = Network()
    services: Mapping[str, ServiceStatus] = {}
    """By name: ``mqtt``, ``emoncms``, ``ocpp``."""
    back_end: BackEndStatus | None = None
    """The charging back end; None while there is none."""
    advisories: tuple[Advisory, ...] = ()
    """What the owner should know, acknowledged or not."""
    versions: Versions = Versions()
    settings: Settings = Settings()
    update_running: bool = False
    commissioned: Commissioned | None = None
    commissioning_locked: bool = False
    """Nobody may charge before the station is commissioned."""
    controller_stranger: str = ""
    """What is to be said of a controller that is another one than before; empty while it is the same."""
    """What the installation is made of and what was set by it; None before anybody has said so."""
    supplies: Mapping[str, Supply] = {}
    """What an installation can hang on, by name."""

    @property
    def override(self) -> Claim | None:
        """The manual claim."""
        return self.claim(_MANUAL)

    def claim(self, client: int) -> Claim | None:
        """The claim of this client."""
        return next((claim for claim in self.claims if claim.client == client), None)

    @property
    def power_w(self) -> float:
        """Charging power (W), 0 when not charging."""
        if not self.evse.charging:
            return 0.0
        phases = 3 if self.settings.is_threephase else 1
        return self.evse.current_ma / 1000 * self.evse.voltage_v * phases


_MANUAL = 0x10001
