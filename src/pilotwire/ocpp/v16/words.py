"""The words of OCPP 1.6 for what the station knows: status, error codes, readings, instants, profiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from ..effects import Json
from ..instants import instant, read_instant, second_of
from ..measurands import MEASURANDS, reading
from ..outlook import FaultKind, Outlook
from ..profiles import DAY_S, WEEK_S, Kind, Period, Profile, Purpose, Schedule, Unit


class Status(Enum):
    """Of a connector (StatusNotification)."""

    AVAILABLE = "Available"
    PREPARING = "Preparing"
    CHARGING = "Charging"
    SUSPENDED_EVSE = "SuspendedEVSE"
    SUSPENDED_EV = "SuspendedEV"
    FINISHING = "Finishing"
    RESERVED = "Reserved"
    UNAVAILABLE = "Unavailable"
    FAULTED = "Faulted"


BUSY = frozenset({Status.CHARGING, Status.SUSPENDED_EV, Status.SUSPENDED_EVSE, Status.FINISHING})
"""What a transaction's end leaves as FINISHING while the car stays."""

ERRORS: Mapping[FaultKind, tuple[str, str]] = {
    FaultKind.OVER_TEMPERATURE: ("HighTemperature", "over temperature"),
    FaultKind.OVER_CURRENT: ("OverCurrentFailure", "over current"),
    FaultKind.STUCK_CONTACTOR: ("PowerSwitchFailure", "stuck contactor"),
    FaultKind.DIODE_CHECK: ("GroundFailure", "diode check failed"),
    FaultKind.GFCI: ("GroundFailure", "GFI fault"),
    FaultKind.NO_GROUND: ("GroundFailure", "no earth / ground"),
    FaultKind.GFCI_SELF_TEST: ("GroundFailure", "GFI self test failed"),
    FaultKind.VENTILATION: ("OtherError", "ventilation required"),
    FaultKind.PILOT: ("OtherError", "control pilot fault"),
    FaultKind.READER: ("ReaderFailure", "RFID reader lost"),
    FaultKind.CONTROLLER_LOST: ("InternalError", "controller does not answer"),
}
"""``errorCode`` and ``info``."""

PURPOSES = {
    "ChargePointMaxProfile": Purpose.STATION_MAXIMUM,
    "TxDefaultProfile": Purpose.TRANSACTION_DEFAULT,
    "TxProfile": Purpose.TRANSACTION,
}
RECURRENCES = {"Daily": DAY_S, "Weekly": WEEK_S}


def sampled_values(names: Iterable[str], seen: Outlook, context: str) -> list[dict[str, Json]]:
    """Readings as a MeterValue holds them; what is not known is left out."""
    values: list[dict[str, Json]] = []
    for name in names:
        value = reading(name, seen)
        if value is not None:
            measurand = MEASURANDS[name]
            values.append(
                {
                    "value": f"{value:g}" if value < 1e6 else f"{value:.0f}",
                    "context": context,
                    "measurand": name,
                    "location": measurand.location,
                    "unit": measurand.unit,
                }
            )
    return values


def meter_value(names: Iterable[str], seen: Outlook, context: str) -> dict[str, Json] | None:
    """One MeterValue; None when nothing is known."""
    values = sampled_values(names, seen, context)
    return {"timestamp": instant(seen.moment.utc), "sampledValue": values} if values else None


def read_profile(document: Mapping[str, Any], connector: int, transaction: str) -> Profile:
    """A profile as the back end sends it, checked against the schema before.

    Args:
        document: ``csChargingProfiles``.
        connector: it is set for.
        transaction: the one under way, for a profile that names none.

    Raises:
        ValueError: it contradicts itself; the message says how.

    """
    schedule = document["chargingSchedule"]
    periods = tuple(
        Period(int(period["startPeriod"]), float(period["limit"]), period.get("numberPhases"))
        for period in schedule["chargingSchedulePeriod"]
    )
    starts = [period.start_s for period in periods]
    if not starts or starts[0] != 0 or starts != sorted(set(starts)) or any(period.limit < 0 for period in periods):
        raise ValueError("periods must begin at 0, go up and have limits that are not negative")
    kind = Kind(document["chargingProfileKind"])
    purpose = PURPOSES[document["chargingProfilePurpose"]]
    recurrence_s = RECURRENCES.get(document.get("recurrencyKind", ""))
    start = read_instant(schedule.get("startSchedule"))
    if kind is Kind.RECURRING and (recurrence_s is None or start is None):
        raise ValueError("a recurring profile needs recurrencyKind and startSchedule")
    named = document.get("transactionId")
    return Profile(
        id=int(document["chargingProfileId"]),
        stack_level=int(document["stackLevel"]),
        purpose=purpose,
        kind=kind,
        schedule=Schedule(
            unit=Unit(schedule["chargingRateUnit"]),
            periods=periods,
            start_s=None if start is None or kind is Kind.RELATIVE else int(start.timestamp()),
            duration_s=schedule.get("duration"),
        ),
        connector=connector,
        recurrence_s=recurrence_s if kind is Kind.RECURRING else None,
        valid_from_s=second_of(document.get("validFrom")),
        valid_to_s=second_of(document.get("validTo")),
        transaction=(transaction if named is None else str(named)) if purpose is Purpose.TRANSACTION else "",
    )
