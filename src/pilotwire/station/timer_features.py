"""What an event of the schedule switches on beyond charging, and how much that weighs.

As the gateway has it (firmware of July 2026): while an active event with a feature is in effect, eco or the shaper run
whatever the settings say, or a tag is asked for. Eco then wins over the event itself, so that nothing but the sun
charges, and over programs, but not over a person; so does a shaper that runs for the event alone. One that the
settings have running stays what it is, a safety. Nothing is switched here: ``station_core`` does that.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from .claims import Claim, Priority
from .schedule_values import ScheduleFeature
from .source import Source, Surroundings


class RaisedSource:
    """A source whose claim weighs as much as a feature of a timer while it is one.

    Args:
        source: what decides.
        is_feature: whether it runs because of a timer.

    """

    def __init__(self, source: Source, is_feature: Callable[[Surroundings], bool]) -> None:
        self.client = source.client
        self.claim: Claim | None = None
        self._source = source
        self._is_feature = is_feature

    @property
    def waiting_for(self) -> str:
        """What the source waits for."""
        return self._source.waiting_for

    @property
    def next_deadline_ms(self) -> int | None:
        """When the source wants to be advanced."""
        return self._source.next_deadline_ms

    def advance(self, around: Surroundings) -> None:
        """Let the source look around and decide."""
        self._source.advance(around)
        claim = self._source.claim
        if claim is not None and self._is_feature(around):
            claim = msgspec.structs.replace(claim, priority=Priority.TIMER_FEATURE)
        self.claim = claim


def eco_by_timer(around: Surroundings) -> bool:
    """Whether eco runs because a timer says so."""
    return _switched_on(around) is ScheduleFeature.DIVERT


def shaper_by_timer(around: Surroundings) -> bool:
    """Whether the shaper runs only because a timer says so."""
    return _switched_on(around) is ScheduleFeature.SHAPER and not around.settings.current_shaper_enabled


def tag_by_timer(around: Surroundings) -> bool:
    """Whether a timer asks for a tag."""
    return _switched_on(around) is ScheduleFeature.RFID


def _switched_on(around: Surroundings) -> ScheduleFeature:
    return ScheduleFeature.NONE if around.timer is None else around.timer.switches_on
