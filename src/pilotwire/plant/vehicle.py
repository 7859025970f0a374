"""One car at the cable: its model with everything about it that changes, as one event-driven part.

It joins behaviour, following, battery, pre-heating and charger; it decides nothing they do not decide. The wiring
between car and station, and all other physics, is `plant`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .battery import Pack
from .behaviour import S2_CLOSED, CarState, Driver, Sees
from .charger import NO_DRAW, Draw, Mains, draw
from .deadlines import NEVER
from .following import Follower
from .preheat import Preheat

if TYPE_CHECKING:
    from .car import CarModel

OFFER_TOLERANCE_A: Final = 0.1
"""A duty cycle a little low (open_evse's are by 0.25 %) still counts as the whole number of amps it means."""

_OFFER = int(Sees.OFFER)
_WANTS = int(Sees.WANTS)
_AT_LIMIT = int(Sees.AT_LIMIT)
_MAINS = int(Sees.MAINS)


class Vehicle:
    """A car in use. ``draw`` is what flows, ``deadline`` when that or the car's state next changes by itself."""

    __slots__ = ("_driver", "_follower", "_rated_w", "deadline", "draw", "model", "pack", "preheat", "requested")

    def __init__(self, model: CarModel, soc_percent: float) -> None:
        self.model = model
        self.pack = Pack(model.battery, soc_percent, model.charge_limit_percent)
        self.preheat = Preheat()
        self.requested = True
        self.draw: Draw = NO_DRAW
        self.deadline = NEVER
        self._driver = Driver(model.behaviour)
        self._follower = Follower(model.behaviour)
        self._rated_w = model.charger.rated_w

    @property
    def state(self) -> CarState:
        """What the car is doing."""
        return self._driver.state

    @property
    def s2_closed(self) -> bool:
        """Whether the car asks for mains."""
        return self._driver.state in S2_CLOSED

    def plug(self) -> None:
        """The cable is in the car."""
        self._driver.enter(CarState.WAITING)

    def unplug(self) -> None:
        """The cable is out of the car: nothing flows."""
        self._driver.enter(CarState.AWAY)
        self._follower.stop()
        self.draw = NO_DRAW
        self.deadline = NEVER

    def request(self, *, wanted: bool) -> None:
        """The driver asks the car to charge, or not to."""
        self.requested = wanted
        if wanted:
            self._driver.wake()

    def accrue(self, elapsed_ms: int) -> None:
        """Account for what flowed during the time just past."""
        self.pack.accrue(self.draw.battery_w, elapsed_ms)

    def settle(
        self, now_ms: int, offer_a: float, mains: Mains | None, *, cable_a: float, excess_a: float | None = None
    ) -> None:
        """Take the plugged-in car's surroundings from ``now_ms`` on.

        Args:
            now_ms: The moment.
            offer_a: Current offered on the pilot as it reaches the car (A), 0 for none.
            mains: The mains at the inlet; None while the contactor is open.
            cable_a: Rating of the cable (A).
            excess_a: How much a faulty car draws beyond the offer (A); None for a healthy one.
        """
        model, driver, follower, pack = self.model, self._driver, self._follower, self.pack
        if offer_a + OFFER_TOLERANCE_A < model.behaviour.min_current_a:
            offer_a = 0.0
        self.preheat.settle(now_ms)
        used = () if mains is None else model.charger.used_phases(mains.open_circuit_v)
        was_charging = driver.state is CarState.CHARGING
        driver.settle(now_ms, self._sees(offer_a, powered=bool(used)))
        if driver.state is CarState.CHARGING and mains is not None:
            if not was_charging:
                follower.start(now_ms, offer_a)
            follower.settle(now_ms, offer_a, min(cable_a, model.charger.max_current_a[len(used) - 1]))
            self.draw = draw(
                model.charger,
                mains,
                cap_a=follower.cap_a,
                accepted_w=pack.accepted_w(self._rated_w) if self.requested else 0.0,
                preheat_w=model.preheat_w if self.preheat.active else 0.0,
                faulty_current_a=None if excess_a is None else follower.followed_a + excess_a,
            )
        elif was_charging:
            follower.stop()
            self.draw = NO_DRAW
        self.deadline = min(
            driver.deadline,
            follower.deadline,
            self.preheat.deadline,
            pack.next_boundary(now_ms, self.draw.battery_w),
        )

    def _sees(self, offer_a: float, *, powered: bool) -> int:
        at_limit = self.pack.at_limit
        sees = _AT_LIMIT if at_limit else 0
        if offer_a > 0:
            sees |= _OFFER
        if powered:
            sees |= _MAINS
        if self.preheat.active or (self.requested and not at_limit):
            sees |= _WANTS
        return sees
