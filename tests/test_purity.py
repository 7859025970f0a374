"""The pure rooms get time, randomness and stored values as arguments; nothing in them asks the machine.

What they import is the matter of the import rules in pyproject.toml. Here: what they call, which no import shows, and
randomness, of which the plant may use a seeded ``random.Random`` handed to it or made from a seed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pilotwire

SOURCE = Path(pilotwire.__file__).parent
PURE_ROOMS = ("controller", "plant", "j1772")
PURE_MODULES = ("rapi/answers.py", "rapi/client_protocol.py", "rapi/codec.py", "rapi/server.py")

FORBIDDEN_CALLS = {"open", "print", "input", "exec", "eval", "__import__"}
CLOCKS = {"now", "utcnow", "today"}
CLOCK_OWNERS = {"datetime", "date"}


def pure_files() -> list[Path]:
    rooms = [path for room in PURE_ROOMS for path in sorted((SOURCE / room).rglob("*.py"))]
    return rooms + [SOURCE / module for module in PURE_MODULES]


def last_name(node: ast.expr) -> str:
    """``datetime`` for both ``datetime`` and ``datetime.datetime``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def impure_calls(node: ast.Call) -> Iterator[str]:
    called = node.func
    if isinstance(called, ast.Name) and called.id in FORBIDDEN_CALLS:
        yield f"calls {called.id}()"
    if isinstance(called, ast.Attribute) and called.attr in CLOCKS and last_name(called.value) in CLOCK_OWNERS:
        yield f"asks the clock with {called.attr}()"
    if last_name(called) == "Random" and not node.args and not node.keywords:
        yield "makes a Random without a seed"


def impure_imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for module in {alias.name for alias in node.names} & {"random", "time"}:
            yield f"imports the module {module}"
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        names = {alias.name for alias in node.names}
        if node.module == "time" or (node.module == "random" and names != {"Random"}):
            yield f"imports {', '.join(sorted(names))} from {node.module}"


def impurities(source: str) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            found += impure_calls(node)
        found += impure_imports(node)
    return found


@pytest.mark.parametrize("path", pure_files(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_pure_module_asks_the_machine_for_nothing(path: Path) -> None:
    assert impurities(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "open('settings')",
        "print('hello')",
        "from datetime import datetime\ndatetime.now()",
        "import datetime\ndatetime.datetime.now(tz=datetime.UTC)",
        "from datetime import date\ndate.today()",
        "import time\ntime.monotonic()",
        "from time import monotonic",
        "import random\nrandom.random()",
        "from random import randint",
        "from random import Random, randint",
        "from random import Random\nRandom()",
    ],
)
def test_what_asks_the_machine_is_found(source: str) -> None:
    assert impurities(source)


@pytest.mark.parametrize(
    "source",
    [
        "from random import Random\nRandom(7).random()",
        "def bounces(random):\n    return random.randint(0, 3)",
        "from datetime import datetime, time\ndatetime(2025, 1, 1)\ntime(6, 30)",
        "def start(time):\n    return time.hour",
    ],
)
def test_what_is_handed_in_may_be_used(source: str) -> None:
    assert impurities(source) == []
