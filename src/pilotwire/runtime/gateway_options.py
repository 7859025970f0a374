"""Where the web is served, from what a person writes: ``:8000``, ``127.0.0.1:8000``, ``[::1]:8000``, ``off``."""

from __future__ import annotations

import re

import msgspec

from .station_options import OptionError

OFF = "off"
_WEB = re.compile(r"(?:(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]*):)?(?P<port>\d{1,5})")
_MAX_PORT = 65_535


class WebAddress(msgspec.Struct, frozen=True):
    """Where to listen."""

    host: str
    """Empty for every address of this computer."""
    port: int
    """0 takes a free one."""


def web_address(text: str) -> WebAddress | None:
    """What was written; None for ``off``.

    Raises:
        OptionError: it is no address.

    """
    if text == OFF:
        return None
    match = _WEB.fullmatch(text)
    if match is None or int(match["port"]) > _MAX_PORT:
        raise OptionError(f"--web must be HOST:PORT, :PORT or off, not {text!r}.")
    host = (match["host"] or "").strip("[]")
    return WebAddress("" if host == "*" else host, int(match["port"]))
