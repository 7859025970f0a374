"""A house whose car is charged by the sun, for tests of solar divert."""

from __future__ import annotations

import msgspec
from house_bench import DISABLED, House

from pilotwire.station.claims import Wish
from pilotwire.station.divert import Divert
from pilotwire.station.settings import Settings
from pilotwire.station.status import DivertDoing, DivertMode

SOLAR = Settings(divert_type=0, divert_attack_smoothing_time=0, divert_decay_smoothing_time=0, divert_feed_timeout=0)
GRID = msgspec.structs.replace(SOLAR, divert_type=1, divert_pv_ratio=1.0)
IDLE = Wish(DISABLED)


class EcoHouse(House):
    """A house that charges by the sun."""

    source: Divert

    def __init__(self, settings: Settings = SOLAR, **kwargs: float) -> None:
        divert = Divert()
        divert.set_mode(DivertMode.ECO)
        super().__init__(divert, settings, **kwargs)

    def settle(self) -> None:
        """Go round, and once more with what the car then draws, as a controller that is polled tells it."""
        super().settle()
        self.source.advance(self.around)

    @property
    def divert(self) -> Divert:
        return self.source

    def sun(self, watts: float) -> None:
        self.measure(self.divert, solar_w=watts)

    def grid(self, watts: float) -> None:
        self.measure(self.divert, grid_w=watts)

    @property
    def wish(self) -> Wish | None:
        return None if self.divert.claim is None else self.divert.claim.wish

    @property
    def why(self) -> str:
        assert self.divert.claim is not None
        return self.divert.claim.why

    def is_about(self, doing: DivertDoing) -> bool:
        return self.divert.status.doing is doing

    def sunny(self, watts: float, seconds: float, every_s: float = 10) -> None:
        """Measure so much sun for a while."""
        for _ in range(round(seconds / every_s)):
            self.sun(watts)
            self.pass_s(every_s)
