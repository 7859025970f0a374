"""RFID tokens as the settings keep them: never the token itself, but an id made from it; and names for people.

Pure. ``rfid_storage`` lists the tokens that may charge, ``rfid_users`` names some of them; both hold ids. Whoever
writes one of them may write tokens or ids: tokens are turned into ids before anything is kept. An id is a slow hash
with a salt of this station (``rfid_salt``): a card's number has little entropy, a fast hash would be no secret.
A token that is taken off the list loses its name too, since nobody would ever come across it again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

import msgspec

from .settings import Settings

_LIST, _LIST_SHORT = "rfid_storage", "rs"
_NAMES, _NAMES_SHORT = "rfid_users", "pru"
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 4096, 8, 1
"""Some 30 ms on a small machine, once for each card that is shown or added."""
_ID_BYTES = 8
_ID = re.compile(r"#[0-9a-f]{16}")
_SHOWN = 4


def normalised(token: str) -> str:
    """A token as it is compared: in lower case, without what readers put between its digits."""
    return "".join(character for character in token.lower() if character not in " :-\t")


def is_id(text: str) -> bool:
    """Whether this is an id, not a token."""
    return _ID.fullmatch(text.strip().lower()) is not None


def token_id(token: str, salt: str) -> str:
    """The id of a token: ``#`` and 16 hexadecimal digits. An id is its own."""
    if is_id(token):
        return token.strip().lower()
    secret = hashlib.scrypt(
        normalised(token).encode(), salt=salt.encode(), n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P, dklen=_ID_BYTES
    )
    return f"#{secret.hex()}"


def shortened(token: str) -> str:
    """A token as it may be shown to everybody: its last digits."""
    plain = normalised(token)
    return plain if len(plain) <= _SHOWN else f"…{plain[-_SHOWN:]}"


def listed_ids(settings: Settings) -> tuple[str, ...]:
    """Ids of the tokens that may charge, in their order."""
    return tuple(token_id(entry, settings.rfid_salt) for entry in _entries(settings.rfid_storage))


def rfid_names(settings: Settings) -> dict[str, str]:
    """The name of each token that has one, by id."""
    return msgspec.json.decode(settings.rfid_users, type=dict[str, str]) if settings.rfid_users else {}


def listed(ids: Iterable[str]) -> Mapping[str, object]:
    """The change of settings that makes this the list."""
    return {_LIST: ",".join(dict.fromkeys(ids))}


def renamed(settings: Settings, token: str, name: str) -> Mapping[str, object]:
    """The change of settings that gives a token this name, or with an empty one takes it away."""
    own = token_id(token, settings.rfid_salt)
    names = {other: known for other, known in rfid_names(settings).items() if other != own}
    return _change(names | {own: name} if name else names)


def protected(settings: Settings, values: Mapping[str, object]) -> Mapping[str, object]:
    """A change of settings without any token in it, and with it of the names of tokens that it takes off the list."""
    salt, changed = settings.rfid_salt, dict(values)
    names = values.get(_NAMES, values.get(_NAMES_SHORT))
    if isinstance(names, str) and (kept := _ids_of_names(names, salt)) is not None:
        changed[_NAMES if _NAMES in values else _NAMES_SHORT] = kept
    listed_now = values.get(_LIST, values.get(_LIST_SHORT))
    if not isinstance(listed_now, str):
        return changed
    ids = dict.fromkeys(token_id(entry, salt) for entry in _entries(listed_now))
    changed[_LIST if _LIST in values else _LIST_SHORT] = ",".join(ids)
    if isinstance(names, str):
        return changed
    known = rfid_names(settings)
    gone = set(listed_ids(settings)) - set(ids)
    if gone.isdisjoint(known):
        return changed
    return {**changed, **_change({token: name for token, name in known.items() if token not in gone})}


def unprotected(settings: Settings) -> Mapping[str, object]:
    """What an earlier version has kept plainly, as a change of settings that protects it; empty if nothing is."""
    values: dict[str, object] = {}
    if not all(map(is_id, _entries(settings.rfid_storage))):
        values[_LIST] = settings.rfid_storage
    if not all(map(is_id, rfid_names(settings))):
        values[_NAMES] = settings.rfid_users
    return values


def _ids_of_names(text: str, salt: str) -> str | None:
    """Names by id; None if this is no such document, which is for the settings to refuse."""
    try:
        names = msgspec.json.decode(text or "{}", type=dict[str, str])
    except msgspec.DecodeError:
        return None
    return str(_change({token_id(token, salt): name for token, name in names.items()})[_NAMES])


def _change(names: Mapping[str, str]) -> Mapping[str, object]:
    return {_NAMES: msgspec.json.encode(names).decode() if names else ""}


def _entries(listed: str) -> list[str]:
    return [entry.strip() for entry in listed.split(",") if entry.strip()]
