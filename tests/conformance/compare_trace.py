"""Compare a trace with a recorded one, by the rules of the recordings.

Both are lines of ``TIME_MS KIND TEXT``. Stimuli (``>``), ``lockA``/``lockB``, ``reset`` and ``end`` are not compared.

* rx: serial lines in order, field by field after the checksum is verified: equal, or within the tolerance of the field
  (4 % or 60 units for large numbers, 1 for small ones). Time +-250 ms. Chatter about relays is ignored.
* relay: the contactor is closed when both contacts are. Closing +-250 ms; opening at most 100 ms later, any time
  earlier down to 400 ms.
* pilot: level equal; duty within 0.2 %. +-250 ms.
* lcd: the recorded screens must appear in order; digits may differ by 2 or 4 %; other screens between them are ignored,
  and a screen recorded for under 300 ms is not required. +-1000 ms.
"""

from __future__ import annotations

import re
from typing import NamedTuple

IGNORED = {">", "lockA", "lockB", "reset", "end"}
CHATTER = ("relayCloseMs", "relayHoldPwm")
TIME_MS = 250
LCD_TIME_MS = 1000
OPEN_LATE_MS = 100
OPEN_EARLY_MS = 400
DUTY_PERCENT = 0.2
SCREEN_REQUIRED_MS = 300


class Event(NamedTuple):
    at_ms: float
    kind: str
    text: str


def read_events(trace: str) -> list[Event]:
    events = []
    for line in trace.splitlines():
        match = re.match(r"(\d+(?:\.\d+)?) (\S+) ?(.*)$", line)
        if match and match[2] not in IGNORED and not match[3].startswith(CHATTER):
            events.append(Event(float(match[1]), match[2], match[3].rstrip("\r")))
    return events


def compare(expected: str, actual: str) -> list[str]:
    """Return one line for each difference; none when the traces agree under the rules."""
    wanted, got = read_events(expected), read_events(actual)
    return [
        *_serial(wanted, got),
        *_contactor(wanted, got),
        *_pilot(wanted, got),
        *_lcd(wanted, got),
    ]


def _of(events: list[Event], kind: str) -> list[Event]:
    return [event for event in events if event.kind == kind]


def _serial(wanted: list[Event], got: list[Event]) -> list[str]:
    expected, actual = _of(wanted, "rx"), _of(got, "rx")
    differences = []
    for i, line in enumerate(expected):
        if i >= len(actual):
            differences.append(f"{line.at_ms:.0f} rx {line.text}: missing")
            break
        other = actual[i]
        if not fields_equal(line.text, other.text):
            differences.append(f"{line.at_ms:.0f} rx {line.text}: got {other.at_ms:.0f} {other.text}")
            if line.text[:3] != other.text[:3]:
                break
        elif abs(line.at_ms - other.at_ms) > TIME_MS:
            differences.append(f"{line.at_ms:.0f} rx {line.text}: at {other.at_ms:.0f}")
    if len(actual) > len(expected):
        first = actual[len(expected)]
        extra = len(actual) - len(expected)
        differences.append(f"rx: {extra} extra, first {first.at_ms:.0f} {first.text}")
    return differences


def _checksum_right(text: str) -> bool:
    body, mark, check = text.rpartition("^")
    value = 0
    for char in body:
        value ^= ord(char)
    return bool(mark) and check.upper() == f"{value:02X}"


def fields_equal(expected: str, actual: str) -> bool:
    if expected == actual:
        return True
    wanted, got = expected.split("^", maxsplit=1)[0].split(), actual.split("^", maxsplit=1)[0].split()
    if not _checksum_right(actual) or len(wanted) != len(got) or wanted[0] != got[0]:
        return False
    return all(a == b or _numbers_close(a, b) for a, b in zip(wanted[1:], got[1:], strict=True))


def _numbers_close(expected: str, actual: str) -> bool:
    if not (re.fullmatch(r"-?\d+", expected) and re.fullmatch(r"-?\d+", actual)):
        return False
    tolerance = max(1, 60 if abs(int(expected)) > 200 else 1, abs(int(expected)) * 0.04)
    return abs(int(expected) - int(actual)) <= tolerance


def _changes(events: list[Event]) -> list[tuple[float, str]]:
    out: list[tuple[float, str]] = []
    for event in _of(events, "relay"):
        state = "closed" if event.text.strip() in ("11", "1", "closed") else "open"
        if not out or out[-1][1] != state:
            out.append((event.at_ms, state))
    return out[1:] if out and out[0][1] == "open" else out


def _contactor(wanted: list[Event], got: list[Event]) -> list[str]:
    expected, actual = _changes(wanted), _changes(got)
    differences = []
    for i, (at_ms, state) in enumerate(expected):
        if i >= len(actual) or actual[i][1] != state:
            found = actual[i] if i < len(actual) else "nothing"
            differences.append(f"{at_ms:.0f} contactor {state}: got {found}")
            break
        late = actual[i][0] - at_ms
        wrong_open = state == "open" and (late > OPEN_LATE_MS or late < -OPEN_EARLY_MS)
        if wrong_open or (state == "closed" and abs(late) > TIME_MS):
            differences.append(f"{at_ms:.0f} contactor {state}: at {actual[i][0]:.0f}")
    if len(actual) > len(expected):
        extra = len(actual) - len(expected)
        differences.append(f"contactor: {extra} extra changes, first {actual[len(expected)]}")
    return differences


def _levels(events: list[Event]) -> list[tuple[float, str, float]]:
    out: list[tuple[float, str, float]] = []
    for event in _of(events, "pilot"):
        if event.at_ms <= 100:
            continue
        is_pwm = "pwm" in event.text
        level = ("pwm", float(re.findall(r"[\d.]+", event.text)[0])) if is_pwm else (event.text.strip(), 0.0)
        if not out or out[-1][1:] != level:
            out.append((event.at_ms, *level))
    return out


def _pilot(wanted: list[Event], got: list[Event]) -> list[str]:
    expected, actual = _levels(wanted), _levels(got)
    differences = []
    for i, (at_ms, level, duty) in enumerate(expected):
        if i >= len(actual) or actual[i][1] != level or abs(actual[i][2] - duty) > DUTY_PERCENT:
            found = actual[i] if i < len(actual) else "nothing"
            differences.append(f"{at_ms:.0f} pilot {level} {duty}: got {found}")
            break
        if abs(actual[i][0] - at_ms) > TIME_MS:
            differences.append(f"{at_ms:.0f} pilot {level} {duty}: at {actual[i][0]:.0f}")
    return differences


def lcd_equal(expected: str, actual: str) -> bool:
    if expected == actual:
        return True
    shape = [re.sub(r"[\d.]+", "#", re.sub(r" +", " ", text)) for text in (expected, actual)]
    if shape[0] != shape[1]:
        return False
    numbers = zip(re.findall(r"[\d.]+", expected), re.findall(r"[\d.]+", actual), strict=False)
    for wanted, got in numbers:
        value = float(wanted.strip(".") or 0)
        if abs(value - float(got.strip(".") or 0)) > max(2, value * 0.04):
            return False
    return True


def _lcd(wanted: list[Event], got: list[Event]) -> list[str]:
    expected, actual = _of(wanted, "lcd"), _of(got, "lcd")
    end_ms = max((event.at_ms for event in wanted), default=0)
    differences = []
    position = 0
    for i, screen in enumerate(expected):
        shown_ms = (expected[i + 1].at_ms if i + 1 < len(expected) else end_ms) - screen.at_ms
        hit = next(
            (
                j
                for j in range(position, len(actual))
                if lcd_equal(screen.text, actual[j].text) and abs(actual[j].at_ms - screen.at_ms) <= LCD_TIME_MS
            ),
            None,
        )
        if hit is not None:
            position = hit
        elif shown_ms >= SCREEN_REQUIRED_MS:
            near = min(actual, key=lambda event: abs(event.at_ms - screen.at_ms), default=Event(0, "", "nothing"))
            differences.append(f"{screen.at_ms:.0f} lcd {screen.text}: nearest {near.at_ms:.0f} {near.text}")
    return differences
