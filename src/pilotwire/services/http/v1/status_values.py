"""The documents that ``GET /api/v1/status`` is made of; how they are filled is in ``status_document``."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from .answers import Document
from .back_end_documents import BackEndDocument
from .boost_documents import BoostDocument
from .explanation_documents import ExplanationDocument
from .plan_values import ChargingPlanDocument
from .price_values import PriceStatusDocument
from .rfid_documents import RfidDocument
from .session_values import SessionDocument
from .words import (
    CategoryWord,
    ChargeWord,
    ClientId,
    ClientName,
    ContactorHoldWord,
    FeatureWord,
    FlagWord,
    Instant,
    LimitWord,
    LinkWord,
    NetworkWord,
    PreferWord,
    SeverityWord,
    StateWord,
    Why,
)

AgeS = Annotated[float, Meta(ge=0, description="How long ago it arrived (s).")]


class IdentityDocument(Document, frozen=True):
    """Who this station is."""

    id: Annotated[str, Meta(description="12 hexadecimal digits; the same for ever.")]
    version: Annotated[str, Meta(description="Of this program.")]
    openevse_version: Annotated[str, Meta(description="Firmware that the other API is compatible with.")]
    build: str
    machine: Annotated[str, Meta(description="Machine and operating system.")]


class ClockDocument(Document, frozen=True):
    """Date and time."""

    utc: Instant
    local: Annotated[Instant, Meta(description="The same in the station's zone.")]
    time_zone: Annotated[str, Meta(description="The setting: name, a bar, and the rule as a POSIX TZ string.")]
    trusted: Annotated[bool, Meta(description="Whether it was set by something that knows. Nothing follows it before.")]
    kept_by_server: Annotated[bool, Meta(description="Whether a time server keeps it; then it cannot be set.")]


class LinkDocument(Document, frozen=True):
    """The line to the controller."""

    state: LinkWord
    name: Annotated[str, Meta(description="The transport.", examples=["serial:/dev/ttyACM0"])]
    error: Annotated[str, Meta(description="What went wrong last, in a sentence; empty when nothing did.")]
    retry_in_s: Annotated[float | None, Meta(description="Time until the next try, while waiting.")]
    losses: Annotated[int, Meta(description="Times it was lost since the station started.")]


class FaultsDocument(Document, frozen=True):
    """Faults in the controller's life, each counted up to 254."""

    gfci: int
    no_ground: int
    stuck_contactor: int


class ControllerDocument(Document, frozen=True):
    """The controller as last heard."""

    link: LinkDocument
    connected: Annotated[bool, Meta(description="It answers, and everything here has been asked at least once.")]
    firmware: str
    protocol: str
    serial: str
    state: StateWord
    state_code: Annotated[int, Meta(description="The same as a number, also when it has no name.")]
    pilot_state: Annotated[StateWord | None, Meta(description="By the pilot alone; null with old firmware.")]
    fault: Annotated[bool, Meta(description="It has stopped for a protection.")]
    vehicle_connected: bool
    charging: Annotated[bool, Meta(description="The contactor is closed.")]
    paused: Annotated[bool, Meta(description="Sleeping or disabled.")]
    flags: list[FlagWord]
    pilot_a: Annotated[int, Meta(description="What the pilot offers, or would offer (A).")]
    minimum_a: int
    configured_maximum_a: int
    hardware_maximum_a: int
    service_level: Annotated[int, Meta(ge=1, le=2)]
    faults: FaultsDocument
    heartbeat_armed: Annotated[bool, Meta(description="It supervises this station.")]
    heartbeat_missed: bool


class PhaseDocument(Document, frozen=True):
    """One phase of the supply."""

    phase: Annotated[int, Meta(ge=1, le=3)]
    current_a: float
    voltage_v: float
    power_w: float


class MeasurementDocument(Document, frozen=True):
    """What flows, and how warm it is."""

    current_a: Annotated[float, Meta(description="Charging current on each phase (A); 0 while not charging.")]
    voltage_v: Annotated[float, Meta(description="Between phase and neutral, or as the controller computes with (V).")]
    power_w: Annotated[float, Meta(description="Of all phases (W).")]
    phases: Annotated[
        list[PhaseDocument],
        Meta(description="One or three, by the setting `is_threephase`. The controller measures one of three."),
    ]
    temperature_c: Annotated[float | None, Meta(description="Of the first sensor that is there (°C).")]
    temperature_max_c: Annotated[float | None, Meta(description="Highest since the car was plugged in (°C).")]


class ReasonDocument(Document, frozen=True):
    """One step from the claims to the target."""

    about: Annotated[str, Meta(extra_json_schema={"enum": ["state", "current"]})]
    client: Annotated[ClientId | None, Meta(description="Who brought it about; null: a default or the controller.")]
    name: Annotated[ClientName | None, Meta(description="The same in words.")]
    text: Annotated[str, Meta(description="For people.", examples=["the current shaper allows 16 A"])]


class TargetDocument(Document, frozen=True):
    """What the station wants of the controller."""

    state: ChargeWord
    pilot_a: Annotated[int, Meta(description="What is to be offered (A), also while disabled.")]
    charge_current_a: Annotated[int | None, Meta(description="As claimed (A).")]
    max_current_a: Annotated[int | None, Meta(description="As claimed (A).")]
    why: Annotated[str, Meta(description="The whole in sentences for people.")]
    reasons: Annotated[
        list[ReasonDocument],
        Meta(description="About the state first, then about the current; of these the first decides."),
    ]


class WaitingDocument(Document, frozen=True):
    """What one of the station's own sources of claims wants, or waits for."""

    client: ClientId
    name: ClientName
    wants: ChargeWord | None
    text: Annotated[str, Meta(description="What it waits for; empty for nothing.")]


class ClaimDocument(Document, frozen=True):
    """What one client wants of the station."""

    client: ClientId
    name: ClientName
    priority: Annotated[int, Meta(description="For each property the highest that sets it decides.")]
    state: ChargeWord | None
    charge_current_a: Annotated[int | None, Meta(description="Current to charge with (A).")]
    max_current_a: Annotated[int | None, Meta(description="Ceiling, whoever sets the current (A).")]
    auto_release: Annotated[bool, Meta(description="Whether it ends when the car is unplugged.")]
    why: Why
    lease_s: Annotated[float | None, Meta(description="How long it lasts after it was last made; null: for ever.")]
    lease_remaining_s: Annotated[float | None, Meta(description="What is left of that.")]


class RegistersDocument(Document, frozen=True):
    """The energy registers. Day, week, month and year are local ones; weeks begin on Sunday."""

    session_wh: float
    session_charging_s: float
    day_wh: float
    week_wh: float
    month_wh: float
    year_wh: float
    total_wh: float
    contactor_closures: int
    imported: Annotated[bool, Meta(description="The controller's own lifetime register is part of the total.")]


class LimitDocument(Document, frozen=True):
    """A charge limit."""

    type: LimitWord
    value: int
    unit: Annotated[
        str,
        Meta(
            description="Of the value; `hundredths` of the currency of the prices.",
            extra_json_schema={"enum": ["min", "Wh", "%", "km", "mi", "hundredths"]},
        ),
    ]
    auto_release: Annotated[bool, Meta(description="Whether it is forgotten when the car is unplugged.")]
    ready_by: Annotated[str | None, Meta(description="By the clock on the wall, `HH:MM`.", examples=["07:00"])]
    prefer: Annotated[PreferWord | None, Meta(description="Which hours before; null without `ready_by`.")]


class DelayedSwitchDocument(Document, frozen=True):
    """What the schedule switches, and waits with for a random time."""

    event: Annotated[int | None, Meta(description="Id of the event; null: one of the off-peak hours offered.")]
    state: Annotated[ChargeWord, Meta(description="What begins then; until then it is as it was before.")]
    due_at: Annotated[Instant, Meta(description="When it should begin by the schedule.")]
    until: Annotated[Instant, Meta(description="When it will begin.")]


class PlanStatusDocument(Document, frozen=True):
    """Where in the schedule the station is."""

    current_event: Annotated[int | None, Meta(description="Id of the event in force.")]
    next_event: Annotated[int | None, Meta(description="Id of the event that follows.")]
    next_at: Annotated[Instant | None, Meta(description="When it does.")]
    feature: Annotated[FeatureWord | None, Meta(description="What the event in effect has switched on.")]
    delayed: Annotated[DelayedSwitchDocument | None, Meta(description="The switch that waits; null: none does.")]


class DivertDocument(Document, frozen=True):
    """Solar divert."""

    mode: Annotated[str, Meta(extra_json_schema={"enum": ["normal", "eco"]})]
    active: bool
    charge_rate_a: int
    available_a: float
    smoothed_a: float
    trigger_a: Annotated[float, Meta(description="At and below this smoothed surplus it stops (A).")]
    minimum_charge_remaining_s: int
    doing: Annotated[
        str,
        Meta(
            description=(
                "`waiting`; `sun`: it charges by the sun; `holding`: it holds the minimum although there is not enough "
                "sun; `fallback`: the feed is not believed any more."
            ),
            extra_json_schema={"enum": ["waiting", "sun", "holding", "fallback"]},
        ),
    ]
    held_today_wh: Annotated[int, Meta(description="What holding the minimum has cost today beyond the sun (Wh).")]


class ShaperDocument(Document, frozen=True):
    """Current shaper."""

    running: bool
    max_w: Annotated[int, Meta(description="Most the site may draw (W).")]
    smoothed_w: float
    allowed_a: Annotated[float, Meta(description="What it would allow, before rounding (A).")]
    data_fresh: Annotated[bool, Meta(description="Whether its measurements are believed.")]


class ContactorDocument(Document, frozen=True):
    """The contactor, and what is held back so that it lasts; the target's reasons have it in words."""

    closures_within_hour: Annotated[int, Meta(ge=0, description="How often it closed in the last hour.")]
    most_per_hour: Annotated[int, Meta(description="How often it may; then charging waits.")]
    held: ContactorHoldWord | None
    remaining_s: Annotated[float | None, Meta(description="Until what is held back is free; null for nothing.")]


class ReadingDocument(Document, frozen=True):
    """A measurement that somebody sent."""

    value: float
    age_s: AgeS


class FeedsDocument(Document, frozen=True):
    """Measurements of the house; null where none came yet."""

    solar_w: ReadingDocument | None
    grid_w: Annotated[ReadingDocument | None, Meta(description="Positive: from the grid.")]
    live_power_w: Annotated[ReadingDocument | None, Meta(description="Of the whole site, car included.")]
    live_power_phases_w: Annotated[
        list[ReadingDocument] | None, Meta(description="The same by phase, where the meter sends it so.")
    ]
    home_battery_soc_pct: ReadingDocument | None
    home_battery_w: Annotated[ReadingDocument | None, Meta(description="Positive: charging.")]
    rejected: Annotated[int, Meta(description="Values refused since the station started.")]
    last_rejection: str


class VehicleDocument(Document, frozen=True):
    """What is known of the car beyond its pilot; null where nothing is."""

    soc_pct: int | None
    range: int | None
    range_unit: Annotated[str, Meta(extra_json_schema={"enum": ["km", "mi"]})]
    time_to_full_s: int | None
    charge_limit_pct: int | None
    age_s: AgeS | None


class NetworkDocument(Document, frozen=True):
    """The network as the operating system reports it."""

    mode: NetworkWord | None
    wifi_connected: bool
    wired_connected: bool
    ip_address: str
    ipv6_address: str
    mac_address: str
    signal_dbm: int


class ServiceDocument(Document, frozen=True):
    """One connection to the outside."""

    enabled: bool
    connected: bool
    state: str
    error: Annotated[str, Meta(description="What went wrong last; empty when nothing did.")]
    error_detail: str
    sent: int
    succeeded: int
    peer_address: str
    peer_version: str
    connected_since: Instant | None
    last_received: Instant | None
    next_try: Annotated[Instant | None, Meta(description="When it is tried again; null unless it waits for that.")]
    rejected: Annotated[int, Meta(description="Messages that were refused since the station started.")]
    last_rejection: Annotated[str, Meta(description="The last of them, and what was wrong with it.")]
    reconnects: Annotated[int, Meta(description="Times it was connected again since the station started.")]


class ProcessDocument(Document, frozen=True):
    """This program, as of the last few seconds; null where the operating system does not tell."""

    uptime_s: float
    clock_trusted: bool
    memory_bytes: Annotated[int | None, Meta(description="What it has in memory.")]
    memory_free_bytes: Annotated[int, Meta(description="What the operating system could still give.")]
    cpu_s: Annotated[float, Meta(description="Processor time it has used.")]
    open_files: Annotated[int | None, Meta(description="Files and connections it has open.")]
    tasks: Annotated[int | None, Meta(description="Tasks under way; null in the first seconds.")]
    loop_lag_s: Annotated[float | None, Meta(description="The longest anything due had to wait, in the last minute.")]


class AdvisoryDocument(Document, frozen=True):
    """What the owner should know."""

    id: Annotated[str, Meta(description="Always the same for the same thing.", examples=["controller.lost"])]
    category: CategoryWord
    severity: SeverityWord
    text: Annotated[str, Meta(description="For people, as a clause.")]
    since: Annotated[Instant | None, Meta(description="Null as long as nobody knows the time.")]
    acknowledged: bool


class VersionsDocument(Document, frozen=True):
    """Counters that change with a collection: compare them for inequality."""

    settings: int
    claims: int
    override: int
    schedule: int
    plan: int
    limit: int
    prices: int
    sun_forecast: int


class PartsDocument(Document, frozen=True):
    """Parts of the status that events tell anew."""

    clock: ClockDocument
    controller: ControllerDocument
    measurement: MeasurementDocument
    target: TargetDocument
    explanation: ExplanationDocument
    waiting: list[WaitingDocument]
    claims: Annotated[list[ClaimDocument], Meta(description="In the order of their slots.")]
    session: Annotated[SessionDocument | None, Meta(description="The one under way.")]
    registers: RegistersDocument
    prices: PriceStatusDocument
    limit: LimitDocument | None
    charging_plan: Annotated[ChargingPlanDocument | None, Meta(description="Of a limit with `ready_by`.")]
    boost: Annotated[BoostDocument | None, Meta(description="The one under way.")]
    plan: PlanStatusDocument
    divert: DivertDocument
    shaper: ShaperDocument
    contactor: ContactorDocument
    feeds: FeedsDocument
    vehicle: VehicleDocument
    rfid_tag: Annotated[str, Meta(description="The card that was accepted, as it was read; empty while none is.")]
    rfid: RfidDocument
    network: NetworkDocument
    services: Annotated[dict[str, ServiceDocument], Meta(description="By name.")]
    back_end: Annotated[BackEndDocument | None, Meta(description="The charging back end, while OCPP is enabled.")]
    advisories: list[AdvisoryDocument]
    versions: VersionsDocument


class StatusDocument(PartsDocument, frozen=True):
    """Everything about the station at one instant."""

    at: Instant
    uptime_s: float
    identity: IdentityDocument
    process: ProcessDocument
