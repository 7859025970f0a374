"""The words of OCPP 2.0.1 for what the station knows: status, reasons, readings, tokens, profiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from ..effects import Json
from ..instants import instant, read_instant, second_of
from ..measurands import MEASURANDS, reading
from ..outlook import FaultKind, Outlook, Pause
from ..profiles import DAY_S, WEEK_S, Kind, Period, Profile, Purpose, Schedule, Unit
from ..tokens import TokenInfo, TokenStatus


class Status(Enum):
    """Of a connector."""

    AVAILABLE = "Available"
    OCCUPIED = "Occupied"
    RESERVED = "Reserved"
    UNAVAILABLE = "Unavailable"
    FAULTED = "Faulted"


class ChargingState(Enum):
    """Of a transaction."""

    CHARGING = "Charging"
    CONNECTED = "EVConnected"
    SUSPENDED_EV = "SuspendedEV"
    SUSPENDED_EVSE = "SuspendedEVSE"
    IDLE = "Idle"


STOPPED_BY_FAULT: Mapping[FaultKind, str] = {
    FaultKind.GFCI: "GroundFault",
    FaultKind.NO_GROUND: "GroundFault",
    FaultKind.OVER_CURRENT: "OvercurrentFault",
}
PAUSED: Mapping[Pause, str] = {
    Pause.LIMIT_ENERGY: "EnergyLimitReached",
    Pause.LIMIT_TIME: "TimeLimitReached",
}
"""``triggerReason`` of what a limit of the station does to a transaction."""

PURPOSES = {purpose.value: purpose for purpose in Purpose}
RECURRENCES = {"Daily": DAY_S, "Weekly": WEEK_S}
_STATUSES = {
    "Accepted": TokenStatus.ACCEPTED,
    "Blocked": TokenStatus.BLOCKED,
    "Expired": TokenStatus.EXPIRED,
    "ConcurrentTx": TokenStatus.CONCURRENT,
}
MOST_TOKEN = 36


def meter_value(names: Iterable[str], seen: Outlook, context: str) -> list[dict[str, Json]]:
    """``meterValue`` with one entry, or empty when nothing is known."""
    values: list[dict[str, Json]] = []
    for name in names:
        value = reading(name, seen)
        if value is None:
            continue
        measurand = MEASURANDS[name]
        entry: dict[str, Json] = {
            "value": value,
            "context": context,
            "measurand": name,
            "location": measurand.location,
        }
        if measurand.unit != "Wh":
            entry["unitOfMeasure"] = {"unit": measurand.unit}
        values.append(entry)
    return [{"timestamp": instant(seen.moment.utc), "sampledValue": values}] if values else []


def read_info(document: object) -> TokenInfo:
    """``idTokenInfo`` as the back end writes it; what cannot be read is not valid."""
    if not isinstance(document, Mapping):
        return TokenInfo(TokenStatus.INVALID)
    group = document.get("groupIdToken")
    return TokenInfo(
        _STATUSES.get(str(document.get("status")), TokenStatus.INVALID),
        read_instant(document.get("cacheExpiryDateTime")),
        str(group.get("idToken", "")) if isinstance(group, Mapping) else "",
    )


def read_profile(document: Mapping[str, Any], evse: int) -> tuple[Profile, ...]:
    """A profile as the back end sends it, checked against the schema before; one for each of its schedules.

    Raises:
        ValueError: it contradicts itself; the message says how.

    """
    kind = Kind(document["chargingProfileKind"])
    purpose = PURPOSES[document["chargingProfilePurpose"]]
    recurrence_s = RECURRENCES.get(document.get("recurrencyKind", ""))
    if kind is Kind.RECURRING and recurrence_s is None:
        raise ValueError("a recurring profile needs recurrencyKind")
    return tuple(
        Profile(
            id=int(document["id"]),
            stack_level=int(document["stackLevel"]),
            purpose=purpose,
            kind=kind,
            schedule=_read_schedule(schedule, kind),
            connector=evse,
            recurrence_s=recurrence_s if kind is Kind.RECURRING else None,
            valid_from_s=second_of(document.get("validFrom")),
            valid_to_s=second_of(document.get("validTo")),
            transaction=str(document.get("transactionId", "")) if purpose is Purpose.TRANSACTION else "",
        )
        for schedule in document["chargingSchedule"]
    )


def _read_schedule(document: Mapping[str, Any], kind: Kind) -> Schedule:
    periods = tuple(
        Period(int(period["startPeriod"]), float(period["limit"]), period.get("numberPhases"))
        for period in document["chargingSchedulePeriod"]
    )
    starts = [period.start_s for period in periods]
    if starts[0] != 0 or starts != sorted(set(starts)) or any(period.limit < 0 for period in periods):
        raise ValueError("periods must begin at 0, go up and have limits that are not negative")
    start_s = second_of(document.get("startSchedule"))
    if start_s is None and kind is not Kind.RELATIVE:
        raise ValueError("an absolute or recurring schedule needs startSchedule")
    return Schedule(
        unit=Unit(document["chargingRateUnit"]),
        periods=periods,
        start_s=None if kind is Kind.RELATIVE else start_s,
        duration_s=document.get("duration"),
    )
