"""The whole station in virtual time: gateway, RAPI, controller, car; and what must never be, watched at every instant.

Everything is the real thing but the wires: a command takes a moment to the controller and its answer one back, and
what the controller says by itself arrives as late. Nothing else happens while an answer is waited for, as on a line.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pilotwire.controller import PROFILES, Outputs, PilotLevel
from pilotwire.j1772 import offer
from pilotwire.plant import EU_SINGLE_PHASE, Cable, Plant
from pilotwire.plant.battery import Battery
from pilotwire.plant.behaviour import Behaviour
from pilotwire.plant.car import CarModel
from pilotwire.plant.charger import Charger
from pilotwire.rapi import RapiClient, RapiTimeoutError
from pilotwire.rapi import client_parsing as parsing
from pilotwire.rapi import client_protocol as protocol
from pilotwire.rapi.client_values import ControllerFound, ControllerLost, ControllerRestarted, StateReport
from pilotwire.rapi.codec import Reply
from pilotwire.rapi.features import Features, detection
from pilotwire.rapi.server import RapiServer
from pilotwire.runtime.closed_loop import ClosedLoop
from pilotwire.runtime.controller_line_asks import carry_out
from pilotwire.station.arbitration import Bounds, arbitrate
from pilotwire.station.claims import ChargeState, Client
from pilotwire.station.moment import Moment
from pilotwire.station.records import Kept
from pilotwire.station.settings.areas import Areas
from pilotwire.station.station import Station

T = TypeVar("T")
NOON = datetime(2026, 7, 6, 12, tzinfo=UTC)
HOUR_MS = 3_600_000
ONE_WAY_MS = 10
BOOTED_MS = 6_500
OBEYED_WITHIN_MS = 4_000
"""A controller that is closing its contactor hears nothing for 1.05 s, and a command that got no answer is repeated
after 1.5 s."""
ECONOMY = (Client.DIVERT, Client.SCHEDULE, Client.PLAN)
NERVOUS = CarModel(
    name="nervous",
    battery=Battery(capacity_kwh=1_000),
    charger=Charger(max_current_a=(32, 0, 0)),
    behaviour=Behaviour(reaction_ms=0, stop_ms=0, wake_up_ms=0, start_ms=0, open_s2_ms=0, ramp_a_per_s=1_000),
)
"""Does at once what it is asked to."""


class DirectClient(RapiClient):
    """The real client, without an event loop: to wait is to let the world's time pass."""

    def __init__(self, world: LiveStation) -> None:
        super().__init__("memory:")
        self._world = world
        self._reply: Reply | RapiTimeoutError | None = None

    def find_out(self) -> Features:
        """What the controller can do."""
        steps = detection()
        probe = next(steps)
        try:
            while True:
                self._protocol.link = probe.link
                probe = steps.send(self._exchanged(probe.command))
        except StopIteration as found:
            self._features = found.value
        self._protocol.link = self.features.link
        return self.features

    async def command(self, text: str) -> Reply:
        return self._exchanged(text)

    def hear(self, data: bytes) -> None:
        """Bytes have arrived."""
        self._told(self._protocol.receive(data, self._world.now_ms))

    def _exchanged(self, text: str) -> Reply:
        world, self._reply = self._world, None
        data = self._protocol.send(text, world.now_ms)
        if data:
            world.transmit(data)
        while self._reply is None:
            due_ms = self._protocol.next_deadline
            assert due_ms is not None
            world.pass_to_next(due_ms)
            self._told(self._protocol.advance(world.now_ms))
        if isinstance(self._reply, Reply):
            return self._reply
        raise self._reply

    def _told(self, events: list[protocol.ProtocolEvent]) -> None:
        for event in events:
            match event:
                case protocol.Transmit(data):
                    self._world.transmit(data)
                case protocol.Answered(reply):
                    self._reply = reply
                case protocol.Unanswered(text):
                    self._reply = RapiTimeoutError(f"The controller gave no answer to {text}.")
                case protocol.Notified(notification):
                    heard = parsing.notification(notification, self._features)
                    if isinstance(heard, StateReport):
                        self._last_state = (heard.state, heard.flags)
                    self._world.heard(heard)
                case protocol.RestartSeen(requested):
                    self._world.heard(ControllerRestarted(requested))
                case protocol.ControllerLostSeen():
                    self._world.heard(ControllerLost())
                case protocol.ControllerFoundSeen():
                    self._world.heard(ControllerFound(self.features))


class LiveStation:
    """A station that lives, with a nervous car; raises AssertionError when it offers more than it may."""

    def __init__(self, **settings: object) -> None:
        self.plant = Plant(NERVOUS, cable=Cable(), supply=EU_SINGLE_PHASE, soc_percent=1)
        self.loop = ClosedLoop(PROFILES["eu"], self.plant)
        self.server = RapiServer(self.loop.controller)
        self.session = self.server.open_session(self._written)
        self.loop.on_event = self._instant
        self.closed_ms: list[int] = []
        """When the contactor has closed."""
        self.clock_ahead = timedelta()
        self._to_station: list[tuple[int, bytes]] = []
        self._to_controller: list[tuple[int, bytes]] = []
        self._heard: list[Any] = []
        self._outputs = Outputs()
        self._allowed_a = 0
        self._above_since_ms: int | None = None
        areas, problems = Areas.restored("7b2c", settings, {})
        assert not problems
        self.station: Station | None = None
        self.loop.run_to(BOOTED_MS)
        self.client = DirectClient(self)
        features = self.client.find_out()
        self.station = Station(Kept(), areas, self.now, hash_password=str, random=random.Random(1))
        self.station.link.link_opening("memory:", self.now)
        self.station.link.link_up(features, self.now)
        self.run(2)

    @property
    def now_ms(self) -> int:
        return self.loop.now_ms

    @property
    def now(self) -> Moment:
        ms = self.now_ms
        return Moment(ms, NOON + timedelta(milliseconds=ms) + self.clock_ahead)

    @property
    def lives(self) -> Station:
        assert self.station is not None
        return self.station

    @property
    def contactor_closed(self) -> bool:
        return self._outputs.contactor_closed

    # -- what happens --------------------------------------------------------------------------------------------

    def tell(self, command: Callable[[Station, Moment], object]) -> None:
        """Do something to the station."""
        command(self.lives, self.now)
        self._note_allowed()

    def act(self, action: Callable[[Plant, int], object]) -> None:
        """Do something to car, plug, button or wiring."""
        action(self.plant, self.now_ms)
        self.loop.touched()

    def raw(self, command: str) -> None:
        """Somebody sends the controller a command of his own through the station."""
        self.lives.link.passing(command, self.now)
        _run(self._raw(command))
        self.lives.link.passed(command, self.now, answered=True)
        self._follow()

    def power_cut(self) -> None:
        """The controller loses its power for a moment."""
        self.loop.power_cycle()
        self.server.power_cycled(self.loop.controller)
        self._outputs = Outputs()
        self._to_controller.clear()
        self.loop.touched()

    def run(self, seconds: float) -> None:
        """Let everything happen for a while."""
        end_ms = self.now_ms + round(seconds * 1000)
        station = self.lives
        while True:
            self._follow()
            ask = station.link.next_ask(self.now)
            if ask is not None:
                answer = _run(carry_out(self.client, ask))
                station.link.answered(ask, answer, self.now)
            elif self.now_ms >= end_ms:
                return
            else:
                self.pass_to_next(max(min(station.next_deadline_ms, end_ms), self.now_ms + 1))

    # -- the wires -----------------------------------------------------------------------------------------------

    def transmit(self, data: bytes) -> None:
        self._to_controller.append((self.now_ms + ONE_WAY_MS, data))

    def heard(self, event: Any) -> None:  # noqa: ANN401  any event of the client
        self._heard.append(event)

    def pass_to_next(self, limit_ms: int) -> None:
        """Let time pass until something arrives, at most until then."""
        due = [ms for ms, _ in (*self._to_station[:1], *self._to_controller[:1])]
        target_ms = min([limit_ms, *due])
        while self.now_ms < target_ms and not (self._to_station and self._to_station[0][0] < target_ms):
            self.loop.run_to(min(max(self.loop.next_deadline, self.now_ms + 1), target_ms))
            if self._to_station:
                target_ms = min(target_ms, self._to_station[0][0])
        while self._to_controller and self._to_controller[0][0] <= self.now_ms:
            self.session.receive(self._to_controller.pop(0)[1])
            self.loop.touched()
        while self._to_station and self._to_station[0][0] <= self.now_ms:
            self.client.hear(self._to_station.pop(0)[1])
        self._follow()

    def _written(self, data: bytes) -> None:
        self._to_station.append((self.now_ms + ONE_WAY_MS, data))

    async def _raw(self, command: str) -> None:
        await self.client.command(command)

    def _follow(self) -> None:
        """Let the station follow what was heard, and the time."""
        if self.station is None:
            self._heard.clear()
            return
        while self._heard:
            self.station.link.heard(self._heard.pop(0), self.now)
            self.station.advance(self.now)
        self.station.advance(self.now)
        self.station.take_events()
        self.station.take_records()
        self._note_allowed()

    # -- what is watched -----------------------------------------------------------------------------------------

    def _instant(self) -> None:
        self.server.pump()
        before, self._outputs = self._outputs, self.loop.controller.outputs
        if self._outputs.contactor_closed and not before.contactor_closed:
            self.closed_ms.append(self.now_ms)
        self._watch_offer()

    def _watch_offer(self) -> None:
        """No offer beyond what is allowed lasts longer than the station takes to hear of it and to be obeyed."""
        pilot = self._outputs.pilot
        offered_a = round(offer(pilot.duty_percent).current_a) if pilot.level is PilotLevel.PWM else 0
        if offered_a <= self._allowed_a:
            self._above_since_ms = None
        elif self._above_since_ms is None:
            self._above_since_ms = self.now_ms
        if self._above_since_ms is not None:
            lasts_ms = self.now_ms - self._above_since_ms
            assert lasts_ms <= OBEYED_WITHIN_MS, f"{offered_a} A offered, {self._allowed_a} A allowed for {lasts_ms} ms"

    def _note_allowed(self) -> None:
        """What the claims by themselves lead to; a stop for economy's sake may wait, with the minimum."""
        status = self.lives.status_at(self.now)
        evse = status.evse
        default = ChargeState.ACTIVE if status.settings.default_state else ChargeState.DISABLED
        wanted = arbitrate(status.claims, Bounds(evse.minimum_a, evse.configured_maximum_a, default))
        self._allowed_a = wanted.pilot_a
        if wanted.state is ChargeState.DISABLED:
            self._allowed_a = evse.minimum_a if wanted.state_client in ECONOMY else 0
        self._watch_offer()


def most_in_any_hour(closed_ms: list[int]) -> int:
    """The most closures that lie within less than an hour of each other."""
    return max((sum(1 for ms in closed_ms if start <= ms < start + HOUR_MS) for start in closed_ms), default=0)


def _run(coroutine: Coroutine[Any, Any, T]) -> T:
    try:
        coroutine.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    raise AssertionError("it waits for something that is not the world's time")
