"""Any car, any fault at any time, any bytes, any button, any power cut: the invariants of docs/safety.md hold."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from watched_station import WatchedStation

from pilotwire.controller import PROFILES
from pilotwire.plant import CATALOGUE, FAULTS, Fault
from pilotwire.rapi.answers import HANDLERS
from pilotwire.rapi.codec import ChecksumStyle, encode_frame

DURATIONS_MS = st.one_of(
    st.integers(1, 400),
    st.sampled_from([1_000, 1_500, 3_000, 5_000, 20_000, 60_000, 301_000, 3_600_000]),
)
WORDS = st.one_of(
    st.integers(0, 300).map(str),
    st.sampled_from(["V", "M", "A", "0", "1", "2", "D", "E", "F", "G", "R", "T", "B", "165", "65535", "-1", "8.5", ""]),
    st.text(alphabet="0123456789 :.^*$AZaz-\x11", max_size=6),
)
COMMANDS = st.builds(
    lambda name, args, style, sequence: encode_frame(" ".join([name, *args]), style, sequence),
    st.sampled_from([*HANDLERS, "FR", "XX", "S2", "SM"]),
    st.lists(WORDS, max_size=4),
    st.sampled_from(list(ChecksumStyle)),
    st.one_of(st.none(), st.integers(1, 255)),
)


class AnyStation(RuleBasedStateMachine):
    """One station and everything that can be done to it."""

    @initialize(
        profile=st.sampled_from(sorted(PROFILES)),
        car=st.sampled_from(sorted(CATALOGUE)),
        seed=st.integers(0, 2**16),
    )
    def power_on(self, profile: str, car: str, seed: int) -> None:
        self.station = WatchedStation(profile, car, seed)
        self.plugged = False
        self.station.wait(6_000)

    @rule(soc_percent=st.integers(0, 90))
    def charge(self, soc_percent: int) -> None:
        """What most days are made of; without it few runs would ever close the contactor."""
        station = self.station
        if not self.plugged:
            self.plugged = True
            station.plant.plug_in(station.loop.now_ms)
        station.plant.set_soc(station.loop.now_ms, soc_percent)
        station.plant.request_charge(station.loop.now_ms, wanted=True)
        station.act()
        station.send(b"$FE\r")
        station.wait(12_000)

    @rule(delay_ms=st.integers(0, 4_000), seconds=st.integers(0, 5))
    def car_changes_its_mind(self, delay_ms: int, seconds: int) -> None:
        """S2 opens at any point of the closing sequence or of the charge."""
        self.charge(20)
        self.unplug()
        self.station.wait(1_000)
        self.plugged = True
        self.station.plant.plug_in(self.station.loop.now_ms)
        self.station.act()
        self.station.wait(delay_ms)
        self.station.plant.request_charge(self.station.loop.now_ms, wanted=False)
        self.station.act()
        self.station.wait(seconds * 1_000)

    @rule(
        fault=st.sampled_from([Fault.RESIDUAL_CURRENT, Fault.EARTH_LOST, Fault.PILOT_SHORTED, Fault.DIODE_SHORTED]),
        delay_ms=st.integers(0, 3_000),
    )
    def fault_during_a_charge(self, fault: Fault, delay_ms: int) -> None:
        self.charge(20)
        self.station.wait(delay_ms)
        self.station.plant.set_fault(self.station.loop.now_ms, fault)
        self.station.act()
        self.station.wait(3_000)
        self.repaired()

    @rule(command=st.sampled_from([b"$FS\r", b"$FD\r", b"$FR\r", b"$F1\r", b"$S4 1\r", b"$SC 6 V\r"]))
    def command_during_a_charge(self, command: bytes) -> None:
        self.charge(20)
        self.station.send(command)
        self.station.wait(6_000)

    @rule()
    def repaired(self) -> None:
        """Everything is in order again."""
        for fault in Fault:
            self.station.plant.set_fault(self.station.loop.now_ms, fault, active=False)
        self.station.act()

    @rule(duration_ms=DURATIONS_MS)
    def time_passes(self, duration_ms: int) -> None:
        self.station.wait(duration_ms)

    @precondition(lambda self: not self.plugged)
    @rule()
    def plug_in(self) -> None:
        self.plugged = True
        self.station.plant.plug_in(self.station.loop.now_ms)
        self.station.act()

    @precondition(lambda self: self.plugged)
    @rule()
    def unplug(self) -> None:
        self.plugged = False
        self.station.plant.unplug(self.station.loop.now_ms)
        self.station.act()

    @rule(wanted=st.booleans())
    def car_asks(self, wanted: bool) -> None:
        self.station.plant.request_charge(self.station.loop.now_ms, wanted=wanted)
        self.station.act()

    @rule(fault=st.sampled_from(list(Fault)), active=st.booleans(), share=st.floats(0, 1))
    def fault_switched(self, fault: Fault, active: bool, share: float) -> None:
        text = FAULTS[fault]
        value = text.lowest + share * (text.highest - text.lowest)
        whole = fault in (Fault.CONTACTOR_WELDED, Fault.PHASE_LOST)
        self.station.plant.set_fault(self.station.loop.now_ms, fault, round(value) if whole else value, active=active)
        self.station.act()

    @rule(hold_ms=st.sampled_from([20, 100, 400, 700, 10_500]))
    def button(self, hold_ms: int) -> None:
        self.station.plant.press_button(self.station.loop.now_ms)
        self.station.act()
        self.station.wait(hold_ms)
        self.station.plant.release_button(self.station.loop.now_ms)
        self.station.act()

    @rule(command=COMMANDS)
    def command(self, command: bytes) -> None:
        self.station.send(command)

    @rule(data=st.binary(max_size=80))
    def noise(self, data: bytes) -> None:
        self.station.send(data)

    @rule()
    def power_cut(self) -> None:
        self.station.power_cut()

    @rule()
    def is_asked(self) -> None:
        assert self.station.answers()


AnyStation.TestCase.settings = settings(
    max_examples=250, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyStation = AnyStation.TestCase
