"""What one particular controller can do, and the questions that find it out.

Version numbers are not to be trusted alone: features are chosen when a firmware is built. So :func:`detection` asks
wherever asking is harmless and infers only what can not be asked. It does no input or output: it is a generator that
yields :class:`Probe` values and is sent each :class:`~pilotwire.rapi.codec.Reply`.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from enum import Enum

import msgspec

from .codec import MAX_COMMAND_LENGTH, ChecksumStyle, Reply
from .codes import VolatileFlag
from .errors import RapiReplyError

_EARLY_COMMAND_LENGTH = 29
_OLD_STATE_WORDS = 2
_NEW_STATE_WORDS = 4
_CLOCK_WORDS = 6
_ID_QUESTIONS = 3
_NO_CLOCK_VALUE = 165
"""What ``$GT`` counts with when there is no clock chip: 0xA5 read back from a bus nobody answers on."""


class SequenceIds(Enum):
    """Whether commands carry a sequence id."""

    OFF = "off"
    TRY = "try"
    """Sent, but an answer without one is accepted."""
    ON = "on"


class Link(msgspec.Struct, frozen=True):
    """How to talk to a controller. The defaults are for one that nothing is known about yet."""

    checksum: ChecksumStyle = ChecksumStyle.XOR
    fallback_checksum: ChecksumStyle | None = ChecksumStyle.SUM
    """Used when a command is sent once more after ``$NK``, as long as the right style is not certain."""
    sequence_ids: SequenceIds = SequenceIds.OFF
    reply_checksum: bool = False
    """Replies carry a checksum, so one without has lost it on the way."""
    max_command_length: int = MAX_COMMAND_LENGTH
    boot_report: bool = True
    """The controller sends ``$AB`` after a restart."""


ADDITIVE_LINK = Link(checksum=ChecksumStyle.SUM, fallback_checksum=None)
"""Understood by every firmware."""


class Generation(Enum):
    """Protocol generations, named by what a client has to do differently."""

    ADDITIVE = "1.0.0 - 1.0.2: commands need the additive checksum"
    BARE_REPLIES = "1.0.3 - 1.x: replies have no checksum"
    CHECKED_REPLIES = "2.x: replies have a checksum"
    SEQUENCE_IDS = "3.x - 4.x: commands may carry a sequence id"
    STATE_REPORTS = "5.x: state in hex with flags, $AT and $AB"
    NEWER = "6 and later: other hardware, only its common part is known"


class Features(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about a controller that changes how it is spoken to or what may be asked of it."""

    firmware: str
    """As reported, for example ``8.2.3.EU`` or ``D6.2.1``."""
    protocol: str
    """RAPI version as reported, for example ``5.2.1``."""
    checksum: ChecksumStyle
    reply_checksum: bool
    sequence_ids: bool
    hex_state: bool
    """``$GS`` has four words, in hex; otherwise two, state in decimal (firmware before 6.0.0)."""
    capacity_words: int
    """Words of ``$GC``: 2 before firmware 6.0.0, 3 before 6.2.0, then 4."""
    connection_query: bool
    """``$G0``: whether a car is plugged in."""
    time_limit: bool
    energy_limit: bool
    auth_lock: bool
    boot_lock: bool
    """The controller is waiting for ``$SB``. A build with a boot lock can not be told apart once unlocked."""
    lock_motor: bool
    heartbeat: bool
    mcu_id: bool
    delay_timer: bool
    ammeter: bool
    voltmeter: bool
    energy_meter: bool
    temperature: bool
    fault_counters: bool
    rtc: bool
    """A clock chip is fitted and answers."""

    @property
    def firmware_version(self) -> tuple[int, ...]:
        """The leading numbers of :attr:`firmware`: ``D6.2.1.EU`` is (6, 2, 1)."""
        return parse_version(self.firmware)

    @property
    def protocol_version(self) -> tuple[int, ...]:
        """The numbers of :attr:`protocol`."""
        return parse_version(self.protocol)

    @property
    def generation(self) -> Generation:
        """The protocol generation by its number."""
        return generation_of(self.protocol_version)

    @property
    def volatile_current(self) -> bool:
        """``$SC n V`` sets a current without writing EEPROM. Inferred: asking would set a current."""
        return self.protocol_version >= (2, 0, 2)

    @property
    def hardware_maximum(self) -> bool:
        """``$SC n M`` sets the hardware maximum, once for ever. Inferred."""
        return self.protocol_version >= (5, 1, 1)

    @property
    def voltage_setting(self) -> bool:
        """``$SV`` takes millivolts. Inferred: before RAPI 4.0.0 the same letters switched the ventilation check."""
        return self.protocol_version >= (5, 1, 3)

    @property
    def feature_toggles(self) -> bool:
        """``$FF`` exists; before, a few switches had commands ``$SD``, ``$SF``, ``$SG``, ``$SR``, ``$SV``. Inferred."""
        return self.protocol_version >= (4, 0, 0)

    @property
    def boot_report(self) -> bool:
        """``$AB`` and ``$AT`` are sent instead of ``$ST``. Inferred."""
        return self.protocol_version >= (5, 0, 0)

    @property
    def decimal_state_notification(self) -> bool:
        """``$ST`` gives the state in decimal (firmware before 3.3.2)."""
        return self.firmware_version < (3, 3, 2)

    @property
    def max_command_length(self) -> int:
        """Characters of a command the controller has room for, CR not counted."""
        version = self.protocol_version
        return MAX_COMMAND_LENGTH if version >= (3, 0, 1) or version == (2, 0, 4) else _EARLY_COMMAND_LENGTH

    @property
    def link(self) -> Link:
        """How to talk to this controller."""
        return Link(
            checksum=self.checksum,
            fallback_checksum=None,
            sequence_ids=SequenceIds.ON if self.sequence_ids else SequenceIds.OFF,
            reply_checksum=self.reply_checksum,
            max_command_length=self.max_command_length,
            boot_report=self.boot_report,
        )


class Probe(msgspec.Struct, frozen=True):
    """One question of the detection and how to send it."""

    command: str
    link: Link


Detection = Generator[Probe, Reply, Features]


def parse_version(text: str) -> tuple[int, ...]:
    """Return the leading dotted numbers of a version, skipping a leading letter: ``D9.1.0`` is (9, 1, 0)."""
    found = re.match(r"[A-Za-z]?(\d+(?:\.\d+)*)", text)
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def generation_of(version: tuple[int, ...]) -> Generation:
    """Return the generation of a protocol version."""
    if version < (1, 0, 3):
        return Generation.ADDITIVE
    if version < (2,):
        return Generation.BARE_REPLIES
    if version < (3,):
        return Generation.CHECKED_REPLIES
    if version < (5,):
        return Generation.SEQUENCE_IDS
    return Generation.STATE_REPORTS if version < (6,) else Generation.NEWER


def detection() -> Detection:
    """Ask a controller who it is and what it can do (a generator: see the module text).

    Raises :class:`~pilotwire.rapi.errors.RapiReplyError` when the answers are not those of a RAPI controller.
    """
    first = yield Probe("GV", ADDITIVE_LINK)
    firmware, protocol = _versions(first)
    link = yield from _detect_link(first, parse_version(protocol))
    state = yield Probe("GS", link)
    if not state.ok or len(state.words) < _OLD_STATE_WORDS:
        raise RapiReplyError(
            f"The device answered {state.raw!r} when asked for its state: check that it is an OpenEVSE controller."
        )
    hex_state = len(state.words) >= _NEW_STATE_WORDS
    capacity = yield Probe("GC", link)
    optional = yield from _ask_optional(link)
    return Features(
        firmware=firmware,
        protocol=protocol,
        checksum=link.checksum,
        reply_checksum=link.reply_checksum,
        sequence_ids=link.sequence_ids is SequenceIds.ON,
        hex_state=hex_state,
        capacity_words=len(capacity.words) if capacity.ok else 0,
        boot_lock=hex_state and bool(_flags(state.words[3]) & VolatileFlag.BOOT_LOCK),
        ammeter=_measures(optional["GG"], 0),
        voltmeter=optional["GM"].ok,
        rtc=_has_clock(optional["GT"]),
        **{name: optional[command].ok for name, command in _OPTIONAL_FEATURES.items()},
    )


_OPTIONAL_FEATURES = {
    "connection_query": "G0",
    "time_limit": "G3",
    "energy_limit": "GH",
    "auth_lock": "G4",
    "lock_motor": "G5",
    "heartbeat": "GY",
    "mcu_id": "GI",
    "delay_timer": "GD",
    "energy_meter": "GU",
    "temperature": "GP",
    "fault_counters": "GF",
}
"""Features that are there when their query is answered ``$OK``."""


def _ask_optional(link: Link) -> Generator[Probe, Reply, dict[str, Reply]]:
    answers = {}
    for command in (*_OPTIONAL_FEATURES.values(), "GG", "GM", "GT"):
        answers[command] = yield Probe(command, link)
    return answers


def _detect_link(first: Reply, version: tuple[int, ...]) -> Generator[Probe, Reply, Link]:
    """Try the better checksum and sequence ids in one question, and keep what the controller proves to understand.

    An answer without the id is believed only when it comes again and again: it may be a late one to the question
    before, and going on without ids for nothing would make every late answer a danger.
    """
    basis = msgspec.structs.replace(ADDITIVE_LINK, reply_checksum=first.checksummed)
    if version < (1, 0, 3):
        return basis
    try_ids = SequenceIds.TRY if version >= (3,) else SequenceIds.OFF
    better = msgspec.structs.replace(basis, checksum=ChecksumStyle.XOR, sequence_ids=try_ids)
    for _ in range(_ID_QUESTIONS):
        answer = yield Probe("GV", better)
        if not answer.ok:
            return basis
        if answer.sequence_id is not None:
            return msgspec.structs.replace(better, sequence_ids=SequenceIds.ON)
        if try_ids is SequenceIds.OFF:
            break
    return msgspec.structs.replace(better, sequence_ids=SequenceIds.OFF)


def _versions(reply: Reply) -> tuple[str, str]:
    match reply.words:
        case (firmware, protocol, *_) if reply.ok and parse_version(protocol):
            return firmware, protocol
    raise RapiReplyError(
        f"The device answered {reply.raw!r} when asked for its version: check that it is an OpenEVSE controller."
    )


def _flags(word: str) -> int:
    try:
        return int(word, 16)
    except ValueError:
        return 0


def _measures(reply: Reply, index: int) -> bool:
    """Whether ``$GG`` gives a value: -1 stands for a meter that is not there."""
    return reply.ok and len(reply.words) > index and not reply.words[index].startswith("-")


def _has_clock(reply: Reply) -> bool:
    return reply.ok and len(reply.words) == _CLOCK_WORDS and reply.words[0] != str(_NO_CLOCK_VALUE)
