"""The anti-chatter guard with claims, a controller that obeys at once, and a car, in virtual time, for tests."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from sources_around import MONDAY, around

from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.station.anti_chatter import AntiChatter
from pilotwire.station.arbitration import Bounds, Target, arbitrate
from pilotwire.station.claims import ChargeState, Claim, Client, Priority, Wish
from pilotwire.station.evse import Evse
from pilotwire.station.moment import Moment
from pilotwire.station.settings import Settings

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
MINUTE_S = 60
HOUR_MS = 3_600_000
PROGRAM = 7
"""An outside client."""
PRIORITIES = {
    Client.DIVERT: Priority.DIVERT,
    Client.SCHEDULE: Priority.TIMER,
    Client.PLAN: Priority.TIMER,
    Client.BOOST: Priority.BOOST,
    PROGRAM: Priority.API,
    Client.MANUAL: Priority.MANUAL,
    Client.RFID: Priority.RFID,
    Client.OCPP: Priority.OCPP,
    Client.LIMIT: Priority.LIMIT,
    Client.SHAPER: Priority.SAFETY,
    Client.TEMPERATURE: Priority.SAFETY,
    Client.ERROR: Priority.ERROR,
}


class GuardedContactor:
    """Decides when claims or the controller change, and when the guard asks for it: as the station does."""

    def __init__(self, settings: Settings = Settings(), *, default: ChargeState = ACTIVE, trusted: bool = True) -> None:
        self.settings = settings
        self.guard = AntiChatter()
        self.bounds = Bounds(6, 32, default)
        self.claims: dict[int, Claim] = {}
        self.now_ms = 1_000
        self.clock_ahead_s = 0
        self.trusted = trusted
        self.plugged = self.wants = True
        self.evse = Evse(connected=True, state=EvseState.CONNECTED, flags=VolatileFlag.CAR_CONNECTED)
        self.wanted = Target(default, 32)
        self.target = self.wanted
        self.closed_ms: list[int] = []
        self.opened_ms: list[int] = []
        self.decisions = 0
        self.settle()

    @property
    def moment(self) -> Moment:
        utc = MONDAY + timedelta(milliseconds=self.now_ms, seconds=self.clock_ahead_s)
        return Moment(self.now_ms, utc, trusted=self.trusted)

    @property
    def charging(self) -> bool:
        return self.evse.charging

    @property
    def words(self) -> str:
        return self.target.reasons[0].text

    # -- what happens --------------------------------------------------------------------------------------------

    def claim(
        self,
        client: int,
        state: ChargeState | None = None,
        *,
        charge_current_a: int | None = None,
        max_current_a: int | None = None,
    ) -> None:
        self.claims[client] = Claim(client, PRIORITIES[client], Wish(state, charge_current_a, max_current_a))
        self.settle(weigh=True)

    def release(self, client: int) -> None:
        self.claims.pop(client, None)
        self.settle(weigh=True)

    def car(self, *, wants: bool) -> None:
        self.wants = wants
        self._obey()
        self.settle()

    def plug(self, *, plugged: bool) -> None:
        self.plugged = plugged
        self._obey()
        self.settle()

    def set(self, **changes: object) -> None:
        self.settings = msgspec.structs.replace(self.settings, **changes)
        self.settle()

    def sees(self, evse: Evse) -> None:
        """The controller tells something by itself."""
        self.evse = evse
        self.settle()

    def pass_s(self, seconds: float) -> None:
        """Let time pass, from deadline to deadline."""
        end_ms = self.now_ms + round(seconds * 1000)
        while (due_ms := self.guard.next_deadline_ms) is not None and due_ms <= end_ms:
            assert due_ms > self.now_ms, "a deadline that does not pass"
            self.now_ms = due_ms
            self.settle()
        self.now_ms = end_ms
        self.settle()

    # -- what follows --------------------------------------------------------------------------------------------

    def settle(self, *, weigh: bool = False) -> None:
        """Go round as the station does."""
        weigh = weigh or not self.decisions
        for _ in range(4):
            self.guard.look(around(self.moment, evse=self.evse, settings=self.settings))
            if not weigh and not self.guard.unsettled:
                return
            self._decide()
            weigh = self._obey()
        raise AssertionError("guard and controller do not settle")

    def _decide(self) -> None:
        self.decisions += 1
        claims = tuple(self.claims.values())
        self.wanted = arbitrate(claims, self.bounds)
        self.target = self.guard.carry_out(self.wanted, claims, self.bounds)

    def _obey(self) -> bool:
        """Let the controller follow target and car; says whether its state changed."""
        before = self.evse
        if not self.plugged:
            state, flags = EvseState.NOT_CONNECTED, VolatileFlag(0x200)
        else:
            state = EvseState.CHARGING if self.wants else EvseState.CONNECTED
            flags = VolatileFlag.CAR_CONNECTED
        if self.target.state is DISABLED:
            state = EvseState.SLEEPING
        if state is EvseState.CHARGING:
            flags |= VolatileFlag.CONTACTOR_CLOSED
        if (state, flags) == (before.state, before.flags):
            return False
        if before.charging:
            self.opened_ms.append(self.now_ms)
        if state is EvseState.CHARGING:
            self.closed_ms.append(self.now_ms)
        self.evse = msgspec.structs.replace(before, state=state, flags=flags)
        return True
