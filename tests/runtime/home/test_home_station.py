"""The station's decisions beside its house: what it is told, what it sends, and what it makes up for."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from pilotwire.controller import PROFILES
from pilotwire.plant import CATALOGUE, Plant
from pilotwire.plant.home import HousePower
from pilotwire.rapi.codec import Reply, ReplyDecoder
from pilotwire.rapi.codes import EvseState
from pilotwire.rapi.server import RapiServer
from pilotwire.runtime.closed_loop import ClosedLoop
from pilotwire.runtime.home.controller_view import ControllerView
from pilotwire.runtime.home.plan import Strategy
from pilotwire.runtime.home.station import HomeStation, Measured, PluggedCar
from pilotwire.runtime.plan_file import parse_plan
from pilotwire.station.claims import ChargeState, Client
from pilotwire.station.moment import Moment
from pilotwire.station.records import Kept
from pilotwire.station.settings.areas import Areas
from pilotwire.station.station import Station

MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)
MINUTE_MS = 60_000


def strategy(text: str) -> Strategy:
    home = parse_plan(f"[house]\n[[strategy]]\n{text}\n", "p.toml").home
    assert home is not None
    return home.strategies[0]


class Bench:
    """A station with a controller and a car."""

    def __init__(self, text: str) -> None:
        self.plant = Plant(CATALOGUE["nissan-leaf-40"], soc_percent=30)
        self.loop = ClosedLoop(PROFILES["eu"], self.plant)
        self.loop.run_to(10_000)
        self.sent: list[str] = []
        self.server = RapiServer(self.loop.controller)
        self.line = self.server.open_session(lambda _data: None)
        self.station = HomeStation(strategy(text), MIDNIGHT, Random(1), self.send)

    def wants(self) -> ChargeState:
        assert self.station.target is not None
        return self.station.target.state

    def send(self, command: str) -> None:
        self.sent.append(command)
        self.line.receive(command.encode() + b"\r")
        self.loop.touched()

    def plug_in(self) -> None:
        self.plant.plug_in(self.loop.now_ms)
        self.loop.touched()
        self.loop.run_to(self.loop.now_ms + 5_000)

    def minute(self, sun_w: float = 0, load_w: float = 0) -> None:
        self.loop.run_to((self.loop.now_ms // MINUTE_MS + 1) * MINUTE_MS)
        car_w = self.plant.status.grid_w
        power = HousePower(sun_w, load_w, car_w, 0, load_w + car_w - sun_w)
        self.station.measured(Measured(self.loop.now_ms, power, None), self.plant.soc_percent, self.loop.controller)
        self.loop.run_to(self.loop.now_ms + 20_000)


def test_its_sources_are_those_of_the_station() -> None:
    areas = Areas.for_station("home")
    station = Station(Kept(), areas, Moment(0, MIDNIGHT), hash_password=str, random=Random(1))
    elsewhere = (Client.BOOST, Client.COMMISSIONING)
    clients = [source.client for source in station._desk._sources if source.client not in elsewhere]
    assert [source.client for source in Bench('mode = "fast"').station._desk._sources] == clients


def test_eco_pauses_starts_and_follows_the_sun_by_rapi() -> None:
    bench = Bench('mode = "eco"')
    bench.plug_in()
    bench.minute()
    assert bench.sent[-1] == "$FS"
    assert bench.loop.controller.state.label == "sleeping"
    for _ in range(3):
        bench.minute(sun_w=3_100)
    assert bench.sent[-2:] == ["$SC 13 V", "$FE"]
    assert bench.plant.status.grid_w == pytest.approx(13 * 230, rel=0.05)
    bench.minute(sun_w=2_200)
    assert bench.sent[-1] == "$SC 9 V"


def test_a_command_that_brings_nothing_about_is_not_sent_again_and_again() -> None:
    bench = Bench('mode = "fast"\nsettings = { default_state = false }')
    bench.plug_in()
    bench.station._send = bench.sent.append  # the line is cut
    for _ in range(10):
        bench.station.look(bench.loop.now_ms, bench.loop.controller)
    assert bench.sent == ["$FS"]
    bench.loop.run_to(bench.loop.now_ms + 30_000)
    bench.station.look(bench.loop.now_ms, bench.loop.controller)
    assert bench.sent == ["$FS", "$FS"]


def test_pausing_by_disabling_is_a_setting() -> None:
    bench = Bench('mode = "eco"\nsettings = { pause_uses_disabled = true }')
    bench.plug_in()
    bench.minute()
    assert bench.sent == ["$FD"]


def test_a_goal_is_given_up_with_the_plug_and_told_anew_with_the_next() -> None:
    bench = Bench('mode = "fast"\nsoc_percent = 30')
    bench.station.car_comes(PluggedCar(39_000, 90))
    bench.plug_in()
    for _ in range(3):
        bench.minute()
    assert bench.wants() is ChargeState.DISABLED, "30 % were there from the beginning"
    bench.plant.unplug(bench.loop.now_ms)
    bench.loop.touched()
    bench.minute()
    assert bench.wants() is ChargeState.ACTIVE


def test_without_power_nothing_is_sent() -> None:
    bench = Bench('mode = "eco"')
    bench.station.measured(Measured(0, HousePower(0, 500, 0, 0, 500), None), None, None)
    assert bench.sent == []


@pytest.mark.parametrize("settings", ["", "settings = { divert_decay_smoothing_time = 60 }"])
def test_what_was_measured_while_nobody_watched_is_made_up_for(settings: str) -> None:
    """Told the last hour at once, the station decides as one that was told every minute of the day."""
    sun = Random(7)
    day = [Measured(minute * MINUTE_MS, power(sun.choice((300.0, 2_500.0))), None) for minute in range(720)]
    watched, absent = (Bench(f'mode = "eco"\n{settings}') for _ in range(2))
    for one in day:
        watched.station.measured(one, None, None)
    absent.station.catch_up(day[-60:])
    smoothed = [bench.station._divert.status.smoothed_a for bench in (watched, absent)]
    assert smoothed[0] == pytest.approx(smoothed[1], rel=0.01)


def power(sun_w: float) -> HousePower:
    return HousePower(sun_w, 200, 0, 0, 200 - sun_w)


def test_the_controller_is_seen_as_rapi_tells_it() -> None:
    bench = Bench('mode = "fast"')
    heard: list[Reply] = []
    decoder = ReplyDecoder()
    session = bench.server.open_session(
        lambda data: heard.extend(frame for frame in decoder.feed(data) if isinstance(frame, Reply))
    )
    view = ControllerView(230.0)

    def asked(command: str) -> tuple[str, ...]:
        heard.clear()
        session.receive(command.encode() + b"\r")
        return heard[0].words

    for step in range(6):
        evse = view.evse(bench.loop.controller)
        state, _, pilot_state, flags = (int(word, 16) for word in asked("$GS"))
        assert (evse.state_code, evse.pilot_state, evse.flags) == (state, pilot_state, flags)
        limits = (evse.minimum_a, evse.hardware_maximum_a, evse.pilot_a, evse.configured_maximum_a)
        assert limits == tuple(int(word) for word in asked("$GC"))
        clock_dc, ambient_dc, _ = (int(word) for word in asked("$GP"))
        assert (evse.ds3231_dc, evse.mcp9808_dc) == (clock_dc, None if ambient_dc == -2_560 else ambient_dc)
        if evse.state is EvseState.CHARGING:
            assert evse.current_ma == int(asked("$GG")[0])
        if step == 0:
            bench.plug_in()
        bench.loop.run_to(bench.loop.now_ms + 7_000)
    assert view.evse(bench.loop.controller).state is EvseState.CHARGING
    assert view.evse(bench.loop.controller) is view.evse(bench.loop.controller)
