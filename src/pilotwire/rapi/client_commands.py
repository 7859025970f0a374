"""Command texts as a client sends them: checked, framed, and classed by whether they may be repeated.

Nothing is sent from here, and what a command means to the controller is not known beyond that class.
"""

from __future__ import annotations

import msgspec

from .codec import MAX_COMMAND_WORDS, ChecksumStyle, Command, encode_frame, parse_command
from .errors import RapiCommandError
from .features import Link, SequenceIds

_REPEATABLE_FUNCTIONS = frozenset("0BCDEFOPS")
_REPEATABLE_SETTINGS = frozenset("02345ABCDEFGHKLMRTVY")
_REPEATABLE_TESTS = frozenset({"T0", "Z0", "Z1"})
"""The second letters of ``F?`` and ``S?`` commands that have the same effect when carried out twice, and other such.

Not among them: ``F1`` (a button press toggles), ``S1`` (a time is stale when it is sent again), ``FR``.
"""
_LAST_BYTE = 0xFF
RESTART = "FR"
"""The one command that is never answered."""


class Outgoing(msgspec.Struct, frozen=True):
    """A command ready for the line."""

    text: str
    """As the caller wrote it, for messages."""
    body: str
    """Without ``$`` and, unless verbatim, without checksum."""
    command: Command
    """What the controller will understand, with the sequence id if the caller gave one."""
    verbatim: bool
    """The caller gave the checksum: send exactly this."""
    numbered: bool
    """A sequence id is to be added."""
    repeatable: bool

    @property
    def is_restart(self) -> bool:
        """Whether this restarts the controller instead of getting a reply."""
        return self.command.name == RESTART


def prepare(text: str, link: Link) -> Outgoing:
    """Check a command for one link.

    ``text`` may start with ``$`` and may end in CR, a sequence id or a checksum, which are then left as given.

    Raises:
        RapiCommandError: the controller could not read it (empty, not one line of plain characters, too long, too
            many words).

    """
    line = text.rstrip("\r\n").lstrip()
    body = line.removeprefix("$")
    _check_characters(text, body)
    verbatim = "^" in body or "*" in body
    command = _read_back(body)
    numbered = link.sequence_ids is not SequenceIds.OFF and not verbatim and command.sequence_id is None
    frame = encode_frame(body, ChecksumStyle.NONE if verbatim else link.checksum, 1 if numbered else None)
    _check_size(text, body, len(frame) - 1, numbered=numbered, link=link)
    return Outgoing(text, body, command, verbatim, numbered, is_repeatable(command))


def is_repeatable(command: Command) -> bool:
    """Whether a command may be sent again without knowing if the first one arrived.

    Writing the hardware maximum (``$SC n M``) works only once in the controller's life, so a second try would report
    a refusal for a success.
    """
    if command.name == "SC" and len(command.args) > 1 and command.args[1].startswith("M"):
        return False
    group, letter = command.name[:1], command.name[1:]
    match group:
        case "G":
            return True
        case "F":
            return letter in _REPEATABLE_FUNCTIONS
        case "S":
            return letter in _REPEATABLE_SETTINGS
    return command.name in _REPEATABLE_TESTS


def _read_back(body: str) -> Command:
    """Return what the controller will understand; a frame it will not is taken by its letters."""
    command = parse_command(f"${body}".encode("latin-1"))
    if isinstance(command, Command):
        return command
    name, *args = body.partition("^")[0].partition("*")[0].split(" ")
    return Command(name[:2], tuple(args))


def _check_characters(text: str, body: str) -> None:
    if not body.strip():
        raise RapiCommandError("There is no command to send: write one such as $GS.")
    wrong = sorted({character for character in body if character in "$\r\n\0" or ord(character) > _LAST_BYTE})
    if wrong:
        raise RapiCommandError(
            f"The command {text!r} contains {wrong[0]!r}, which would end or garble it: send one command at a time, "
            "in plain characters."
        )


def _check_size(text: str, body: str, length: int, *, numbered: bool, link: Link) -> None:
    if length > link.max_command_length:
        raise RapiCommandError(
            f"The command {text!r} would be {length} characters on the line and the controller ignores any over "
            f"{link.max_command_length}: shorten it."
        )
    words = body.count(" ") + 1 + numbered
    if words > MAX_COMMAND_WORDS:
        raise RapiCommandError(
            f"The command {text!r} has {words} words and the controller accepts {MAX_COMMAND_WORDS}: shorten it."
        )
