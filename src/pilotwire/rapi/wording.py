"""Any answer of a controller in words for a person, given the command that was asked.

Only explains; it knows the meaning of each reply's words and nothing about how they came. An answer that does not have
the words it should is shown as it is rather than explained wrongly.
"""

from __future__ import annotations

from collections.abc import Callable

from .codec import BadFrame, Command, Notification, Reply, parse_answer, parse_command, parse_decimal, truncate
from .codes import HeartbeatTrigger
from .wording_terms import (
    ABSENT_DC,
    COLOURS,
    TOGGLES,
    duration_text,
    energy_text,
    pilot_text,
    settings_flags_text,
    state_text,
    temperature_text,
    volatile_flags_text,
)

Words = tuple[str, ...]
Explainer = Callable[[Words, Words], str]
"""From the command's arguments and the reply's words."""

_CHARGING_CODE = 3
_OLD_STATE_WORDS = 2
_ACKNOWLEDGE = "165"


def explain(command_text: str, reply: Reply) -> str:
    """Say in one line what a reply to a command means.

    >>> explain("$GS", Reply(ok=True, words=("03", "1234", "03", "0540")))
    'charging (state C) for 20 min 34 s; pilot state C; contactor closed, car connected'
    """
    command = _read(command_text)
    try:
        if not reply.ok:
            return _explain_refusal(command_text, command, reply.words)
        if command.name == "FR":
            return _explain_restart(reply)
        return _EXPLAINERS[command.name](command.args, reply.words)
    except (ValueError, LookupError):
        return _plainly("done" if reply.ok else "refused", reply.words)


def explain_notification(notification: Notification) -> str:
    """Say in one line what a notification means."""
    words = notification.words
    try:
        match notification.kind:
            case "AT":
                return _state_report(words)
            case "AB":
                return _boot_report(words)
            case "AN":
                return "front button pressed long" if words[0] == "1" else "front button pressed"
            case "WF":
                return _wifi(words)
            case "ST":
                return f"new state: {state_text(int(words[0], 16))}"
    except (ValueError, LookupError):
        pass
    return _plainly(f"notification {notification.kind}", words)


def _explain_restart(reply: Reply) -> str:
    """Explain the boot report, which stands for the reply that ``$FR`` does not have."""
    report = parse_answer(reply.raw.encode("latin-1", "replace"))
    return f"restarted; {explain_notification(report)}" if isinstance(report, Notification) else "restarted"


def _read(command_text: str) -> Command:
    """Take a command by its letters, whatever its checksum."""
    body = command_text.strip("\r\n").partition("^")[0].partition("*")[0].lstrip(" $")
    command = parse_command(f"${body}".encode("latin-1", "replace"))
    return command if isinstance(command, Command) else Command(body[:2])


def _plainly(start: str, words: Words) -> str:
    return f"{start}: {' '.join(words)}" if words else start


def _explain_refusal(text: str, command: Command, words: Words) -> str:
    frame = parse_command(text.strip().encode("latin-1", "replace"))
    if isinstance(frame, BadFrame):
        return f"refused: {frame.reason.value}"
    if command.name == "SC" and words:
        return _refused_current(command.args, words)
    if command.name == "SY" and words:
        return f"not accepted, a missed pulse waits to be acknowledged with $SY 165; {_heartbeat((), words)}"
    reason = _REFUSALS.get(command.name, "unknown here, malformed, or damaged on the line")
    return _plainly(f"refused: {reason}", words)


def _refused_current(args: Words, words: Words) -> str:
    if _is_hardware_maximum(args):
        return f"refused: written before or out of range; the hardware maximum stays {words[0]} A"
    return f"not as asked: clamped, or held down by temperature; {words[0]} A in force"


_REFUSALS = {
    "FF": "no such switch in this firmware, or the second word is not 0 or 1",
    "FP": "the controller is in a hard fault, or words are missing",
    "G3": "this firmware has no time limit",
    "G4": "this firmware has no authorisation lock",
    "G5": "this firmware has no socket lock",
    "GH": "this firmware has no energy limit",
    "GI": "this firmware does not tell the processor's serial number",
    "GM": "this controller has no voltmeter",
    "GO": "this firmware has no adjustable temperature limits",
    "GY": "this firmware has no heartbeat supervision",
    "S2": "this firmware has no ammeter calibration mode",
    "S3": "no car is connected, or this firmware has no time limit",
    "S4": "this firmware has no authorisation lock",
    "S5": "not one of A, M, 0, 1, or this firmware has no socket lock",
    "SB": "this firmware has no boot lock",
    "SH": "no car is connected, or this firmware has no energy limit",
    "SL": "not one of 1, 2, A, or this firmware detects no service level",
    "SM": "this controller has no voltmeter",
    "T0": "this is no test build",
}


def _state(_: Words, words: Words) -> str:
    if len(words) == _OLD_STATE_WORDS:
        return _state_for(int(words[0]), int(words[1]))
    code, elapsed_s, pilot, flags = int(words[0], 16), int(words[1]), int(words[2], 16), int(words[3], 16)
    return _joined(_state_for(code, elapsed_s), pilot_text(pilot), volatile_flags_text(flags))


def _state_for(code: int, elapsed_s: int) -> str:
    text = state_text(code)
    if code == _CHARGING_CODE:
        return f"{text} for {duration_text(elapsed_s)}"
    return f"{text}; charged for {duration_text(elapsed_s)} so far" if elapsed_s else text


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _state_report(words: Words) -> str:
    code, pilot, capacity_a, flags = int(words[0], 16), int(words[1], 16), int(words[2]), int(words[3], 16)
    if (code, pilot, capacity_a) == (0, 0, 0):
        return "the controller has restarted and begins its self-test"
    return _joined(state_text(code), pilot_text(pilot), f"{capacity_a} A offered", volatile_flags_text(flags))


def _boot_report(words: Words) -> str:
    post = int(words[0], 16)
    result = "self-test passed" if post == 0 else f"self-test failed, {state_text(post)}"
    return f"{result}; firmware {words[1]}"


def _wifi(words: Words) -> str:
    mode = int(words[0], 16)
    meaning = {0: "an access point", 1: "joining a network", 2: "an access point with default settings"}
    return f"button held for 10 s: Wi-Fi asked for as {meaning.get(mode, f'mode {mode}')}"


def _capacity(_: Words, words: Words) -> str:
    text = f"{words[0]} A to {words[1]} A possible"
    if len(words) > 2:
        text += f"; {words[2]} A offered now"
    if len(words) > 3:
        text += f"; configured maximum {words[3]} A"
    return text


def _measurement(_: Words, words: Words) -> str:
    current_ma = int(words[0])
    current = "no ammeter" if current_ma < 0 else f"{current_ma / 1000:.2f} A"
    if len(words) == 1 or int(words[1]) < 0:
        return f"{current}; voltage unknown"
    return f"{current} at {int(words[1]) / 1000:.1f} V"


def _energy(_: Words, words: Words) -> str:
    return f"this session {energy_text(int(words[0]) / 3600)}; in all sessions before {energy_text(int(words[1]))}"


def _counters(_: Words, words: Words) -> str:
    gfci, ground, stuck = (int(word, 16) for word in words[:3])
    return f"GFCI trips {gfci}; missing ground {ground}; stuck contactor {stuck}"


def _temperatures(_: Words, words: Words) -> str:
    clock, ambient = (temperature_text(int(word)) for word in words[:2])
    # No release supports the third sensor; some builds show it as 0 instead of absent.
    infrared = temperature_text(int(words[2]) or ABSENT_DC)
    return f"clock chip (DS3231) {clock}; ambient (MCP9808) {ambient}; infrared (TMP007) {infrared}"


def _clock(_: Words, words: Words) -> str:
    year, month, day, hour, minute, second = (int(word) for word in words)
    if year == 165:
        return "no clock chip"
    return f"20{year:02d}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}:{second:02d}"


def _delay_timer(_: Words, words: Words) -> str:
    start_hour, start_minute, end_hour, end_minute = (int(word) for word in words)
    if not any((start_hour, start_minute, end_hour, end_minute)):
        return "delay timer off"
    return f"charging allowed from {start_hour:02d}:{start_minute:02d} to {end_hour:02d}:{end_minute:02d}"


def _heartbeat(_: Words, words: Words) -> str:
    interval_s, trigger = int(words[0]), HeartbeatTrigger(int(words[2]))
    if interval_s == 0:
        return "heartbeat supervision off"
    history = {
        HeartbeatTrigger.NEVER_MISSED: "no pulse missed",
        HeartbeatTrigger.MISSED_AND_ACKNOWLEDGED: "a pulse was missed and acknowledged",
        HeartbeatTrigger.MISSED: "a pulse was missed",
    }
    return f"a pulse is due every {interval_s} s, otherwise {words[1]} A; {history[trigger]}"


def _heartbeat_command(args: Words, words: Words) -> str:
    done = "pulse taken"
    if len(args) > 1:
        done = "set"
    elif args == (_ACKNOWLEDGE,):
        done = "acknowledged"
    return f"{done}; {_heartbeat(args, words)}"


def _lock_motor(_: Words, words: Words) -> str:
    return f"socket {'locked' if words[0] == '1' else 'unlocked'}, {'manual' if words[1] == 'M' else 'automatic'} mode"


def _lock_command(args: Words, _: Words) -> str:
    meaning = {"A": "socket lock automatic", "M": "socket lock manual", "0": "socket unlocked", "1": "socket locked"}
    return meaning.get(args[0], "done")


def _is_hardware_maximum(args: Words) -> bool:
    return len(args) > 1 and args[1].startswith("M")


def _current(args: Words, words: Words) -> str:
    amps = words[0] if words else args[0]
    if _is_hardware_maximum(args):
        return f"hardware maximum {amps} A, for good"
    return f"{amps} A, until restart" if len(args) > 1 else f"{amps} A, stored"


def _level(args: Words, _: Words) -> str:
    return {"1": "service level 1", "2": "service level 2", "A": "service level detected at next power-up"}[args[0]]


def _toggle(args: Words, _: Words) -> str:
    if args[0] == "E":
        return "echo on until restart, whatever the second word"
    return f"{TOGGLES[args[0]]} {'on' if args[1] == '1' else 'off'}"


def _old_toggle(letter: str) -> Explainer:
    return lambda args, _: f"{TOGGLES[letter]} {'on' if args[0] == '1' else 'off'}"


def _voltage_or_vent(args: Words, _: Words) -> str:
    """Before RAPI 4.0.0 the same letters switched the ventilation check, by 0 or 1."""
    if args[0] in ("0", "1"):
        return _old_toggle("V")(args, ())
    return f"voltage for metering {int(args[0]) / 1000:.1f} V, until restart"


def _timer_command(args: Words, _: Words) -> str:
    return _delay_timer((), args)


def _clock_command(args: Words, _: Words) -> str:
    return f"clock set to {_clock((), args)}"


def _limit(what: str, unit: str, factor: int, source: int) -> Explainer:
    """Explain a limit that is an argument (source 0) or a reply's word (source 1)."""

    def explainer(args: Words, words: Words) -> str:
        amount = truncate(parse_decimal((args, words)[source][0]), 8) * factor
        return f"{what} {amount} {unit}" if amount else f"no {what}"

    return explainer


def _said(text: str) -> Explainer:
    return lambda *_: text


def _choice(**texts: str) -> Explainer:
    """Explain a reply by its first word, given as ``on_1="..."``."""
    return lambda _, words: texts.get(f"on_{words[0]}") or _plainly("done", words)


def _switched(on: str, off: str) -> Explainer:
    """Explain a command by whether its argument is 0."""
    return lambda args, _: off if args[0] == "0" else on


_EXPLAINERS: dict[str, Explainer] = {
    "F0": _switched("the controller draws on its display", "display left to us, until restart"),
    "F1": _said("button press done"),
    "FB": lambda args, _: f"backlight {COLOURS[truncate(parse_decimal(args[0]), 3)]}, until the next redraw",
    "FD": _said("disabled: contactor open, pilot at -12 V"),
    "FE": _said("enabled"),
    "FF": _toggle,
    "FP": _said("printed"),
    "FS": _said("going to sleep: the contactor opens within 3 s"),
    "G0": _choice(on_0="no car connected", on_1="car connected", on_2="not known, because the pilot is at -12 V"),
    "G3": _limit("time limit", "min", 15, 1),
    "G4": _choice(on_0="no authorisation needed", on_1="locked until authorised"),
    "G5": _lock_motor,
    "GA": lambda _, words: f"ammeter: {int(words[0])} mA a step, offset {int(words[1])} mA",
    "GC": _capacity,
    "GD": _delay_timer,
    "GE": lambda _, words: f"{words[0]} A; {settings_flags_text(int(words[1], 16))}",
    "GF": _counters,
    "GG": _measurement,
    "GH": _limit("energy limit", "kWh", 1, 1),
    "GI": lambda _, words: f"processor serial number {' '.join(words)}",
    "GM": lambda _, words: f"voltmeter: scale {int(words[0])}, offset {int(words[1])}",
    "GP": _temperatures,
    "GS": _state,
    "GT": _clock,
    "GU": _energy,
    "GV": lambda _, words: f"firmware {words[0]}, RAPI {words[1]}",
    "GY": _heartbeat,
    "S0": _switched("backlight with colours", "backlight of one colour"),
    "S1": _clock_command,
    "S2": _switched("ammeter calibration on", "ammeter calibration off"),
    "S3": _limit("time limit", "min", 15, 0),
    "S4": _switched("locked until authorised", "unlocked"),
    "S5": _lock_command,
    "SA": lambda args, _: f"ammeter: {int(args[0])} mA a step, offset {args[1]} mA, stored",
    "SB": _choice(on_0="boot lock released", on_1="not released, because the controller reports a fault"),
    "SC": _current,
    "SD": _old_toggle("D"),
    "SF": _old_toggle("F"),
    "SG": _old_toggle("G"),
    "SH": _limit("energy limit", "kWh", 1, 0),
    "SK": lambda args, _: f"lifetime energy set to {energy_text(int(args[0]))}",
    "SL": _level,
    "SM": lambda args, _: f"voltmeter: scale {int(args[0])}, offset {int(args[1])}, stored",
    "SR": _old_toggle("R"),
    "ST": _timer_command,
    "SV": _voltage_or_vent,
    "SY": _heartbeat_command,
    "T0": lambda args, _: f"pretending that {args[0]} A flow",
    "Z0": lambda args, _: f"contactor drive: {int(args[0])} ms full, then {int(args[1])} of 255",
}
