"""Smart charging of OCPP 2.0.1: the profiles the back end has set, what they allow, and what the house allows less."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ..composite import composite, next_change_s
from ..effects import Json
from ..frames import ErrorCode
from ..instants import instant
from ..profiles import Profile, Purpose, Setting, Supply, Unit, limit_at, watts
from .charging import Charging
from .desk import CallRefusedError, Desk201
from .variables import MOST_PERIODS, MOST_PROFILES, MOST_STACK_LEVEL
from .words import PURPOSES, read_profile

_HORIZON_S = 7 * 86_400
_LONGEST_S = 366 * 86_400


class SetProfile(msgspec.Struct, frozen=True):
    """A profile in the back end's own words, for reports, and as it is judged by."""

    evse: int
    document: Mapping[str, Any]
    parts: tuple[Profile, ...]
    """One for each schedule."""

    @property
    def first(self) -> Profile:
        """What all parts have in common can be read off this one."""
        return self.parts[0]


class Limits:
    """The profiles of one session."""

    def __init__(self, desk: Desk201, charging: Charging) -> None:
        self._desk = desk
        self._charging = charging
        self._set: tuple[SetProfile, ...] = desk.restored("profiles", tuple[SetProfile, ...], ())
        self._external_a: float | None = None

    @property
    def count(self) -> int:
        """How many are set."""
        return len(self._set)

    @property
    def limit_a(self) -> float | None:
        """What may flow now (A per phase); None: nothing is said, or nobody knows the time."""
        moment = self._desk.moment
        return limit_at(self._profiles(), moment.epoch_s, self._setting()) if moment.trusted else None

    @property
    def next_deadline_ms(self) -> int | None:
        """When the limit may be another (elapsed time)."""
        moment = self._desk.moment
        if not self._set or not moment.trusted:
            return None
        change_s = next_change_s(self._profiles(), moment.epoch_s, _HORIZON_S, self._setting())
        if change_s is None:
            return None
        return moment.elapsed_ms + max(0, round((change_s - moment.utc.timestamp()) * 1000))

    def transaction_began(self, document: Mapping[str, Any] | None) -> None:
        """A remote start may bring a profile along, checked before."""
        transaction = self._charging.transaction
        if document is not None and transaction is not None:
            self._put(SetProfile(1, document, self.read({**document, "transactionId": transaction.id}, 1)))

    def transaction_ended(self) -> None:
        """Profiles of the transaction are over."""
        self._replace(tuple(one for one in self._set if one.first.purpose is not Purpose.TRANSACTION))

    def read(self, document: Mapping[str, Any], evse: int) -> tuple[Profile, ...]:
        """A profile as it was sent.

        Raises:
            CallRefusedError: it contradicts itself.

        """
        try:
            return read_profile(document, evse)
        except ValueError as error:
            raise CallRefusedError(ErrorCode.PROPERTY, str(error)) from None

    def look(self) -> None:
        """Tell the back end when the house allows clearly less than it did, or as much as ever again."""
        desk, allowed_a = self._desk, self._desk.seen.external_limit_a
        before_a = self._external_a
        if not (desk.online and desk.accepted) or allowed_a == before_a:
            return
        significance = float(desk.variables.text("SmartChargingCtrlr", "LimitChangeSignificance"))
        if allowed_a is None:
            self._external_a = None
            desk.ask("ClearedChargingLimit", {"chargingLimitSource": "EMS", "evseId": 1})
        elif before_a is None or abs(allowed_a - before_a) * 100 > significance * max(before_a, 1.0):
            self._external_a = allowed_a
            desk.ask("NotifyChargingLimit", {"chargingLimit": {"chargingLimitSource": "EMS"}, "evseId": 1})

    # -- requests ------------------------------------------------------------------------------------------------

    def set_profile(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """SetChargingProfile."""
        evse, document = payload["evseId"], payload["chargingProfile"]
        new = SetProfile(evse, document, self.read(document, evse))
        reason = self._refusal(new)
        if reason:
            return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}
        self._put(new)
        return {"status": "Accepted"}

    def clear_profile(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """ClearChargingProfile."""
        number, criteria = payload.get("chargingProfileId"), payload.get("chargingProfileCriteria", {})
        purpose = PURPOSES.get(criteria.get("chargingProfilePurpose", ""))
        evse, level = criteria.get("evseId"), criteria.get("stackLevel")

        def meant(one: SetProfile) -> bool:
            if one.first.purpose is Purpose.EXTERNAL:
                return False
            if number is not None:
                return bool(one.first.id == number)
            return (
                evse in (None, one.evse)
                and purpose in (None, one.first.purpose)
                and level in (None, one.first.stack_level)
            )

        left = tuple(one for one in self._set if not meant(one))
        if len(left) == len(self._set):
            return {"status": "Unknown"}
        self._replace(left)
        return {"status": "Accepted"}

    def get_profiles(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """GetChargingProfiles: those that are meant follow in reports, one for each EVSE."""
        wanted, evse = payload["chargingProfile"], payload.get("evseId")
        purpose = PURPOSES.get(wanted.get("chargingProfilePurpose", ""))
        ids, level = wanted.get("chargingProfileId"), wanted.get("stackLevel")
        found = [
            one
            for one in self._set
            if (not ids or one.first.id in ids)
            and purpose in (None, one.first.purpose)
            and level in (None, one.first.stack_level)
            and evse in (None, one.evse)
        ]
        if not found:
            return {"status": "NoProfiles"}
        evses = sorted({one.evse for one in found})
        for number in evses:
            report: dict[str, Json] = {
                "requestId": payload["requestId"],
                "chargingLimitSource": "CSO",
                "evseId": number,
                "chargingProfile": [one.document for one in found if one.evse == number],
            }
            self._desk.ask("ReportChargingProfiles", report if number == evses[-1] else {**report, "tbc": True})
        return {"status": "Accepted"}

    def composite(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """GetCompositeSchedule."""
        moment, evse = self._desk.moment, payload["evseId"]
        duration_s = min(payload["duration"], _LONGEST_S)
        if evse not in (0, 1) or duration_s <= 0 or not moment.trusted:
            return {"status": "Rejected"}
        unit = Unit(payload.get("chargingRateUnit", "A"))
        setting, highest_a = self._setting(), float(self._desk.seen.maximum_a)
        known = [one for one in self._profiles() if evse == 1 or one.connector == 0]
        periods: list[dict[str, Json]] = []
        for step in composite(known, moment.epoch_s, duration_s, setting):
            amperes = highest_a if step.limit_a is None else min(step.limit_a, highest_a)
            limit = round(amperes if unit is Unit.AMPERE else watts(amperes, setting.supply), 1)
            if not periods or periods[-1]["limit"] != limit:
                periods.append({"startPeriod": step.start_s, "limit": limit, "numberPhases": setting.supply.phases})
        schedule: dict[str, Json] = {
            "evseId": evse,
            "duration": duration_s,
            "scheduleStart": instant(moment.utc.replace(microsecond=0)),
            "chargingRateUnit": unit.value,
            "chargingSchedulePeriod": periods,
        }
        return {"status": "Accepted", "schedule": schedule}

    # -- inside --------------------------------------------------------------------------------------------------

    def _refusal(self, new: SetProfile) -> str:
        """Why a profile cannot be set, as a reason code; empty when it can."""
        profile, transaction = new.first, self._charging.transaction
        others = [one for one in self._set if one.first.id != profile.id]
        place = (new.evse, profile.purpose, profile.stack_level)
        periods = max(len(part.schedule.periods) for part in new.parts)
        checks = (
            (new.evse in (0, 1), "UnknownEvse"),
            (profile.purpose is not Purpose.EXTERNAL, "InvalidProfile"),
            (profile.purpose is not Purpose.STATION_MAXIMUM or new.evse == 0, "InvalidProfile"),
            (
                profile.purpose is not Purpose.TRANSACTION
                or (transaction is not None and new.evse == 1 and profile.transaction == transaction.id),
                "TxNotFound",
            ),
            (profile.stack_level <= MOST_STACK_LEVEL, "InvalidStackLevel"),
            (periods <= MOST_PERIODS, "InvalidSchedule"),
            (all((one.evse, one.first.purpose, one.first.stack_level) != place for one in others), "DuplicateProfile"),
            (len(others) < MOST_PROFILES, "TooManyElements"),
        )
        return next((reason for holds, reason in checks if not holds), "")

    def _profiles(self) -> list[Profile]:
        return [part for one in self._set for part in one.parts]

    def _setting(self) -> Setting:
        seen, transaction = self._desk.seen, self._charging.transaction
        supply = Supply(seen.voltage_v or 230.0, seen.phases)
        if transaction is None:
            return Setting(supply)
        return Setting(supply, transaction.id, int(transaction.began.timestamp()))

    def _put(self, new: SetProfile) -> None:
        self._replace((*(one for one in self._set if one.first.id != new.first.id), new))

    def _replace(self, profiles: tuple[SetProfile, ...]) -> None:
        if profiles != self._set:
            self._set = profiles
            self._desk.keep("profiles", profiles)
