"""The table of metrics is the code's, and the dashboard asks for nothing that is not told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from metrics_table import table

from pilotwire.services.metrics.exposition import MEASURES

DOCS = Path(__file__).parents[3] / "docs"
DASHBOARD: dict[str, Any] = json.loads((DOCS / "grafana-dashboard.json").read_text(encoding="utf-8"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
LABELS = {name: measure.labels for measure in MEASURES for name in measure.sample_names}
_METRIC = re.compile(r"\b(?:pilotwire|process)_\w+")
_SELECTOR = re.compile(r"\b((?:pilotwire|process)_\w+)\{([^}]*)\}")


def _expressions() -> Iterator[str]:
    for panel in PANELS:
        yield from (target["expr"] for target in panel["targets"])
    yield from (variable["definition"] for variable in DASHBOARD["templating"]["list"])


def test_the_table_is_that_of_the_code() -> None:
    assert table() in (DOCS / "metrics.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("expression", list(_expressions()))
def test_the_dashboard_asks_only_for_what_is_told(expression: str) -> None:
    bare = re.sub(r"\{[^}]*\}", "", expression)
    asked = set(_METRIC.findall(bare))
    assert asked
    assert asked <= LABELS.keys()
    for name, selector in _SELECTOR.findall(expression):
        labels = set(re.findall(r"(\w+)(?:=~|!~|!=|=)", selector))
        assert labels <= {*LABELS[name], "job", "instance"}


def test_counters_are_asked_for_their_growth() -> None:
    for expression in _expressions():
        for name in re.findall(r"\b\w+_total\b", expression):
            assert re.search(rf"(?:rate|increase)\({name}\{{", expression), expression


def test_legends_name_labels_that_are_there() -> None:
    for panel in PANELS:
        for target in panel["targets"]:
            (name, *_) = _METRIC.findall(target["expr"])
            assert set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])) <= set(LABELS[name])


def test_the_dashboard_takes_its_data_source_from_who_imports_it() -> None:
    (asked,) = DASHBOARD["__inputs"]
    assert (asked["name"], asked["type"], asked["pluginId"]) == ("DS_PROMETHEUS", "datasource", "prometheus")
    assert DASHBOARD["id"] is None
    sources = [panel["datasource"] for panel in PANELS]
    sources += [target["datasource"] for panel in PANELS for target in panel["targets"]]
    sources += [variable["datasource"] for variable in DASHBOARD["templating"]["list"]]
    assert all(source == {"type": "prometheus", "uid": "${DS_PROMETHEUS}"} for source in sources)
    assert {panel["type"] for panel in PANELS} <= {needed["id"] for needed in DASHBOARD["__requires"]}


def test_panels_have_ids_of_their_own_and_do_not_overlap() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not taken & cells
        taken |= cells
