"""Typed functions: one call for each ``$F`` command of RAPI (``$FF`` is with the settings), and ``$Z0``."""

from __future__ import annotations

from .client_calls import Calls
from .errors import RapiCommandError

_COLUMNS, _ROWS = 16, 2
_COLOURS = 8
_BLANK = "\x11"
"""A character the display shows as a blank; a real space would separate words, and only ten words are allowed."""


class Functions(Calls):
    """What can be done with a controller; raises as settings do.

    Those that change the charging state raise ``RapiFaultedError`` while the controller reports a fault: the firmware
    would overwrite the fault's state code without leaving the fault.
    """

    async def enable(self) -> None:
        """``$FE``: leave sleep or disabled; otherwise no effect. The state reads "starting" for up to 0.3 s."""
        self._refuse_in_fault("FE")
        await self._accepted("FE")

    async def sleep(self) -> None:
        """``$FS``: stop offering current; the contactor opens when the car has stopped, at latest after 3 s."""
        self._refuse_in_fault("FS")
        await self._accepted("FS")

    async def disable(self) -> None:
        """``$FD``: open the contactor at once and drive the pilot to -12 V; the car is not seen any more."""
        self._refuse_in_fault("FD")
        await self._accepted("FD")

    async def press_button(self) -> None:
        """``$F1``: a short press of the front button (firmware 5.0.0 and later); never repeated by itself."""
        self._refuse_in_fault("F1")
        await self._accepted("F1")

    async def restart(self) -> None:
        """``$FR``: restart the controller and wait, up to 15 s, until it has tested itself."""
        await self.command("FR")

    async def set_backlight(self, colour: int) -> None:
        """``$FB``: backlight colour 0-7 (bit 0 red, 1 green, 2 blue) until the next redraw."""
        if colour not in range(_COLOURS):
            raise ValueError(f"The colour {colour} does not exist: use 0 to 7.")
        await self._accepted(f"FB {colour}")

    async def set_display_updates(self, *, enabled: bool) -> None:
        """``$F0``: let the controller draw on its display or, faults aside, leave it to us; until restart."""
        await self._accepted(f"F0 {enabled:d}")

    async def print_text(self, column: int, row: int, text: str) -> None:
        """``$FP``: write on the display at ``column`` 0-15, ``row`` 0-1, without clearing; up to 16 characters."""
        if column not in range(_COLUMNS) or row not in range(_ROWS):
            raise ValueError(f"Column {column}, row {row} is not on the display: use 0 to 15 and 0 to 1.")
        if not text or column + len(text) > _COLUMNS:
            raise ValueError(f"{text!r} does not fit on the display from column {column}: use 1 to 16 characters.")
        if set(text) & set("$*^\r\n") or not text.isprintable():
            raise RapiCommandError(f"{text!r} cannot be sent to the display: leave out $, *, ^ and control characters.")
        if text.startswith(":") and not self.features.sequence_ids:
            raise RapiCommandError(f"{text!r} would be taken for a sequence id: print something before the colon.")
        await self._accepted(f"FP {column} {row} {text.replace(' ', _BLANK)}")

    async def set_relay_drive(self, close_ms: int, hold_pwm: int) -> None:
        """``$Z0``: contactor drive of v6 boards, full power for ``close_ms`` then ``hold_pwm``, each 0-255; stored."""
        if close_ms not in range(256) or hold_pwm not in range(256):
            raise ValueError(f"Close {close_ms} ms, hold {hold_pwm} is out of range: use 0 to 255 for both.")
        await self._accepted(f"Z0 {close_ms} {hold_pwm}")
