"""A station under observation: controller and plant in closed loop, every invariant checked at every instant.

The checks look from the outside, at what is driven and what is sensed, not at what the controller believes. Their
numbers are those of docs/safety.md.
"""

from __future__ import annotations

from random import Random

from pilotwire.controller import PROFILES, Controller, EvseState, Inputs, Outputs, PilotLevel, SettingsFlag
from pilotwire.j1772 import PILOT_BC_MV, PILOT_CD_MV, PILOT_DE_MV, PILOT_DIODE_MV, offer
from pilotwire.plant import CATALOGUE, EU_SINGLE_PHASE, US_LEVEL_2, Cable, Plant
from pilotwire.rapi.server import RapiServer
from pilotwire.runtime.closed_loop import ClosedLoop
from pilotwire.runtime.settings_file import format_settings, parse_settings

OPEN_WITHIN_MS = 100
GRACE_MS = 3_000
WELD_SEEN_WITHIN_MS = 2_500
SELF_TEST_FRESH_MS = 5_000
ANSWER_WITHIN_MS = 12_000
CHARGE_STATES = (EvseState.B, EvseState.C, EvseState.DIODE_FAILED)


class WatchedStation:
    """Does what it is told and raises AssertionError at the instant an invariant breaks."""

    def __init__(self, profile: str, car: str, seed: int) -> None:
        self.plant = Plant(
            CATALOGUE[car],
            cable=Cable(),
            supply=US_LEVEL_2 if PROFILES[profile].auto_level else EU_SINGLE_PHASE,
            seed=seed,
            soc_percent=30,
            continuous_ground=PROFILES[profile].cgmi,
        )
        self.loop = ClosedLoop(PROFILES[profile], self.plant)
        self.random = Random(seed)
        self.received = b""
        self.unpermitted_since: int | None = None
        self.high_since: int | None = None
        self.self_test_answered_at: int | None = None
        self.coil_driven = False
        self.live_since: int | None = None
        self.trip = False
        self.outputs = Outputs()
        self.session_ws = 0
        self.total_wh = 0
        self.instants = 0
        self._watch_controller()
        self.loop.on_event = self._instant

    @property
    def controller(self) -> Controller:
        return self.loop.controller

    def _watch_controller(self) -> None:
        self.server = RapiServer(self.controller)
        self.session = self.server.open_session(self._receive)
        self.outputs = Outputs()
        self.session_ws = 0
        self.trip = False

    def _receive(self, data: bytes) -> None:
        self.received += data

    # -- what happens to it --------------------------------------------------------------------------------------

    def wait(self, duration_ms: int) -> None:
        before = self.instants
        self.loop.run_to(self.loop.now_ms + duration_ms)
        # S13: the cost of time is bounded; the machine never spins.
        assert self.instants - before < 200 + duration_ms / 20

    def act(self, *, touch: bool = True) -> None:
        if touch:
            self.loop.touched()

    def send(self, data: bytes) -> None:
        self.loop.touched()
        self.session.receive(data)
        self.loop.touched()

    def power_cut(self) -> None:
        settings = self.controller.settings
        # S10: what would be on the disk is read back whole.
        loaded = parse_settings(format_settings(settings).encode(), "settings")
        assert loaded.settings == settings
        assert not loaded.warnings
        energy = self.controller.machine.energy
        delivered_wh = settings.total_wh + (energy.session_wh if energy.in_session else 0)
        self.loop.power_cycle()
        self.total_wh = min(self.total_wh, self.controller.settings.total_wh)
        assert settings.total_wh <= self.controller.settings.total_wh <= delivered_wh
        self._watch_controller()

    def answers(self) -> bool:
        """S8: it answers a query, whatever was done to it."""
        self.received = b""
        for _ in range(ANSWER_WITHIN_MS // 1_000):
            # While it is busy the receive buffer may be full, so a client asks again.
            self.send(b"\r$GV\r")
            self.wait(1_000)
            if b"$OK" in self.received:
                return True
        return False

    # -- what is checked -----------------------------------------------------------------------------------------

    def _instant(self) -> None:
        self.instants += 1
        self.server.pump()
        now, inputs = self.loop.now_ms, self.plant.inputs
        before, after = self.outputs, self.controller.outputs
        self._note_self_test(now, inputs, after)
        self._check_contactor(now, inputs, before, after)
        self._check_offer(after)
        self._check_energy(before, after)
        self._check_weld(now, inputs, after)
        self.outputs = after

    def _note_self_test(self, now: int, inputs: Inputs, after: Outputs) -> None:
        if after.gfci_test:
            self.coil_driven = True
        if self.coil_driven and inputs.gfci_trip:
            self.self_test_answered_at = now
        if not after.gfci_test:
            self.coil_driven = False

    def _permits(self, inputs: Inputs) -> bool:
        vent_check_off = (self.controller.settings.flags or 0) & SettingsFlag.VENT_CHECK_OFF
        return (PILOT_DE_MV if vent_check_off else PILOT_CD_MV) <= inputs.pilot_high_mv < PILOT_BC_MV

    def _check_contactor(self, now: int, inputs: Inputs, before: Outputs, after: Outputs) -> None:
        closed = after.contactor_closed
        flags = self.controller.settings.flags or 0
        if closed and not before.contactor_closed:
            # S1, S3, S4: closing needs state C, an offer, a permitted pilot, a diode and a fresh self-test.
            assert self.controller.state is EvseState.C
            assert after.pilot.level is PilotLevel.PWM
            assert self._permits(inputs)
            assert inputs.pilot_low_mv < PILOT_DIODE_MV or flags & SettingsFlag.DIODE_CHECK_OFF
            if not flags & SettingsFlag.GFCI_SELF_TEST_OFF:
                assert self.self_test_answered_at is not None
                assert now - self.self_test_answered_at <= SELF_TEST_FRESH_MS
        # S2: power goes within 100 ms of the permission.
        diode_gone = after.pilot.level is PilotLevel.PWM and inputs.pilot_low_mv >= PILOT_DIODE_MV
        permitted = self._permits(inputs) and (not diode_gone or flags & SettingsFlag.DIODE_CHECK_OFF)
        if not closed or permitted:
            self.unpermitted_since = None
        elif self.unpermitted_since is None:
            self.unpermitted_since = now
        if self.unpermitted_since is not None:
            assert now - self.unpermitted_since <= OPEN_WITHIN_MS
        # S5: without an offer the contactor is open 3 s later.
        if not closed or after.pilot.level is PilotLevel.PWM:
            self.high_since = None
        elif self.high_since is None:
            self.high_since = now
        if self.high_since is not None:
            assert now - self.high_since <= GRACE_MS
        # S6: residual current opens at once.
        tripped = inputs.gfci_trip and not self.trip
        self.trip = inputs.gfci_trip
        if tripped and not before.gfci_test:
            assert not closed

    def _check_offer(self, after: Outputs) -> None:
        if after.pilot.level is not PilotLevel.PWM:
            return
        m = self.controller.machine
        # S7, S11: an offer is made to a car only, within every limit that is in force.
        assert m.state in CHARGE_STATES or m.state is EvseState.STUCK_RELAY
        offered_a = offer(after.pilot.duty_percent).current_a
        assert 6 <= round(offered_a) <= m.hardware_max_a
        if m.state is not EvseState.STUCK_RELAY:
            assert round(offered_a) <= m.configured_max_a
        if m.temperatures.throttled:
            assert offered_a <= max(6, m.configured_max_a / 2) + 0.5

    def _check_energy(self, before: Outputs, after: Outputs) -> None:
        m = self.controller.machine
        # S9: energy is counted through a closed contactor only.
        if not before.contactor_closed and not after.contactor_closed:
            assert m.energy.session_ws <= self.session_ws or m.energy.session_ws == 0
        self.session_ws = m.energy.session_ws

    def _check_weld(self, now: int, inputs: Inputs, after: Outputs) -> None:
        m = self.controller.machine
        flags = self.controller.settings.flags or 0
        behind = inputs.ac_sense_1 or (inputs.ac_sense_2 and not self.controller.profile.cgmi)
        live = behind and not (after.relay_1 or after.relay_2)
        if not live or flags & SettingsFlag.STUCK_RELAY_CHECK_OFF or self.controller.busy:
            self.live_since = None
        elif self.live_since is None:
            self.live_since = now
        # S12: mains behind an open contactor does not go unnoticed.
        if self.live_since is not None and now - self.live_since > WELD_SEEN_WITHIN_MS:
            assert m.state.is_fault
