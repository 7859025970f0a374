"""OCPP-J's frames: the JSON arrays CALL, CALLRESULT and CALLERROR, read without trust and written.

What a payload has to look like is in ``schemas``. Sizes are bounded before anything is understood (OCPP-J 1.6 and
2.0.1 part 4; the bound on the whole message is ours).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum

import msgspec

from .effects import Json

LONGEST_MESSAGE = 256 * 1024
"""Characters; a long composite schedule or a certificate chain is a tenth of it."""
LONGEST_ID = 36
UNREADABLE_ID = "-1"
"""Stands for the id of a message that cannot be read (OCPP-J 2.0.1, 4.2.3)."""


class MessageType(IntEnum):
    """The first element of every frame."""

    CALL = 2
    RESULT = 3
    ERROR = 4


class ErrorCode(Enum):
    """Why a call was not done; spelt as 2.0.1 does (``name_in`` knows how 1.6 spells it)."""

    NOT_IMPLEMENTED = "NotImplemented"
    """The action is not known."""
    NOT_SUPPORTED = "NotSupported"
    """Known, but not here."""
    INTERNAL = "InternalError"
    PROTOCOL = "ProtocolError"
    SECURITY = "SecurityError"
    FORMAT = "FormatViolation"
    PROPERTY = "PropertyConstraintViolation"
    OCCURRENCE = "OccurrenceConstraintViolation"
    TYPE = "TypeConstraintViolation"
    GENERIC = "GenericError"
    RPC_FRAMEWORK = "RpcFrameworkError"
    """The message is no frame; 1.6 has no such code."""

    def name_in(self, version: str) -> str:
        """As this version spells it."""
        return _IN_16.get(self, self.value) if version == "1.6" else self.value


_IN_16 = {
    ErrorCode.FORMAT: "FormationViolation",
    ErrorCode.OCCURRENCE: "OccurenceConstraintViolation",
    ErrorCode.RPC_FRAMEWORK: "GenericError",
}


class Call(msgspec.Struct, frozen=True):
    """Somebody wants something."""

    id: str
    action: str
    payload: Mapping[str, Json]

    @property
    def text(self) -> str:
        """As it goes over the line."""
        return _encoded([MessageType.CALL, self.id, self.action, self.payload])


class Result(msgspec.Struct, frozen=True):
    """What came of a call."""

    id: str
    payload: Mapping[str, Json]

    @property
    def text(self) -> str:
        """As it goes over the line."""
        return _encoded([MessageType.RESULT, self.id, self.payload])


class Error(msgspec.Struct, frozen=True):
    """A call that was not done."""

    id: str
    code: str
    """In the version's spelling."""
    description: str = ""
    details: Mapping[str, Json] = {}

    @property
    def text(self) -> str:
        """As it goes over the line."""
        return _encoded([MessageType.ERROR, self.id, self.code, self.description[:255], self.details])


Frame = Call | Result | Error


class FrameError(ValueError):
    """A message that is no frame.

    Args:
        reason: what is wrong with it.
        message_id: of the message, as far as it could be read.
        is_call: it was meant as a call, which deserves an answer.

    """

    def __init__(self, reason: str, message_id: str = UNREADABLE_ID, *, is_call: bool = True) -> None:
        super().__init__(reason)
        self.message_id = message_id
        self.is_call = is_call


def decode(text: str) -> Frame:
    """Read a message.

    Raises:
        FrameError: it is none.

    """
    if len(text) > LONGEST_MESSAGE:
        raise FrameError(f"the message has more than {LONGEST_MESSAGE} characters")
    try:
        parts = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise FrameError("the message is not JSON") from None
    match parts:
        case [kind, str(message_id), *rest] if len(message_id) <= LONGEST_ID:
            return _frame(kind, message_id, rest)
        case [kind, *_]:
            raise FrameError(f"the message has no id of at most {LONGEST_ID} characters", is_call=kind == 2)
        case _:
            raise FrameError("the message is not an array that begins with a message type")


def _frame(kind: object, message_id: str, rest: list[Json]) -> Frame:
    match kind, rest:
        case MessageType.CALL, [str(action), dict(payload)]:
            return Call(message_id, action, payload)
        case MessageType.RESULT, [dict(payload)]:
            return Result(message_id, payload)
        case MessageType.ERROR, [str(code), str(description), dict(details)]:
            return Error(message_id, code, description, details)
        case MessageType.ERROR, [str(code), *_]:
            # Many back ends are careless with their errors; an error is an error.
            return Error(message_id, code)
    if kind in (MessageType.RESULT, MessageType.ERROR):
        raise FrameError("the answer has the wrong parts", message_id, is_call=False)
    raise FrameError("the message is not [2, id, action, {...}]", message_id)


def _encoded(parts: list[Json]) -> str:
    return msgspec.json.encode(parts).decode()
