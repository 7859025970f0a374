"""What the AVR of an OpenEVSE does, as a pure machine: ``Controller``.

Start reading at ``charging`` (the state machine), then ``protections`` and ``safety``.
"""

from .board import Display, Inputs, LockDrive, Outputs, PilotDrive, PilotLevel
from .codes import EvseState, ServiceLevel, SettingsFlag, VolatileFlag
from .controller import Controller
from .profile import PROFILES, Profile
from .rtc import Rtc
from .settings import Settings

__all__ = [
    "PROFILES",
    "Controller",
    "Display",
    "EvseState",
    "Inputs",
    "LockDrive",
    "Outputs",
    "PilotDrive",
    "PilotLevel",
    "Profile",
    "Rtc",
    "ServiceLevel",
    "Settings",
    "SettingsFlag",
    "VolatileFlag",
]
