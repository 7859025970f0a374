"""A line that splits, merges, delays, corrupts and loses what is sent over it, the same way for the same seed."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from random import Random

from pilotwire.rapi.errors import TransportError
from pilotwire.rapi.transports import BufferedTransport, Transport

_ORDER_S = 1e-6
"""Between portions, since a loop may run calls that are due at the same instant in any order."""


@dataclass
class Faults:
    """Chances, 0-1, for each portion sent; at most one of corrupt, lose a byte and lose all happens to a portion."""

    split: float = 0.0
    delay: float = 0.0
    max_delay_s: float = 0.5
    corrupt: float = 0.0
    lose_byte: float = 0.0
    lose: float = 0.0


class FaultyPipe(BufferedTransport):
    """A client's end of a bad line to another transport."""

    def __init__(self, inner: Transport, random: Random, faults: Faults) -> None:
        super().__init__(f"faulty {inner.name}")
        self.faults = faults
        self._inner = inner
        self._random = random
        self._due_s = {"out": 0.0, "in": 0.0}
        self._pump = asyncio.create_task(self._carry_in())

    def write(self, data: bytes) -> None:
        self._check_open()
        self._carry("out", data)

    async def close(self) -> None:
        self.end()
        self._pump.cancel()
        await self._inner.close()

    async def _carry_in(self) -> None:
        try:
            while data := await self._inner.read():
                self._carry("in", data)
        except TransportError as error:
            self.end(error)
        else:
            self.end()

    def _carry(self, way: str, data: bytes) -> None:
        """Deliver portions later but in order, as a serial line does."""
        loop = asyncio.get_running_loop()
        for portion in self._split(self._damage(data)):
            due_s = max(loop.time(), self._due_s[way] + _ORDER_S)
            if self._random.random() < self.faults.delay:
                due_s += self._random.random() * self.faults.max_delay_s
            self._due_s[way] = due_s
            loop.call_at(due_s, self._deliver, way, portion)

    def _deliver(self, way: str, portion: bytes) -> None:
        if self.ended:
            return
        if way == "in":
            self.feed(portion)
        else:
            with contextlib.suppress(TransportError):
                self._inner.write(portion)

    def _damage(self, data: bytes) -> bytes:
        chance = self._random.random()
        at = self._random.randrange(len(data))
        if chance < self.faults.corrupt:
            return data[:at] + bytes([data[at] ^ 1 << self._random.randrange(8)]) + data[at + 1 :]
        chance -= self.faults.corrupt
        if chance < self.faults.lose_byte:
            return data[:at] + data[at + 1 :]
        chance -= self.faults.lose_byte
        return b"" if chance < self.faults.lose else data

    def _split(self, data: bytes) -> list[bytes]:
        if len(data) > 1 and self._random.random() < self.faults.split:
            at = self._random.randrange(1, len(data))
            return [*self._split(data[:at]), *self._split(data[at:])]
        return [data] if data else []
