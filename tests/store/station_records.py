"""Records for the tests of the store: plain ones by hand, and any at all by Hypothesis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import strategies as st

from pilotwire.rapi.codes import VolatileFlag
from pilotwire.station.charging_plan_values import CarReading, DepartureKept
from pilotwire.station.claims import ChargeState, Wish
from pilotwire.station.energy import Registers
from pilotwire.station.eventlog import LogEntry, LogKind
from pilotwire.station.explanation_values import Explanation, Outranked, Property, Sentence, SourceView, Upcoming
from pilotwire.station.limit_values import Limit, LimitType, Preference
from pilotwire.station.price_list import PriceList, PriceStep
from pilotwire.station.prices import PriceSlot
from pilotwire.station.records import LogRecord, RegistersRecord, SampleRecord, SessionRecord, Standing
from pilotwire.station.samples import Sample
from pilotwire.station.schedule_values import ScheduleEvent, ScheduleFeature, Weekday
from pilotwire.station.sessions import Session, Stop, StopReason
from pilotwire.station.sun_forecast import SunForecast, SunSlot

NOON = datetime(2026, 7, 6, 12, tzinfo=UTC)
NOON_S = int(NOON.timestamp())


def registers(total_kwh: float, day: date | None = None, day_kwh: float = 0.0) -> RegistersRecord:
    return RegistersRecord(Registers(total_kwh=total_kwh, day=day, day_kwh=day_kwh))


def session(number: int, started: datetime = NOON, energy_wh: float = 1000.0, who: str = "") -> SessionRecord:
    ended = started + timedelta(hours=1)
    return SessionRecord(
        Session(number, started, ended=ended, energy_wh=energy_wh, charging_s=1800, charges=1, who=who)
    )


EXPLANATION = Explanation(
    headline=Sentence("charging.boost_until", {"current_a": 16, "until": "2026-07-06T12:30:00Z"}, "Charging at 16 A."),
    details=(Sentence("car.state_of_charge", {"soc_pct": 62}, "The car is at 62 %."),),
    state=ChargeState.ACTIVE,
    state_client=65539,
    pilot_client=None,
    sources=(
        SourceView(
            client=65539,
            name="boost",
            priority=200,
            wants=ChargeState.ACTIVE,
            charge_current_a=16,
            max_current_a=None,
            decides=(Property.STATE, Property.CURRENT),
            sets_pilot=False,
            outranked=(Outranked(Property.MAXIMUM, 65548),),
            sentence=Sentence("source.charge_at", {"current_a": 16}, "Charge at 16 A."),
            why="30 min",
            waiting_for="",
        ),
    ),
    upcoming=(Upcoming(Sentence("next.boost_end", {"at": None}, "The boost ends."), 1_800_000, NOON),),
    after_start=True,
)


def decided(second: int = 0, text: str = "") -> LogRecord:
    """An entry that tells of a decision."""
    return LogRecord(msgspec.structs.replace(entry(second, text).entry, explanation=EXPLANATION))


def entry(second: int = 0, text: str = "", flags: int = 512) -> LogRecord:
    return LogRecord(
        LogEntry(
            at=NOON + timedelta(seconds=second),
            kind=LogKind.INFORMATION,
            target=ChargeState.ACTIVE,
            state_code=1,
            flags=VolatileFlag(flags),
            pilot_a=32,
            session_wh=0.0,
            session_elapsed_s=0.0,
            temperature_dc=None,
            temperature_max_dc=None,
            divert_active=False,
            shaper_active=False,
            text=text,
        )
    )


def sample(epoch_s: int, power_w: float = 0.0, temperature_dc: int | None = 250, utc_offset_s: int = 0) -> SampleRecord:
    return SampleRecord(
        Sample(
            epoch_s=epoch_s,
            current_a=power_w / 230,
            voltage_v=230.0,
            power_w=power_w,
            pilot_a=16,
            state_code=3 if power_w else 1,
            temperature_dc=temperature_dc,
            session_wh=0.0,
            total_kwh=1.0,
            utc_offset_s=utc_offset_s,
        )
    )


amounts = st.floats(0, 1e9, allow_nan=False)
counts = st.integers(0, 2**31)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
instants = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
scalars = st.one_of(
    texts, st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False)
)
settings_values = st.dictionaries(st.sampled_from(["hostname", "solar", "ohm", "current_shaper"]), scalars)

schedule_events = st.builds(
    ScheduleEvent,
    id=counts,
    state=st.sampled_from(ChargeState),
    time=st.times(),
    days=st.sets(st.sampled_from(Weekday)).map(lambda days: tuple(sorted(days))),
    feature=st.sampled_from(ScheduleFeature),
    feature_value=counts,
    limit=st.sampled_from(LimitType),
    limit_value=counts,
)
wishes = st.builds(
    Wish,
    state=st.none() | st.sampled_from(ChargeState),
    charge_current_a=st.none() | counts,
    max_current_a=st.none() | counts,
    auto_release=st.booleans(),
)
limits = st.builds(
    Limit,
    type=st.sampled_from(LimitType),
    value=counts,
    auto_release=st.booleans(),
    ready_by=st.none() | st.times(),
    prefer=st.sampled_from(Preference),
)
departures = st.builds(
    DepartureKept,
    since=st.none() | instants,
    car=st.none() | st.builds(CarReading, soc_pct=st.none() | counts, range=st.none() | counts, at_wh=amounts),
    power_w=st.none() | counts,
)
standings = st.builds(Standing, override=st.none() | wishes, limit=st.none() | limits, departure=departures)
prices = st.floats(-1e5, 1e5)
price_lists = st.builds(
    PriceList,
    currency=st.sampled_from(["", "EUR", "GBP"]),
    slots=st.lists(
        st.builds(PriceSlot, start=instants, end=instants, price=st.none() | prices, co2_g=st.none() | prices),
        max_size=3,
    ).map(tuple),
    steps=st.lists(
        st.builds(PriceStep, at=st.times(), price=st.none() | prices, days=st.just((Weekday.SUNDAY,))), max_size=3
    ).map(tuple),
)
sun_forecasts = st.builds(
    SunForecast,
    slots=st.lists(st.builds(SunSlot, start=instants, end=instants, power_w=amounts), max_size=3).map(tuple),
)
stops = st.builds(Stop, at=instants, reason=st.sampled_from(StopReason), text=texts)
sessions = st.builds(
    Session,
    number=st.integers(1, 2**40),
    started=instants,
    started_trusted=st.booleans(),
    ended=st.none() | instants,
    energy_wh=amounts,
    charging_s=amounts,
    peak_w=amounts,
    peak_a=amounts,
    charges=counts,
    stops=st.lists(stops, max_size=3).map(tuple),
    who=texts,
    resumed=counts,
    cost=st.none() | st.floats(-1e6, 1e6),
    currency=st.sampled_from(["", "EUR", "GBP"]),
    co2_g=st.none() | amounts,
    solar_wh=st.none() | amounts,
)
log_entries = st.builds(
    LogEntry,
    at=instants,
    kind=st.sampled_from(LogKind),
    target=st.sampled_from(ChargeState),
    state_code=st.integers(0, 255),
    flags=st.integers(0, 2**17).map(VolatileFlag),
    pilot_a=st.integers(0, 80),
    session_wh=amounts,
    session_elapsed_s=amounts,
    temperature_dc=st.none() | st.integers(-400, 1200),
    temperature_max_dc=st.none() | st.integers(-400, 1200),
    divert_active=st.booleans(),
    shaper_active=st.booleans(),
    text=texts,
)
watts = st.none() | st.integers(-100_000, 100_000)
samples = st.builds(
    Sample,
    epoch_s=st.integers(0, 2**33),
    current_a=amounts,
    voltage_v=amounts,
    power_w=amounts,
    pilot_a=st.integers(0, 80),
    state_code=st.integers(0, 255),
    temperature_dc=st.none() | st.integers(-400, 1200),
    session_wh=amounts,
    total_kwh=amounts,
    solar_w=watts,
    grid_w=watts,
    live_power_w=watts,
    vehicle_soc_pct=st.none() | st.integers(0, 100),
    interval_s=st.integers(1, 3600),
    utc_offset_s=st.integers(-48, 56).map(lambda quarters: quarters * 900),
)


def grown(before: Registers, kwh: float, day: date | None) -> Registers:
    """Registers after some more energy, as the station would have them."""
    same_day = day == before.day
    return msgspec.structs.replace(
        before,
        session_wh=before.session_wh + kwh * 1000,
        total_kwh=before.total_kwh + kwh,
        day_kwh=(before.day_kwh if same_day else 0.0) + kwh,
        switches=before.switches + 1,
        day=day,
    )
