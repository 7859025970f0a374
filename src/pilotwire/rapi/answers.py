"""What the controller answers to each RAPI command (open_evse 8.2.3, RAPI 5.2.1).

One function a command, one table. A function gets the controller and the arguments and returns an ``Answer``; framing,
sequence ids and busy times are the server's. A command whose feature the profile lacks is answered like an unknown
one.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from pilotwire.controller import Controller, PilotLevel, ServiceLevel, SettingsFlag
from pilotwire.controller.board import Colour
from pilotwire.controller.notifications import TextNoise

from .codec import parse_decimal, truncate


class Answer(msgspec.Struct, frozen=True):
    """``$OK`` or ``$NK`` and its data."""

    ok: bool
    data: str = ""


OK = Answer(ok=True)
NK = Answer(ok=False)
Handler = Callable[[Controller, tuple[str, ...]], Answer]

_NO_RTC = "165 165 165 165 165 85"
_FEATURES = {
    "D": SettingsFlag.DIODE_CHECK_OFF,
    "F": SettingsFlag.GFCI_SELF_TEST_OFF,
    "G": SettingsFlag.GROUND_CHECK_OFF,
    "R": SettingsFlag.STUCK_RELAY_CHECK_OFF,
    "T": SettingsFlag.TEMPERATURE_CHECK_OFF,
    "V": SettingsFlag.VENT_CHECK_OFF,
}


def _u8(text: str) -> int:
    return truncate(parse_decimal(text), 8)


def _u16(text: str) -> int:
    return truncate(parse_decimal(text), 16)


def _i16(text: str) -> int:
    return truncate(parse_decimal(text), 16, signed=True)


def _i32(text: str) -> int:
    return truncate(parse_decimal(text), 32, signed=True)


# -- functions -------------------------------------------------------------------------------------------------------


def display_updates(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$F0 0|1``."""
    if len(args) != 1:
        return NK
    c.set_display_updates(on=args[0][:1] != "0")
    return OK


def short_press(c: Controller, args: tuple[str, ...]) -> Answer:  # noqa: ARG001
    """``$F1``."""
    c.press_button()
    return OK


def backlight(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$FB colour``."""
    if len(args) != 1:
        return NK
    c.machine.lcd.colour = Colour(parse_decimal(args[0]) & 7)
    return OK


def disable(c: Controller, args: tuple[str, ...]) -> Answer:  # noqa: ARG001
    """``$FD``."""
    c.disable()
    return OK


def enable(c: Controller, args: tuple[str, ...]) -> Answer:  # noqa: ARG001
    """``$FE``."""
    c.enable()
    return OK


def feature(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$FF letter 0|1``. ``E`` (echo) is the session's business and answered there."""
    if len(args) != 2 or args[1][:1] not in ("0", "1"):
        return NK
    letter, on = args[0][:1], args[1][0] == "1"
    if letter == "B":
        c.machine.change_setting(SettingsFlag.BUTTON_OFF, on=not on)
    elif letter in _FEATURES:
        c.set_check(_FEATURES[letter], on=on)
    elif letter != "E":
        return NK
    return OK


def print_text(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$FP x y text``; single spaces inside the text are kept."""
    if len(args) < 3 or c.machine.hard_fault:
        return NK
    c.machine.lcd.write_at(parse_decimal(args[0]), parse_decimal(args[1]), " ".join(args[2:]))
    return OK


def sleep(c: Controller, args: tuple[str, ...]) -> Answer:  # noqa: ARG001
    """``$FS``."""
    c.sleep()
    return OK


# -- settings --------------------------------------------------------------------------------------------------------


def lcd_type(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$S0 0|1``."""
    if len(args) != 1:
        return NK
    c.set_monochrome(on=args[0][:1] == "0")
    return OK


def set_clock(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$S1 yy mo dd hh mi ss``."""
    if len(args) != 6:
        return NK
    year, month, day, hour, minute, second = (_u8(arg) for arg in args)
    c.set_clock((year, month, day, hour, minute, second))
    return OK


def time_limit(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$S3 n``."""
    if not c.profile.time_limit or len(args) != 1:
        return NK
    return Answer(ok=c.set_time_limit(_u8(args[0])))


def auth_lock(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$S4 0|1``."""
    if not c.profile.auth_lock or len(args) != 1:
        return NK
    c.set_auth_lock(locked=bool(_u8(args[0])))
    return OK


def lock_motor(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$S5 A|M|0|1``."""
    if not c.profile.lock_motor or len(args) != 1:
        return NK
    letter = args[0][:1]
    if letter in ("A", "M"):
        c.set_lock_manual(manual=letter == "M")
    elif letter in ("0", "1"):
        c.move_bolt(locked=letter == "1")
    else:
        return NK
    return OK


def ammeter(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$SA scale offset``; an offset of -1 is what a blank cell reads as, so it means 0."""
    if len(args) != 2:
        return NK
    c.set_ammeter(_i16(args[0]), _i16(args[1]))
    return OK


def boot_lock(c: Controller, args: tuple[str, ...]) -> Answer:  # noqa: ARG001
    """``$SB``."""
    if not c.profile.boot_lock:
        return NK
    return Answer(ok=True, data="0" if c.release_boot_lock() else "1")


def capacity(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$SC amps``, ``$SC amps V``, ``$SC amps M``."""
    if len(args) not in (1, 2):
        return NK
    amps = _u8(args[0])
    if len(args) == 2 and args[1][:1] == "M":
        ok = c.set_hardware_max(amps)
        return Answer(ok=ok, data=str(c.machine.hardware_max_a))
    ok = c.set_capacity(amps, persistent=len(args) == 1)
    return Answer(ok=ok, data=str(c.machine.capacity_a))


def charge_limit(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$SH kwh``."""
    if not c.profile.charge_limit or len(args) != 1:
        return NK
    return Answer(ok=c.set_charge_limit(_u8(args[0])))


def total_energy(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$SK wh``. Without an argument the firmware stores what its memory happens to hold; that is refused here."""
    if not args:
        return NK
    c.machine.store(total_wh=min(parse_decimal(args[0]), 2**32 - 2))
    return OK


def service_level(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$SL 1|2|A``."""
    letter = args[0][:1] if len(args) == 1 else ""
    if letter in ("1", "2"):
        c.set_level(ServiceLevel(int(letter)))
        return OK
    if letter == "A" and (c.profile.auto_level or c.profile.cgmi):
        c.set_auto_level(on=True)
        return OK
    return NK


def delay_timer(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$ST sh sm eh em``; all zero switches the timer off."""
    if not c.profile.rtc or len(args) != 4:
        return NK
    start_h, start_m, stop_h, stop_m = (_u8(arg) for arg in args)
    if start_h or start_m or stop_h or stop_m:
        c.machine.store(timer_start_min=start_h * 60 + start_m, timer_stop_min=stop_h * 60 + stop_m)
        c.set_timer(on=True)
    else:
        c.set_timer(on=False)
    return OK


def voltage(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$SV mv``."""
    if len(args) != 1:
        return NK
    c.set_voltage(max(0, _i32(args[0])))
    return OK


def heartbeat(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$SY``, ``$SY 165``, ``$SY interval amps``."""
    if not c.profile.heartbeat:
        return NK
    if not args:
        ok = c.machine.heartbeat.pulse(c.machine.now)
    elif len(args) == 1:
        ok = c.acknowledge_heartbeat(_u8(args[0]))
    elif len(args) == 2:
        ok = c.arm_heartbeat(min(_u16(args[0]), 65_534), _u8(args[1]))
    else:
        ok = False
    return Answer(ok=ok, data=_heartbeat_text(c))


def relay_drive(c: Controller, args: tuple[str, ...]) -> Answer:
    """``$Z0 close_ms hold_pwm``; always OK, and prints a line of plain text first."""
    if len(args) == 2:
        close_ms, hold_pwm = _u8(args[0]), _u8(args[1])
        c.machine.notifications.append(TextNoise(f"\nZ0 {close_ms} {hold_pwm}\r\n"))
        if close_ms in (0, 255):
            close_ms, hold_pwm = 100, 255
        c.machine.store(relay_close_ms=close_ms, relay_hold_pwm=hold_pwm)
    return OK


# -- queries ---------------------------------------------------------------------------------------------------------


def _query(text: Callable[[Controller], str | None]) -> Handler:
    """A query ignores its arguments; ``None`` means the build has no such thing."""

    def answer(c: Controller, args: tuple[str, ...]) -> Answer:  # noqa: ARG001
        data = text(c)
        return NK if data is None else Answer(ok=True, data=data)

    return answer


def _connected(c: Controller) -> str:
    if c.machine.pilot.level is PilotLevel.LOW:
        return "2"
    return "1" if c.machine.ev_connected else "0"


def _capacity_range(c: Controller) -> str:
    m = c.machine
    return f"{m.profile.min_a} {m.level_max_a} {m.capacity_a} {m.configured_max_a}"


def _timer_text(c: Controller) -> str | None:
    if not c.profile.rtc:
        return None
    s = c.settings
    if not s.timer_on:
        return "0 0 0 0"
    return f"{s.timer_start_min // 60} {s.timer_start_min % 60} {s.timer_stop_min // 60} {s.timer_stop_min % 60}"


def _fault_counters(c: Controller) -> str:
    s = c.settings
    return f"{s.gfci_trips:x} {s.ground_trips:x} {s.stuck_relay_trips:x}"


def _temperatures(c: Controller) -> str:
    t = c.machine.temperatures
    return f"{t.clock_dc} {t.ambient_dc} {t.infrared_dc}"


def _state(c: Controller) -> str:
    m = c.machine
    return f"{m.state.code:02x} {m.clock.elapsed_s(m.now)} {m.pilot_code:02x} {m.flags:04x}"


def _clock(c: Controller) -> str | None:
    if not c.profile.rtc:
        return _NO_RTC
    t = c.rtc.read(c.machine.now)
    return f"{t.year - 2000} {t.month} {t.day} {t.hour} {t.minute} {t.second}"


def _heartbeat_text(c: Controller) -> str:
    h = c.machine.heartbeat
    interval = truncate(h.interval_s, 16, signed=True)
    return f"{interval} {h.fallback_a} {h.trigger.value}"


def _lock_text(c: Controller) -> str | None:
    if not c.profile.lock_motor:
        return None
    return f"{int(c.bolt_locked)} {'M' if c.lock_manual else 'A'}"


HANDLERS: dict[str, Handler] = {
    "F0": display_updates,
    "F1": short_press,
    "FB": backlight,
    "FD": disable,
    "FE": enable,
    "FF": feature,
    "FP": print_text,
    "FS": sleep,
    "S0": lcd_type,
    "S1": set_clock,
    "S3": time_limit,
    "S4": auth_lock,
    "S5": lock_motor,
    "SA": ammeter,
    "SB": boot_lock,
    "SC": capacity,
    "SH": charge_limit,
    "SK": total_energy,
    "SL": service_level,
    "ST": delay_timer,
    "SV": voltage,
    "SY": heartbeat,
    "Z0": relay_drive,
    "G0": _query(_connected),
    "G3": _query(lambda c: str(c.machine.time_limit_15min) if c.profile.time_limit else None),
    "G4": _query(lambda c: str(int(c.machine.locked)) if c.profile.auth_lock else None),
    "G5": _query(_lock_text),
    "GA": _query(lambda c: f"{c.settings.ammeter_scale} {c.settings.ammeter_offset_ma}"),
    "GC": _query(_capacity_range),
    "GD": _query(_timer_text),
    "GE": _query(lambda c: f"{c.machine.capacity_a} {c.machine.settings_flags:04x}"),
    "GF": _query(_fault_counters),
    "GG": _query(lambda c: f"{c.machine.current_ma} {c.machine.voltage_mv}"),
    "GH": _query(lambda c: str(c.machine.charge_limit_kwh) if c.profile.charge_limit else None),
    "GI": _query(lambda c: f" {c.profile.mcu_id}"),
    "GP": _query(_temperatures),
    "GS": _query(_state),
    "GT": _query(_clock),
    "GU": _query(lambda c: f"{c.machine.energy.session_ws} {c.settings.total_wh}"),
    "GV": _query(lambda c: f"{c.profile.firmware_version} {c.profile.protocol_version}"),
    "GY": _query(lambda c: _heartbeat_text(c) if c.profile.heartbeat else None),
}
"""Every command that is answered other than by ``$NK``. ``$FR`` answers nothing and is the server's."""

CHANGES_NOTHING = frozenset(name for name in HANDLERS if name[0] == "G")
"""Queries: after them nothing needs to be re-evaluated."""
