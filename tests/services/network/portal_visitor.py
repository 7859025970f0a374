"""A telephone that has joined a station's access point: asks for an address, for names, and for what it is to show.

Run as a program, on the machine that is the telephone: the argument is the name of its link, the names with paths that
it asks for come by standard input and what it got goes to standard output, both as JSON. It shares nothing with the
code that is tested.
"""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

PATIENCE_S = 60.0
_COOKIE = bytes([99, 130, 83, 99])
_TYPE, _ASKED, _SERVER, _ROUTER, _NAMES, _END = 53, 50, 54, 3, 6, 255
_DISCOVER, _OFFER, _REQUEST, _ACK = 1, 2, 3, 5
_BROADCAST = 0x8000
A, AAAA, HTTPS = 1, 28, 65


def dhcp(line: socket.socket, link: str, kind: int, options: dict[int, bytes]) -> bytes:
    """A message of RFC 2131 from a client that hears what is sent to everybody."""
    hardware = bytes.fromhex(Path(f"/sys/class/net/{link}/address").read_text().strip().replace(":", ""))
    head = struct.pack("!BBBBIHH16s16s192s", 1, 1, 6, 0, 0x70696C6F, 0, _BROADCAST, b"", hardware, b"")
    told = b"".join(bytes([key, len(value)]) + value for key, value in {_TYPE: bytes([kind]), **options}.items())
    line.sendto(head + _COOKIE + told + bytes([_END]), ("255.255.255.255", 67))
    while True:
        answer = line.recv(4096)
        if answer[:1] == b"\x02":
            return answer


def options_of(answer: bytes) -> dict[int, bytes]:
    """The options of a message."""
    found, place = {}, 240
    while answer[place] != _END:
        if answer[place] == 0:
            place += 1
            continue
        length = answer[place + 1]
        found[answer[place]] = answer[place + 2 : place + 2 + length]
        place += 2 + length
    return found


def addressed(link: str) -> dict[str, str]:
    """Ask for an address, and take it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, link.encode())
        line.bind(("", 68))
        # The server looks whether the address is in use before it offers it.
        line.settimeout(PATIENCE_S)
        offer = dhcp(line, link, _DISCOVER, {})
        server = options_of(offer)[_SERVER]
        given = dhcp(line, link, _REQUEST, {_ASKED: offer[16:20], _SERVER: server})
    options = options_of(given)
    assert (options_of(offer)[_TYPE], options[_TYPE]) == (bytes([_OFFER]), bytes([_ACK]))
    address = socket.inet_ntoa(given[16:20])
    subprocess.run(["ip", "address", "add", f"{address}/24", "dev", link], check=True)  # noqa: S603, S607
    return {
        "address": address,
        "router": socket.inet_ntoa(options[_ROUTER]),
        "names": socket.inet_ntoa(options[_NAMES]),
    }


def resolved(server: str, name: str, kind: int) -> tuple[int, list[str]]:
    """Ask for a name (RFC 1035); returns the code of the answer, and the addresses in it."""
    query = struct.pack("!HHHHHH", 0x7077, 0x0100, 1, 0, 0, 0)
    query += b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"
    query += struct.pack("!HH", kind, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(PATIENCE_S)
        line.sendto(query, (server, 53))
        answer = line.recv(4096)
    (count,) = struct.unpack("!H", answer[6:8])
    addresses, place = [], len(query)
    for _ in range(count):
        # The name is one that was there already, and takes two bytes.
        _, found, _, _, length = struct.unpack("!HHHIH", answer[place : place + 12])
        if found == A:
            addresses.append(socket.inet_ntoa(answer[place + 12 : place + 16]))
        place += 12 + length
    return answer[3] & 0x0F, addresses


def shown(address: str, name: str, path: str) -> tuple[int, str]:
    """Ask for a page; returns how it was answered, and where that leads to."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        connection = HTTPConnection(address, 80, timeout=PATIENCE_S)
        try:
            connection.request("GET", path, headers={"Host": name})
            answer = connection.getresponse()
            return answer.status, answer.getheader("location", "")
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "nobody serves there"
            time.sleep(0.05)
        finally:
            connection.close()


def visit(link: str, wanted: list[tuple[str, str]]) -> dict[str, object]:
    """Do what a telephone does; returns what it got."""
    lease = addressed(link)
    got = []
    for name, path in wanted:
        _, addresses = resolved(lease["names"], name, A)
        got.append((addresses, *shown(addresses[0], name, path)))
    others = [resolved(lease["names"], wanted[0][0], kind) for kind in (AAAA, HTTPS)]
    return {"lease": lease, "shown": got, "others": others}


if __name__ == "__main__":
    json.dump(visit(sys.argv[1], json.load(sys.stdin)), sys.stdout)
