"""Controller profiles: what is a compile-time choice in open_evse is a named setting here.

``eu``, ``us``, ``t2``, ``menu`` and ``limits`` equal the recorded firmware builds and ``cgmi`` the published
openevse_v6 build; ``3p`` is ``eu`` with energy metered as three equal phases. ``full`` has everything the firmware can
be built with, for people who want to see all of it.
"""

from __future__ import annotations

import msgspec

from .codes import ServiceLevel


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One build of the controller. Currents in A, voltages in mV, times in ms."""

    name: str
    firmware_version: str
    protocol_version: str = "5.2.1"
    mcu_id: str = "??????0C94E801"
    """What ``$GI`` answers: 6 characters and 8 hex digits. The default is that of the recorded chip."""
    default_level: ServiceLevel = ServiceLevel.L2
    auto_level: bool = False
    """Service level detection during the power-on self-test."""
    default_l1_a: int = 12
    default_l2_a: int = 24
    max_l1_a: int = 24
    max_l2_a: int = 80
    min_a: int = 6
    voltage_l1_mv: int = 120_000
    voltage_l2_mv: int = 240_000
    pp_auto_ampacity: bool = False
    over_current_margin_a: int | None = None
    """Over-current fault at capacity + margin; None means the build has no such fault."""
    over_current_ms: int = 10_000
    time_limit: bool = False
    charge_limit: bool = False
    heartbeat: bool = True
    lock_motor: bool = True
    button_events: bool = True
    """``$AN`` while the button is disabled."""
    auth_lock: bool = False
    boot_lock: bool = False
    cgmi: bool = False
    """Continuous ground monitoring: sense 2 watches earth, sense 1 the contactor output."""
    v6_board: bool = False
    """DC contactor coils with a close time and a hold PWM."""
    three_phase: bool = False
    """Energy is three times that of the measured phase: right for cars that load three phases alike."""
    rtc: bool = True
    lcd_refresh_ms: int | None = None
    """The whole display is drawn again this often, whatever a gateway has put there."""
    setup_menu: tuple[str, ...] = ("max_current", "date_time")


_FULL_SETUP = (
    "date_time",
    "backlight",
    "service_level",
    "diode",
    "vent",
    "ground",
    "stuck_relay",
    "gfci_test",
    "temperature",
)

_EU = Profile(
    name="eu",
    firmware_version="8.2.3.EU",
    default_l2_a=32,
    max_l2_a=32,
    voltage_l2_mv=230_000,
    over_current_margin_a=5,
    lcd_refresh_ms=120_000,
)

PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        _EU,
        Profile(name="us", firmware_version="8.2.3", auto_level=True),
        msgspec.structs.replace(_EU, name="t2", firmware_version="8.2.3.T2", pp_auto_ampacity=True),
        msgspec.structs.replace(
            _EU,
            name="menu",
            firmware_version="8.2.3.M",
            lock_motor=False,
            button_events=False,
            heartbeat=False,
            setup_menu=_FULL_SETUP,
        ),
        msgspec.structs.replace(
            _EU,
            name="limits",
            firmware_version="8.2.3.L",
            lock_motor=False,
            button_events=False,
            time_limit=True,
            charge_limit=True,
        ),
        msgspec.structs.replace(_EU, name="3p", firmware_version="8.2.3.3P", three_phase=True),
        Profile(name="cgmi", firmware_version="8.2.3.CGMI", cgmi=True, v6_board=True),
        Profile(
            name="full",
            firmware_version="8.2.3.PW",
            auto_level=True,
            over_current_margin_a=5,
            pp_auto_ampacity=True,
            time_limit=True,
            charge_limit=True,
            auth_lock=True,
            setup_menu=("max_current", *_FULL_SETUP),
        ),
    )
}
"""The profiles by name."""
