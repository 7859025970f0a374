"""Messages on command topics, understood: each becomes something to do, or is rejected in words. Pure.

Read as leniently as the gateway where clients rely on it (numbers as text, properties that are sent one by one), and
refused where the gateway would take 0 for what is no number. A rejected message has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from pilotwire.services.openevse.config_document import config_change
from pilotwire.services.openevse.words import MAX_U32, FieldError, parse_flag, parse_wish, wish_document
from pilotwire.station.claims import ClaimsFullError, Client, Priority, Wish
from pilotwire.station.json_numbers import whole_number
from pilotwire.station.limit_json import LimitError, parse_limit
from pilotwire.station.moment import Moment
from pilotwire.station.schedule_book import ScheduleError
from pilotwire.station.schedule_json import parse_drafts
from pilotwire.station.settings import FactoryLockedError, SettingsError
from pilotwire.station.station import Station
from pilotwire.station.status import DivertMode, Status
from pilotwire.station.writes import Restart

from .access import ForbiddenError, allowed_change, check_rapi
from .arrangement import Access

MAX_PAYLOAD_BYTES = 16_384
"""More than any command takes; a whole configuration is a third of it."""
MAX_CURRENT_A = 80
"""More than any station's: what is larger is no current."""
RAPI_TOPIC = "rapi/in/"
_MAX_RAPI = 128
_NO_STATE = (None, "clear", "null", "none")
_STATES = ("active", "disabled")


class RejectedError(ValueError):
    """A message that is not obeyed; the message says what is wrong with it."""


class Do(msgspec.Struct, frozen=True):
    """Something to do to the station; may itself raise one of ``REFUSALS``, with nothing changed."""

    command: Callable[[Station, Moment], object]


class SendRapi(msgspec.Struct, frozen=True):
    """A raw command to the controller, whose answer goes back."""

    command: str


class RestartStation(msgspec.Struct, frozen=True):
    """This program is to start anew."""


Understood = Do | SendRapi | RestartStation
REFUSALS = (
    RejectedError,
    ForbiddenError,
    FieldError,
    LimitError,
    ScheduleError,
    SettingsError,
    FactoryLockedError,
    ClaimsFullError,
)
"""How the station and what reads its documents say no."""


def understand(name: str, payload: bytes, status: Status, access: Access) -> Understood:
    """What a message asks for.

    Args:
        name: its topic without the station's own, such as ``override/set``.
        payload: as it came.
        status: what is in force; properties that are left out stay as they are.
        access: what may be asked for.

    Raises:
        RejectedError: it cannot be meant, or may not be asked for.

    """
    if access is Access.NONE:
        raise RejectedError("commands are switched off (mqtt_commands)")
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise RejectedError(f"{len(payload)} bytes are more than any command takes ({MAX_PAYLOAD_BYTES})")
    try:
        text = payload.decode().strip()
    except UnicodeDecodeError:
        raise RejectedError("it is not text in UTF-8") from None
    try:
        return _understood(name, text, status, access)
    except RejectedError:
        raise
    except REFUSALS as error:
        raise RejectedError(str(error)) from error


def _understood(name: str, text: str, status: Status, access: Access) -> Understood:
    if name.startswith(RAPI_TOPIC):
        return _rapi(name, text, access)
    if name == "config/set":
        return _config(text, status, access)
    if name not in COMMANDS:
        raise RejectedError("there is no such command")
    return COMMANDS[name](text, status)


# -- what people and clients want ----------------------------------------------------------------------------------


def _override(text: str, status: Status) -> Understood:
    if text == "clear":
        return Do(lambda station, moment: station.release_override(moment))
    if text == "toggle":
        return Do(lambda station, moment: station.toggle_override(moment))
    before = status.override
    wish = _merged(_object(text), None if before is None else before.wish, auto_release=True)
    return Do(lambda station, moment: station.override(wish, moment))


def _claim(text: str, status: Status) -> Understood:
    if text == "release":
        return Do(lambda station, moment: station.release(Client.MQTT, moment))
    before = status.claim(Client.MQTT)
    wish = _merged(_object(text), None if before is None else before.wish, auto_release=False)
    lease_ms = status.settings.claims_lease_time * 1000 or None
    return Do(
        lambda station, moment: station.claim(
            Client.MQTT, wish, moment, priority=Priority.API, why="asked for by MQTT", lease_ms=lease_ms
        )
    )


def _merged(asked: Mapping[str, object], before: Wish | None, *, auto_release: bool) -> Wish:
    """What is asked for over what is in force."""
    given = {name: value for name, value in asked.items() if name in _PROPERTIES}
    if not given:
        raise RejectedError(f"it has none of {', '.join(_PROPERTIES)}")
    state = given.get("state")
    if "state" in given and state not in _STATES:
        if state not in _NO_STATE:
            raise RejectedError('state must be "active", "disabled" or "clear"')
        given["state"] = None
    for name in ("charge_current", "max_current"):
        if name in given:
            _check_current(name, given[name])
    kept: dict[str, object] = {} if before is None else msgspec.to_builtins(wish_document(before))
    return parse_wish(kept | given, auto_release=auto_release)


def _check_current(name: str, value: object) -> None:
    if value is None or value in ("clear", MAX_U32):
        return
    number = whole_number(value)
    if number is None or not 0 <= number <= MAX_CURRENT_A:
        raise RejectedError(f'{name} must be a current from 0 to {MAX_CURRENT_A} A, or "clear"')


def _limit(text: str, _: Status) -> Understood:
    if text != "clear":
        asked = _object(text)
        if asked.get("type") != "none":
            ends = parse_flag("auto_release", asked.get("auto_release", asked.get("release")), default=True)
            limit = parse_limit(asked | {"auto_release": ends})
            return Do(lambda station, moment: station.set_limit(limit, moment))
    return Do(lambda station, moment: station.clear_limit(moment))


def _schedule(text: str, _: Status) -> Understood:
    drafts = parse_drafts(_json(text))
    return Do(lambda station, moment: station.put_schedule(drafts, moment))


def _schedule_clear(text: str, status: Status) -> Understood:
    number = whole_number(text)
    if number is None or all(event.id != number for event in status.schedule):
        raise RejectedError("there is no such event: give the id of one")
    return Do(lambda station, moment: station.delete_schedule_event(number, moment))


def _divert_mode(text: str, _: Status) -> Understood:
    mode = _MODES.get(whole_number(text))
    if mode is None:
        raise RejectedError("give 1 (as fast as allowed) or 2 (by the sun)")
    return Do(lambda station, moment: station.set_divert_mode(mode, moment))


def _shaper(text: str, _: Status) -> Understood:
    running = whole_number(text)
    if running not in (0, 1):
        raise RejectedError("give 1 (on) or 0 (off)")
    return Do(lambda station, moment: station.switch_shaper(moment, running=running == 1))


def _restart(text: str, _: Status) -> Understood:
    match _object(text).get("device"):
        case "gateway":
            return RestartStation()
        case "evse":
            return Do(lambda station, moment: station.write(Restart(), moment))
        case _:
            raise RejectedError('device must be "gateway" or "evse"')


# -- what needs leave ----------------------------------------------------------------------------------------------


def _config(text: str, status: Status, access: Access) -> Understood:
    change = allowed_change(config_change(_object(text), status.evse), status.settings, access)
    return Do(lambda station, moment: station.change_settings(change.values, moment, writes=change.writes))


def _rapi(name: str, text: str, access: Access) -> Understood:
    _, dollar, command = name.partition("$")
    full = f"{dollar}{command} {text}".rstrip()
    if not dollar or not full.isascii() or not full.isprintable() or len(full) > _MAX_RAPI:
        raise RejectedError("a command is one line of ASCII, as in rapi/in/$SC with 16 V")
    check_rapi(full, access)
    return SendRapi(full)


# -- reading -------------------------------------------------------------------------------------------------------


def _json(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise RejectedError(f"it is not JSON: {error}") from error


def _object(text: str) -> dict[str, object]:
    document = _json(text)
    if not isinstance(document, dict):
        raise RejectedError("give a JSON object")
    return document


_PROPERTIES = ("state", "charge_current", "max_current", "auto_release")
_MODES: Mapping[int | None, DivertMode] = {mode.value: mode for mode in DivertMode}
COMMANDS: Mapping[str, Callable[[str, Status], Understood]] = {
    "divertmode/set": _divert_mode,
    "shaper/set": _shaper,
    "override/set": _override,
    "claim/set": _claim,
    "schedule/set": _schedule,
    "schedule/clear": _schedule_clear,
    "limit/set": _limit,
    "restart": _restart,
}
"""Who reads what, by topic; the configuration and RAPI are read apart, because they need leave."""
TOPICS = (*COMMANDS, "config/set", f"{RAPI_TOPIC}#")
"""All command topics, as they are subscribed to."""
