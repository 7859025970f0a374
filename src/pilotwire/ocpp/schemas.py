"""What payloads have to look like: the official JSON schemas, as the package ``ocpp`` carries them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum

from jsonschema.exceptions import ValidationError
from ocpp.messages import get_validator

from .effects import Json
from .frames import ErrorCode, MessageType


class Version(Enum):
    """Versions of OCPP, as the schemas call them."""

    V16 = "1.6"
    V201 = "2.0.1"

    @property
    def subprotocol(self) -> str:
        """As the WebSocket calls it."""
        return f"ocpp{self.value}"


class PayloadError(ValueError):
    """A payload that is not as its schema wants it, or an action that has none.

    Args:
        code: for the CALLERROR.
        reason: what is wrong with it.

    """

    def __init__(self, code: ErrorCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def check_call(action: str, payload: Mapping[str, Json], version: Version) -> None:
    """See that a call is as its schema wants it.

    Raises:
        PayloadError: it is not, or there is no such action.

    """
    _check(MessageType.CALL, action, payload, version)


def check_result(action: str, payload: Mapping[str, Json], version: Version) -> None:
    """See that the answer to a call is as its schema wants it.

    Raises:
        PayloadError: it is not.

    """
    _check(MessageType.RESULT, action, payload, version)


_BY_TENTHS = {"SetChargingProfile", "RemoteStartTransaction", "GetCompositeSchedule"}
"""1.6 wants multiples of 0.1 there, which only decimal numbers can be."""
_CODES = {
    "type": ErrorCode.TYPE,
    "maxLength": ErrorCode.TYPE,
    "required": ErrorCode.OCCURRENCE,
    "minItems": ErrorCode.OCCURRENCE,
    "maxItems": ErrorCode.OCCURRENCE,
    "additionalProperties": ErrorCode.FORMAT,
}


def _check(kind: MessageType, action: str, payload: Mapping[str, Json], version: Version) -> None:
    if not (action.isascii() and action.isalnum()):
        raise PayloadError(ErrorCode.NOT_IMPLEMENTED, "there is no such action")
    by_tenths = version is Version.V16 and action in _BY_TENTHS
    try:
        validator = get_validator(int(kind), action, version.value, parse_float=Decimal if by_tenths else float)
    except OSError:
        raise PayloadError(ErrorCode.NOT_IMPLEMENTED, f"OCPP {version.value} has no action {action}") from None
    judged = json.loads(json.dumps(payload), parse_float=Decimal) if by_tenths else payload
    try:
        validator.validate(judged)
    except ValidationError as error:
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
        code = _CODES.get(str(error.validator), ErrorCode.PROPERTY)
        raise PayloadError(code, f"{place.removeprefix('.') or 'payload'}: {error.message[:160]}") from None
