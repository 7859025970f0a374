"""The OpenEVSE controller's serial protocol: codec, client, transports, wording, and the server that answers it.

What a station needs is named here; the rest is found in the modules.
"""

from __future__ import annotations

from .client import RapiClient
from .codes import EvseState, SettingsFlag, VolatileFlag
from .errors import (
    RapiCommandError,
    RapiError,
    RapiFaultedError,
    RapiRejectedError,
    RapiReplyError,
    RapiTimeoutError,
    RapiUnsupportedError,
    TransportError,
)
from .features import Features
from .transports import Transport, open_transport, serve

__all__ = [
    "EvseState",
    "Features",
    "RapiClient",
    "RapiCommandError",
    "RapiError",
    "RapiFaultedError",
    "RapiRejectedError",
    "RapiReplyError",
    "RapiTimeoutError",
    "RapiUnsupportedError",
    "SettingsFlag",
    "Transport",
    "TransportError",
    "VolatileFlag",
    "open_transport",
    "serve",
]
