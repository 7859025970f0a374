"""Write the pages and pictures anew that are made from the code: ``make docs-pages``. A test holds them to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import charging_states_picture
import lcd_menu_picture
import settings_page
import supplies_picture

DOCS: Final = Path(__file__).resolve().parent
MADE: Final[Mapping[str, Callable[[], str]]] = {
    "settings.md": settings_page.page,
    "pictures/charging-states.svg": charging_states_picture.picture,
    "pictures/lcd-menu.svg": lcd_menu_picture.picture,
    "pictures/supplies.svg": supplies_picture.picture,
}
"""What is made, by its path in this folder."""


def write_all() -> None:
    """Write them."""
    for name, make in MADE.items():
        (DOCS / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write_all()
