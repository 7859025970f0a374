"""What the controller says without being asked; the RAPI server turns each into its frame."""

from __future__ import annotations

import msgspec


class BootReport(msgspec.Struct, frozen=True):
    """Power-on self-tests ended (``$AB``); ``code`` is 0 or the fault's state code."""

    code: int
    firmware_version: str


class StateReport(msgspec.Struct, frozen=True):
    """State, pilot state, capacity or a reported flag changed (``$AT``)."""

    code: int
    pilot_code: int
    capacity_a: int
    flags: int


class ButtonReport(msgspec.Struct, frozen=True):
    """The disabled front button was pressed (``$AN``)."""

    long: bool


class WifiRequest(msgspec.Struct, frozen=True):
    """The button was held for 10 s (``$WF``): 2 asks for an access point with defaults."""

    mode: int


class TextNoise(msgspec.Struct, frozen=True):
    """Plain text the firmware prints on the serial line between frames; clients must ignore it."""

    text: str


Notification = BootReport | StateReport | ButtonReport | WifiRequest | TextNoise
