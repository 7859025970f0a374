"""Whatever moment a process or the power ends at: what was committed is there, and nothing by halves."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from pilotwire.station.eventlog import LogEntry
from pilotwire.station.price_list import PriceList
from pilotwire.station.records import (
    Kept,
    LogRecord,
    PricesRecord,
    Record,
    RegistersRecord,
    ResetRecord,
    SampleRecord,
    Scalar,
    ScheduleRecord,
    SessionRecord,
    SettingsRecord,
    Standing,
    StandingRecord,
    SunForecastRecord,
)
from pilotwire.station.samples import Sample
from pilotwire.station.schedule_values import ScheduleEvent
from pilotwire.station.sessions import Session
from pilotwire.station.sun_forecast import SunForecast
from pilotwire.store import recording
from pilotwire.store.connections import transaction
from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME, Store

from . import station_records as some

KILLS = 40


class State(msgspec.Struct, frozen=True):
    """Everything that is in the store, as the test reckons it."""

    kept: Kept = Kept()
    log: tuple[LogEntry, ...] = ()
    samples: tuple[Sample, ...] = ()


REPLACED: dict[type, str] = {
    ScheduleRecord: "schedule",
    StandingRecord: "standing",
    PricesRecord: "prices",
    SunForecastRecord: "sun_forecast",
}
"""What of the state the only field of a record replaces."""


def after(state: State, record: Record) -> State:
    changes: dict[str, object] = {}
    match record:
        case SettingsRecord(values, factory):
            changes["factory_settings" if factory else "settings"] = dict(values)
        case RegistersRecord(registers):
            changes["registers"] = registers
        case ScheduleRecord() | StandingRecord() | PricesRecord() | SunForecastRecord():
            changes[REPLACED[type(record)]] = getattr(record, record.__struct_fields__[0])
        case SessionRecord(session):
            changes = {"session": None if session.ended else session, "last_session_number": session.number}
        case LogRecord(entry):
            return msgspec.structs.replace(state, log=(*state.log, entry))
        case SampleRecord(sample):
            others = [other for other in state.samples if other.epoch_s != sample.epoch_s]
            ordered = tuple(sorted([*others, sample], key=lambda one: one.epoch_s))
            return msgspec.structs.replace(state, samples=ordered)
        case ResetRecord():
            return State(Kept(factory_settings=state.kept.factory_settings))
    return msgspec.structs.replace(state, kept=msgspec.structs.replace(state.kept, **changes))


def copied(path: Path, log_bytes: int | None = None) -> Path:
    """What a loss of power leaves: the file and its log as they are, perhaps the log cut short."""
    crashed = Path(tempfile.mkdtemp(dir=path.parent.parent)) / FILE_NAME
    shutil.copyfile(path, crashed)
    log = path.with_name(f"{FILE_NAME}-wal")
    if log.exists():
        crashed.with_name(log.name).write_bytes(log.read_bytes()[:log_bytes])
    return crashed


def stored(path: Path) -> State:
    with Store.open(path) as store, Reader(path) as reader:
        kept = store.load()
        assert store.report == ""
        log = [logged.entry for logged in reader.log(limit=10**6)]
        return State(kept, tuple(reversed(log)), tuple(reader.samples(0, 2**60, limit=10**6)))


RECENT_SAMPLES = st.builds(
    lambda sample, minute: msgspec.structs.replace(sample, epoch_s=some.NOON_S + minute * 60),
    some.samples,
    st.integers(0, 99),
)


class CrashingStore(RuleBasedStateMachine):
    """Commits of all kinds; losses of power in between; the original lives on."""

    @initialize()
    def opens(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="pilotwire-crash-"))
        self.path = self.directory / "data" / FILE_NAME
        self.store = Store.open(self.path)
        self.states = [State()]
        self.pending: list[Record] = []

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.directory)

    def now(self) -> State:
        """The state with what is pending."""
        state = self.states[-1]
        for record in self.pending:
            state = after(state, record)
        return state

    @rule(values=some.settings_values, factory=st.booleans())
    def sets(self, values: dict[str, Scalar], factory: bool) -> None:
        self.pending.append(SettingsRecord(values, factory))

    @rule(kwh=st.floats(0, 10), day=st.none() | st.dates(date(2026, 7, 1), date(2026, 7, 5)))
    def counts(self, kwh: float, day: date | None) -> None:
        self.pending.append(RegistersRecord(some.grown(self.now().kept.registers, kwh, day)))

    @rule(session=some.sessions, new=st.booleans())
    def charges(self, session: Session, new: bool) -> None:
        kept = self.now().kept
        number = kept.last_session_number + 1 if new or kept.session is None else kept.session.number
        self.pending.append(
            SessionRecord(msgspec.structs.replace(session, number=number, ended=None if new else session.ended))
        )

    @rule(events=st.lists(some.schedule_events, max_size=3))
    def plans(self, events: list[ScheduleEvent]) -> None:
        self.pending.append(ScheduleRecord(tuple(events)))

    @rule(standing=some.standings)
    def wants(self, standing: Standing) -> None:
        self.pending.append(StandingRecord(standing))

    @rule(prices=st.none() | some.price_lists)
    def posts(self, prices: PriceList | None) -> None:
        self.pending.append(PricesRecord(prices))

    @rule(forecast=some.sun_forecasts)
    def forecasts(self, forecast: SunForecast) -> None:
        self.pending.append(SunForecastRecord(forecast))

    @rule(entry=some.log_entries)
    def logs(self, entry: LogEntry) -> None:
        self.pending.append(LogRecord(entry))

    @rule(sample=RECENT_SAMPLES)
    def samples(self, sample: Sample) -> None:
        self.pending.append(SampleRecord(sample))

    @precondition(lambda self: len(self.states) % 5 == 4)
    @rule()
    def forgets(self) -> None:
        self.pending.append(ResetRecord())

    @precondition(lambda self: self.pending)
    @rule()
    def commits(self) -> None:
        self.store.commit(self.pending)
        self.states.append(self.now())
        self.pending = []

    @rule()
    def loses_power(self) -> None:
        assert stored(copied(self.path)) == self.states[-1]

    @rule(share=st.floats(0, 1))
    def loses_power_with_a_torn_log(self, share: float) -> None:
        log = self.path.with_name(f"{FILE_NAME}-wal")
        found = stored(copied(self.path, int(log.stat().st_size * share)))
        assert found in self.states
        assert stored(copied(self.path)) == self.states[-1]

    @rule()
    def restarts(self) -> None:
        self.store.close()
        assert stored(self.path) == self.states[-1]
        self.store = Store.open(self.path)


def test_after_a_loss_of_power_everything_committed_is_there_and_nothing_else() -> None:
    run_state_machine_as_test(CrashingStore, settings=settings(max_examples=15, stateful_step_count=20))


@given(cut=st.floats(0, 1), sizes=st.lists(st.integers(1, 5000), min_size=1, max_size=6))
@settings(max_examples=20)
def test_of_a_torn_log_whole_commits_remain_and_registers_never_go_back(cut: float, sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "data" / FILE_NAME
        with Store.open(path) as store:
            for number, size in enumerate(sizes, 1):
                store.commit([some.registers(float(number)), some.entry(number, "x" * size)])
            log = path.with_name(f"{FILE_NAME}-wal")
            found = stored(copied(path, int(log.stat().st_size * cut)))
        assert [len(entry.text) for entry in found.log] == sizes[: len(found.log)]
        assert found.kept.registers.total_kwh == len(found.log)


def test_a_crash_in_the_middle_of_a_commit_leaves_the_state_before_it(store: Store) -> None:
    store.commit([some.registers(1.0)])
    before = stored(copied(store.path))
    connection = store._connection
    connection.execute("PRAGMA cache_size = 1")  # so that pages reach the log before the commit
    with transaction(connection):
        for number in range(50):
            recording.apply(connection, some.entry(number, "x" * 5000))
        recording.apply(connection, some.registers(2.0))
        crashed = copied(store.path)
        assert crashed.with_name(f"{FILE_NAME}-wal").stat().st_size > 50 * 5000
        assert stored(crashed) == before
    assert stored(copied(store.path)).kept.registers.total_kwh == 2.0


@pytest.mark.parametrize("length", [0, 100, 512, 4096, 5000])
def test_a_crash_while_the_first_file_is_made_ends_in_a_store_that_opens(store: Store, length: int) -> None:
    crashed = copied(store.path)
    crashed.write_bytes(crashed.read_bytes()[:length])
    crashed.with_name(f"{FILE_NAME}-wal").unlink(missing_ok=True)
    with Store.open(crashed) as again:
        again.commit([some.registers(1.0)])


def test_killed_again_and_again_it_never_loses_a_commit_that_returned(tmp_path: Path) -> None:
    script = Path(__file__).with_name("committing_process.py")
    path = tmp_path / "data" / FILE_NAME
    ended = subprocess.run(  # noqa: S603
        [sys.executable, script, path, str(KILLS), "7"], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.stderr == ""
    lives = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(lives) == KILLS
    for acknowledged, switches, setting, logged, report in lives:
        assert switches == setting == logged
        assert acknowledged <= switches <= acknowledged + 1
        assert report == ""
    assert [life[1] for life in lives] == sorted(life[1] for life in lives)
