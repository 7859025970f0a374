"""A house with one source of claims and a car that does what the source decides, in virtual time, for tests."""

from __future__ import annotations

from typing import Protocol

import msgspec
from sources_around import MONDAY, later, moment_at

from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.station.arbitration import Bounds, Target, arbitrate
from pilotwire.station.claims import ChargeState, Claim, Client, Priority, Wish
from pilotwire.station.energy import Registers
from pilotwire.station.evse import Evse
from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.settings import Settings
from pilotwire.station.source import Source, Surroundings
from pilotwire.station.vehicle import VehicleData

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
OVERRIDE = Claim(Client.MANUAL, Priority.MANUAL, Wish(ACTIVE))


class Sampled(Protocol):
    """A source that is told of measurements."""

    def sample(self, around: Surroundings) -> None: ...


class House:
    """The controller obeys at once; the car draws what it is offered, up to ``car_a``, while it ``wants``."""

    def __init__(self, source: Source, settings: Settings, *, volts: float = 240.0, car_a: float = 32.0) -> None:
        self.source = source
        self.settings = settings
        self.moment = moment_at(MONDAY, elapsed_ms=10_000)
        self.feeds = Feeds()
        self.others: tuple[Claim, ...] = ()
        self.wants = True
        self.car_a = car_a
        self.temperature_dc: int | None = None
        self.volts = volts
        self.target = Target(ACTIVE, 32)
        self.claims_told: list[Wish | None] = []
        """What the source claimed, each time it changed."""
        self.charges_ms: list[tuple[int, int]] = []
        """When each charge that is over began and ended."""
        self._began_ms: int | None = None
        self.settle()

    @property
    def now_ms(self) -> int:
        return self.moment.elapsed_ms

    @property
    def charging(self) -> bool:
        return self._began_ms is not None

    @property
    def current_a(self) -> float:
        return min(self.target.pilot_a, self.car_a) if self.charging else 0.0

    @property
    def car_w(self) -> float:
        return self.current_a * self.volts * (3 if self.settings.is_threephase else 1)

    @property
    def evse(self) -> Evse:
        paused = EvseState.CONNECTED if self.target.state is ACTIVE else EvseState.SLEEPING
        return Evse(
            connected=True,
            state=EvseState.CHARGING if self.charging else paused,
            flags=VolatileFlag.CAR_CONNECTED,
            hardware_maximum_a=32,
            configured_maximum_a=32,
            pilot_a=self.target.pilot_a,
            current_ma=round(self.current_a * 1000),
            voltage_v=self.volts,
            ds3231_dc=self.temperature_dc,
        )

    @property
    def around(self) -> Surroundings:
        return Surroundings(
            moment=self.moment,
            evse=self.evse,
            target=self.target,
            registers=Registers(),
            feeds=self.feeds,
            vehicle=VehicleData(),
            settings=self.settings,
            claims=self.held,
        )

    @property
    def held(self) -> tuple[Claim, ...]:
        own = self.source.claim
        return (*self.others, *(() if own is None else (own,)))

    def reading(self, value: float) -> Reading:
        return Reading(value, self.now_ms)

    def measure(self, source: Sampled | None = None, **readings: float) -> None:
        """Have feeds told, by their names; a source that is sampled is told too."""
        self.feeds = msgspec.structs.replace(self.feeds, **{k: self.reading(v) for k, v in readings.items()})
        if source is not None:
            source.sample(self.around)
        self.settle()

    def pass_s(self, seconds: float) -> None:
        """Let time pass, from deadline to deadline."""
        end_ms = self.now_ms + round(seconds * 1000)
        while True:
            due_ms = self.source.next_deadline_ms
            if due_ms is None or due_ms >= end_ms:
                break
            assert due_ms > self.now_ms, "a deadline that does not pass"
            self._to(due_ms)
        self._to(end_ms)

    def settle(self) -> None:
        """Go round as the station does."""
        for _ in range(4):
            before, charged = self.source.claim, self.charging
            self.source.advance(self.around)
            claim = self.source.claim
            wish = None if claim is None else claim.wish
            if not self.claims_told or self.claims_told[-1] != wish:
                self.claims_told.append(wish)
            self.target = arbitrate(self.held, Bounds(6, 32))
            self._charge()
            if claim == before and self.charging == charged:
                break

    def _to(self, ms: int) -> None:
        self.moment = later(self.moment, ms - self.now_ms)
        self.settle()

    def _charge(self) -> None:
        if self.wants and self.target.state is ACTIVE:
            self._began_ms = self.now_ms if self._began_ms is None else self._began_ms
        elif self._began_ms is not None:
            self.charges_ms.append((self._began_ms, self.now_ms))
            self._began_ms = None
