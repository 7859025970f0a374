"""Where settings come from: built in, set at the factory, set by the user, each over the one before.

A factory reset forgets the user's. The factory's can be changed until anything has been changed for the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self

import msgspec

from pilotwire.station.records import Scalar

from .change import FactoryLockedError, SettingsError
from .coercion import coerced
from .update import differences, read_values, updated
from .values import DEFAULTS, KEYS, LONG_NAMES, Settings


class Dropped(msgspec.Struct, frozen=True):
    """A kept value that is not used any more."""

    key: str
    """Its long name."""
    reason: str
    """Why, in a sentence."""


class Areas(msgspec.Struct, frozen=True):
    """All three, each with what is under it."""

    built_in: Settings
    """The defaults of this station."""
    factory: Settings
    """What a factory reset leaves."""
    current: Settings
    """What is in force."""

    @classmethod
    def for_station(cls, short_id: str) -> Self:
        """The areas of a station on which nothing was ever set."""
        defaults = Settings.for_station(short_id)
        return cls(defaults, defaults, defaults)

    @classmethod
    def restored(
        cls, short_id: str, stored: Mapping[str, object], factory: Mapping[str, object]
    ) -> tuple[Self, tuple[Dropped, ...]]:
        """The areas from what was kept, and what of it is not used any more."""
        built_in = Settings.for_station(short_id)
        factory_settings, factory_dropped = _laid_over(built_in, factory)
        current, dropped = _laid_over(factory_settings, stored)
        return cls(built_in, factory_settings, current), factory_dropped + dropped

    def changed(
        self, values: Mapping[str, object], *, hash_password: Callable[[str], str], factory: bool = False
    ) -> tuple[Self, frozenset[str]]:
        """The areas after a change, and the attributes that now differ in what is in force.

        The first change locks the factory's. A change of the factory's is in force too.

        Args:
            values: by long or short name, as decoded from JSON; unknown names are ignored.
            hash_password: turns the web interface's password into what is kept.
            factory: change the factory's.

        Raises:
            SettingsError: a value that can never be valid; nothing is changed.
            FactoryLockedError: the factory's are locked.

        """
        if factory and self.current.factory_write_lock:
            raise FactoryLockedError
        read = read_values(values, hash_password=hash_password)
        current = updated(self.current, read)
        factory_settings = updated(self.factory, read) if factory else self.factory
        if current == self.current and factory_settings == self.factory:
            return self, frozenset()
        current = updated(current, {"factory_write_lock": True})
        if factory:
            factory_settings = updated(factory_settings, {"factory_write_lock": True})
        after = msgspec.structs.replace(self, factory=factory_settings, current=current)
        return after, differences(self.current, current)

    def stored(self, *, factory: bool = False) -> Mapping[str, Scalar]:
        """What is to be kept of an area: by long name, what differs from the one under it."""
        over, under = (self.factory, self.built_in) if factory else (self.current, self.factory)
        return {LONG_NAMES[name]: getattr(over, name) for name in KEYS if getattr(over, name) != getattr(under, name)}


def _laid_over(under: Settings, kept: Mapping[str, object]) -> tuple[Settings, tuple[Dropped, ...]]:
    values: dict[str, Scalar] = {}
    dropped: list[Dropped] = []
    for long, value in kept.items():
        attribute = _ATTRIBUTES.get(long)
        if attribute is None:
            dropped.append(Dropped(long, "This version has no such setting."))
            continue
        try:
            values[attribute] = coerced(long, KEYS[attribute], value, DEFAULTS[attribute])
        except SettingsError as error:
            dropped.append(Dropped(long, error.reason))
    return msgspec.structs.replace(under, **values), tuple(dropped)


_ATTRIBUTES = {long: attribute for attribute, long in LONG_NAMES.items()}
