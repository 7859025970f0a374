"""Transport names, right and wrong, and what a wrong one is answered."""

from __future__ import annotations

import pytest

from pilotwire.rapi.errors import TransportError
from pilotwire.rapi.transports.address import (
    Address,
    MemoryAddress,
    PtyAddress,
    SerialAddress,
    TcpAddress,
    parse_address,
)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("memory:", MemoryAddress("")),
        ("memory:two", MemoryAddress("two")),
        ("pty:", PtyAddress(None)),
        ("pty:/run/evse", PtyAddress("/run/evse")),
        ("tcp:localhost:8023", TcpAddress("localhost", 8023)),
        ("tcp://10.0.0.7:0", TcpAddress("10.0.0.7", 0)),
        ("tcp://10.0.0.7:8023/", TcpAddress("10.0.0.7", 8023)),
        ("tcp://[::1]:8023", TcpAddress("::1", 8023)),
        ("serial:/dev/ttyACM0", SerialAddress("/dev/ttyACM0", 115_200)),
        ("serial:/dev/ttyACM0?baud=9600", SerialAddress("/dev/ttyACM0", 9600)),
        ("serial:COM3", SerialAddress("COM3", 115_200)),
        ("/dev/ttyACM0", SerialAddress("/dev/ttyACM0", 115_200)),
        ("/dev/pts/3?baud=57600", SerialAddress("/dev/pts/3", 57_600)),
        ("./evse", SerialAddress("./evse", 115_200)),
    ],
)
def test_names_spell_addresses(name: str, address: Address) -> None:
    assert parse_address(name) == address


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("", "is not a transport"),
        ("ttyACM0", "is not a transport"),
        ("udp:host:1", "is not a kind of transport"),
        ("tcp:localhost", "lacks a host or a port"),
        ("tcp:", "lacks a host or a port"),
        ("tcp://:8023", "lacks a host or a port"),
        ("tcp:::1:8023", "lacks a host or a port"),
        ("tcp:localhost:http", "is not a port"),
        ("tcp:localhost:65536", "is not a port"),
        ("tcp:localhost:", "is not a port"),
        ("serial:", "names no device"),
        ("serial:/dev/ttyACM0?speed=9600", "is not an option"),
        ("serial:/dev/ttyACM0?baud=fast", "is not a baud rate"),
        ("serial:/dev/ttyACM0?baud=0", "is not a baud rate"),
        ("serial:/dev/ttyACM0?baud=", "is not a baud rate"),
    ],
)
def test_a_wrong_name_is_answered_with_one_sentence_and_the_right_form(name: str, part: str) -> None:
    with pytest.raises(TransportError, match=part) as caught:
        parse_address(name)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
