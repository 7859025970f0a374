"""``pilotwire rapi``: exit codes, what is printed, and the prompt with and without a terminal."""

from __future__ import annotations

import asyncio
import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import pilotwire
from pilotwire.rapi.codec import encode_notification
from pilotwire.rapi.transports import serve
from pilotwire.runtime.rapi_command import rapi_command

from .fake_controllers import MODELS, FakeController
from .virtual_time import run_real, run_virtual

Captured = pytest.CaptureFixture[str]


def once(command: str, name: str = "5.2.1", prepare: Callable[[FakeController], None] = lambda _: None) -> int:
    async def main() -> int:
        controller = FakeController(MODELS[name])
        prepare(controller)
        async with await serve("memory:", lambda: controller):
            return await rapi_command("memory:", command)

    return run_virtual(main())


def line(answer: str) -> str:
    """Return an answer as the controller sends it and the command prints it."""
    return encode_notification(answer).decode("latin-1").replace("\r", "\n")


def test_an_answer_is_printed_raw_and_in_words(capsys: Captured) -> None:
    assert once("$GS") == 0
    meaning = "connected (state B); charged for 1 min 41 s so far; pilot state B; car connected\n"
    assert capsys.readouterr().out == line("OK 02 101 02 0500") + meaning


def test_dollar_and_checksum_are_added_only_when_missing(capsys: Captured) -> None:
    received: list[str] = []

    def remember(controller: FakeController) -> None:
        understand = controller._answer

        def listen(line: str) -> str | None:
            received.append(line)
            return understand(line)

        controller._answer = listen  # type: ignore[method-assign]

    for command in ("GS", "$GS", "$GS*BE", "GS^30", "$GS :05"):
        assert once(command, prepare=remember) == 0
    assert received == ["GS^30", "GS^30", "GS*BE", "GS^30", "GS :05^2F"]
    assert ":05^" in capsys.readouterr().out


def test_a_refusal_is_code_1(capsys: Captured) -> None:
    assert once("$SM 1 2") == 1
    assert capsys.readouterr().out == "$NK^21\nrefused: this controller has no voltmeter\n"
    assert once("$GS^31") == 1
    assert capsys.readouterr().out == "$NK^21\nrefused: wrong checksum\n"


def test_a_controller_that_needs_the_old_checksum_is_understood(capsys: Captured) -> None:
    assert once("$GS", "1.0.0") == 0
    assert capsys.readouterr().out == "$OK 2 101\nconnected (state B); charged for 1 min 41 s so far\n"


def test_a_restart_waits_for_the_boot_report(capsys: Captured) -> None:
    assert once("$FR") == 0
    assert capsys.readouterr().out.endswith("restarted; self-test passed; firmware 8.2.3.EU\n")


def test_bytes_that_would_upset_a_terminal_are_escaped(capsys: Captured) -> None:
    def odd(controller: FakeController) -> None:
        controller.model = replace(controller.model, queries={"GI": " \x1b[2J\x07\xff0A1B2C3D"})

    assert once("$GI", prepare=odd) == 0
    assert "\x1b" not in (out := capsys.readouterr().out)
    assert "\\x1b[2J\\x07" in out


def test_silence_is_code_2_and_one_sentence(capsys: Captured) -> None:
    def deafen(controller: FakeController) -> None:
        controller.deaf = True

    assert once("$GS", prepare=deafen) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "The controller gave no answer to 3 tries to '$GS' within 8.5 s: check cable, power and baud rate, "
        "and that nothing else uses the line.\n"
    )


@pytest.mark.parametrize("name", ["nonsense", "tcp://127.0.0.1", "memory:nobody", "/dev/no-such-device", "pty:"])
def test_no_link_is_code_2_and_one_sentence(name: str, capsys: Captured) -> None:
    assert run_real(rapi_command(name, "$GS")) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1


def test_an_empty_command_hints_at_the_shell(capsys: Captured) -> None:
    assert once("") == 2
    assert "single quotes" in capsys.readouterr().err
    assert once("$FP 0 0 " + "x" * 40) == 2
    assert "shorten it" in capsys.readouterr().err


def piped(
    text: str, monkeypatch: pytest.MonkeyPatch, prepare: Callable[[FakeController], None] = lambda _: None
) -> int:
    async def main() -> int:
        controller = FakeController(MODELS["5.2.1"], latency_s=0)
        prepare(controller)
        async with await serve("memory:", lambda: controller):
            return await rapi_command("memory:", None)

    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    return run_real(main())


def test_piped_lines_are_commands_and_the_worst_code_counts(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert piped("$GV\n\nGE\n", monkeypatch) == 0
    versions = line("OK 8.2.3.EU 5.2.1") + "firmware 8.2.3.EU, RAPI 5.2.1\n"
    stored = line("OK 16 0021") + "16 A; service level 2 (fixed), all checks on\n"
    assert capsys.readouterr().out == versions + stored
    assert piped("$XX\n$GV", monkeypatch) == 1
    assert piped("$GV\n$FP 0 0 " + "x" * 40 + "\n$XX\n", monkeypatch) == 2
    assert piped("help\nquit\n$XX\n", monkeypatch) == 0
    assert "The $ may be left out" in capsys.readouterr().out


def test_notifications_are_shown_between_answers(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def chatty(controller: FakeController) -> None:
        answer = controller._answer

        def announce(line: str) -> str | None:
            controller.say("AN 0")
            return answer(line)

        controller._answer = announce  # type: ignore[method-assign]

    assert piped("$GV\n", monkeypatch, chatty) == 0
    assert "$AN 0^3B  front button pressed\n" in capsys.readouterr().out


def test_a_link_that_ends_ends_the_prompt(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    async def main() -> int:
        endpoint = await serve("memory:", lambda: FakeController(MODELS["5.2.1"]))
        prompt = asyncio.create_task(rapi_command("memory:", None))
        await asyncio.sleep(0.05)
        await endpoint.close()
        return await prompt

    read_end, write_end = os.pipe()
    with os.fdopen(read_end) as never_ending, os.fdopen(write_end, "w"):
        monkeypatch.setattr(sys, "stdin", never_ending)
        assert run_real(main()) == 2
    assert "is gone" in capsys.readouterr().err


PROGRAM = """
import asyncio, sys
from pilotwire.runtime.rapi_command import rapi_command
sys.exit(asyncio.run(rapi_command(sys.argv[1], None)))
"""


def test_at_a_terminal_there_is_a_prompt_that_notifications_do_not_garble() -> None:
    async def main() -> tuple[bytes, int]:
        controller = FakeController(MODELS["5.2.1"], latency_s=0)
        async with await serve("tcp://127.0.0.1:0", lambda: controller) as endpoint:
            ours, theirs = pty.openpty()
            source = str(Path(pilotwire.__file__).parents[1])
            process = subprocess.Popen(  # noqa: ASYNC220, S603 -- our own program, waited for without blocking
                [sys.executable, "-c", PROGRAM, endpoint.address],
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                env={**os.environ, "PYTHONPATH": source, "TERM": "dumb"},
            )
            os.close(theirs)
            os.set_blocking(ours, False)
            seen = b""

            async def until(text: bytes) -> None:
                nonlocal seen
                while text not in seen:
                    try:
                        seen += os.read(ours, 4096)
                    except BlockingIOError:
                        await asyncio.sleep(0.01)

            await until(b"rapi> ")
            os.write(ours, b"$GV\n")
            await until(b"firmware 8.2.3.EU, RAPI 5.2.1")
            os.write(ours, b"GE")
            await asyncio.sleep(0.05)
            controller.say("AN 1")
            await until(b"front button pressed long")
            os.write(ours, b"\n")
            await until(b"service level 2")
            os.write(ours, b"quit\n")
            code = await asyncio.to_thread(process.wait)
            os.close(ours)
            return seen, code

    seen, code = run_real(main())
    assert code == 0
    assert seen.count(b"rapi> ") >= 4
