"""The outbox: one call at a time; what must arrive arrives once and in order, over crashes and lost answers."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pilotwire.ocpp.effects import DequeueCall, KeptOcpp, OcppRecord, QueueCall
from pilotwire.ocpp.frames import Call, Error, Result, decode
from pilotwire.ocpp.outbox import ANSWER_WITHIN_MS, Answer, NoAnswer, Outbox
from pilotwire.station.moment import Moment


def at(ms: int) -> Moment:
    return Moment(ms, datetime(2026, 1, 1, tzinfo=UTC))


class Bench:
    """An outbox with what it handed out."""

    def __init__(self, kept: KeptOcpp = KeptOcpp()) -> None:
        numbers = count(1)
        self.delivered: list[tuple[str, Answer]] = []
        self.answers: list[Answer] = []
        self.outbox = Outbox(
            kept,
            lambda: f"id-{next(numbers)}",
            lambda call, answer, _: self.delivered.append((call.action, answer)),
        )
        self.outbox.held = False
        self.outbox.connected()

    def ask(self, action: str, *, urgent: bool = False) -> None:
        self.outbox.ask(action, {}, lambda answer, _: self.answers.append(answer), urgent=urgent)

    def sent(self, ms: int = 0) -> Call | None:
        text = self.outbox.next_message(at(ms))
        if text is None:
            return None
        call = decode(text)
        assert isinstance(call, Call)
        return call


def test_one_call_is_under_way_at_a_time() -> None:
    bench = Bench()
    bench.ask("Heartbeat")
    bench.ask("Authorize")
    first = bench.sent()
    assert first is not None
    assert first.action == "Heartbeat"
    assert bench.sent() is None
    assert bench.outbox.answered(Result(first.id, {}), at(10))
    second = bench.sent()
    assert second is not None
    assert second.action == "Authorize"


def test_until_the_station_is_accepted_only_urgent_calls_are_sent() -> None:
    bench = Bench()
    bench.outbox.held = True
    bench.ask("Heartbeat")
    bench.outbox.queue("StartTransaction", {})
    bench.ask("BootNotification", urgent=True)
    boot = bench.sent()
    assert boot is not None
    assert boot.action == "BootNotification"
    bench.outbox.answered(Result(boot.id, {}), at(0))
    assert bench.sent() is None


def test_what_must_arrive_goes_before_what_matters_only_now() -> None:
    bench = Bench()
    bench.ask("Heartbeat")
    bench.outbox.queue("StopTransaction", {})
    first = bench.sent()
    assert first is not None
    assert first.action == "StopTransaction"


def test_an_answer_that_does_not_come_is_given_up() -> None:
    bench = Bench()
    bench.ask("Heartbeat")
    bench.sent()
    bench.outbox.advance(at(ANSWER_WITHIN_MS - 1))
    assert bench.answers == []
    assert bench.outbox.next_deadline_ms == ANSWER_WITHIN_MS
    bench.outbox.advance(at(ANSWER_WITHIN_MS))
    assert isinstance(bench.answers[0], NoAnswer)


def test_a_queued_call_is_repeated_as_the_same_message_until_it_is_answered() -> None:
    bench = Bench()
    bench.outbox.queue("StartTransaction", {"meterStart": 5})
    first = bench.sent()
    bench.outbox.advance(at(ANSWER_WITHIN_MS))
    assert bench.sent(ANSWER_WITHIN_MS) == first
    bench.outbox.disconnected(at(50_000))
    bench.outbox.connected()
    assert bench.sent(60_000) == first
    assert bench.delivered == []


def test_a_late_answer_to_a_queued_call_is_an_answer() -> None:
    bench = Bench()
    bench.outbox.queue("StartTransaction", {})
    first = bench.sent()
    assert first is not None
    bench.outbox.disconnected(at(0))
    assert bench.outbox.answered(Result(first.id, {}), at(1))
    assert [action for action, _ in bench.delivered] == ["StartTransaction"]
    assert bench.outbox.queued == 0


def test_a_refused_queued_call_is_repeated_later_and_then_given_up() -> None:
    bench = Bench()
    bench.outbox.queue("StartTransaction", {})
    now_ms = 0
    for refusal in range(1, 4):
        call = bench.sent(now_ms)
        assert call is not None
        bench.outbox.answered(Error(call.id, "InternalError"), at(now_ms))
        if refusal < 3:
            assert bench.sent(now_ms + refusal * 60_000 - 1) is None
            assert bench.outbox.next_deadline_ms == now_ms + refusal * 60_000
            now_ms += refusal * 60_000
    assert [action for action, _ in bench.delivered] == ["StartTransaction"]
    assert bench.outbox.queued == 0


def test_what_matters_only_now_is_over_when_the_connection_goes() -> None:
    bench = Bench()
    bench.ask("Heartbeat")
    bench.ask("Authorize")
    bench.sent()
    bench.outbox.disconnected(at(5))
    assert [type(answer) for answer in bench.answers] == [NoAnswer, NoAnswer]


def test_an_answer_nobody_asked_for_is_nobodys() -> None:
    assert not Bench().outbox.answered(Result("nobody", {}), at(0))


def test_queued_calls_that_wait_can_be_amended_and_the_one_under_way_cannot() -> None:
    bench = Bench()
    bench.outbox.queue("StartTransaction", {"n": 1})
    bench.outbox.queue("StopTransaction", {"n": 1})
    first = bench.sent()
    bench.outbox.amend(lambda call: Call(call.id, call.action, {"n": 2}))
    assert first is not None
    bench.outbox.answered(Result(first.id, {}), at(0))
    second = bench.sent()
    assert second is not None
    assert (first.payload, second.payload) == ({"n": 1}, {"n": 2})
    assert QueueCall(2, second.text) in bench.outbox.take_records()


def test_a_kept_message_that_cannot_be_read_is_dropped() -> None:
    bench = Bench(
        KeptOcpp(queue=(QueueCall(4, "rubbish"), QueueCall(5, '[2,"x","StopTransaction",{}]')), last_number=5)
    )
    assert bench.outbox.queued == 1
    assert bench.outbox.take_records() == [DequeueCall(4)]
    bench.outbox.queue("StartTransaction", {})
    (kept,) = bench.outbox.take_records()
    assert isinstance(kept, QueueCall)
    assert kept.number == 6


def test_too_many_readings_are_thinned_and_nothing_else() -> None:
    bench = Bench()
    bench.outbox.queue("StartTransaction", {})
    for number in range(10):
        bench.outbox.queue("MeterValues", {"number": number})
        bench.outbox.thin(9, lambda call: call.action == "MeterValues")
    bench.outbox.queue("StopTransaction", {})
    sent = []
    while (call := bench.sent()) is not None:
        sent.append((call.action, call.payload.get("number")))
        bench.outbox.answered(Result(call.id, {}), at(0))
    assert [action for action, _ in sent] == ["StartTransaction", *["MeterValues"] * 5, "StopTransaction"]
    assert [number for action, number in sent if action == "MeterValues"] == [1, 3, 5, 7, 9]


class Deliveries(RuleBasedStateMachine):
    """A back end that takes each id once, a line that loses messages and answers, a station that crashes."""

    def __init__(self) -> None:
        super().__init__()
        self.now_ms = 0
        self.stored: dict[int, str] = {}
        self.last_number = 0
        self.ids = count(1)
        self.wanted: list[int] = []
        self.taken: list[int] = []
        self.seen: set[str] = set()
        self.online = True
        self._start()

    def _start(self) -> None:
        queue = tuple(QueueCall(number, text) for number, text in sorted(self.stored.items()))
        self.outbox = Outbox(KeptOcpp(queue=queue, last_number=self.last_number), self._id, lambda *_: None)
        self.outbox.held = False
        if self.online:
            self.outbox.connected()

    def _id(self) -> str:
        return f"id-{next(self.ids)}"

    def _keep(self) -> None:
        for record in self.outbox.take_records():
            self._store(record)

    def _store(self, record: OcppRecord) -> None:
        match record:
            case QueueCall(number, message):
                self.stored[number] = message
                self.last_number = max(self.last_number, number)
            case DequeueCall(number):
                del self.stored[number]

    @rule()
    def want(self) -> None:
        self.wanted.append(len(self.wanted))
        self.outbox.queue("TransactionEvent", {"number": self.wanted[-1]})
        self._keep()

    @rule(arrives=st.booleans(), answer=st.sampled_from(["answered", "lost", "twice"]))
    def send(self, arrives: bool, answer: str) -> None:
        text = self.outbox.next_message(at(self.now_ms))
        if text is None or not arrives:
            return
        call = decode(text)
        assert isinstance(call, Call)
        if call.id not in self.seen:
            self.seen.add(call.id)
            number = call.payload["number"]
            assert isinstance(number, int)
            self.taken.append(number)
        if answer == "lost":
            return
        self.outbox.answered(Result(call.id, {}), at(self.now_ms))
        if answer == "twice":
            self.outbox.answered(Result(call.id, {}), at(self.now_ms))
        self._keep()

    @rule(seconds=st.integers(1, 100))
    def wait(self, seconds: int) -> None:
        self.now_ms += seconds * 1000
        self.outbox.advance(at(self.now_ms))

    @rule()
    def line_goes_and_comes(self) -> None:
        self.outbox.disconnected(at(self.now_ms))
        self.outbox.connected()

    @rule()
    def crash(self) -> None:
        self._start()

    @invariant()
    def in_order_and_once(self) -> None:
        assert self.taken == self.wanted[: len(self.taken)]

    def teardown(self) -> None:
        for _ in range(2 * len(self.wanted) + 2):
            self.wait(31)
            self.send(arrives=True, answer="answered")
        assert self.taken == self.wanted
        assert not self.stored


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
