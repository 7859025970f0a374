"""The table of all measures in ``docs/metrics.md``, from the measures."""

from __future__ import annotations

from pilotwire.services.metrics.exposition import MEASURES
from pilotwire.services.metrics.measures import Kind, Measure

_KINDS = {Kind.STATES: "state set"}


def table() -> str:
    """All measures as Markdown."""
    rows = ["| metric | kind | labels | what it is |", "|---|---|---|---|"]
    return "\n".join([*rows, *(_row(measure) for measure in MEASURES)])


def _row(measure: Measure) -> str:
    names = ", ".join(f"`{name}`" for name in measure.sample_names)
    own = measure.kind is Kind.STATES
    labels = "its own name" if own else ", ".join(f"`{label}`" for label in measure.labels)
    return f"| {names} | {_KINDS.get(measure.kind, measure.kind.value)} | {labels} | {measure.text} |"
