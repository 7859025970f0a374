"""What to say to the controller next, and what is known of it: the one place that decides both.

One thing is said at a time, and the most important first: what makes the car charge less, the heartbeat, what makes
it charge more, what a change calls for, settings, and last the regular questions. The parts are in the neighbours:
``controller_picture`` (what is known), ``controller_aim`` (whether to charge, how fast), ``controller_heartbeat``,
``controller_writes`` (settings) and ``controller_polls`` (the schedule).

Pure: whoever owns the line asks ``next_ask``, carries it out, tells the answer, and comes again at
``next_deadline_ms`` or when the station has changed its mind.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilotwire.rapi.client_values import (
    BootReport,
    ButtonPressed,
    ClientEvent,
    ControllerFound,
    ControllerLost,
    ControllerRestarted,
    LinkClosed,
    StateReport,
    UnknownNotification,
    WifiRequested,
)
from pilotwire.rapi.codes import Toggle, VolatileFlag
from pilotwire.rapi.features import Features

from .asks import (
    Acknowledge,
    Answer,
    Ask,
    AskFailed,
    Drive,
    Due,
    Failure,
    Offer,
    Pulse,
    Query,
    Question,
    Rank,
    Reopen,
)
from .controller_closing import closing_asks
from .controller_core import ControllerCore
from .controller_writes import UNSAID, is_write
from .evse import Aim, EvseChange, LinkState
from .moment import Moment
from .writes import ReleaseBootLock, Restart, SetHeartbeat, SetToggle, SetVoltage, Write

_PROBE_MS = 2_000
"""Between questions to a controller that has stopped answering."""
_REOPEN_MS = 30_000
"""A line on which the controller is lost for so long is opened anew: the fault may be the adapter's."""
_WIFI_CHANGES = {
    0: EvseChange.ACCESS_POINT_WANTED,
    1: EvseChange.ACCESS_POINT_UNWANTED,
    2: EvseChange.ACCESS_POINT_WANTED,
}
"""What the modes of ``$WF`` want."""
_SETTING_MS = 120_000
"""For so long settings may turn out to be others as the consequence of something the controller was told."""
_MOVING_MS = 3_000
"""For so long a change of state may be the consequence of something the controller was told."""


class ControllerLink(ControllerCore):
    """One controller.

    Args:
        own_button: take over the front button, so that its presses are reported to us; its menu can then not be
            reached.
        car_before: a car was plugged in when the station was last off.

    """

    def __init__(self, *, own_button: bool = False, car_before: bool = False) -> None:
        super().__init__(own_button=own_button, car_before=car_before)
        self._open = False
        self.boot_locked = False
        """A controller that waits for being released is to go on waiting."""
        self._moved_ms: int | None = None
        """When the controller was last told something that changes its state, by us or by a raw command."""
        self._set_ms: int | None = None
        """When something was last written to the controller, by us or by a raw command."""
        self._outstanding: Ask | None = None
        self._asked_ms = 0

    # -- what is known -------------------------------------------------------------------------------------------

    def take_changes(self) -> list[EvseChange]:
        """What happened to the controller since the last call, in order."""
        return self._picture.take_changes()

    def take_refusals(self) -> list[str]:
        """What the controller did not do since the last call, and why, in sentences."""
        sentences, self._sentences = self._sentences, []
        return sentences

    @property
    def left_alone(self) -> bool:
        """Nobody has told the controller anything about its state lately."""
        return self._moved_ms is None or self._now_ms - self._moved_ms > _MOVING_MS

    @property
    def settings_left_alone(self) -> bool:
        """Nobody has written anything to the controller lately: what is set otherwise was set at its own menu."""
        return self._set_ms is None or self._now_ms - self._set_ms > _SETTING_MS

    @property
    def idle(self) -> bool:
        """Nothing that was wanted of the controller is still under way; also when there is none to tell."""
        if not self._open or self._lost_since_ms is not None:
            return True
        if self._outstanding is not None and not isinstance(self._outstanding, Query | Pulse):
            return False
        if self._writes or self._supervision.arming or self._polls.hurried:
            return False
        return not any(due.at_ms <= self._now_ms for due in self._wanted() if isinstance(due.ask, Drive | Offer))

    # -- what is wanted ------------------------------------------------------------------------------------------

    def aim(self, aim: Aim | None, moment: Moment) -> None:
        """Have the controller kept at this; None leaves it alone."""
        self._at(moment)
        self._steering.set(aim)
        self._look()

    def request(self, write: Write) -> None:
        """Have something written; voltage, supervision and the button also after every restart of the controller."""
        if isinstance(write, SetHeartbeat):
            self._supervision.want(write, self._now_ms)
            return
        if isinstance(write, SetVoltage):
            self._voltage = write
            self._picture.voltage_is_given = True
        if isinstance(write, SetToggle) and write.toggle is Toggle.BUTTON:
            self._own_button = not write.enabled
        self._writes.add(write, self._now_ms)
        if not self._open or self._lost_since_ms is not None:
            self._writes.controller_away()

    def state_maximum(self, current_a: int) -> None:
        """Take it that the wiring bears this much (A): no more is offered by a controller that does not tell."""
        self._picture.stated_maximum_a = current_a

    def refresh(self) -> None:
        """Ask everything again soon: somebody else may have changed it."""
        if self._open:
            self._polls.refresh(self._now_ms)

    def passing(self, command: str, moment: Moment) -> None:
        """Somebody's raw command is about to go over the line."""
        self._at(moment)
        if not command.startswith("$G"):
            self._moved_ms = self._set_ms = self._now_ms

    def passed(self, command: str, moment: Moment, *, answered: bool) -> None:
        """Somebody's raw command went over the line; unless it only asked something, everything is asked again."""
        self._at(moment)
        self._count(sent=1, answered=int(answered))
        if not command.startswith("$G"):
            self._moved_ms = self._set_ms = self._now_ms
            self.refresh()

    # -- the line ------------------------------------------------------------------------------------------------

    def link_opening(self, name: str, moment: Moment) -> None:
        """A try to open the line begins."""
        self._at(moment)
        self._picture.set_link(state=LinkState.CONNECTING, name=name, retry_in_ms=None)

    def link_up(self, features: Features, moment: Moment) -> None:
        """The line is open and a controller answers on it."""
        self._at(moment)
        self._open = True
        self._outstanding = None
        self._found(features)

    def link_down(self, error: str, retry_in_ms: int | None, moment: Moment) -> None:
        """The line could not be opened, or is gone; ``error`` says why, in a sentence."""
        self._at(moment)
        self._gone(error)
        self._picture.set_link(retry_in_ms=retry_in_ms)

    def heard(self, event: ClientEvent, moment: Moment) -> None:
        """The controller said something unasked, or something happened to it."""
        self._at(moment)
        match event:
            case StateReport():
                self._reported(event)
            case BootReport(post_code):
                self._booted(post_code)
            case ControllerRestarted():
                self._restarted()
            case ControllerLost():
                self._lost()
            case ControllerFound(features):
                self._found(features)
            case ButtonPressed(long):
                self._picture.note(EvseChange.BUTTON_LONG if long else EvseChange.BUTTON_SHORT)
            case WifiRequested(mode) if mode in _WIFI_CHANGES:
                self._picture.note(_WIFI_CHANGES[mode])
            case UnknownNotification():
                self._picture.ignore()
            case LinkClosed(reason):
                self._gone(reason)

    # -- time and asks -------------------------------------------------------------------------------------------

    def advance(self, moment: Moment) -> None:
        """Let time pass."""
        self._at(moment)
        self._look()

    @property
    def next_deadline_ms(self) -> int | None:
        """When there is something to ask even if nothing happens (elapsed time); None while an answer is awaited."""
        if self._outstanding is not None:
            return None
        return min((due.at_ms for due in self._dues()), default=None)

    def next_ask(self, moment: Moment) -> Ask | None:
        """What to say now, if anything; nothing more until it was answered."""
        self._at(moment)
        if self._outstanding is not None:
            return None
        due = min((d for d in self._dues() if d.at_ms <= self._now_ms), key=_urgency, default=None)
        if due is None:
            return None
        ask = self._outstanding = due.ask
        self._asked_ms = self._now_ms
        if isinstance(ask, Reopen):
            self._lost_since_ms = self._now_ms
            return ask
        self._count(sent=1)
        if isinstance(ask, Drive | ReleaseBootLock | Restart):
            self._moved_ms = self._now_ms
        if isinstance(ask, Query):
            self._polls.asked(ask.question, self._now_ms)
        elif is_write(ask) and not isinstance(ask, SetHeartbeat):
            if not isinstance(ask, UNSAID):
                self._set_ms = self._now_ms
            self._writes.asked(ask)
        return ask

    def answered(self, ask: Ask, answer: Answer, moment: Moment) -> None:
        """What came of it. An answer to something that is not awaited any more changes nothing."""
        self._at(moment)
        if ask is not self._outstanding:
            return
        self._outstanding = None
        failed = answer if isinstance(answer, AskFailed) else None
        self._count(answered=int(failed is None or failed.failure.answered))
        match ask:
            case Query(question):
                self._on_query(question, answer)
            case Drive():
                self._on_move(ask, answer)
            case Offer():
                self._on_offer(ask, answer)
            case SetHeartbeat() | Pulse() | Acknowledge():
                self._on_heartbeat(ask, answer, self._asked_ms)
            case Reopen():
                pass
            case _:
                self._on_write(ask, answer)
        self._look()

    def closing_asks(self, moment: Moment, *, may_charge: bool = True) -> list[Ask]:
        """What to say before an orderly end; ``may_charge``: whether charging is the default. See the module."""
        self._at(moment)
        aim = self._steering.aim
        return closing_asks(self._picture, self._supervision, aim, may_charge=may_charge, own_button=self._own_button)

    # -- what is due ---------------------------------------------------------------------------------------------

    def _dues(self) -> Iterator[Due]:
        if not self._open:
            return
        if self._lost_since_ms is not None:
            yield Due(self._asked_ms + _PROBE_MS, Rank.UNKNOWN, Query(Question.STATE))
            yield Due(self._lost_since_ms + _REOPEN_MS, Rank.LINE, Reopen())
            return
        for due in self._wanted():
            yield due if due.at_ms >= self._quiet_until_ms else Due(self._quiet_until_ms, due.rank, due.ask)

    def _wanted(self) -> Iterator[Due]:
        if not self._steering.state_known:
            yield from (due for due in self._polls.dues() if due.ask == Query(Question.STATE))
            return
        for due in self._steering.dues():
            # What it has lowered because it did not hear us is raised only once that has been acknowledged.
            if not (self._supervision.missed and due.rank is Rank.ALLOW and isinstance(due.ask, Offer)):
                yield due
        yield from self._supervision.dues()
        if VolatileFlag.BOOT_LOCK in self.evse.flags and self._steering.aim is not None and not self.boot_locked:
            yield Due(self._unlock_ms, Rank.UNLOCK, ReleaseBootLock())
        yield from self._polls.dues()
        if self._polls.complete:
            yield from self._writes.dues(self._now_ms)

    def _lost(self) -> None:
        if self._open and self._lost_since_ms is None:
            self._lost_since_ms = self._now_ms
            self._disconnected(LinkState.LOST, "The controller has stopped answering: check its power and the cable.")

    def _gone(self, error: str) -> None:
        """The line is closed, or could not be opened."""
        outstanding, self._outstanding = self._outstanding, None
        if outstanding is not None and is_write(outstanding):
            self._writes.answered(AskFailed(Failure.LINK, error), self._now_ms)
        known = self._lost_since_ms is not None
        was_open, self._open, self._lost_since_ms = self._open, False, None
        if was_open and not known:
            self._disconnected(LinkState.WAITING, error)
        self._picture.set_link(state=LinkState.WAITING, error=error)

    def _disconnected(self, state: LinkState, error: str) -> None:
        self._writes.controller_away()
        self._picture.put(connected=False, heartbeat_armed=False)
        self._picture.set_link(state=state, error=error, losses=self.evse.link.losses + 1)
        self._picture.note(EvseChange.LOST)

    def _count(self, sent: int = 0, answered: int = 0) -> None:
        link = self.evse.link
        self._picture.set_link(
            commands_sent=link.commands_sent + sent, commands_answered=link.commands_answered + answered
        )


def _urgency(due: Due) -> tuple[int, int]:
    return due.rank, due.at_ms
