"""A station with a controller as its link knows one, living together in virtual time."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta

from controller_model import START, ModelController

from pilotwire.rapi.codes import EvseState
from pilotwire.station.events import Event, Topic
from pilotwire.station.moment import Moment
from pilotwire.station.records import Kept, Record
from pilotwire.station.settings.areas import Areas
from pilotwire.station.station import Station
from pilotwire.station.status import Status


class StationRig:
    """Runs both, and remembers what the station told and handed out to be kept."""

    def __init__(
        self,
        kept: Kept = Kept(),
        controller: ModelController | None = None,
        *,
        settings: Mapping[str, object] | None = None,
        connected: bool = True,
        trusted: bool = True,
    ) -> None:
        self.controller = controller or ModelController()
        self.now_ms = 0
        self.trusted = trusted
        self.events: list[Event] = []
        self.records: list[Record] = []
        areas, _ = Areas.restored("7b2c", {**kept.settings, **(settings or {})}, kept.factory_settings)
        self.station = Station(
            kept, areas, self.now, hash_password=lambda plain: f"hashed {plain}", random=random.Random(1)
        )
        if connected:
            self.connect()
            self.run(1_500)

    @property
    def now(self) -> Moment:
        return Moment(self.now_ms, START + timedelta(milliseconds=self.now_ms), trusted=self.trusted)

    @property
    def status(self) -> Status:
        return self.station.status_at(self.now)

    def controller_is(self, state: EvseState) -> bool:
        return self.controller.state is state

    @property
    def topics(self) -> list[Topic]:
        return [event.topic for event in self.events]

    def connect(self) -> None:
        self.station.link.link_opening("memory:", self.now)
        self.station.link.link_up(self.controller.features, self.now)
        self._advance()

    def disconnect(self, why: str = "The link is gone.") -> None:
        self.station.link.link_down(why, 1_000, self.now)
        self._advance()

    def forget(self) -> None:
        """Look only at what happens from now on."""
        self._collect()
        self.events.clear()
        self.records.clear()

    def plug_in(self, *, wants: bool = True) -> None:
        self.controller.car, self.controller.wants = True, wants
        self.controller.classify()
        self.run(500)

    def unplug(self) -> None:
        self.controller.car = self.controller.wants = False
        self.controller.classify()
        self.run(500)

    def run(self, duration_ms: int) -> None:
        """Let time pass."""
        end_ms = self.now_ms + duration_ms
        self._advance()
        while True:
            ask = self.station.link.next_ask(self.now)
            if ask is not None:
                answer = self.controller.carry_out(ask, self.now_ms)
                self.station.link.answered(ask, answer, self.now)
            elif self.now_ms >= end_ms:
                return
            else:
                self.now_ms = min(max(self.station.next_deadline_ms, self.now_ms + 1), end_ms)
                self.controller.advance(self.now_ms)
            self._advance()

    def _advance(self) -> None:
        while self.controller.heard:
            self.station.link.heard(self.controller.heard.pop(0), self.now)
        self.station.advance(self.now)
        self._collect()

    def _collect(self) -> None:
        self.events += self.station.take_events()
        self.records += self.station.take_records()
