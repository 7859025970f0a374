"""Replies and notifications to typed values: pure functions, one for each kind of answer.

Each takes the words it needs and raises :class:`~pilotwire.rapi.errors.RapiReplyError` when they are not there.
"""

from __future__ import annotations

from datetime import datetime, time

from . import client_values as values
from .codec import Notification, Reply
from .codes import EvseState, HeartbeatTrigger, SettingsFlag, VolatileFlag
from .errors import RapiReplyError
from .features import Features

_ABSENT_TEMPERATURE_DC = -2_560
_CLOCK_CENTURY = 2_000
_BLANK_COUNTER = 0xFF
_OLD_STATE_WORDS = 2
_NEW_STATE_WORDS = 4
BYTE = range(0x100)
"""States and amperes."""
_SIGNED = range(-0x8000_0000, 0x8000_0000)
_UNSIGNED = range(0x1_0000_0000)


def number(reply: Reply, index: int, base: int = 10, *, among: range = _UNSIGNED) -> int:
    """Return one word of a reply as a number; one the controller has no room for was damaged or means something else.

    Early firmware answers without a checksum, and what is no controller answers anything.
    """
    try:
        value = int(reply.words[index], base)
    except (IndexError, ValueError):
        raise unreadable(reply) from None
    if value not in among:
        raise unreadable(reply)
    return value


def signed(reply: Reply, index: int) -> int:
    """Return one word of a reply as a number that may be negative."""
    return number(reply, index, among=_SIGNED)


def unreadable(reply: Reply) -> RapiReplyError:
    """Return the error for a reply that does not fit its command."""
    return RapiReplyError(
        f"The controller answered {reply.raw!r}, which does not fit the command: check that nothing else uses the "
        "same serial line, then try again."
    )


def state(reply: Reply) -> values.ControllerState:
    """Read ``$GS``: the number of words tells whether the state is decimal (2) or hex (4)."""
    if len(reply.words) < _NEW_STATE_WORDS:
        if len(reply.words) != _OLD_STATE_WORDS:
            raise unreadable(reply)
        code = number(reply, 0, among=BYTE)
        return values.ControllerState(EvseState.from_code(code), code, number(reply, 1), None, None)
    code = number(reply, 0, 16, among=BYTE)
    return values.ControllerState(
        EvseState.from_code(code),
        code,
        number(reply, 1),
        EvseState.from_code(number(reply, 2, 16, among=BYTE)),
        VolatileFlag(number(reply, 3, 16)),
    )


def stored_settings(reply: Reply) -> values.StoredSettings:
    """Read ``$GE``."""
    return values.StoredSettings(number(reply, 0, among=BYTE), SettingsFlag(number(reply, 1, 16)))


def measurement(reply: Reply) -> values.Measurement:
    """Read ``$GG``: early firmware gives only the current; negative means no meter."""
    current_ma = signed(reply, 0)
    voltage_mv = signed(reply, 1) if len(reply.words) > 1 else -1
    return values.Measurement(
        current_ma if current_ma >= 0 else None,
        voltage_mv if voltage_mv >= 0 else None,
    )


def temperatures(reply: Reply, features: Features) -> values.Temperatures:
    """Read ``$GP``: an absent sensor is -2560, before RAPI 4.0.1 zero.

    The third sensor, which no release supports, is 0 in some builds of any age.
    """
    zero_is_absent = features.protocol_version < (4, 0, 1)
    found = [signed(reply, index) for index in range(3)]
    first, second, third = (
        None if value == _ABSENT_TEMPERATURE_DC or (value == 0 and (zero_is_absent or index == 2)) else value
        for index, value in enumerate(found)
    )
    return values.Temperatures(first, second, third)


def fault_counters(reply: Reply) -> values.FaultCounters:
    """Read ``$GF``, in hex. Counters stop at fe; ff is one that never counted, as read before firmware 3.9."""
    gfci, no_ground, stuck_contactor = (number(reply, index, 16) % _BLANK_COUNTER for index in range(3))
    return values.FaultCounters(gfci, no_ground, stuck_contactor)


def clock(reply: Reply) -> datetime | None:
    """Read ``$GT``; None for a date that does not exist, as without a clock chip."""
    year, month, day, hour, minute, second = (number(reply, index) for index in range(6))
    try:
        return datetime(_CLOCK_CENTURY + year, month, day, hour, minute, second)  # noqa: DTZ001 -- the chip has no zone
    except ValueError:
        return None


def delay_timer(reply: Reply) -> values.DelayTimer | None:
    """Read ``$GD``; None when it is off, which is all zero."""
    start_hour, start_minute, end_hour, end_minute = (number(reply, index) for index in range(4))
    if not any((start_hour, start_minute, end_hour, end_minute)):
        return None
    try:
        return values.DelayTimer(time(start_hour, start_minute), time(end_hour, end_minute))
    except ValueError:
        raise unreadable(reply) from None


def lock_motor(reply: Reply) -> values.LockMotor:
    """Read ``$G5``."""
    match reply.words:
        case ("0" | "1" as locked, "A" | "M" as mode):
            return values.LockMotor(locked == "1", mode == "M")
    raise unreadable(reply)


def heartbeat(reply: Reply) -> values.Heartbeat:
    """Read ``$GY`` or ``$SY``; the interval is printed as a signed 16-bit number."""
    try:
        trigger = HeartbeatTrigger(number(reply, 2))
    except ValueError:
        raise unreadable(reply) from None
    return values.Heartbeat(signed(reply, 0) & 0xFFFF, signed(reply, 1) & 0xFFFF, trigger, reply.ok)


def notification(frame: Notification, features: Features | None) -> values.ClientEvent:
    """Read a notification; one that can not be read is returned as it is."""
    try:
        match frame.kind, frame.words:
            case "AT", (state_word, pilot, capacity, flags, *_):
                return _state_report(state_word, pilot, capacity, flags)
            case "AB", (post, firmware, *_):
                return values.BootReport(int(post, 16), firmware)
            case "AN", ("0" | "1" as duration, *_):
                return values.ButtonPressed(duration == "1")
            case "WF", (mode, *_):
                return values.WifiRequested(int(mode, 16))
            case "ST", (state_word,):
                decimal = features is not None and features.decimal_state_notification
                code = int(state_word, 10 if decimal else 16)
                if code in BYTE:
                    return values.StateReport(EvseState.from_code(code), code)
    except ValueError:
        pass
    return values.UnknownNotification(frame.raw)


def _state_report(state_word: str, pilot: str, capacity: str, flags: str) -> values.StateReport:
    code, capacity_a, flags_set = int(state_word, 16), int(capacity), int(flags, 16)
    if code not in BYTE or capacity_a not in BYTE or flags_set not in _UNSIGNED:
        raise ValueError
    return values.StateReport(
        EvseState.from_code(code),
        code,
        EvseState.from_code(int(pilot, 16)),
        capacity_a,
        VolatileFlag(flags_set),
    )
