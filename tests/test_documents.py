"""Documents that are drawn from the code say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from pilotwire.controller.charging import diagram, table

ROOT = Path(__file__).parents[1]


def test_the_state_diagram_is_the_table() -> None:
    document = (ROOT / "docs" / "charging-states.md").read_text(encoding="utf-8")
    assert diagram() in document
    assert table() in document


def test_every_file_a_document_points_to_exists() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for path in re.findall(r"`((?:src|tests|docs|bench)/[\w./-]+)`", document.read_text(encoding="utf-8")):
            assert (ROOT / path).exists(), f"{document.name} points to {path}"
