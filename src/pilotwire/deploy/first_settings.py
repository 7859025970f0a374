"""What a station that is installed for the first time is to be, unlike one that somebody only tries on a computer."""

from __future__ import annotations

from pathlib import Path

from pilotwire.station.records import SettingsRecord
from pilotwire.store.store import FILE_NAME, Store

INSTALLED = {"network_managed": True}
"""By long name. A station on a wall has no keyboard to be brought onto a network with."""


def give_first_settings(data_dir: Path) -> bool:
    """Set these for a station that has kept nothing yet; says whether that was so.

    As the factory's, so that a factory reset leaves them. Whatever people have chosen since is not touched.

    Raises:
        StoreError: it cannot be kept there.

    """
    store_path = data_dir / FILE_NAME
    if store_path.exists():
        return False
    with Store.open(store_path) as store:
        store.commit([SettingsRecord(INSTALLED, factory=True)])
    return True
