"""Raw commands for people and programs that speak RAPI themselves: text in, the controller's line out.

A command is sent as the gateway sends it, with a checksum and without a sequence id, so that the line that comes back
is the one they know. Two commands that old firmware lacks are stood in for, as in the gateway: ``$GD`` by what was
last set with ``$ST``, and ``$FF x n`` by ``$Sx n`` - only for the switches that existed under that name, because the
other letters mean something else (``$SK 1`` would overwrite the energy register).
"""

from __future__ import annotations

from enum import Enum

import msgspec

from pilotwire.rapi import RapiClient, RapiCommandError, RapiError, RapiTimeoutError, TransportError
from pilotwire.rapi.codec import encode_frame, encode_reply

_LAST_BYTE = 0xFF
_OLD_SWITCHES = frozenset("DEFGRV")
_TOGGLES_SINCE = (4, 0, 0)
_NO_TIMER = "0 0 0 0"


class RawFailure(Enum):
    """Why a raw command got no answer."""

    TIMEOUT = "timeout"
    """The controller did not answer, or nobody answers to that at all."""
    TOO_LONG = "too long"
    """The controller ignores frames of that length; nothing was sent."""
    INVALID = "invalid"
    """It cannot be put on the line as one command; nothing was sent."""
    NO_LINK = "no link"
    """There is no controller at present."""


class RawFailed(msgspec.Struct, frozen=True):
    """A raw command that got no answer."""

    failure: RawFailure
    text: str
    """What happened and what to do, in a sentence."""


class RawCommands:
    """Sends raw commands; remembers what has to be stood in for later."""

    def __init__(self) -> None:
        self._delay_timer = _NO_TIMER

    async def send(self, client: RapiClient, command: str) -> str | RawFailed:
        """Send ``command`` (with ``$``, without checksum) and return the controller's line, checksum included."""
        line = await self._exchange(client, command)
        if isinstance(line, RawFailed):
            return line
        accepted = line.startswith("$OK")
        if accepted and command.startswith("$ST "):
            self._delay_timer = command.removeprefix("$ST ")
        if accepted or not line.startswith("$NK"):
            return line
        if command.startswith("$GD"):
            return encode_reply(ok=True, data=self._delay_timer).decode("latin-1").rstrip("\r")
        stand_in = _old_switch(client, command)
        return line if stand_in is None else await self._exchange(client, stand_in)

    async def _exchange(self, client: RapiClient, command: str) -> str | RawFailed:
        wrong = _impossible(client, command)
        if wrong is not None:
            return wrong
        try:
            frame = encode_frame(command.removeprefix("$"), client.features.checksum).decode("latin-1")
            return (await client.command(frame)).raw
        except RapiTimeoutError as error:
            return RawFailed(RawFailure.TIMEOUT, str(error))
        except TransportError as error:
            return RawFailed(RawFailure.NO_LINK, str(error))
        except RapiCommandError as error:
            return RawFailed(RawFailure.INVALID, str(error))
        except RapiError as error:  # a controller that came back could not be asked what it is
            return RawFailed(RawFailure.TIMEOUT, str(error))


def _impossible(client: RapiClient, command: str) -> RawFailed | None:
    """What no controller would answer."""
    if not command.startswith("$"):
        return RawFailed(RawFailure.TIMEOUT, f"Nothing answers to {command!r}: RAPI commands begin with $.")
    if any(character in "$\r\n\0" or ord(character) > _LAST_BYTE for character in command[1:]):
        return RawFailed(RawFailure.INVALID, f"{command!r} is not one command in plain characters: send one at a time.")
    longest = client.features.max_command_length
    checksum = len(encode_frame("", client.features.checksum)) - len("$\r")
    if len(command) + checksum > longest:
        return RawFailed(
            RawFailure.TOO_LONG,
            f"{command!r} is longer than the {longest - checksum} characters the controller reads: shorten it.",
        )
    return None


def _old_switch(client: RapiClient, command: str) -> str | None:
    """The command by which old firmware knows a switch."""
    words = command.split(" ")
    if client.features.protocol_version >= _TOGGLES_SINCE or words[0] != "$FF" or len(words) != 3:
        return None
    return f"$S{words[1]} {words[2]}" if words[1] in _OLD_SWITCHES else None
