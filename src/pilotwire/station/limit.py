"""The charge limit as a source of claims: when it is reached, and whose limit is in force.

A limit comes from a person, from the settings for every session, or from the schedule's event in force. It is looked
at while charging, with every measurement; once reached it stays so until it is changed or the car leaves. What it
depends on arrives as a change of the surroundings, so it has no deadline of its own. What a limit looks like outside is
in ``limit_json``.
"""

from __future__ import annotations

from enum import Enum, auto

from .claims import ChargeState, Claim, Client, Priority, Wish
from .limit_json import limit_type
from .limit_values import Limit, LimitType
from .schedule_values import ScheduleEvent
from .settings import Settings
from .source import Surroundings


class _Origin(Enum):
    PERSON = auto()
    SETTINGS = auto()
    TIMER = auto()


class LimitSource:
    """Stops a charge that has had enough.

    Args:
        kept: what ``standing`` was when the station stopped.

    """

    client = Client.LIMIT
    next_deadline_ms: int | None = None

    def __init__(self, kept: Limit | None = None) -> None:
        self.limit = kept
        """In force."""
        self.changes = 0
        """Counts how often a limit was set or cleared, also to what it was."""
        self.claim: Claim | None = None
        self.waiting_for = ""
        self._origin = _Origin.PERSON
        self._reached = False
        # What was reached before a restart or a change must not let the contactor close once to find out.
        self._judge_now = kept is not None
        self._default: Limit | None = None
        self._timer_limit: Limit | None = None
        self._vehicle = False

    @property
    def reached(self) -> bool:
        """Whether it stops the charge."""
        return self._reached

    @property
    def standing(self) -> Limit | None:
        """The limit to be kept over a restart: settings and schedule bring back theirs."""
        return self.limit if self._origin is _Origin.PERSON else None

    def set(self, limit: Limit) -> None:
        """Limit this charge; at the next advance it is judged, if the one before had been reached."""
        self._put(limit, _Origin.PERSON)

    def clear(self) -> bool:
        """Forget the limit; says whether there was one."""
        if self.limit is None:
            return False
        self._put(None, _Origin.PERSON)
        return True

    def advance(self, around: Surroundings) -> None:
        """Look at what was charged, and at everything limits come from."""
        self._follow_settings(around.settings)
        self._follow_timer(around.timer)
        self._follow_vehicle(around)
        self._judge(around)
        self.claim = self._wanted(around)
        self.waiting_for = "" if self.limit is None or self._reached else _outlook(self.limit, around)

    def _put(self, limit: Limit | None, origin: _Origin) -> None:
        self.limit = limit
        self._origin = origin
        self._judge_now |= self._reached
        self._reached = False
        self.changes += 1

    def _fall_back(self) -> None:
        """Nobody's limit is in force: the event's is, or else that of the settings."""
        if self._timer_limit is not None:
            self._put(self._timer_limit, _Origin.TIMER)
        elif self._default is not None and self._default.type is not LimitType.NONE:
            self._put_default(self._default.type, self._default.value)

    def _put_default(self, kind: LimitType, value: int) -> None:
        if kind is LimitType.NONE:
            self._put(None, _Origin.SETTINGS)
        elif value:
            self._put(Limit(kind, value, auto_release=False), _Origin.SETTINGS)

    def _follow_settings(self, settings: Settings) -> None:
        now = Limit(limit_type(settings.limit_default_type), settings.limit_default_value, auto_release=False)
        before, self._default = self._default, now
        if before is None:
            if self.limit is None:
                self._fall_back()
            return
        # One after the other, as the gateway takes them over: a new type with a value of 0 is given the old value.
        if now.type is not before.type:
            self._put_default(now.type, before.value)
        if now.value != before.value:
            self._put_default(now.type, now.value)

    def _follow_timer(self, timer: ScheduleEvent | None) -> None:
        wanted = _limit_of(timer)
        if wanted == self._timer_limit:
            return
        self._timer_limit = wanted
        if wanted is not None:
            self._put(wanted, _Origin.TIMER)
        elif self._origin is _Origin.TIMER:
            self._put(None, _Origin.SETTINGS)
            self._fall_back()

    def _follow_vehicle(self, around: Surroundings) -> None:
        was, self._vehicle = self._vehicle, around.evse.vehicle
        if not was or self._vehicle:
            return
        self._reached = self._judge_now = False
        if self.limit is None or self.limit.auto_release:
            self._put(None, _Origin.SETTINGS)
            self._fall_back()

    def _judge(self, around: Surroundings) -> None:
        evse = around.evse
        if self.limit is None or (evse.connected and not evse.vehicle):
            self._judge_now = False
        elif evse.charging or (self._judge_now and evse.connected):
            self._judge_now = False
            self._reached = self._reached or _is_reached(self.limit, around)

    def _wanted(self, around: Surroundings) -> Claim | None:
        limit = self.limit
        if limit is None:
            return None
        if self._reached:
            return _claim(ChargeState.DISABLED, f"{_words(limit.type, limit.value, around.settings)} reached")
        # One that is due at a time is charged for by its plan.
        starts_the_charge = limit.auto_release and limit.ready_by is None and not around.settings.default_state
        if starts_the_charge and (self.claim is not None or not around.evse.charging):
            return _claim(ChargeState.ACTIVE, f"until {_words(limit.type, limit.value, around.settings)}")
        return None


def _claim(state: ChargeState, why: str) -> Claim:
    return Claim(Client.LIMIT, Priority.LIMIT, Wish(state, auto_release=True), why)


def _limit_of(timer: ScheduleEvent | None) -> Limit | None:
    if timer is None or timer.state is ChargeState.DISABLED or timer.limit is LimitType.NONE:
        return None
    return Limit(timer.limit, timer.limit_value)


def _reading(kind: LimitType, around: Surroundings) -> float | None:
    """What a limit of this type is compared with, in its unit; None while it is not known."""
    match kind:
        case LimitType.TIME:
            return around.registers.session_elapsed_s // 60
        case LimitType.ENERGY:
            return around.registers.session_wh
        case LimitType.SOC:
            return around.vehicle.soc_pct
        case LimitType.RANGE:
            return around.vehicle.range
        case LimitType.COST:
            return None if around.session_cost is None else around.session_cost * 100
        case LimitType.NONE:
            return None


def _is_reached(limit: Limit, around: Surroundings) -> bool:
    reading = _reading(limit.type, around)
    return reading is not None and reading >= limit.value


def _outlook(limit: Limit, around: Surroundings) -> str:
    reading = _reading(limit.type, around)
    now = "now unknown" if reading is None else f"{_words(limit.type, reading, around.settings, digits=1)} now"
    return f"charging until {_words(limit.type, limit.value, around.settings)}, {now}"


def _words(kind: LimitType, amount: float, settings: Settings, *, digits: int = 3) -> str:
    match kind:
        case LimitType.ENERGY:
            return f"{round(amount / 1000, digits):g} kWh"
        case LimitType.TIME:
            return f"{amount:.0f} min"
        case LimitType.SOC:
            return f"{amount:.0f} %"
        case LimitType.RANGE:
            return f"{amount:.0f} {'miles' if settings.mqtt_vehicle_range_miles else 'km'}"
        case LimitType.COST:
            return f"a cost of {amount / 100:.2f}"
        case LimitType.NONE:
            return ""
