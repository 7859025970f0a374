"""The page of all settings, made from what the station says of them and from the web app's English names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

from pilotwire.services.http.v1.setting_descriptions import CONFIGURED_MAXIMUM, DESCRIPTIONS, SettingDocument
from pilotwire.services.http.v1.setting_groups import SettingGroup

_NAMES: Final = Path(__file__).resolve().parents[1] / "web" / "src" / "messages" / "en" / "settings.json"
_BEYOND_USE: Final = 0xFFFF_FFFF
"""From here on a bound is the number's, not the setting's."""
_EFFECTS: Final = {
    "at_once": "",
    "reconnect": "",
    "network": "Counts with the next connection to the network.",
    "restart": "Counts after a restart.",
}
_HEAD: Final = f"""# Settings

<!-- Made from the code by docs/write_pages.py; a test holds the two together. -->

Every setting there is, in the groups of the web app (*Settings*, where they are found by searching). Programs read and
change them by these names: `PATCH /api/v1/settings` refuses what cannot be, with the reason, and `POST /config` takes
what OpenEVSE clients send. `/api/v1/settings/description` tells all of this in JSON.

```sh
curl -X PATCH -d '{{"current_shaper_max_pwr": 9000}}' http://localhost:8000/api/v1/settings
```

A change counts at once unless it says otherwise. Secrets are never shown. Settings without a default are kept by the
controller, which has its own; they are read from it.

> [!CAUTION]
> `{CONFIGURED_MAXIMUM}` and the checks of the controller protect the wiring and people. Change them only with
> somebody who knows the installation; see [Choose cable and supply](cable-and-supply.md) and [Safety](safety.md).
"""


def page() -> str:
    """The whole page."""
    names: dict[str, str] = json.loads(_NAMES.read_text(encoding="utf-8"))
    sections = (_section(group, names) for group in get_args(SettingGroup))
    return "\n".join((_HEAD, *sections))


def _section(group: str, names: dict[str, str]) -> str:
    rows = "\n".join(_rows(group, names))
    heading = names.get(f"group_{group}", group)
    about = names.get(f"group_{group}_help", "")
    return f"## {heading}\n\n{about}\n\n| setting | what it does | values | default |\n|---|---|---|---|\n{rows}\n"


def _rows(group: str, names: dict[str, str]) -> Iterator[str]:
    for one in DESCRIPTIONS.values():
        if one.group == group:
            label = names.get(f"name_{one.name}")
            called = f"`{one.name}`" if label is None else f"**{label}**<br>`{one.name}`"
            yield f"| {called} | {_what(one)} | {_values(one)} | {_default(one)} |"


def _what(one: SettingDocument) -> str:
    hardware = f"Needs {one.hardware.replace('_', ' ')}s." if one.hardware else ""
    return " ".join(part for part in (f"{one.description}.", _EFFECTS[one.effect], hardware) if part)


def _values(one: SettingDocument) -> str:
    match one.kind:
        case "switch":
            return "on, off"
        case "choice":
            return ", ".join(f"`{option}`" if option else "none" for option in one.options)
        case "text":
            return "secret text" if one.secret else "text"
    unit = f" {one.unit}" if one.unit else ""
    zero = "0, or " if one.zero_allowed else ""
    if one.maximum is not None and one.maximum >= _BEYOND_USE:
        return f"{zero}{one.minimum:g} or more{unit}"
    return f"{zero}{one.minimum:g} to {one.maximum:g}{unit}"


def _default(one: SettingDocument) -> str:
    match one.default:
        case None | "":
            return ""
        case bool(on):
            return "on" if on else "off"
        case str(text):
            return f"`{text}`".replace("|", "\\|")
        case number:
            return "" if number >= _BEYOND_USE else f"{number:g}"
