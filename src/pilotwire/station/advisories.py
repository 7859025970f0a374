"""Advisories: what the owner of the station should know even while it charges, and what of it is acknowledged.

Pure. ``conditions`` says what holds now; ``Advisories`` remembers since when, and how long an acknowledgement
counts. To acknowledge hides nothing: it takes an advisory out of the number that asks for attention. That ends as soon
as what it was given for has changed: a counter went on, a safety check was switched. What the gateway (firmware of
September 2026) advises of too has the gateway's ids, categories and severities.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from functools import reduce
from operator import or_

import msgspec

from pilotwire.rapi.codes import SettingsFlag

from .arbitration import client_name
from .claims import SLOTS, Claim, Client
from .evse import Evse, LinkState
from .moment import Moment
from .settings import Settings

HIGH_TEMPERATURE_MARGIN_C = 5
"""So far below the temperature at which charging stops, it is called high."""


class Severity(Enum):
    """How much it matters, in the gateway's words; the weakest first."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """The higher, the worse."""
        return list(Severity).index(self)


class Category(Enum):
    """What it is about. The first three are the gateway's."""

    SAFETY = "safety"
    FAULT = "fault"
    THERMAL = "thermal"
    CONTROLLER = "controller"
    SECURITY = "security"
    CLOCK = "clock"
    STORAGE = "storage"
    CLAIMS = "claims"
    SCHEDULE = "schedule"


_FROM_CONTROLLER = ("safety.", "fault.", "thermal.")
"""Nothing is known of these before the controller has answered."""


class Condition(msgspec.Struct, frozen=True):
    """Something that holds now."""

    id: str
    """Stable; clients know what to say by it."""
    category: Category
    severity: Severity
    text: str
    """For people, as a clause."""
    sticky: bool = True
    """It ends by itself and only so: to acknowledge it mutes it. Otherwise it tells of something that is over."""
    token: int = 0
    """An acknowledgement holds as long as this stays the same."""


class Lapsed(msgspec.Struct, frozen=True):
    """Claims that ended because they were not renewed, and were not made anew since."""

    clients: tuple[int, ...] = ()
    count: int = 0
    """How often that has happened since the start."""

    def ended(self, client: int) -> Lapsed:
        """One more."""
        others = tuple(other for other in self.clients if other != client)
        return Lapsed((*others, client)[-SLOTS:], self.count + 1)

    def without(self, claiming: Collection[int]) -> Lapsed:
        """Those of them that have no claim now."""
        silent = tuple(client for client in self.clients if client not in claiming)
        return self if silent == self.clients else Lapsed(silent, self.count)


class Advisory(msgspec.Struct, frozen=True):
    """A condition with its history."""

    condition: Condition
    since_ms: int
    """Elapsed time since which it holds."""
    first_seen_s: int = 0
    """Seconds since 1970 since which it holds; 0 as long as nobody knows the time."""
    acked: bool = False


# -- what holds --------------------------------------------------------------------------------------------------


def conditions(
    evse: Evse,
    settings: Settings,
    *,
    throttled: bool,
    shut_down: bool = False,
    trusted: bool,
    storage_error: str = "",
    lapsed: Lapsed = Lapsed(),
    hours_offered: bool = False,
    stranger: str = "",
) -> Iterator[Condition]:
    """Everything that is to be told at this moment.

    Args:
        evse: the controller as last heard.
        settings: those in force.
        throttled: charging is slowed down because of the temperature.
        shut_down: it is paused because of the temperature.
        trusted: the clock has been set.
        storage_error: why nothing can be written; empty when it can.
        lapsed: whose claims have ended because they were not renewed.
        hours_offered: the off-peak hours of the smart charge rules wait for an answer.
        stranger: what is to be said of a controller that is another one than before.

    """
    yield from _checks_off(evse)
    yield from _faults(evse)
    if shut_down:
        text = "charging is paused because it is too hot inside"
        yield Condition("thermal.shut_down", Category.THERMAL, Severity.CRITICAL, text)
    yield from _heat(evse, settings, throttled=throttled and not shut_down)
    if evse.link.state in (LinkState.LOST, LinkState.WAITING):
        text = f"the controller does not answer: {evse.link.error or 'no reason known'}"
        yield Condition("controller.lost", Category.CONTROLLER, Severity.CRITICAL, text)
    if stranger:
        yield Condition("controller.another", Category.CONTROLLER, Severity.CRITICAL, stranger)
    if settings.api_open and not settings.www_password:
        text = "everybody on the network can control this station: no password is set"
        yield Condition("security.no_password", Category.SECURITY, Severity.WARNING, text)
    if not trusted:
        text = "the date and time are not known: no schedule is followed, no log is kept"
        yield Condition("clock.not_set", Category.CLOCK, Severity.WARNING, text)
    if storage_error:
        yield Condition("storage.failing", Category.STORAGE, Severity.CRITICAL, storage_error)
    if hours_offered:
        text = "off-peak hours are offered: until they are accepted or declined, it does not charge at peak hours"
        yield Condition("schedule.off_peak_offer", Category.SCHEDULE, Severity.INFO, text)
    if lapsed.clients:
        names = ", ".join(client_name(client) for client in lapsed.clients)
        text = f"not heard in time, and so without a say any more: {names}"
        yield Condition("claims.lease_ended", Category.CLAIMS, Severity.WARNING, text, sticky=False, token=lapsed.count)


_CHECKS = (
    ("ground_check", SettingsFlag.GROUND_CHECK_OFF, Severity.CRITICAL, "earth"),
    ("gfci_check", SettingsFlag.GFCI_SELF_TEST_OFF, Severity.CRITICAL, "residual-current self-test"),
    ("relay_check", SettingsFlag.STUCK_CONTACTOR_CHECK_OFF, Severity.WARNING, "stuck-contactor"),
    ("diode_check", SettingsFlag.DIODE_CHECK_OFF, Severity.WARNING, "diode"),
    ("vent_check", SettingsFlag.VENT_CHECK_OFF, Severity.WARNING, "ventilation"),
    ("temp_check", SettingsFlag.TEMPERATURE_CHECK_OFF, Severity.WARNING, "temperature"),
)
_ALL_CHECKS = reduce(or_, (off for _, off, _, _ in _CHECKS))


def _checks_off(evse: Evse) -> Iterator[Condition]:
    # Whoever switches any of them is to see again which ones are off.
    token = int(evse.stored_flags & _ALL_CHECKS)
    for name, off, severity, what in _CHECKS:
        if off in evse.stored_flags:
            yield Condition(
                f"safety.{name}", Category.SAFETY, severity, f"the {what} check is switched off", token=token
            )


def _faults(evse: Evse) -> Iterator[Condition]:
    if evse.connected and evse.state.is_fault:
        name = evse.state.name.replace("_", " ").lower()
        yield Condition(
            "fault.present",
            Category.FAULT,
            Severity.CRITICAL,
            f"the station has stopped: {name}",
            token=evse.state_code,
        )
    counters = (
        ("fault.gfci_tripped", evse.faults.gfci, "residual current"),
        ("fault.no_ground", evse.faults.no_ground, "missing earth"),
        ("fault.stuck_relay", evse.faults.stuck_contactor, "a stuck contactor"),
    )
    for advisory_id, count, what in counters:
        if count > 0:
            text = f"{what} has stopped charging before ({count} in all)"
            yield Condition(advisory_id, Category.FAULT, Severity.CRITICAL, text, sticky=False, token=count)


def _heat(evse: Evse, settings: Settings, *, throttled: bool) -> Iterator[Condition]:
    if throttled:
        text = "charging is slowed down because it is hot inside"
        yield Condition("thermal.throttling", Category.THERMAL, Severity.WARNING, text)
    hottest_dc, limit_c = evse.hottest_dc, settings.over_temp_shutdown
    if hottest_dc is not None and limit_c and hottest_dc >= (limit_c - HIGH_TEMPERATURE_MARGIN_C) * 10:
        text = f"{hottest_dc / 10:.0f} °C inside, charging stops at {limit_c} °C"
        yield Condition("thermal.high_temp", Category.THERMAL, Severity.WARNING, text)


# -- what is remembered ------------------------------------------------------------------------------------------


class Advisories:
    """The advisories of one station.

    Args:
        acknowledged: token by id, as kept.

    """

    def __init__(self, acknowledged: Mapping[str, int]) -> None:
        self.acknowledged: Mapping[str, int] = dict(acknowledged)
        """Token by id, to be kept."""
        self.current: tuple[Advisory, ...] = ()
        self._lapsed = Lapsed()

    def advance(
        self,
        evse: Evse,
        settings: Settings,
        claims: Sequence[Claim],
        storage_error: str,
        moment: Moment,
        *,
        hours_offered: bool = False,
        stranger: str = "",
    ) -> bool:
        """Look what holds now; says whether there is anything new in it, which is more than other words.

        Args:
            evse: the controller as last heard.
            settings: those in force.
            claims: all that are held.
            storage_error: why nothing can be written; empty when it can.
            moment: the present.
            hours_offered: the off-peak hours of the smart charge rules wait for an answer.
            stranger: what is to be said of a controller that is another one than before.

        """
        claiming = {claim.client for claim in claims}
        heat = next((claim.wish for claim in claims if claim.client == Client.TEMPERATURE), None)
        self._lapsed = self._lapsed.without(claiming)
        before = self.current
        known = {advisory.condition.id: advisory for advisory in before}
        holding = tuple(
            conditions(
                evse,
                settings,
                throttled=heat is not None,
                shut_down=heat is not None and heat.state is not None,
                trusted=moment.trusted,
                storage_error=storage_error,
                lapsed=self._lapsed,
                hours_offered=hours_offered,
                stranger=stranger,
            )
        )
        self._forget_ended({condition.id for condition in holding}, controller_known=evse.connected)
        self.current = tuple(self._advisory(condition, known.get(condition.id), moment) for condition in holding)
        return _news(self.current) != _news(before)

    def lease_ended(self, client: int) -> None:
        """Take note that a client has not renewed its claim in time."""
        self._lapsed = self._lapsed.ended(client)

    def acknowledge(self, advisory_id: str) -> bool:
        """Mute one; says whether there is such an advisory."""
        condition = next((a.condition for a in self.current if a.condition.id == advisory_id), None)
        if condition is None:
            return False
        self.acknowledged = {**self.acknowledged, advisory_id: condition.token}
        self.current = tuple(
            msgspec.structs.replace(a, acked=True) if a.condition is condition else a for a in self.current
        )
        return True

    def _forget_ended(self, ids: Collection[str], *, controller_known: bool) -> None:
        """An acknowledgement ends with what it was given for; that the controller is still silent does not end it."""
        self.acknowledged = {
            advisory_id: token
            for advisory_id, token in self.acknowledged.items()
            if advisory_id in ids or (not controller_known and advisory_id.startswith(_FROM_CONTROLLER))
        }

    def _advisory(self, condition: Condition, known: Advisory | None, moment: Moment) -> Advisory:
        since_ms = moment.elapsed_ms if known is None else known.since_ms
        first_seen_s = 0 if known is None else known.first_seen_s
        if not first_seen_s and moment.trusted:
            first_seen_s = moment.epoch_s - (moment.elapsed_ms - since_ms) // 1000
        acked = self.acknowledged.get(condition.id) == condition.token
        return Advisory(condition, since_ms, first_seen_s, acked)


def _news(advisories: Sequence[Advisory]) -> list[tuple[str, Severity, int, bool]]:
    return [(a.condition.id, a.condition.severity, a.condition.token, a.acked) for a in advisories]


def asking(advisories: Sequence[Advisory]) -> list[Advisory]:
    """Those that nobody has acknowledged."""
    return [advisory for advisory in advisories if not advisory.acked]


def worst(advisories: Sequence[Advisory]) -> Severity:
    """The highest severity among those that nobody has acknowledged; the lowest there is if there are none."""
    severities = [advisory.condition.severity for advisory in asking(advisories)]
    return max(severities, key=lambda severity: severity.rank, default=Severity.INFO)
