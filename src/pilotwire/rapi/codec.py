"""RAPI frames: bytes to values and back, for both ends of the line.

A frame is ``$`` words ``[ :ss] [^xx | *aa]`` CR, with words separated by exactly one space. The controller's end reads
commands with :class:`CommandDecoder`, which has every limit and oddity of firmware 8.2.3 (RAPI 5.2.1). The client's
end reads answers with :class:`ReplyDecoder`, which is strict where it can be, because a wrong answer is worse than
none. Both accept any bytes in any portions and never raise.

What commands mean, when to repeat them and who sends them is not known here.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import reduce
from operator import xor

import msgspec

CR = b"\r"
MAX_COMMAND_LENGTH = 31
"""Characters of a command from ``$`` to the checksum inclusive, without CR; 29 before RAPI 2.0.4 and 3.0.1."""
MAX_COMMAND_WORDS = 10
"""Command, arguments and sequence id."""
MAX_ANSWER_LENGTH = 100
"""Bytes of a reply or notification a client keeps, without CR; controllers send at most 33."""

_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
_SEQUENCE_WORD = re.compile(r":[0-9A-Fa-f]{2}")


class ChecksumStyle(Enum):
    """How a command is protected; the value is the character that introduces the two hex digits."""

    XOR = "^"
    """Since RAPI 1.0.3, and on every reply since 2.0.0."""
    SUM = "*"
    """Understood by every firmware, demanded before RAPI 1.0.3."""
    NONE = ""


class Command(msgspec.Struct, frozen=True, gc=False):
    """One command as the controller understood it."""

    name: str
    """The first two characters after ``$``; shorter, even empty, if the sender sent no more."""
    args: tuple[str, ...] = ()
    sequence_id: int | None = None
    """1-255, to be echoed; None when absent."""


class BadFrameReason(Enum):
    """Why a frame is answered ``$NK`` without its sequence id."""

    CHECKSUM = "wrong checksum"
    WORDS = "more than 10 words"


class BadFrame(msgspec.Struct, frozen=True, gc=False):
    """A complete frame that is not a command."""

    reason: BadFrameReason


class Reply(msgspec.Struct, frozen=True, gc=False):
    """The controller's answer to a command."""

    ok: bool
    words: tuple[str, ...] = ()
    """The data words, without the sequence id."""
    sequence_id: int | None = None
    checksummed: bool = False
    raw: str = ""
    """The frame as received, without CR."""


class Notification(msgspec.Struct, frozen=True, gc=False):
    """Something the controller said unasked."""

    kind: str
    """``AB``, ``AT``, ``AN`` (or another ``A?``), ``WF``, ``ST``."""
    words: tuple[str, ...] = ()
    checksummed: bool = False
    raw: str = ""


class Corrupt(msgspec.Struct, frozen=True, gc=False):
    """A frame that must not be believed."""

    raw: str
    reason: str


def checksum_xor(data: bytes) -> int:
    """Exclusive-or of all bytes, 0-255."""
    return reduce(xor, data, 0)


def checksum_sum(data: bytes) -> int:
    """Sum of all bytes modulo 256."""
    return sum(data) & 0xFF


def encode_frame(body: str, style: ChecksumStyle, sequence_id: int | None = None) -> bytes:
    """Return the bytes of a command: ``body`` is ``GS`` or ``SC 16 V``, without ``$``; ``sequence_id`` is 1-255.

    Lengths are not checked here: the controller's limits depend on its firmware.
    """
    text = f"${body}" if sequence_id is None else f"${body} :{sequence_id:02X}"
    data = text.encode("latin-1")
    if style is ChecksumStyle.XOR:
        return b"%b^%02X\r" % (data, checksum_xor(data))
    if style is ChecksumStyle.SUM:
        return b"%b*%02X\r" % (data, checksum_sum(data))
    return data + CR


def encode_reply(*, ok: bool, data: str = "", sequence_id: int | None = None) -> bytes:
    """Return the bytes of ``$OK`` or ``$NK``; ``data`` follows one space (that of ``$GI`` starts with another)."""
    text = "$OK" if ok else "$NK"
    if data:
        text = f"{text} {data}"
    if sequence_id is not None:
        text = f"{text} :{sequence_id:02X}"
    return _with_xor(text)


def encode_notification(text: str) -> bytes:
    """Return the bytes of a notification; ``text`` is ``AT 03 03 24 0540``, without ``$``."""
    return _with_xor(f"${text}")


def _with_xor(text: str) -> bytes:
    data = text.encode("latin-1")
    return b"%b^%02X\r" % (data, checksum_xor(data))


def parse_decimal(text: str) -> int:
    """Read a decimal argument as the firmware does, 0 to 2**32 - 1.

    Every character counts as a digit, value = value * 10 + (byte - 0x30), in 32 bits and without any check: ``8.5``
    is 785, ``-10`` is -290 modulo 2**32, an empty argument is 0. Cut the result to its target with :func:`truncate`.
    """
    value = 0
    for character in text:
        value = (value * 10 + ord(character) - 0x30) & 0xFFFF_FFFF
    return value


def truncate(value: int, bits: int, *, signed: bool = False) -> int:
    """Keep the low ``bits`` of a value, as storing it in a narrower variable does."""
    value &= (1 << bits) - 1
    if signed and value >> (bits - 1):
        value -= 1 << bits
    return value


def parse_hex_byte(text: str) -> int:
    """Read up to two hex digits, upper or lower case, 0-255.

    One digit is taken as is, what follows the second does not matter, and a character that is no hex digit makes the
    whole value 0.
    """
    digits = text[:2]
    if not digits or not _HEX_DIGITS.issuperset(digits):
        return 0
    return int(digits, 16)


def _split_frames(pending: bytes, data: bytes, limit: int) -> tuple[list[bytes], bytes]:
    """Cut ``pending + data`` at each CR; return the complete frames from their last ``$`` on, and the unfinished one.

    Bytes before ``$`` are dropped because between frames nothing is expected. An unfinished frame keeps one byte more
    than ``limit``, enough to know later that it was too long, so memory stays bounded whatever arrives.
    """
    *complete, rest = (pending + data).split(CR)
    frames = [part[start:] for part in complete if (start := part.rfind(b"$")) >= 0]
    start = rest.rfind(b"$")
    return frames, rest[start : start + limit + 1] if start >= 0 else b""


class CommandDecoder:
    """The controller's end of the line: bytes in any portions to commands."""

    __slots__ = ("_pending",)

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, data: bytes) -> list[Command | BadFrame]:
        """Return what ``data`` completed, in order. Frames that are too long vanish without a trace, as in firmware."""
        frames, self._pending = _split_frames(self._pending, data, MAX_COMMAND_LENGTH)
        return [parse_command(frame) for frame in frames if len(frame) <= MAX_COMMAND_LENGTH]


def parse_command(frame: bytes) -> Command | BadFrame:
    """Read one frame, from ``$`` up to but without CR, as firmware 8.2.3 does."""
    marks = [at for at in (frame.find(b"^"), frame.find(b"*")) if at >= 0]
    if marks:
        end = min(marks)
        computed = checksum_xor(frame[:end]) if frame[end : end + 1] == b"^" else checksum_sum(frame[:end])
        if parse_hex_byte(frame[end + 1 : end + 3].decode("latin-1")) != computed:
            return BadFrame(BadFrameReason.CHECKSUM)
        frame = frame[:end]
    words = frame[1:].decode("latin-1").split(" ")
    if len(words) > MAX_COMMAND_WORDS:
        return BadFrame(BadFrameReason.WORDS)
    sequence_id = None
    if len(words) > 1 and words[-1].startswith(":"):
        sequence_id = parse_hex_byte(words.pop()[1:]) or None
    return Command(words[0][:2], tuple(words[1:]), sequence_id)


class ReplyDecoder:
    """The client's end of the line: bytes in any portions to replies, notifications and corrupt frames.

    Everything outside ``$`` ... CR is dropped: the controller prints plain text now and then.
    """

    __slots__ = ("_pending",)

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, data: bytes) -> list[Reply | Notification | Corrupt]:
        """Return one value for each frame that ``data`` completed, in order."""
        frames, self._pending = _split_frames(self._pending, data, MAX_ANSWER_LENGTH)
        return [parse_answer(frame) for frame in frames]

    def reset(self) -> None:
        """Forget an unfinished frame."""
        self._pending = b""


def parse_answer(frame: bytes) -> Reply | Notification | Corrupt:
    """Read one frame from the controller, from ``$`` up to but without CR.

    The checksum is verified when there is one. It is looked for at the very end, since the raw bytes of ``$GI`` may
    contain any character; a ``^`` elsewhere without one at its place means that bytes were lost or added.
    """
    raw = frame.decode("latin-1")
    if len(frame) > MAX_ANSWER_LENGTH:
        return Corrupt(raw, f"longer than {MAX_ANSWER_LENGTH} bytes")
    text = raw
    checksummed = raw[-3:-2] == "^" and _HEX_DIGITS.issuperset(raw[-2:])
    if checksummed:
        text = raw[:-3]
        if int(raw[-2:], 16) != checksum_xor(frame[:-3]):
            return Corrupt(raw, "wrong checksum")
    elif "^" in raw:
        return Corrupt(raw, "damaged checksum")
    kind, *words = text[1:].split(" ")
    sequence_id = None
    if words and _SEQUENCE_WORD.fullmatch(words[-1]):
        sequence_id = int(words.pop()[1:], 16)
    data = _without_empty_ends(words)
    if kind in ("OK", "NK"):
        return Reply(kind == "OK", data, sequence_id, checksummed, raw)
    if _is_notification(kind, data):
        return Notification(kind, data, checksummed, raw)
    return Corrupt(raw, "neither a reply nor a notification")


def _is_notification(kind: str, words: tuple[str, ...]) -> bool:
    """Tell the old ``$ST s`` from an echo of the command ``$ST``, which has four arguments."""
    return (len(kind) == len("A?") and kind[0] == "A") or kind == "WF" or (kind == "ST" and len(words) == 1)


def _without_empty_ends(words: list[str]) -> tuple[str, ...]:
    """Drop the empty word before the id in ``$GI`` and after the trailing space of firmware before RAPI 2.0.0."""
    start, end = 0, len(words)
    while start < end and not words[start]:
        start += 1
    while end > start and not words[end - 1]:
        end -= 1
    return tuple(words[start:end])
