"""Smart charging of OCPP 1.6: the profiles the back end has set, and what they allow."""

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
from .desk import CallRefusedError, Desk16
from .keys import MOST_PERIODS, MOST_PROFILES, MOST_STACK_LEVEL
from .words import PURPOSES, read_profile

_HORIZON_S = 7 * 86_400
_LONGEST_S = 366 * 86_400
"""Of a composite schedule."""


class Limits:
    """The profiles of one session."""

    def __init__(self, desk: Desk16, charging: Charging) -> None:
        self._desk = desk
        self._charging = charging
        self.profiles: tuple[Profile, ...] = desk.restored("profiles", tuple[Profile, ...], ())

    @property
    def limit_a(self) -> float | None:
        """What may flow now (A per phase); None: nothing is said, or nobody knows the time."""
        moment = self._desk.moment
        return limit_at(self.profiles, moment.epoch_s, self._setting()) if moment.trusted else None

    @property
    def next_deadline_ms(self) -> int | None:
        """When the limit may be another (elapsed time)."""
        moment = self._desk.moment
        if not self.profiles or not moment.trusted:
            return None
        change_s = next_change_s(self.profiles, moment.epoch_s, _HORIZON_S, self._setting())
        if change_s is None:
            return None
        return moment.elapsed_ms + max(0, round((change_s - moment.utc.timestamp()) * 1000))

    def transaction_began(self, document: Mapping[str, Any] | None) -> None:
        """A remote start may bring a profile along, checked before."""
        if document is not None:
            profile = self.read(document, 1)
            self._put(self._without(profile), profile)

    def transaction_ended(self) -> None:
        """Profiles of the transaction are over."""
        self._set(tuple(one for one in self.profiles if one.purpose is not Purpose.TRANSACTION))

    def read(self, document: Mapping[str, Any], connector: int) -> Profile:
        """A profile as it was sent.

        Raises:
            CallRefusedError: it contradicts itself.

        """
        try:
            return read_profile(document, connector, _CURRENT)
        except ValueError as error:
            raise CallRefusedError(ErrorCode.PROPERTY, str(error)) from None

    # -- requests ------------------------------------------------------------------------------------------------

    def set_profile(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """SetChargingProfile."""
        connector = payload["connectorId"]
        profile = self.read(payload["csChargingProfiles"], connector)
        transaction = self._charging.transaction
        number = payload["csChargingProfiles"].get("transactionId")
        refused = (
            connector not in (0, 1)
            or profile.stack_level > MOST_STACK_LEVEL
            or len(profile.schedule.periods) > MOST_PERIODS
            or (profile.purpose is Purpose.STATION_MAXIMUM and connector != 0)
            or (
                profile.purpose is Purpose.TRANSACTION
                and (connector == 0 or transaction is None or number not in (None, transaction.number))
            )
        )
        others = self._without(profile)
        if refused or len(others) >= MOST_PROFILES:
            return {"status": "Rejected"}
        self._put(others, profile)
        return {"status": "Accepted"}

    def clear_profile(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """ClearChargingProfile."""
        purpose = PURPOSES.get(payload.get("chargingProfilePurpose", ""))
        connector, level, number = payload.get("connectorId"), payload.get("stackLevel"), payload.get("id")

        def meant(profile: Profile) -> bool:
            if number is not None:
                return bool(profile.id == number)
            return (
                connector in (None, profile.connector)
                and purpose in (None, profile.purpose)
                and level in (None, profile.stack_level)
            )

        left = tuple(profile for profile in self.profiles if not meant(profile))
        if len(left) == len(self.profiles):
            return {"status": "Unknown"}
        self._set(left)
        return {"status": "Accepted"}

    def composite(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """GetCompositeSchedule."""
        moment, connector = self._desk.moment, payload["connectorId"]
        duration_s = min(payload["duration"], _LONGEST_S)
        if connector not in (0, 1) or duration_s < 0 or not moment.trusted:
            return {"status": "Rejected"}
        unit = Unit(payload.get("chargingRateUnit", "A"))
        setting, highest_a = self._setting(), float(self._desk.seen.maximum_a)
        known = [one for one in self.profiles if connector == 1 or one.connector == 0]
        periods: list[dict[str, Json]] = []
        for step in composite(known, moment.epoch_s, duration_s, setting):
            amperes = highest_a if step.limit_a is None else min(step.limit_a, highest_a)
            limit = round(amperes if unit is Unit.AMPERE else watts(amperes, setting.supply), 1)
            if not periods or periods[-1]["limit"] != limit:
                periods.append({"startPeriod": step.start_s, "limit": limit, "numberPhases": setting.supply.phases})
        start = instant(moment.utc.replace(microsecond=0))
        schedule = {"duration": duration_s, "startSchedule": start, "chargingRateUnit": unit.value}
        return {
            "status": "Accepted",
            "connectorId": connector,
            "scheduleStart": start,
            **({"chargingSchedule": {**schedule, "chargingSchedulePeriod": periods}} if periods else {}),
        }

    # -- inside --------------------------------------------------------------------------------------------------

    def _setting(self) -> Setting:
        seen, transaction = self._desk.seen, self._charging.transaction
        supply = Supply(seen.voltage_v or 230.0, seen.phases)
        if transaction is None:
            return Setting(supply)
        return Setting(supply, _CURRENT, int(transaction.began.timestamp()))

    def _without(self, profile: Profile) -> tuple[Profile, ...]:
        """All but those that a new one replaces: the same id, or the same level and purpose of the connector."""
        place = (profile.connector, profile.purpose, profile.stack_level)
        return tuple(
            one
            for one in self.profiles
            if one.id != profile.id and (one.connector, one.purpose, one.stack_level) != place
        )

    def _put(self, others: tuple[Profile, ...], profile: Profile) -> None:
        if profile.purpose is Purpose.TRANSACTION:
            profile = msgspec.structs.replace(profile, transaction=_CURRENT)
        self._set((*others, profile))

    def _set(self, profiles: tuple[Profile, ...]) -> None:
        if profiles != self.profiles:
            self.profiles = profiles
            self._desk.keep("profiles", profiles)


_CURRENT = "current"
"""Stands for the transaction under way: its number may not be known yet."""
