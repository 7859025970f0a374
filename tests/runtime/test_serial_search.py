"""Finding the controller among serial devices: doubles over real pseudo-terminals in a machine made of files."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import tty
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from pilotwire.rapi.errors import TransportError
from pilotwire.runtime.serial_search import ports_command, search, the_controller

OLD = {b"$GV*C1": b"$OK 2.1.A2 1.0\r"}
"""A controller of 2014: it takes a checksum and sends none."""
NEW = {b"$GV^35": b"$OK 8.2.3.EU 5.2.1^11\r"}


@contextmanager
def device(root: Path, name: str, answers: dict[bytes, bytes], *, noise: bytes = b"") -> Iterator[None]:
    """A USB serial adapter with something at its far end that answers these lines, and says something else else."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    place = root / "sys/devices/usb1" / name
    place.mkdir(parents=True)
    for file, text in (("idVendor", "0403"), ("idProduct", "6001"), ("manufacturer", "Maker"), ("product", name)):
        (place / file).write_text(text)
    (root / "sys/class/tty" / name).mkdir(parents=True)
    (root / "sys/class/tty" / name / "device").symlink_to(place)
    (root / "dev/serial/by-id").mkdir(parents=True, exist_ok=True)
    (root / "dev" / name).symlink_to(os.ttyname(theirs))
    stop = threading.Event()
    thread = threading.Thread(target=_talk, args=(ours, answers, noise, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        os.write(theirs, b"\r")
        thread.join()
        os.close(theirs)
        os.close(ours)


def _talk(line: int, answers: dict[bytes, bytes], noise: bytes, stop: threading.Event) -> None:
    heard = b""
    while not stop.is_set():
        heard += os.read(line, 100)
        while b"\r" in heard and not stop.is_set():
            command, _, heard = heard.partition(b"\r")
            told = next((reply for key, reply in answers.items() if key[:3] == command[:3]), noise)
            if told:
                os.write(line, told)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[tuple[Path, ExitStack]]:
    with ExitStack() as stack:
        yield tmp_path, stack


def test_the_one_controller_is_found_among_other_things(
    machine: tuple[Path, ExitStack], capsys: pytest.CaptureFixture[str]
) -> None:
    root, stack = machine
    stack.enter_context(device(root, "ttyUSB0", {}, noise=b"$GPRMC,081836,A,3751.65,S,14507.36,E*62\r\n"))
    stack.enter_context(device(root, "ttyACM0", NEW))
    assert asyncio.run(the_controller(root)) == "/dev/ttyACM0"
    assert asyncio.run(ports_command(as_json=True, root=root)) == 0
    told = {port["now"]: port for port in json.loads(capsys.readouterr().out)}
    assert (told["/dev/ttyACM0"]["heard"], told["/dev/ttyUSB0"]["heard"]) == ("controller", "nothing")
    assert "8.2.3.EU" in told["/dev/ttyACM0"]["words"]
    assert told["/dev/ttyACM0"]["adapter"] == "Maker ttyACM0"


def test_one_without_checksums_is_a_controller_too(machine: tuple[Path, ExitStack]) -> None:
    root, stack = machine
    stack.enter_context(device(root, "ttyUSB1", OLD))
    (port,) = asyncio.run(search(root))
    assert port.has_controller
    assert "2.1.A2" in port.answer.words


def test_several_are_named_and_none_is_chosen(machine: tuple[Path, ExitStack]) -> None:
    root, stack = machine
    stack.enter_context(device(root, "ttyUSB0", NEW))
    stack.enter_context(device(root, "ttyUSB1", NEW))
    with pytest.raises(TransportError, match="several controllers: /dev/ttyUSB0, /dev/ttyUSB1"):
        asyncio.run(the_controller(root))


def test_where_nobody_answers_it_is_said_what_is_there(machine: tuple[Path, ExitStack]) -> None:
    root, stack = machine
    with pytest.raises(TransportError, match="no serial device"):
        asyncio.run(the_controller(root))
    stack.enter_context(device(root, "ttyUSB0", {}))
    with pytest.raises(TransportError, match="/dev/ttyUSB0: something else"):
        asyncio.run(the_controller(root))
