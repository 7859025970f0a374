from __future__ import annotations

import pytest

from pilotwire.runtime.plan_lines import line_of

TEXT = """\
# a plan
[station]
days = 3
"max_current_a" = 16

[[car]]
model = "first"
weekday = { plug_in = "18:00", departure = "07:00" }
km_per_day = 40

[[car]]
model = "second"

  [car.weekend]
  plug_in = "19:00"

[[car]]
weekday.plug_in = "20:00"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("station",), 2),
        (("station", "days"), 3),
        (("station", "max_current_a"), 4),
        (("car", 0), 6),
        (("car", 0, "model"), 7),
        (("car", 0, "weekday", "departure"), 8),
        (("car", 1, "model"), 12),
        (("car", 1, "weekend"), 14),
        (("car", 1, "weekend", "plug_in"), 15),
        (("car", 2, "weekday", "plug_in"), 18),
    ],
)
def test_a_value_is_found_on_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [(("station", "seed"), 2), (("car", 1, "soc_percent"), 11), (("tariff", "currency"), 1)],
)
def test_what_is_missing_leads_to_where_it_belongs(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, path) == line
