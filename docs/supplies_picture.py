"""What each plug and socket gives for hours, by region, as a picture drawn from the table of supplies."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from pilotwire.j1772 import SUPPLIES, SupplyType, continuous_a
from pilotwire.station.commissioning import supplies_in
from pilotwire.station.commissioning_warnings import Region

_REGIONS: Final = {
    Region.UNITED_KINGDOM: "United Kingdom",
    Region.EUROPE: "Mainland Europe",
    Region.NORTH_AMERICA: "North America",
}
_COLUMN, _ROW, _TOP, _SCALE = 396, 64, 118, 3.4
_LONGEST: Final = 8
_STYLE: Final = """
  .paper{fill:#fbfcfc} .ink{fill:#1c2b2a} .quiet{fill:#4d615f} .box{fill:#fff;stroke:#8fa6a3}
  .printed{fill:#cfdedc} .hours{fill:#0b7a75} .face{fill:#eaf3f2;stroke:#4d615f;stroke-width:1.5} .hole{fill:#1c2b2a}
  .blue{fill:#d7e6fb;stroke:#1f6fd0} .red{fill:#fbdcd9;stroke:#c0392b}
  text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;font-size:13px}
  .title{font-size:21px;font-weight:600} .name{font-weight:600;font-size:16px}
  @media (prefers-color-scheme:dark){.paper{fill:#141b1b} .ink{fill:#e3ecea} .quiet{fill:#a9bbb8}
  .box{fill:#1d2726;stroke:#5b7471} .printed{fill:#3c4c4a} .hours{fill:#3fb8b0} .face{fill:#24312f;stroke:#a9bbb8}
  .hole{fill:#e3ecea} .blue{fill:#16304f;stroke:#5c9cf0} .red{fill:#4d1f1b;stroke:#ff8a80}}
"""
_SLOT: Final = '<rect class="hole" x="{}" y="{}" width="{}" height="{}" rx="1"/>'
_PIN: Final = '<circle class="hole" cx="{}" cy="{}" r="3"/>'
_FACES: Final = {
    "bs1363": (
        '<rect class="face" width="40" height="40" rx="5"/>',
        ((18, 7, 4, 9), (7, 24, 9, 4), (24, 24, 9, 4)),
        (),
    ),
    "schuko": ('<circle class="face" cx="20" cy="20" r="20"/>', ((17, 1, 6, 5), (17, 34, 6, 5)), ((12, 20), (28, 20))),
    "blue": ('<circle class="face blue" cx="20" cy="20" r="20"/>', (), ((20, 9), (11, 27), (29, 27))),
    "red": (
        '<circle class="face red" cx="20" cy="20" r="20"/>',
        (),
        ((20, 8), (9, 17), (31, 17), (13, 30), (27, 30)),
    ),
    "nema": ('<rect class="face" width="40" height="40" rx="9"/>', ((10, 10, 4, 11), (26, 10, 4, 11)), ((20, 30),)),
    "nema-4": (
        '<rect class="face" width="40" height="40" rx="9"/>',
        ((7, 15, 4, 11), (29, 15, 4, 11), (18, 27, 4, 9)),
        ((20, 9),),
    ),
    "wires": (
        '<rect class="face" width="40" height="40" rx="3"/>',
        ((8, 8, 4, 24), (18, 8, 4, 24), (28, 8, 4, 24)),
        (),
    ),
}
"""Faces of sockets as signs, not to measure: outline, slots, round holes."""


def picture() -> str:
    """The whole picture as SVG."""
    width, height = 3 * _COLUMN + 4 * 16, _TOP + _LONGEST * _ROW + 56
    columns = "\n".join(
        line for number, region in enumerate(_REGIONS) for line in _column(region, 16 + number * (_COLUMN + 16), height)
    )
    spoken = escape(" ".join(_spoken(region) for region in _REGIONS))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t d">
<title id="t">What plugs and sockets give a car for hours</title>
<desc id="d">{spoken}</desc>
<!-- Made from the code by docs/write_pages.py. -->
<style>{_STYLE}</style>
<rect class="paper" width="{width}" height="{height}" rx="10"/>
<text class="ink title" x="24" y="38">What plugs and sockets give a car for hours</text>
<rect class="printed" x="24" y="54" width="40" height="10" rx="2"/>
<rect class="hours" x="176" y="54" width="40" height="10" rx="2"/>
<text class="quiet" x="72" y="64">printed on it</text>
<text class="quiet" x="224" y="64">for hours</text>
{columns}
<text class="quiet" x="24" y="{height - 18}">A smaller breaker, thinner wires or a smaller cable mean less.</text>
</svg>
"""


def _plugs(region: Region) -> Iterator[tuple[str, SupplyType]]:
    for name in supplies_in(region):
        if SUPPLIES[name].plug_a is not None:
            yield name, SUPPLIES[name]


def _spoken(region: Region) -> str:
    told = "; ".join(f"{supply.description}: {continuous_a(supply)} A" for _, supply in _plugs(region))
    return f"{_REGIONS[region]}. {told}; hard-wired: {_hard_wired(region)}."


def _hard_wired(region: Region) -> str:
    share = min(SUPPLIES[name].continuous_percent for name in supplies_in(region) if SUPPLIES[name].plug_a is None)
    return "what the breaker is rated" if share == 100 else f"{share} % of the breaker's rating"


def _column(region: Region, x: int, height: int) -> Iterator[str]:
    yield f'<rect class="box" x="{x}" y="82" width="{_COLUMN}" height="{height - 130}" rx="8"/>'
    yield f'<text class="ink name" x="{x + 14}" y="106">{_REGIONS[region]}</text>'
    rows = list(_plugs(region))
    for number, (name, supply) in enumerate(rows):
        yield from _row(name, supply, x + 14, _TOP + number * _ROW)
    y = _TOP + len(rows) * _ROW
    yield _face("wires", x + 14, y)
    yield f'<text class="ink" x="{x + 68}" y="{y + 14}">Hard-wired, on a circuit of its own</text>'
    yield f'<text class="quiet" x="{x + 68}" y="{y + 34}">{_hard_wired(region)}</text>'


def _row(name: str, supply: SupplyType, x: int, y: int) -> Iterator[str]:
    carried_a, printed_a = continuous_a(supply), supply.plug_a or 0
    kilowatts = carried_a * supply.voltage_v * supply.phases / 1000
    yield _face(_face_of(name, supply), x, y)
    yield f'<text class="ink" x="{x + 54}" y="{y + 14}">{escape(supply.description)}</text>'
    yield f'<rect class="printed" x="{x + 54}" y="{y + 23}" width="{printed_a * _SCALE:g}" height="14" rx="2"/>'
    yield f'<rect class="hours" x="{x + 54}" y="{y + 23}" width="{carried_a * _SCALE:g}" height="14" rx="2"/>'
    yield f'<text class="ink" x="{x + 236}" y="{y + 35}">{carried_a} A, {kilowatts:.1f} kW</text>'


def _face_of(name: str, supply: SupplyType) -> str:
    if name in _FACES:
        return name
    if name.startswith("iec60309"):
        return "red" if supply.phases == 3 else "blue"
    return "nema-4" if name.startswith("nema-14") else "nema"


def _face(kind: str, x: int, y: int) -> str:
    outline, slots, holes = _FACES[kind]
    inside = "".join(_SLOT.format(*slot) for slot in slots) + "".join(_PIN.format(*hole) for hole in holes)
    return f'<g transform="translate({x} {y})">{outline}{inside}</g>'
