"""How the parts of ``controller_link`` work together: what an answer or a report changes, and what it calls for.

Pure. The line, the order of asks and what others may want are in ``controller_link``.
"""

from __future__ import annotations

from pilotwire.rapi.client_values import StateReport
from pilotwire.rapi.codes import EvseState, Toggle
from pilotwire.rapi.features import Features

from .asks import Acknowledge, Answer, AskFailed, Drive, Failure, Move, Offer, Pulse, Question
from .controller_aim import Steering
from .controller_heartbeat import Supervision
from .controller_picture import Picture
from .controller_polls import Polls
from .controller_settings import adopt_setting, failure_of, follow_ups
from .controller_writes import PendingWrites
from .evse import Evse, EvseChange, LinkState
from .moment import Moment
from .writes import ReleaseBootLock, SetHeartbeat, SetServiceLevel, SetToggle, SetVoltage, Write

_BOOT_MS = 10_000
"""A controller that restarts is left alone until it reports, at most so long; self-tests take 3 to 5 s."""
_UNLOCK_MS = 1_000
"""Between tries to release a boot lock."""
_OPENED_MS = 4_000
"""From a pause to when the contactor has opened at the latest, which the controller does not report."""
_STARTING_MS = 1_000
"""A controller is not in the state "starting" for long; its next report may get lost."""
_BUTTON_SINCE = (5, 1, 0)
"""Protocol version with ``$FF B``."""
_SELF_TEST = {7: "no ground", 8: "the contactor is stuck", 9: "the ground-fault detector failed its test"}


class ControllerCore:
    """One controller that answers, or did."""

    def __init__(self, *, own_button: bool, car_before: bool) -> None:
        self._now_ms = 0
        self._picture = Picture(car_before=car_before)
        self._polls = Polls()
        self._steering = Steering(self._picture, self._say)
        self._supervision = Supervision()
        self._writes = PendingWrites(self._say)
        self._sentences: list[str] = []
        self._own_button = own_button
        self._voltage: SetVoltage | None = None
        self._lost_since_ms: int | None = None
        self._quiet_until_ms = 0
        self._unlock_ms = 0

    @property
    def evse(self) -> Evse:
        """The controller as last heard."""
        return self._picture.evse

    # -- answers -------------------------------------------------------------------------------------------------

    def _on_query(self, question: Question, answer: Answer) -> None:
        failed = answer if isinstance(answer, AskFailed) else None
        before = self.evse
        if failed is None:
            self._picture.adopt(answer)
            if isinstance(answer, bool):
                self._picture.adopt_car(present=answer)
            elif question is Question.STATE:
                self._steering.state_heard()
                if self.evse.state is EvseState.STARTING:
                    self._polls.again(Question.STATE, self._now_ms + _STARTING_MS)
            elif question is Question.CAPACITY:
                self._steering.pilot_heard()
        elif failed.failure is Failure.UNREADABLE:
            self._picture.ignore()
        self._polls.answered(question, failed, self._now_ms, charging=self.evse.charging)
        self._follow(before)
        if self._polls.complete and not self.evse.connected and self._lost_since_ms is None:
            self._connected()
        if failed is None and question is self._polls.meter and self.evse.charging:
            self._picture.note(EvseChange.MEASURED)
        if self.evse.connected and self._polls.round_read(charging=self.evse.charging):
            self._picture.note(EvseChange.READY)

    def _on_move(self, ask: Drive, answer: Answer) -> None:
        self._steering.drove(ask, answer, self._now_ms)
        self._polls.hurry(Question.STATE, self._now_ms, ours=True)
        if ask.move is Move.SLEEP:
            self._polls.again(Question.STATE, self._now_ms + _OPENED_MS)

    def _on_offer(self, ask: Offer, answer: Answer) -> None:
        self._steering.offered(ask, answer, self._now_ms)
        if self.evse.pilot_a != ask.current_a or isinstance(answer, AskFailed):
            self._polls.hurry(Question.CAPACITY, self._now_ms)

    def _on_heartbeat(self, ask: SetHeartbeat | Pulse | Acknowledge, answer: Answer, asked_ms: int) -> None:
        supervision = self._supervision
        missed = supervision.missed
        if supervision.answered(ask, answer, asked_ms, self._now_ms):
            # Corrected at once, without waiting to be told what the controller made of it.
            self._picture.put(pilot_a=self.evse.configured_maximum_a)
        if supervision.missed is not missed:
            self._polls.hurry(Question.CAPACITY, self._now_ms)
        if supervision.missed and not missed:
            self._say("The controller has not heard from the station in time and fell back to its safe current.")
        self._picture.put(heartbeat_armed=supervision.armed, heartbeat_missed=supervision.missed)

    def _on_write(self, write: Write, answer: Answer) -> None:
        failed = failure_of(write, answer)
        self._writes.answered(failed, self._now_ms)
        if failed is None:
            adopt_setting(self._picture, write, answer)
        if isinstance(write, SetServiceLevel) and self._voltage is not None:
            self._writes.add(self._voltage, self._now_ms)
        if isinstance(write, ReleaseBootLock):
            self._unlock_ms = self._now_ms + _UNLOCK_MS
        for question in follow_ups(write):
            self._polls.hurry(question, self._now_ms)

    # -- what happens to the controller --------------------------------------------------------------------------

    def _reported(self, report: StateReport) -> None:
        before = self.evse
        self._picture.adopt_report(report)
        if self._now_ms >= self._quiet_until_ms:  # while it tests itself the state means nothing yet
            self._steering.state_heard()
        self._follow(before)

    def _follow(self, before: Evse) -> None:
        """Ask what a change of state calls for."""
        evse, now_ms = self.evse, self._now_ms
        if evse.charging is not before.charging:
            self._polls.charging_changed(now_ms, charging=evse.charging)
        if evse.state.is_fault and evse.state is not before.state:
            self._polls.hurry(Question.FAULTS, now_ms)
        if before.vehicle and not evse.vehicle:
            self._polls.hurry(Question.ENERGY, now_ms)
        self._look()

    def _found(self, features: Features) -> None:
        self._lost_since_ms = None
        self._quiet_until_ms = 0
        self._picture.features = features
        self._picture.put(firmware=features.firmware, protocol=features.protocol)
        self._picture.set_link(state=LinkState.CONNECTED, error="", retry_in_ms=None)
        self._begin(features)

    def _restarted(self) -> None:
        features = self._picture.features
        if features is not None:
            self._picture.note(EvseChange.RESTARTED)
            self._quiet_until_ms = self._now_ms + _BOOT_MS
            self._writes.controller_away()
            self._begin(features)

    def _booted(self, post_code: int) -> None:
        self._quiet_until_ms = self._now_ms
        if post_code:
            reason = _SELF_TEST.get(post_code, f"code {post_code}")
            self._say(f"The controller failed its self-test: {reason}. Have it looked at before it is used.")

    def _begin(self, features: Features) -> None:
        """Ask everything, and tell what the controller forgets when it restarts."""
        self._picture.put(connected=False, heartbeat_armed=False, heartbeat_missed=False)
        self._polls.begin(features, self._now_ms, charging=self.evse.charging)
        self._steering.begin()
        self._supervision.begin(self._now_ms, available=features.heartbeat)
        self._writes.controller_back(self._now_ms)
        self._unlock_ms = self._now_ms
        if self._voltage is not None:
            self._writes.add(self._voltage, self._now_ms)

    def _connected(self) -> None:
        self._picture.put(connected=True)
        self._picture.note(EvseChange.CONNECTED)
        features = self._picture.features
        takes_button = features is not None and features.protocol_version >= _BUTTON_SINCE
        if self._own_button and takes_button and not self._picture.button_is_ours:
            self._writes.add(SetToggle(Toggle.BUTTON, enabled=False), self._now_ms)

    # -- small things --------------------------------------------------------------------------------------------

    def _at(self, moment: Moment) -> None:
        self._now_ms = max(self._now_ms, moment.elapsed_ms)

    def _look(self) -> None:
        self._steering.look(self._now_ms)

    def _say(self, sentence: str) -> None:
        self._sentences.append(sentence)
