"""The differences from the recordings that are meant, as docs/deviations.md names them.

Its section "Gateway" has tables with the columns of ``COLUMNS``. A cell has one or more patterns in backticks, of
which one has to fit; ``*`` in a pattern is anything, and ``nothing`` (with backticks or without) is what is not there.
The reason is the text above the table, and a table without one is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from gateway_compare import MISSING, Difference

DOCUMENT = Path(__file__).parents[3] / "docs" / "deviations.md"
SECTION = "## Gateway\n"
COLUMNS = ("Recording", "Step", "Field", "Recorded", "Ours")

_CELL = re.compile(r"(?<!\\)\|")
_PATTERN = re.compile(r"`([^`]+)`")


class Rule(msgspec.Struct, frozen=True):
    """One row: the differences it allows."""

    text: str
    """As it stands in the document."""
    patterns: tuple[re.Pattern[str], ...]
    """One for each column."""

    def allows(self, difference: Difference) -> bool:
        return all(
            pattern.fullmatch(value) is not None
            for pattern, value in zip(self.patterns, msgspec.structs.astuple(difference), strict=True)
        )


def named_rules(document: str) -> list[Rule]:
    """Read the rules of the section.

    Raises:
        ValueError: a row does not say what it allows, or nothing says why.

    """
    section = document.partition(SECTION)[2].partition("\n## ")[0]
    return [rule for table in _tables(section) for rule in table]


def _tables(section: str) -> Iterator[list[Rule]]:
    before = ""
    for block in re.split(r"\n\n+", section.strip()):
        lines = block.splitlines()
        if lines and _cells(lines[0]) == list(COLUMNS):
            if before.startswith(("#", "|")):
                raise ValueError(f"A reason is missing above the table that begins with {lines[2]}")
            yield [_rule(line) for line in lines[2:]]
        before = block


def _cells(line: str) -> list[str]:
    return [cell.strip().replace(r"\|", "|") for cell in _CELL.split(line.strip())[1:-1]]


def _rule(line: str) -> Rule:
    cells = _cells(line)
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(COLUMNS)} cells expected: {line}")
    return Rule(line, tuple(_pattern(cell, line) for cell in cells))


def _pattern(cell: str, line: str) -> re.Pattern[str]:
    alternatives = [MISSING] if cell == MISSING else _PATTERN.findall(cell)
    if not alternatives:
        raise ValueError(f"A pattern in backticks expected in the cell {cell!r} of {line}")
    return re.compile("|".join(re.escape(text).replace(r"\*", ".*") for text in alternatives), re.DOTALL)


def unnamed(differences: Sequence[Difference], rules: Sequence[Rule]) -> list[Difference]:
    """Return the differences that no rule allows."""
    return [difference for difference in differences if not any(rule.allows(difference) for rule in rules)]


def unused(differences: Sequence[Difference], rules: Sequence[Rule]) -> list[str]:
    """Return the rules that nothing needs."""
    return [rule.text for rule in rules if not any(rule.allows(difference) for difference in differences)]
