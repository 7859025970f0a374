"""Keeps the controller at its aim: whether to charge, and what the pilot offers.

As in the gateway, the aim is brought about again whenever the controller is seen to differ, whoever changed it: its
button, its own delay timer, a raw command, a restart. But not without end: after some repetitions in a row, or a
refusal, the next one waits, longer each time up to a minute, and a sentence says so. Only what makes the car charge
less is never put off by more than a second: a house limit may stand behind it; a pause is repeated before the
contactor can close.

Pure; what goes first and how answers arrive is the business of ``controller_link``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pilotwire.rapi.client_values import CurrentSetting
from pilotwire.rapi.codes import VolatileFlag

from .asks import Answer, AskFailed, Drive, Due, Move, Offer, Rank
from .controller_picture import Picture
from .evse import Aim, EvseChange

FREE_REPETITIONS = 8
"""So often in a row a change made by somebody else is undone at once."""
_HELD_MS = 10_000
"""An aim the controller has kept for so long was reached: repetitions are counted anew."""
_FIRST_WAIT_MS = 1_000
_LONGEST_WAIT_MS = 60_000
_PAUSE_AGAIN_MS = 100
"""A controller that was just started needs some 300 ms before it closes its contactor: a pause goes before that."""
_MAX_DOUBLINGS = 10
_STORED_LIMIT_MS = 300_000
"""How often a limit is raised that can only be stored: the EEPROM bears some 100 000 writes."""

_MOVED = {
    Move.ENABLE: ("enable", "its own delay timer, a limit, its front button or another program keeps pausing it"),
    Move.SLEEP: ("pause", "its own delay timer, its front button or another program keeps starting it"),
    Move.DISABLE: ("pause", "its own delay timer, its front button or another program keeps starting it"),
}


class Effort:
    """How often one thing had to be done again, and when it may be done next.

    Args:
        restricting_ms: how long what makes the car charge less is put off at most, unless it was refused.

    """

    def __init__(self, restricting_ms: int = _FIRST_WAIT_MS) -> None:
        self._restricting_ms = restricting_ms
        self._said = False
        self.forget()

    def forget(self) -> None:
        """Begin anew: the aim is another, or the controller is. What was said already stays said."""
        self._tries = 0
        self._excess = 0
        self._refused = False
        self._last_ms = 0
        self._held_since_ms: int | None = None

    def look(self, now_ms: int, *, reached: bool) -> None:
        """See whether the aim is reached now."""
        if not reached:
            if self._held_since_ms is not None and now_ms - self._held_since_ms >= _HELD_MS:
                self.forget()
                self._said = False
            self._held_since_ms = None
        elif self._held_since_ms is None:
            self._held_since_ms = now_ms

    def tried(self, now_ms: int, *, refused: bool) -> bool:
        """It was done, or refused; says whether to put into words now that it does not last."""
        self._tries += 1
        self._refused = refused
        self._last_ms = now_ms
        self._excess = self._tries if refused else max(0, self._tries - FREE_REPETITIONS)
        first = self._excess > 0 and not self._said
        self._said |= first
        return first

    def due_ms(self, *, restricting: bool) -> int:
        """When it may be done next (elapsed time)."""
        if not self._excess:
            return 0
        if restricting:
            return self._last_ms + (_FIRST_WAIT_MS if self._refused else self._restricting_ms)
        return self._last_ms + min(_FIRST_WAIT_MS << min(self._excess - 1, _MAX_DOUBLINGS), _LONGEST_WAIT_MS)


class Steering:
    """One controller's aim. ``say`` takes sentences for people."""

    def __init__(self, picture: Picture, say: Callable[[str], None]) -> None:
        self._picture = picture
        self._say = say
        self.aim: Aim | None = None
        self.state_known = False
        self.pilot_known = False
        self._awaiting_state = False
        """The state was changed by us and has not been heard since."""
        self._moving = Effort(_PAUSE_AGAIN_MS)
        self._offering = Effort()
        self._stored_ms: int | None = None

    def begin(self) -> None:
        """The controller has just been found or has restarted."""
        self.state_known = self.pilot_known = self._awaiting_state = False
        self._moving.forget()
        self._offering.forget()

    def set(self, aim: Aim | None) -> None:
        """Take over what the controller is to do; None leaves it alone."""
        before, self.aim = self.aim, aim
        if before is None or aim is None or before.active is not aim.active:
            self._moving.forget()
        if before is None or aim is None or before.pilot_a != aim.pilot_a:
            self._offering.forget()

    def state_heard(self) -> None:
        """The controller has told its state."""
        self.state_known = True
        self._awaiting_state = False

    def pilot_heard(self) -> None:
        """The controller has told what its pilot offers."""
        self.pilot_known = True

    def look(self, now_ms: int) -> None:
        """Compare aim and picture; call after every change of either."""
        picture = self._picture
        if self.state_known and not self._awaiting_state:
            self._moving.look(now_ms, reached=self._move() is None)
        offer = self._offer_due()
        if self.pilot_known:
            self._offering.look(now_ms, reached=offer is None)
        if picture.pilot_untold and (offer is None or offer.at_ms > now_ms):
            # One that is about to be corrected is told with the correction.
            picture.note(EvseChange.PILOT_SET)

    def dues(self) -> Iterator[Due]:
        """What has to be done for the aim."""
        drive, offer = self._drive_due(), self._offer_due()
        # A raise goes before an enabling, so that the car is offered its current at once; a pause before all.
        for due in (offer, drive) if drive is not None and drive.rank is Rank.ALLOW else (drive, offer):
            if due is not None:
                yield due

    def drove(self, ask: Drive, answer: Answer, now_ms: int) -> None:
        """A change of state was answered; the state is to be asked next."""
        refused = isinstance(answer, AskFailed)
        self._awaiting_state = True
        if self._moving.tried(now_ms, refused=refused):
            verb, reason = _MOVED[ask.move]
            why = answer.text if isinstance(answer, AskFailed) else f"{reason}."
            self._say(f"The controller was told to {verb} and does not: {why}")

    def offered(self, ask: Offer, answer: Answer, now_ms: int) -> None:
        """A current was answered."""
        picture = self._picture
        accepted = isinstance(answer, CurrentSetting) and answer.accepted
        if isinstance(answer, CurrentSetting):
            self.pilot_known = True
            picture.put(pilot_a=answer.in_force_a)
            if accepted or picture.pilot_untold:
                picture.note(EvseChange.PILOT_SET)
        if not ask.volatile:
            self._stored_ms = now_ms
        if self._offering.tried(now_ms, refused=not accepted):
            self._say(self._unable(ask, answer))

    # -- what differs --------------------------------------------------------------------------------------------

    def _move(self) -> Move | None:
        """The change of state that is needed."""
        evse, aim = self._picture.evse, self.aim
        blocked = self._picture.faulted or VolatileFlag.BOOT_LOCK in evse.flags
        if aim is None or not self.state_known or self._awaiting_state or blocked:
            return None
        if aim.active:
            return Move.ENABLE if evse.paused else None
        if evse.paused:
            return None
        return Move.DISABLE if aim.pause_by_disabling else Move.SLEEP

    def _amperes(self) -> int | None:
        """The current to be offered, None when it is."""
        evse, aim = self._picture.evse, self.aim
        if aim is None or not self.pilot_known:
            return None
        wanted_a = max(evse.minimum_a, min(aim.pilot_a, evse.configured_maximum_a))
        if wanted_a > evse.pilot_a and not self._volatile and not aim.active:
            return None
        return None if wanted_a == evse.pilot_a else wanted_a

    def _drive_due(self) -> Due | None:
        move = self._move()
        if move is None:
            return None
        restricting = move is not Move.ENABLE
        due_ms = self._moving.due_ms(restricting=restricting)
        return Due(due_ms, Rank.RESTRICT if restricting else Rank.ALLOW, Drive(move))

    def _offer_due(self) -> Due | None:
        amperes = self._amperes()
        if amperes is None:
            return None
        lower = amperes < self._picture.evse.pilot_a
        due_ms = self._offering.due_ms(restricting=lower)
        if not lower and not self._volatile and self._stored_ms is not None:
            due_ms = max(due_ms, self._stored_ms + _STORED_LIMIT_MS)
        return Due(due_ms, Rank.RESTRICT if lower else Rank.ALLOW, Offer(amperes, self._volatile))

    @property
    def _volatile(self) -> bool:
        features = self._picture.features
        return features is None or features.volatile_current

    def _unable(self, ask: Offer, answer: Answer) -> str:
        offers = f"The controller offers {self._picture.evse.pilot_a} A and not the {ask.current_a} A it was told: "
        if isinstance(answer, AskFailed):
            return offers + answer.text
        if isinstance(answer, CurrentSetting) and answer.accepted:
            return offers + "its menu or another program keeps changing it."
        return offers + "it is too hot, or its own maximum is lower."
