"""The charging states as a picture, drawn from the controller's tables: what leads to each, and what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from pilotwire.controller.charging import COMMANDS, ENTRY, FAULT_EXIT, TRANSITIONS, Condition, Latch
from pilotwire.controller.codes import EvseState as S

_CARS: Final = (S.A, S.B, S.C)
_COMMANDED: Final = (S.SLEEPING, S.DISABLED)
_WIDTH, _MARGIN, _GAP, _LINE = 1160, 24, 16, 18
_NARROW, _WIDE = 27, 48
"""Characters of a line in a card."""
_STYLE: Final = """
  .paper{fill:#fbfcfc} .ink{fill:#1c2b2a} .quiet{fill:#4d615f} .box{fill:#fff;stroke:#8fa6a3}
  .car{fill:#e2f3f1;stroke:#0b7a75} .fault{fill:#fdeceb;stroke:#b3261e} .line{fill:none;stroke:#4d615f;stroke-width:1.8}
  .tip{fill:#4d615f}
  text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;font-size:13px}
  .title{font-size:21px;font-weight:600} .name{font-weight:600;font-size:14px}
  @media (prefers-color-scheme:dark){.paper{fill:#141b1b} .ink{fill:#e3ecea} .quiet{fill:#a9bbb8}
  .box{fill:#1d2726;stroke:#5b7471} .car{fill:#123432;stroke:#3fb8b0} .fault{fill:#3a1c1a;stroke:#ff8a80}
  .line{stroke:#a9bbb8} .tip{fill:#a9bbb8}}
"""


def picture() -> str:
    """The whole picture as SVG."""
    parts: list[str] = []
    spoken: list[str] = []
    y = 66
    for states, columns, kind in (
        ((S.STARTING,), 3, "box"),
        (_CARS, 3, "car"),
        (_faults(), 5, "fault"),
        (_COMMANDED, 3, "box"),
    ):
        cards = [(_title(state), _lines(state)) for state in states]
        spoken += [f"{title}: {'; '.join(lines)}." for title, lines in cards]
        for row in range(0, len(cards), columns):
            height = 44 + _LINE * max(len(lines) for _, lines in cards[row : row + columns])
            parts += _cards(cards[row : row + columns], columns, y, height, kind)
            y += height + _GAP
        if kind != "fault":
            y += 22
        if states == (S.STARTING,) or kind == "car":
            parts.append(_arrow(y - 22 - _GAP, back=kind == "car"))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img" aria-labelledby="t d">
<title id="t">The charging states</title>
<desc id="d">{escape(" ".join(spoken))}</desc>
<!-- Made from the code by docs/write_pages.py. -->
<style>{_STYLE}</style>
<rect class="paper" width="{_WIDTH}" height="{y}" rx="10"/>
<text class="ink title" x="{_MARGIN}" y="40">The charging states: what leads to each, and what it does</text>
{chr(10).join(parts)}
</svg>
"""


def _faults() -> tuple[S, ...]:
    return tuple(state for state, entry in ENTRY.items() if entry.latch is not Latch.NONE)


def _title(state: S) -> str:
    if state in _CARS:
        return f"{state.name}: {state.label}"
    return state.label.replace("control pilot", "pilot").replace("residual-current ", "")


def _lines(state: S) -> list[str]:
    entry = ENTRY[state]
    comes = [_reading(row.reading.value, row.condition, row.hold_ms) for row in TRANSITIONS if row.target is state]
    comes += [f"on the request to {command.value}" for command, (_, to) in COMMANDS.items() if to is state]
    if state is S.STARTING:
        comes = ["after power-on and its self-tests", *comes, "when a fault has ended"]
    if not comes:
        comes = ["found by a protection"]
    does = [f"pilot {entry.pilot.value}", f"contactor: {entry.contactor.value}"]
    ends = [] if entry.latch is Latch.NONE else [f"ends: {entry.latch.value}"]
    return [wrapped for line in (*comes, *does, *ends) for wrapped in _wrapped(line, _NARROW if ends else _WIDE)]


def _reading(reading: str, condition: Condition, hold_ms: int) -> str:
    under = "" if condition is Condition.ALWAYS else f", {condition.value}"
    words = reading if reading.startswith("no ") else f"pilot reads {reading}"
    return f"{words}{under}, for {hold_ms} ms"


def _wrapped(line: str, width: int) -> Iterator[str]:
    shown = ""
    for word in line.split():
        if shown and len(shown) + 1 + len(word) > width:
            yield shown
            shown = "  " + word
        else:
            shown = f"{shown} {word}" if shown else word
    yield shown


def _cards(cards: Sequence[tuple[str, list[str]]], columns: int, y: int, height: int, kind: str) -> Iterator[str]:
    width = (_WIDTH - 2 * _MARGIN - (columns - 1) * _GAP) // columns
    first = _MARGIN if len(cards) > 1 else (_WIDTH - width) // 2
    for number, (title, lines) in enumerate(cards):
        x = first + number * (width + _GAP)
        yield f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="8"/>'
        yield f'<text class="ink name" x="{x + 12}" y="{y + 24}">{escape(title)}</text>'
        for place, line in enumerate(lines):
            left, below = x + 12 + 4 * (len(line) - len(line.lstrip())), y + 46 + _LINE * place
            yield f'<text class="quiet" x="{left}" y="{below}">{escape(line.strip())}</text>'


def _arrow(y: int, *, back: bool) -> str:
    """Between two rows: down, and with ``back`` up again, where faults end."""
    middle = _WIDTH // 2
    down = f'<path class="line" d="M{middle} {y}v28"/><path class="tip" d="M{middle - 5} {y + 26}h10l-5 9z"/>'
    if not back:
        return down
    ends = f"a fault that ends leads to {FAULT_EXIT.label}"
    return f'{down}<text class="quiet" x="{middle + 16}" y="{y + 24}">a fault, from any of them; {ends}</text>'
