"""One station of a fleet: the real controller, a car and its household, and an OCPP session. Pure.

The household, the car and the controller live by simulated time, which may run faster; the session lives by real time,
so that intervals, time-outs and timestamps are what the back end expects of a real station. Only ``advance`` lets time
pass. What has to survive a power cycle is kept in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from pilotwire.controller import Profile
from pilotwire.ocpp.effects import (
    DeleteRoot,
    DequeueCall,
    Effect,
    InstallRoot,
    Json,
    KeepDocument,
    KeptOcpp,
    ListRoots,
    MakeSigningRequest,
    Permission,
    Progress,
    QueueCall,
    Reset,
    Unlock,
    UpdateFirmware,
    Upload,
    UseCertificate,
)
from pilotwire.ocpp.outlook import FaultKind, Identity, Outlook
from pilotwire.ocpp.session import Session
from pilotwire.ocpp.v16.session import Session16
from pilotwire.ocpp.v201.session import Session201
from pilotwire.plant import Cable, CarModel, Plant, Supply
from pilotwire.rapi.codes import EvseState
from pilotwire.runtime.closed_loop import ClosedLoop
from pilotwire.runtime.home.controller_view import ControllerView
from pilotwire.runtime.recorder import metered_wh
from pilotwire.station.claims import ChargeState
from pilotwire.station.evse import Evse
from pilotwire.station.moment import Moment

from .habits import Visit, arrival_soc

SETTINGS: Mapping[str, str | int | float | bool] = {
    "ocpp_auth_auto": False,
    "ocpp_idtag": "",
    "ocpp_auth_offline": True,
}
"""Every charge is authorised by the household's token."""
SESSIONS: Mapping[str, type[Session16 | Session201]] = {"1.6": Session16, "2.0.1": Session201}
_FIRST_SOC = 60.0
_FAULTS: Mapping[EvseState, FaultKind] = {
    EvseState.VENT_REQUIRED: FaultKind.VENTILATION,
    EvseState.DIODE_CHECK_FAILED: FaultKind.DIODE_CHECK,
    EvseState.GFCI_TRIPPED: FaultKind.GFCI,
    EvseState.NO_GROUND: FaultKind.NO_GROUND,
    EvseState.STUCK_CONTACTOR: FaultKind.STUCK_CONTACTOR,
    EvseState.GFCI_SELF_TEST_FAILED: FaultKind.GFCI_SELF_TEST,
    EvseState.OVER_TEMPERATURE: FaultKind.OVER_TEMPERATURE,
    EvseState.OVER_CURRENT: FaultKind.OVER_CURRENT,
    EvseState.CONTACTOR_DID_NOT_CLOSE: FaultKind.STUCK_CONTACTOR,
    EvseState.PROXIMITY_SHORTED: FaultKind.PILOT,
    EvseState.PROXIMITY_MISSING: FaultKind.PILOT,
    EvseState.EEPROM_FAILURE: FaultKind.PILOT,
}
_STEERED = (EvseState.NOT_CONNECTED, EvseState.CONNECTED, EvseState.CHARGING, EvseState.SLEEPING)


class Household(msgspec.Struct, frozen=True):
    """Who lives at a station."""

    car: CarModel
    visits: Iterator[Visit]
    token: str


class Installation(msgspec.Struct, frozen=True):
    """What all stations of a fleet have in common."""

    profile: Profile
    supply: Supply
    new_id: Callable[[], str]
    """Makes ids of calls."""


class Now(msgspec.Struct, frozen=True):
    """One instant in both times."""

    moment: Moment
    simulated_ms: int
    """Since the midnight before the fleet's first day."""


class FleetStation:
    """One station.

    Args:
        identity: as it introduces itself.
        version: of OCPP, ``1.6`` or ``2.0.1``.
        household: who lives there.
        installation: what all have in common.
        now: when it is switched on.

    """

    __slots__ = (
        "_away",
        "_documents",
        "_household",
        "_identity",
        "_installation",
        "_last_number",
        "_looked",
        "_loop",
        "_plant",
        "_queue",
        "_shows_card",
        "_soc",
        "_version",
        "_view",
        "_visit",
        "restarts",
        "session",
    )

    def __init__(
        self, identity: Identity, version: str, household: Household, installation: Installation, now: Now
    ) -> None:
        self._identity, self._version = identity, version
        self._household, self._installation = household, installation
        self._documents: dict[str, Json] = {}
        self._queue: dict[int, QueueCall] = {}
        self._last_number = 0
        profile, supply = installation.profile, installation.supply
        cable = Cable() if profile.pp_auto_ampacity else Cable(rating_a=profile.max_l2_a, tethered=True)
        self._plant = Plant(household.car, cable=cable, supply=supply, start_ms=now.simulated_ms)
        self._loop = ClosedLoop(profile, self._plant, now_ms=now.simulated_ms)
        self._view = ControllerView(supply.nominal_v)
        self._looked: Evse | None = None
        self._soc = _FIRST_SOC
        self._away = True
        self._shows_card = False
        self.restarts = 0
        """Times it was told to restart; its owner connects anew when this has changed."""
        self._visit = next(visit for visit in household.visits if visit.leaves_ms > now.simulated_ms)
        self.session: Session = self._started(now)

    @property
    def charging(self) -> bool:
        """Whether energy flows."""
        return self._looked is not None and self._looked.charging

    def due(self, now: Now, speed: float) -> int:
        """When to advance even if nothing happens (elapsed ms)."""
        world_ms = self._visit.comes_ms if self._away else self._visit.leaves_ms
        world_ms = min(world_ms, self._loop.next_deadline)
        due_ms = now.moment.elapsed_ms + max(1, round((world_ms - now.simulated_ms) / speed))
        own_ms = self.session.next_deadline_ms
        return due_ms if own_ms is None else min(due_ms, own_ms)

    def advance(self, now: Now) -> None:
        """Let everything happen that is due."""
        at_ms = now.simulated_ms
        while (visit_ms := self._visit.comes_ms if self._away else self._visit.leaves_ms) <= at_ms:
            self._loop.run_to(max(visit_ms, self._loop.now_ms))
            self._come() if self._away else self._leave()
            self._observe(now)
        self._loop.run_to(max(at_ms, self._loop.now_ms))
        self._observe(now)
        self.session.advance(now.moment)
        self.settle(now)

    def settle(self, now: Now) -> None:
        """After anything the session was told: keep what it keeps, show the card, let it steer the controller."""
        for record in self.session.take_records():
            match record:
                case KeepDocument(name, None):
                    self._documents.pop(name, None)
                case KeepDocument(name, value):
                    self._documents[name] = value
                case QueueCall(number):
                    self._queue[number] = record
                    self._last_number = max(self._last_number, number)
                case DequeueCall(number):
                    self._queue.pop(number, None)
        if self._shows_card and self.session.summary.accepted:
            self._shows_card = False
            self.session.card(self._household.token, now.moment)
        if self._steer(self.session.permission):
            self._observe(now)

    def carry_out(self, effect: Effect, now: Now) -> None:
        """Do what the back end wants; there is nowhere to fetch from or upload to, which is what it is told."""
        session, moment = self.session, now.moment
        match effect:
            case Reset():
                self._restart(now)
            case Upload(number=number):
                session.uploaded(number, Progress.FAILED_TRANSFER, moment)
            case UpdateFirmware(number=number):
                session.firmware(number, Progress.FAILED_TRANSFER, moment)
            case Unlock(number=number) | UseCertificate(number=number) | InstallRoot(number=number):
                session.done(number, moment, ok=False, reason="a simulated station has none")
            case DeleteRoot(number=number):
                session.done(number, moment, ok=False, reason="a simulated station has none")
            case MakeSigningRequest(number=number):
                session.signing_request(number, "", moment)
            case ListRoots(number=number):
                session.roots(number, (), moment)
            case _:
                return
        self.settle(now)

    # -- the household -------------------------------------------------------------------------------------------

    def _come(self) -> None:
        car = self._household.car
        self._soc = arrival_soc(self._soc, self._visit.distance_km, car.battery.capacity_wh, car.kwh_per_km)
        self._plant.plug_in(self._loop.now_ms, car, soc_percent=self._soc)
        self._loop.touched()
        self._away, self._shows_card = False, True

    def _leave(self) -> None:
        self._soc = self._plant.soc_percent
        self._plant.unplug(self._loop.now_ms)
        self._loop.touched()
        self._away, self._shows_card = True, False
        self._visit = next(self._household.visits)

    # -- the controller ------------------------------------------------------------------------------------------

    def _observe(self, now: Now) -> None:
        controller = self._loop.controller
        controller.take_notifications()
        evse = self._view.evse(controller)
        if evse is self._looked and not evse.charging:
            return
        self._looked = evse
        self.session.look(_outlook(evse, metered_wh(controller)[1], self._plant, now.moment))

    def _steer(self, permission: Permission) -> bool:
        """Have the controller do what the back end permits; says whether anything had to be done."""
        controller = self._loop.controller
        state = EvseState.from_code(controller.state.code)
        if controller.busy or state not in _STEERED:
            return False
        limit_a = permission.limit_a
        profile = self._installation.profile
        active = permission.state is ChargeState.ACTIVE and (limit_a is None or limit_a >= profile.min_a)
        wanted_a = controller.machine.configured_max_a
        if limit_a is not None and active:
            wanted_a = max(profile.min_a, min(int(limit_a), wanted_a))
        changes = False
        if wanted_a != controller.machine.capacity_a:
            controller.set_capacity(wanted_a, persistent=False)
            changes = controller.machine.capacity_a == wanted_a
        if active and state is EvseState.SLEEPING:
            controller.enable()
            changes = True
        elif not active and state is not EvseState.SLEEPING:
            controller.sleep()
            changes = True
        if changes:
            self._loop.touched()
        return changes

    # -- power ---------------------------------------------------------------------------------------------------

    def _started(self, now: Now) -> Session:
        kept = KeptOcpp(dict(self._documents), tuple(self._queue.values()), self._last_number)
        session = SESSIONS[self._version](kept, self._identity, self._installation.new_id, SETTINGS)
        session.advance(now.moment)
        return session

    def _restart(self, now: Now) -> None:
        self.session.disconnected(now.moment)
        self.settle(now)
        self._loop.power_cycle()
        self._looked = None
        self.session = self._started(now)
        self.restarts += 1


def _outlook(evse: Evse, register_wh: float, plant: Plant, moment: Moment) -> Outlook:
    amperes = evse.current_ma / 1_000
    dc = evse.temperature_dc
    return Outlook(
        moment=moment,
        plugged=evse.vehicle,
        offered=not (evse.paused or evse.state.is_fault),
        charging=evse.charging,
        fault=_FAULTS.get(evse.state),
        power_w=amperes * evse.voltage_v,
        current_a=amperes,
        offered_a=float(evse.pilot_a) if evse.state in (EvseState.CONNECTED, EvseState.CHARGING) else 0.0,
        voltage_v=evse.voltage_v,
        register_wh=register_wh,
        temperature_c=None if dc is None else dc / 10,
        soc_pct=plant.soc_percent if evse.vehicle else None,
        minimum_a=evse.minimum_a,
        maximum_a=evse.configured_maximum_a,
    )
