"""The OpenEVSE gateway's words for what all its interfaces speak of: claims, colours, times.

Names, numbers and lenience are those of the gateway firmware (5.x). The documents made of them, the status and its
frames, are in modules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from pilotwire.rapi.codes import EvseState
from pilotwire.station.arbitration import Target
from pilotwire.station.claims import ChargeState, Claim, Wish
from pilotwire.station.evse import Evse

MAX_U32 = 0xFFFF_FFFF
"""Highest client id; as a current, the gateway's number for "nobody asked"."""

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{0,9})?")


class FieldError(ValueError):
    """A field of a request can never be valid. Nothing was changed."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name} must be {expected}")
        self.name = name
        self.expected = expected


# -- claims ------------------------------------------------------------------------------------------------------

_Current = (
    Annotated[float, Meta(ge=0, le=MAX_U32)] | Annotated[str, Meta(pattern=rf"^(clear|{_NUMBER.pattern})$")] | None
)
Switch = bool | Literal[0, 1, "true", "false"]
"""How clients write a switch."""


class WishBody(msgspec.Struct, frozen=True, kw_only=True):
    """What a client asks for. It replaces what the same client asked for before: what is left out is unset."""

    state: Annotated[
        str | None, Meta(description="`active`: charge; `disabled`: do not; any other text: no opinion.")
    ] = None
    charge_current: Annotated[
        _Current, Meta(description="Current to charge with (A); `clear` or null: no opinion.")
    ] = None
    max_current: Annotated[
        _Current, Meta(description="Ceiling for the current (A), whoever sets it; `clear` or null: no opinion.")
    ] = None
    auto_release: Annotated[
        Switch | None,
        Meta(description="Whether it ends when the vehicle is unplugged; an override does unless told otherwise."),
    ] = None


class WishDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What a client wants; a key is there if it was set. Without any: there is no claim."""

    state: Annotated[str | UnsetType, Meta(description="`active`: charge; `disabled`: do not.")] = UNSET
    charge_current: Annotated[int | UnsetType, Meta(description="Current to charge with (A).")] = UNSET
    max_current: Annotated[int | UnsetType, Meta(description="Ceiling for the current (A).")] = UNSET
    auto_release: Annotated[bool | UnsetType, Meta(description="Whether it ends when the vehicle is unplugged.")] = (
        UNSET
    )


class ClaimDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One client's claim; a key is there if it was set."""

    client: Annotated[int, Meta(ge=0, le=MAX_U32, description="Id of the client.")]
    priority: Annotated[int, Meta(description="The highest decides, for each property by itself.")]
    state: Annotated[str | UnsetType, Meta(description="`active`: charge; `disabled`: do not.")] = UNSET
    charge_current: Annotated[int | UnsetType, Meta(description="Current to charge with (A).")] = UNSET
    max_current: Annotated[int | UnsetType, Meta(description="Ceiling for the current (A).")] = UNSET
    auto_release: Annotated[bool, Meta(description="Whether it ends when the vehicle is unplugged.")]


class DecidersDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Id of the client that decided each property; a key is there if somebody did."""

    state: int | UnsetType = UNSET
    charge_current: int | UnsetType = UNSET
    max_current: int | UnsetType = UNSET


class TargetDocument(msgspec.Struct, frozen=True):
    """What all claims together lead to, and who decided it."""

    properties: WishDocument
    claims: DecidersDocument


def parse_wish(body: Mapping[str, object], *, auto_release: bool) -> Wish:
    """Read what a client asks for; keys that are not ours are ignored.

    Args:
        body: the JSON object, fields as in ``WishBody``.
        auto_release: when it does not say.

    Raises:
        FieldError: a field can never be valid.

    """
    return Wish(
        state=_parse_state(body.get("state")),
        charge_current_a=_parse_current("charge_current", body.get("charge_current")),
        max_current_a=_parse_current("max_current", body.get("max_current")),
        auto_release=parse_flag("auto_release", body.get("auto_release"), default=auto_release),
    )


def wish_document(wish: Wish) -> WishDocument:
    """Tell a wish."""
    return WishDocument(
        state=UNSET if wish.state is None else wish.state.value,
        charge_current=_or_unset(wish.charge_current_a),
        max_current=_or_unset(wish.max_current_a),
        auto_release=wish.auto_release,
    )


def claim_document(claim: Claim) -> ClaimDocument:
    """Tell a claim."""
    wish = claim.wish
    return ClaimDocument(
        client=claim.client,
        priority=claim.priority,
        state=UNSET if wish.state is None else wish.state.value,
        charge_current=_or_unset(wish.charge_current_a),
        max_current=_or_unset(wish.max_current_a),
        auto_release=wish.auto_release,
    )


def target_document(target: Target) -> TargetDocument:
    """Tell the target and who decided it."""
    return TargetDocument(
        WishDocument(
            state=target.state.value,
            charge_current=_or_unset(target.charge_current_a),
            max_current=_or_unset(target.max_current_a),
            auto_release=False,
        ),
        DecidersDocument(
            state=_or_unset(target.state_client),
            charge_current=_or_unset(target.charge_current_client),
            max_current=_or_unset(target.max_current_client),
        ),
    )


def parse_client(text: str) -> int | None:
    """Read a client id; None if there can be no such client."""
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(MAX_U32)):
        return None
    client = int(text)
    return client if client <= MAX_U32 else None


def parse_flag(name: str, value: object, *, default: bool) -> bool:
    """Read a switch: a boolean, 0 or 1, ``true`` or ``false`` as text; null and nothing are the default.

    Raises:
        FieldError: it is none of these.

    """
    if value is None:
        return default
    if isinstance(value, bool | int | float) and value in (0, 1):
        return bool(value)
    if value in ("true", "false"):
        return value == "true"
    raise FieldError(name, "true or false")


def _parse_state(value: object) -> ChargeState | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise FieldError("state", '"active" or "disabled"')
    # The first letter decides, as on the gateway; GUIs send "clear" for no opinion.
    return {"a": ChargeState.ACTIVE, "d": ChargeState.DISABLED}.get(value[:1])


def _parse_current(name: str, value: object) -> int | None:
    if value is None or value == "clear":
        return None
    number = float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= MAX_U32:
        raise FieldError(name, 'a current in amperes, 0 or more, or "clear"')
    return None if number == MAX_U32 else int(number)


def _or_unset(value: int | None) -> int | UnsetType:
    return UNSET if value is None else value


# -- the display's colour ----------------------------------------------------------------------------------------

_OFF, _RED, _GREEN, _YELLOW, _VIOLET, _TEAL = 0, 1, 2, 3, 5, 6
_COLOURS = {
    EvseState.NOT_CONNECTED: _GREEN,
    EvseState.CONNECTED: _YELLOW,
    EvseState.CHARGING: _TEAL,
}


def colour_of(evse: Evse) -> int:
    """Colour of the controller's display: 0 off, 1 red, 2 green, 3 yellow, 5 violet, 6 teal."""
    if evse.state.is_fault:
        return _RED
    if evse.paused:
        return _TEAL if evse.vehicle else _VIOLET
    return _COLOURS.get(evse.state, _OFF)


# -- times -------------------------------------------------------------------------------------------------------


def utc_text(moment: datetime) -> str:
    """Date and time in UTC, to the second: ``2026-03-04T05:06:07Z``."""
    return f"{moment.isoformat()[:19]}Z"


def local_text(moment: datetime) -> str:
    """Local date and time with the zone's offset: ``2026-03-04T06:06:07+0100``."""
    text = moment.isoformat(timespec="seconds")
    return text[:22] + text[23:25]
