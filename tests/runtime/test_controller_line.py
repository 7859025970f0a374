"""The controller's line: with the simulated controller, with others, and with lines that fail in every way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

import msgspec
import pytest
from controller_line_bench import Bench, SimulatedController, running, simulated

from pilotwire.controller import PROFILES
from pilotwire.controller import EvseState as ControllerState
from pilotwire.rapi import EvseState, Transport, TransportError, open_transport, serve
from pilotwire.rapi.codes import SettingsFlag, Toggle, VolatileFlag
from pilotwire.runtime.controller_line import ControllerLine
from pilotwire.runtime.rapi_port import RapiPort
from pilotwire.station.evse import Aim, EvseChange, LinkState
from pilotwire.station.writes import Restart, SetConfiguredMaximum, SetToggle, SetVoltage
from rapi.fake_controllers import MODELS, FakeController
from rapi.faulty_pipe import Faults, FaultyPipe
from rapi.virtual_time import run_real, run_virtual

CHARGE = Aim(active=True, pilot_a=16)
PAUSE = Aim(active=False, pilot_a=16)


def aim(bench: Bench, aim: Aim) -> None:
    bench.link.aim(aim, bench.now())
    bench.line.wake()


def test_a_controller_is_found_asked_and_kept_at_its_aim() -> None:
    async def main() -> None:
        async with simulated() as (bench, controller):
            aim(bench, CHARGE)
            assert await bench.line.settled()
            assert controller.offers_a == 16
            evse = bench.link.evse
            assert (evse.firmware, evse.state, evse.pilot_a) == ("8.2.3.EU", EvseState.NOT_CONNECTED, 16)
            assert evse.link.state is LinkState.CONNECTED
            assert evse.heartbeat_armed
            controller.do("ev C", "amps 15840")
            await bench.until(lambda: bench.link.evse.current_ma > 15_000)
            assert bench.link.evse.charging
            aim(bench, PAUSE)
            assert await bench.line.settled()
            assert bench.link.evse.paused
            assert controller.controller.state is ControllerState.SLEEPING
            assert bench.refusals == []

    run_virtual(main())


def test_twenty_charges_miss_no_heartbeat_and_no_answer() -> None:
    async def main() -> None:
        async with simulated() as (bench, controller):
            aim(bench, CHARGE)
            for _ in range(20):
                controller.do("ev C", "amps 15840")
                await asyncio.sleep(200)
                controller.do("ev A", "amps 0")
                await asyncio.sleep(100)
            assert not bench.link.evse.heartbeat_missed
            assert bench.link.evse.pilot_a == 16
            link = bench.link.evse.link
            assert link.commands_sent == link.commands_answered
            assert link.losses == link.values_ignored == 0

    run_virtual(main())


def test_settings_reach_the_controller_and_come_back() -> None:
    async def main() -> None:
        async with simulated() as (bench, controller):
            for write in (SetConfiguredMaximum(20), SetToggle(Toggle.DIODE_CHECK, enabled=False), SetVoltage(231.5)):
                bench.link.request(write)
            bench.line.wake()
            assert await bench.line.settled()
            evse = bench.link.evse
            assert (evse.configured_maximum_a, evse.voltage_v) == (20, 231.5)
            assert SettingsFlag.DIODE_CHECK_OFF in evse.stored_flags
            assert controller.controller.machine.voltage_mv == 231_500
            assert bench.refusals == []

    run_virtual(main())


def test_what_the_controller_refuses_is_told_in_words() -> None:
    async def main() -> None:
        async with simulated() as (bench, _):
            bench.link.request(SetConfiguredMaximum(80))
            bench.line.wake()
            assert await bench.line.settled()
            assert len(bench.refusals) == 1
            assert "32 A" in bench.refusals[0]

    run_virtual(main())


# -- the controller restarts, or is another --------------------------------------------------------------------------


def test_a_power_cut_in_mid_session_ends_in_the_same_session() -> None:
    async def main() -> None:
        async with simulated() as (bench, controller):
            aim(bench, CHARGE)
            controller.do("ev C", "amps 15840")
            await bench.until(lambda: bench.link.evse.charging)
            bench.changes.clear()
            controller.power_cycle()
            await bench.until(lambda: bench.changes.count(EvseChange.CONNECTED))
            await bench.until(lambda: bench.link.evse.charging)
            assert EvseChange.RESTARTED in bench.changes
            assert EvseChange.LOST not in bench.changes
            assert controller.offers_a == 16
            assert bench.link.evse.heartbeat_armed

    run_virtual(main())


def test_a_pause_survives_a_power_cut() -> None:
    async def main() -> None:
        async with simulated() as (bench, controller):
            aim(bench, PAUSE)
            controller.do("ev C")
            await asyncio.sleep(5)
            controller.power_cycle()
            await bench.until(lambda: EvseChange.RESTARTED in bench.changes and bench.link.evse.paused)
            await asyncio.sleep(30)
            assert controller.controller.state is ControllerState.SLEEPING
            assert not controller.controller.outputs.contactor_closed

    run_virtual(main())


def test_a_restart_that_was_asked_for_is_waited_for() -> None:
    async def main() -> None:
        async with simulated() as (bench, _):
            bench.link.request(Restart())
            bench.line.wake()
            assert await bench.line.settled(30)
            await bench.connected()
            assert EvseChange.RESTARTED in bench.changes
            assert bench.refusals == []

    run_virtual(main())


def test_a_boot_lock_is_released_once_there_is_an_aim() -> None:
    async def main() -> None:
        locked = msgspec.structs.replace(PROFILES["eu"], boot_lock=True)
        async with simulated(locked) as (bench, controller):
            await asyncio.sleep(10)
            assert VolatileFlag.BOOT_LOCK in bench.link.evse.flags
            aim(bench, PAUSE)
            await bench.until(lambda: controller.controller.state is ControllerState.SLEEPING)

    run_virtual(main())


@pytest.mark.parametrize("generation", list(MODELS))
def test_controllers_of_every_generation_are_found_and_followed(generation: str) -> None:
    async def main() -> None:
        controller = FakeController(MODELS[generation])
        async with await serve("memory:", lambda: controller), running("memory:") as bench:
            await bench.connected()
            evse = bench.link.evse
            assert (evse.firmware, evse.protocol) == (controller.model.firmware, controller.model.protocol)
            aim(bench, Aim(active=True, pilot_a=10))
            assert await bench.line.settled(60)
            assert controller.amps == 10
            aim(bench, Aim(active=False, pilot_a=10))
            assert await bench.line.settled(60)
            assert controller.state == 0xFE
            assert bench.refusals == []
            await asyncio.sleep(60)
            assert bench.link.evse.link.losses == 0

    run_virtual(main())


# -- the line fails --------------------------------------------------------------------------------------------------


class Cable:
    """Opens real links, unless it is unplugged."""

    def __init__(self) -> None:
        self.plugged = True
        self.link: Transport | None = None

    async def open(self, name: str) -> Transport:
        if not self.plugged:
            raise TransportError(f"{name} is not there: plug the cable in.")
        self.link = await open_transport(name)
        return self.link

    async def pull(self) -> None:
        self.plugged = False
        assert self.link is not None
        await self.link.close()


def with_simulated(use: Callable[[Bench, SimulatedController, Cable], Awaitable[None]]) -> None:
    async def main() -> None:
        cable = Cable()
        controller = SimulatedController()
        try:
            async with await serve("memory:", lambda: RapiPort(controller)), running("memory:", cable.open) as bench:
                await bench.connected()
                await use(bench, controller, cable)
        finally:
            controller.stop()

    run_virtual(main())


def test_a_pulled_cable_is_told_and_found_again() -> None:
    async def use(bench: Bench, controller: SimulatedController, cable: Cable) -> None:
        aim(bench, CHARGE)
        await bench.line.settled()
        await cable.pull()
        await bench.until(lambda: "plug the cable in" in bench.link.evse.link.error)
        link = bench.link.evse.link
        assert (link.state, link.losses) == (LinkState.WAITING, 1)
        assert link.retry_in_ms is not None
        assert bench.changes.count(EvseChange.LOST) == 1
        assert await bench.line.settled(), "nobody is there to be told anything"
        await asyncio.sleep(120)
        assert controller.offers_a == 6, "the controller has noticed, too"
        cable.plugged = True
        await bench.connected()
        await bench.line.settled()
        assert bench.link.evse.link.error == ""
        assert controller.offers_a == 16
        assert not bench.link.evse.heartbeat_missed

    with_simulated(use)


def test_a_cable_that_is_back_is_noticed_within_ten_seconds_or_when_somebody_says_so() -> None:
    async def use(bench: Bench, _: SimulatedController, cable: Cable) -> None:
        await cable.pull()
        await asyncio.sleep(120)
        assert (bench.link.evse.link.retry_in_ms or 0) <= 10_000
        cable.plugged = True
        bench.line.retry_now()
        begun_s = asyncio.get_running_loop().time()
        await bench.connected()
        assert asyncio.get_running_loop().time() - begun_s < 2.5

    with_simulated(use)


def test_a_setting_made_while_the_cable_is_out_arrives_when_it_is_back() -> None:
    async def use(bench: Bench, controller: SimulatedController, cable: Cable) -> None:
        await cable.pull()
        await bench.until(lambda: not bench.link.evse.connected)
        bench.link.request(SetConfiguredMaximum(20))
        bench.line.wake()
        cable.plugged = True
        await bench.until(lambda: bench.link.evse.configured_maximum_a == 20)
        assert controller.controller.machine.configured_max_a == 20

    with_simulated(use)


def test_a_controller_that_falls_silent_is_lost_looked_for_and_found() -> None:
    async def main() -> None:
        controller = FakeController(MODELS["5.2.1"])
        async with await serve("memory:", lambda: controller), running("memory:") as bench:
            await bench.connected()
            controller.deaf = True
            await bench.until(lambda: bench.link.evse.link.state is LinkState.LOST)
            assert "stopped answering" in bench.link.evse.link.error
            await bench.until(lambda: bench.link.evse.link.state is LinkState.WAITING)
            assert bench.link.evse.link.losses == 1
            controller.deaf = False
            await bench.connected()
            assert bench.changes.count(EvseChange.LOST) == 1

    run_virtual(main())


def test_a_controller_that_pauses_for_thought_is_found_without_opening_the_line_anew() -> None:
    async def main() -> None:
        controller = FakeController(MODELS["5.2.1"])
        opened: list[str] = []

        async def count(name: str) -> Transport:
            opened.append(name)
            return await open_transport(name)

        async with await serve("memory:", lambda: controller), running("memory:", count) as bench:
            await bench.connected()
            controller.deaf = True
            await bench.until(lambda: bench.link.evse.link.state is LinkState.LOST)
            controller.deaf = False
            await bench.connected()
            assert len(opened) == 1

    run_virtual(main())


def test_another_controller_behind_the_same_line_is_recognised() -> None:
    async def main() -> None:
        controller = FakeController(MODELS["5.2.1"])
        async with await serve("memory:", lambda: controller), running("memory:") as bench:
            await bench.connected()
            controller.deaf = True
            await bench.until(lambda: bench.link.evse.link.state is LinkState.LOST)
            controller.model, controller.deaf = MODELS["3.0.1"], False
            await bench.until(lambda: bench.link.evse.connected and bench.link.evse.protocol == "3.0.1")
            aim(bench, Aim(active=True, pilot_a=12))
            assert await bench.line.settled(60)
            assert controller.amps == 12

    run_virtual(main())


@pytest.mark.parametrize("seed", range(4))
def test_garbage_is_survived(seed: int) -> None:
    async def main() -> None:
        faults = Faults(split=0.3, delay=0.2, max_delay_s=0.1, corrupt=0.1, lose_byte=0.05, lose=0.05)
        calm = Faults()
        pipes: list[FaultyPipe] = []

        async def bad(name: str) -> Transport:
            pipes.append(FaultyPipe(await open_transport(name), Random(seed), calm))
            return pipes[-1]

        controller = SimulatedController()
        try:
            async with await serve("memory:", lambda: RapiPort(controller)), running("memory:", bad) as bench:
                await bench.connected()
                for pipe in pipes:
                    pipe.faults = faults
                for pilot_a in (10, 16, 24, 8):
                    aim(bench, Aim(active=pilot_a != 24, pilot_a=pilot_a))
                    await asyncio.sleep(30)
                for pipe in pipes:
                    pipe.faults = calm
                await asyncio.sleep(120)
                await bench.connected()
                evse = bench.link.evse
                assert (evse.pilot_a, controller.offers_a) == (8, 8)
                assert evse.state is EvseState.NOT_CONNECTED
                assert not evse.heartbeat_missed
        finally:
            controller.stop()

    run_virtual(main())


def test_text_and_nonsense_between_the_frames_do_no_harm() -> None:
    async def main() -> None:
        controller = FakeController(MODELS["5.2.1"])
        async with await serve("memory:", lambda: controller), running("memory:") as bench:
            await bench.connected()
            for noise in (b"\nrelayCloseMs: 100\r\n", b"$AT 99 zz\r", b"$AQ 1\r", bytes(range(128, 256)), b"$" * 500):
                controller.say_raw(noise)
                await asyncio.sleep(1)
            assert bench.link.evse.link.losses == 0
            assert bench.link.evse.connected
            assert bench.link.evse.link.values_ignored >= 1

    run_virtual(main())


def test_a_controller_that_takes_more_than_a_second_for_each_answer_is_followed_all_the_same() -> None:
    async def main() -> None:
        controller = FakeController(MODELS["5.2.1"], latency_s=1.2)
        async with await serve("memory:", lambda: controller), running("memory:") as bench:
            await bench.connected()
            aim(bench, Aim(active=True, pilot_a=10))
            assert await bench.line.settled(60)
            await asyncio.sleep(120)
            assert controller.amps == 10
            assert bench.link.evse.link.losses == 0

    run_virtual(main())


def test_a_line_nobody_answers_on_says_so_and_goes_on_trying() -> None:
    async def main() -> None:
        controller = FakeController(MODELS["5.2.1"], deaf=True)
        async with await serve("memory:", lambda: controller), running("memory:") as bench:
            await asyncio.sleep(60)
            link = bench.link.evse.link
            assert "no answer" in link.error
            assert link.losses == 0
            assert bench.changes == []
            controller.deaf = False
            await bench.connected()

    run_virtual(main())


def test_a_line_that_cannot_be_opened_says_why() -> None:
    async def main() -> None:
        async with running("memory:nowhere") as bench:
            await bench.until(lambda: bench.link.evse.link.error)
            assert "start the simulated controller" in bench.link.evse.link.error
            assert bench.link.evse.link.name == "memory:nowhere"

    run_virtual(main())


# -- the end ---------------------------------------------------------------------------------------------------------


def test_an_orderly_end_gives_the_button_back_and_leaves_the_rest_to_the_controllers_supervision() -> None:
    async def main() -> None:
        controller = SimulatedController()
        try:
            async with await serve("memory:", lambda: RapiPort(controller)):
                async with running("memory:", own_button=True) as bench:
                    await bench.connected()
                    aim(bench, CHARGE)
                    controller.do("ev C", "amps 15840")
                    await bench.until(lambda: bench.link.evse.charging)
                    await bench.line.settled()
                    assert not controller.button_enabled
                assert bench.link.evse.link.state is LinkState.WAITING
                assert bench.link.evse.link.retry_in_ms is None
                assert bench.errors == ["The station has closed the line."]
                await asyncio.sleep(10)
                assert controller.button_enabled
                assert controller.offers_a == 6
                assert controller.controller.state is ControllerState.C
        finally:
            controller.stop()

    run_virtual(main())


def test_an_orderly_end_pauses_what_may_not_charge_by_itself() -> None:
    async def main() -> None:
        controller = SimulatedController()
        try:
            async with await serve("memory:", lambda: RapiPort(controller)):
                async with running("memory:", may_charge=False) as bench:
                    await bench.connected()
                    aim(bench, CHARGE)
                    controller.do("ev C", "amps 15840")
                    await bench.until(lambda: bench.link.evse.charging)
                assert controller.controller.state is ControllerState.SLEEPING
        finally:
            controller.stop()

    run_virtual(main())


def test_closing_is_quick_whatever_the_line_is_doing() -> None:
    async def main() -> None:
        controller = FakeController(MODELS["5.2.1"], deaf=True)
        async with await serve("memory:", lambda: controller):
            for wait_s in (0.0, 1.0, 7.0):
                async with running("memory:"):
                    await asyncio.sleep(wait_s)
                    begun_s = asyncio.get_running_loop().time()
                assert asyncio.get_running_loop().time() - begun_s <= 3.1

    run_virtual(main())


def test_cancelling_closes_the_line() -> None:
    async def main() -> None:
        controller = FakeController(MODELS["5.2.1"])
        async with await serve("memory:", lambda: controller):
            bench = Bench("memory:")
            task = asyncio.create_task(bench.line.run())
            await bench.connected()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert controller.closed

    run_virtual(main())


def test_what_goes_wrong_in_the_station_is_not_swallowed() -> None:
    async def main() -> None:
        def broken(_: object) -> None:
            raise ZeroDivisionError

        bench = Bench("memory:nowhere")
        line = ControllerLine("memory:nowhere", bench.link, bench.now, changed=broken)
        with pytest.raises(ZeroDivisionError):
            await line.run()

    run_virtual(main())


def test_a_terminal_that_disappears_and_comes_back_is_followed_in_real_time() -> None:
    async def main() -> None:
        controller = FakeController(MODELS["5.2.1"])
        endpoint = await serve("pty:", lambda: controller)
        names = [endpoint.address]

        async def present(_: str) -> Transport:
            return await open_transport(names[-1])

        async with running("pty", present) as bench:
            await bench.connected()
            await endpoint.close()
            await bench.until(lambda: bench.link.evse.link.state is LinkState.WAITING)
            endpoint = await serve("pty:", lambda: controller)
            names.append(endpoint.address)
            bench.line.retry_now()
            await bench.connected()
        await endpoint.close()

    run_real(main())
