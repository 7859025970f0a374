"""What NetworkManager gives the visitors of an access point addresses with; without it, it opens one all the same."""

from __future__ import annotations

from pathlib import Path

_PROGRAM = "dnsmasq"
_FOLDERS = ("usr/sbin", "sbin", "usr/local/sbin", "usr/bin")
"""Where NetworkManager looks for it."""


def gives_addresses(root: Path = Path("/")) -> bool:
    """Whether it is there, on the machine below a folder."""
    return any((root / folder / _PROGRAM).exists() for folder in _FOLDERS)
