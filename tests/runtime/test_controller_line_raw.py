"""Raw commands over the controller's line, and what people see of its traffic."""

from __future__ import annotations

import asyncio

import pytest
from controller_line_bench import Bench, running, simulated

from pilotwire.rapi import EvseState, serve
from pilotwire.runtime.controller_line_console import KEPT_CHARACTERS, Traffic
from pilotwire.runtime.controller_line_raw import RawFailed, RawFailure
from pilotwire.station.evse import Aim, EvseChange
from rapi.fake_controllers import MODELS, FakeController
from rapi.virtual_time import run_virtual

RECORDED = [
    ("$GV", "$OK 8.2.3.EU 5.2.1^11"),
    ("$GS", "$OK 01 0 01 0200^12"),
    ("$GE", "$OK 32 8021^2A"),
    ("$GC", "$OK 6 32 32 32^17"),
    ("$GA", "$OK 220 0^20"),
    ("$GG", "$OK 0 230000^11"),
    ("$GD", "$OK 0 0 0 0^20"),
    ("$GH", "$NK^21"),
    ("$GM", "$NK^21"),
    ("$G0", "$OK 0^30"),
    ("$G7", "$NK^21"),
    ("$S8 0", "$NK^21"),
    ("$SC 16 V", "$OK 16^07"),
    ("$SC 5", "$NK 6^37"),
    ("$SC 99 V", "$NK 6^37"),
    ("$SC 32", "$OK 32^01"),
    ("$SL A", "$NK^21"),
    ("$FD", "$OK^20"),
    ("$FS", "$OK^20"),
    ("$FE", "$OK^20"),
    ("$F0 1", "$OK^20"),
    ("$FB 3", "$OK^20"),
    ("$FP 0 0 HELLO", "$OK^20"),
    ("$FF D 0", "$OK^20"),
    ("$FF Z 1", "$NK^21"),
    ("$SM", "$NK^21"),
    ("$ZZ", "$NK^21"),
    ("$", "$NK^21"),
    ("$GV^XX", "$NK^21"),
    ("$GV^35", "$OK 8.2.3.EU 5.2.1^11"),
    ("$gv", "$NK^21"),
    ("$SV 230000", "$OK^20"),
    ("$SY 100 6", "$OK 100 6 0^37"),
    ("$SY", "$OK 100 6 0^37"),
    ("$AA", "$NK^21"),
    ("$OK", "$NK^21"),
    ("$GS extra args", "$OK 01 0 01 0200^12"),
    ('$FP 0 0 "quote"', "$OK^20"),
]
"""What the gateway and the real firmware answered, in this order (EU build, nothing plugged in)."""


def failure(result: str | RawFailed) -> RawFailure:
    assert isinstance(result, RawFailed), result
    assert result.text.endswith(".")
    return result.failure


def test_answers_are_the_lines_the_gateway_gives() -> None:
    async def main() -> None:
        async with simulated(own_button=True) as (bench, _):
            bench.link.aim(Aim(active=True, pilot_a=32), bench.now())
            await bench.line.settled()
            for command, line in RECORDED:
                assert (command, await bench.line.raw(command)) == (command, line)
                await asyncio.sleep(0.5)
            assert bench.link.evse.connected

    run_virtual(main())


def test_what_a_raw_command_changes_is_changed_back_where_the_station_has_an_aim() -> None:
    async def main() -> None:
        async with simulated() as (bench, controller):
            bench.link.aim(Aim(active=True, pilot_a=32), bench.now())
            await bench.line.settled()
            for command in ("$FS", "$FD", "$F1", "$ST 1 0 2 0"):
                assert await bench.line.raw(command) == "$OK^20"
                await asyncio.sleep(1)
                assert bench.link.evse.state is EvseState.NOT_CONNECTED
                await bench.line.raw("$ST 0 0 0 0")
            bench.changes.clear()
            assert await bench.line.raw("$SC 16 V") == "$OK 16^07"
            await asyncio.sleep(0.5)
            assert controller.offers_a == 32
            assert bench.changes.count(EvseChange.PILOT_SET) == 1

    run_virtual(main())


def test_a_maximum_stored_by_a_raw_command_is_noticed() -> None:
    async def main() -> None:
        async with simulated() as (bench, _):
            bench.link.aim(Aim(active=True, pilot_a=32), bench.now())
            await bench.line.raw("$SC 16")
            await asyncio.sleep(0.5)
            assert (bench.link.evse.configured_maximum_a, bench.link.evse.pilot_a) == (16, 16)

    run_virtual(main())


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("GV", RawFailure.TIMEOUT),
        ("", RawFailure.TIMEOUT),
        ("<b>", RawFailure.TIMEOUT),
        ("$FP 0 0 " + "y" * 40, RawFailure.TOO_LONG),
        ("$FP 0 0 twenty-one characters", RawFailure.TOO_LONG),
        ("$GV\r$FR", RawFailure.INVALID),
        ("$GV$FR", RawFailure.INVALID),
        ("$FP 0 0 \u2600", RawFailure.INVALID),
        ("$FP 0 0 a b c d e f g h", RawFailure.INVALID),
    ],
)
def test_what_no_controller_answers_is_said_at_once(command: str, expected: RawFailure) -> None:
    async def main() -> None:
        async with simulated() as (bench, _):
            await bench.line.settled()
            begun_s = asyncio.get_running_loop().time()
            assert failure(await bench.line.raw(command)) is expected
            assert asyncio.get_running_loop().time() == begun_s

    run_virtual(main())


def test_without_a_controller_the_reason_is_told() -> None:
    async def main() -> None:
        async with running("memory:nowhere") as bench:
            await bench.until(lambda: bench.link.evse.link.error)
            result = await bench.line.raw("$GS")
            assert failure(result) is RawFailure.NO_LINK
            assert isinstance(result, RawFailed)
            assert "start the simulated controller" in result.text

    run_virtual(main())


def test_no_answer_in_time_is_a_timeout() -> None:
    async def main() -> None:
        controller = FakeController(MODELS["5.2.1"])
        async with await serve("memory:", lambda: controller), running("memory:") as bench:
            await bench.connected()
            controller.deaf = True
            assert failure(await bench.line.raw("$GS")) is RawFailure.TIMEOUT

    run_virtual(main())


def test_a_restart_is_answered_by_the_boot_report() -> None:
    async def main() -> None:
        async with simulated() as (bench, _):
            assert await bench.line.raw("$FR") == "$AB 00 8.2.3.EU^20"
            await bench.connected()
            assert EvseChange.RESTARTED in bench.changes

    run_virtual(main())


def old(generation: str, *conversation: tuple[str, str]) -> FakeController:
    """Hold this conversation with a controller of another generation and return it."""
    controller = FakeController(MODELS[generation])

    async def main() -> None:
        async with await serve("memory:", lambda: controller), running("memory:") as bench:
            await bench.connected()
            controller.received.clear()
            for command, line in conversation:
                assert (command, await bench.line.raw(command)) == (command, line)

    run_virtual(main())
    return controller


def test_old_firmware_gets_the_switch_by_its_old_name() -> None:
    controller = old("2.0", ("$FF D 0", "$OK^20"), ("$FF K 1", "$NK^21"), ("$FF Z 1", "$NK^21"))
    assert "SD 0" in controller.received
    assert not any(body.startswith("SK") for body in controller.received)


def test_new_firmware_is_never_asked_by_an_old_name() -> None:
    controller = old("5.2.1", ("$FF K 1", "$NK^21"), ("$FF E 1", "$NK^21"))
    assert not any(body.startswith("S") and body[:2] != "SY" for body in controller.received)


def test_old_firmware_that_does_not_tell_its_timer_is_stood_in_for() -> None:
    old("2.0", ("$GD", "$OK 0 0 0 0^20"), ("$ST 1 0 2 0", "$OK^20"), ("$GD", "$OK 1 0 2 0^23"))


def test_firmware_without_checksums_answers_without() -> None:
    old("1.0.0", ("$GE", "$OK 16 0021"), ("$GX", "$NK "))


# -- traffic ---------------------------------------------------------------------------------------------------------


def test_traffic_both_ways_is_kept_and_told_to_whoever_watches() -> None:
    async def main() -> None:
        async with simulated() as (bench, _):
            pieces: list[str] = []
            end = bench.line.traffic.watch(pieces.append)
            await bench.line.raw("$GV")
            assert "".join(pieces).endswith("$GV^35\r$OK 8.2.3.EU 5.2.1^11\r")
            assert bench.line.traffic.tail.endswith("$GV^35\r$OK 8.2.3.EU 5.2.1^11\r")
            end()
            end()
            count = len(pieces)
            await asyncio.sleep(60)
            assert len(pieces) == count
            assert len(bench.line.traffic.tail) == KEPT_CHARACTERS

    run_virtual(main())


def test_traffic_is_masked_to_seven_bits() -> None:
    traffic = Traffic()
    traffic.add(b"$FP 0 0 a\xfeb\r")
    assert traffic.tail == "$FP 0 0 a~b\r"


def test_raw_commands_are_counted_with_the_stations_own() -> None:
    async def main() -> None:
        async with simulated() as (bench, _):
            await bench.line.settled()
            before = sent(bench)
            await bench.line.raw("$GV")
            assert sent(bench) == before + 1

    run_virtual(main())


def sent(bench: Bench) -> int:
    return bench.link.evse.link.commands_sent
