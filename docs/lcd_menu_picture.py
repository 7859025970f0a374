"""The menus of the front panel as a picture, walked through in the controller's own tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

import msgspec

from pilotwire.controller import PROFILES
from pilotwire.controller.codes import ServiceLevel, SettingsFlag
from pilotwire.controller.menu import TITLES, Menu, MenuMemory, items, next_choice
from pilotwire.controller.menus import MENUS
from pilotwire.plant import CATALOGUE, Plant
from pilotwire.runtime.closed_loop import ClosedLoop

_LISTS: Final = ("settings", "setup")
_INLINE: Final = 30
"""Choices in more characters than these are told by the first and the last."""
_ROW, _HEAD, _GAP, _WIDTH, _BETWEEN = 20, 26, 12, 216, 62
_TOP: Final = 92
_READY_MS: Final = 8_000
"""The controller has booted by then."""
_LIMITS_NOTE, _CHECKS_NOTE = " ¹", " ²"
_HOW: Final = "Hold the button half a second: opens the menu, and chooses. Press it shortly: the next line."
_STYLE: Final = """
  .paper{fill:#fbfcfc} .ink{fill:#1c2b2a} .quiet{fill:#4d615f} .box{fill:#fff;stroke:#8fa6a3}
  .head{fill:#0b5f5b} .lit{fill:#eafffb} .line{fill:none;stroke:#0b7a75;stroke-width:1.6}
  text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;font-size:13px}
  .lcd{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px}
  .title{font-size:20px;font-weight:600}
  @media (prefers-color-scheme:dark){.paper{fill:#141b1b} .ink{fill:#e3ecea} .quiet{fill:#a9bbb8}
  .box{fill:#1d2726;stroke:#5b7471} .head{fill:#0d6a65} .line{stroke:#3fb8b0}}
"""


class Box(msgspec.Struct, frozen=True):
    """One menu: what heads it, and its rows with the box that each leads to."""

    heading: str
    rows: tuple[tuple[str, Box | None], ...]

    @property
    def height(self) -> int:
        """Its own height in the picture (pixels)."""
        return _HEAD + _ROW * len(self.rows) + 6

    @property
    def span(self) -> int:
        """Height that it takes with all that it leads to (pixels)."""
        following = [box.span for _, box in self.rows if box is not None]
        return max(self.height, sum(following) + _GAP * (len(following) - 1))


class _Untouched:
    """Takes whatever a menu wants done, and does nothing."""

    def set_level(self, level: ServiceLevel) -> None: ...
    def set_auto_level(self, *, on: bool) -> bool:
        return on

    def set_check(self, flag: SettingsFlag, *, on: bool) -> None: ...
    def set_monochrome(self, *, on: bool) -> None: ...
    def set_timer(self, *, on: bool) -> None: ...
    def set_clock(self, fields: tuple[int, int, int, int, int, int]) -> None: ...
    def set_time_limit(self, quarters: int) -> bool:
        return bool(quarters)

    def set_charge_limit(self, kwh: int) -> bool:
        return bool(kwh)


def menu_tree() -> Box:
    """Everything a long press leads to, in the build that has all of it, while a car is connected."""
    loop = ClosedLoop(PROFILES["full"], Plant(CATALOGUE["nissan-leaf-40"]))
    loop.run_to(_READY_MS)
    loop.controller.set_level(ServiceLevel.L2)
    memory = MenuMemory(loop.controller.machine)
    memory.limits_hidden = False
    return _box("settings", "", memory)


def _box(name: str, label: str, memory: MenuMemory) -> Box:
    """A menu; one that only leads on to the next is shown with those that follow it, under ``label``."""
    menu = MENUS[name]
    heading = menu.heading(memory.machine)
    if name in _LISTS:
        entries = items(name, memory)
        return Box(heading, tuple((TITLES[one] + _note(one), _entry(one, memory)) for one in entries))
    choices = _choices(menu, memory)
    leads_to = [_destination(menu, memory, index) for index in choices]
    texts = [menu.text(memory, index) for index in choices]
    if not any(leads_to):
        return Box(heading, ((_short(texts), None),))
    if len(set(leads_to)) == 1:
        return Box(label, tuple((one, None) for one in _headings(name, memory)))
    boxes = [
        None if to is None else _box(to, _label(text, heading), memory)
        for text, to in zip(texts, leads_to, strict=True)
    ]
    return Box(heading, tuple(zip(texts, boxes, strict=True)))


def _entry(name: str, memory: MenuMemory) -> Box | None:
    return None if name == "exit" else _box(name, TITLES[name], memory)


def _label(text: str, heading: str) -> str:
    return heading.strip("?") if text in ("Yes", "No") else text


def _headings(name: str, memory: MenuMemory) -> Iterator[str]:
    following: str | None = name
    while following is not None:
        menu = MENUS[following]
        yield menu.heading(memory.machine)
        following = _destination(menu, memory, _choices(menu, memory)[0])


def _choices(menu: Menu, memory: MenuMemory) -> list[int]:
    found: list[int] = []
    index = menu.start(memory)
    while index not in found:
        found.append(index)
        index = next_choice(menu, memory, index)
    return sorted(found)


def _destination(menu: Menu, memory: MenuMemory, index: int) -> str | None:
    """The menu that a choice leads on to; None when it leads back or out."""
    menu.start(memory)
    destination = menu.select(memory, _Untouched(), index)
    return destination if isinstance(destination, str) and destination not in _LISTS else None


def _note(name: str) -> str:
    if name in ("time_limit", "charge_limit"):
        return _LIMITS_NOTE
    usual = (*PROFILES["eu"].setup_menu, *items_of_settings())
    return "" if name in usual else _CHECKS_NOTE


def items_of_settings() -> tuple[str, ...]:
    """The first menu as every build has it."""
    return ("delay_timer", "setup", "restart", "exit")


def _short(texts: Sequence[str]) -> str:
    whole = ", ".join(texts)
    return whole if len(whole) <= _INLINE else f"{texts[0]} … {texts[-1]}"


def picture() -> str:
    """The tree as SVG."""
    tree = menu_tree()
    height = _TOP + tree.span + 84
    width = 4 * _WIDTH + 3 * _BETWEEN + 48
    parts = "\n".join(_drawn(tree, 24, _TOP))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t d">
<title id="t">Menus of the front panel</title>
<desc id="d">A tree. {escape(_spoken(tree))}</desc>
<!-- Made from the code by docs/write_pages.py. -->
<style>{_STYLE}</style>
<rect class="paper" width="{width}" height="{height}" rx="10"/>
<text class="ink title" x="24" y="40">Menus of the front panel</text>
<text class="quiet" x="24" y="66">{_HOW}</text>
{parts}
<text class="quiet" x="24" y="{height - 44}">¹ while a car is connected, in builds with limits (limits, full)</text>
<text class="quiet" x="24" y="{height - 22}">² in builds with the whole Setup menu (menu, full)</text>
</svg>
"""


def _spoken(box: Box) -> str:
    rows = "; ".join(text if to is None else f"{text}: ({_spoken(to)})" for text, to in box.rows)
    return f"{box.heading}: {rows}"


def _drawn(box: Box, x: int, y: int) -> Iterator[str]:
    yield f'<rect class="box" x="{x}" y="{y}" width="{_WIDTH}" height="{box.height}" rx="6"/>'
    yield f'<path class="head" d="M{x} {y + 6}a6 6 0 0 1 6-6h{_WIDTH - 12}a6 6 0 0 1 6 6v{_HEAD - 6}h-{_WIDTH}z"/>'
    yield f'<text class="lcd lit" x="{x + 10}" y="{y + 18}">{escape(box.heading)}</text>'
    below = y
    for number, (text, to) in enumerate(box.rows):
        middle = y + _HEAD + _ROW * number + 10
        yield f'<text class="lcd ink" x="{x + 10}" y="{middle + 7}">{escape(text)}</text>'
        if to is not None:
            right, left, bend = x + _WIDTH, x + _WIDTH + _BETWEEN, x + _WIDTH + _BETWEEN - 14 - 5 * number
            yield f'<path class="line" d="M{right} {middle + 2}H{bend}V{below + _HEAD // 2}H{left}"/>'
            yield from _drawn(to, left, below)
            below += to.span + _GAP
