"""How the station's settings are changed. Pure; what else can be asked of it is in ``station``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from .events import Topic
from .moment import Moment
from .records import SettingsRecord
from .rfid_names import protected
from .settings import SettingsChange
from .station_core import StationCore
from .writes import Write


class StationSettings(StationCore):
    """A station whose settings can be changed."""

    def change_settings(
        self,
        values: Mapping[str, object],
        moment: Moment,
        *,
        writes: Sequence[Write] = (),
        factory: bool = False,
    ) -> SettingsChange:
        """Change settings, all or none, and what the controller keeps.

        Args:
            values: by long or short name.
            moment: the present.
            writes: settings of the controller that differ from what it has.
            factory: change what a factory reset leaves.

        Raises:
            SettingsError: a value that can never be valid; nothing has changed.
            FactoryLockedError: the factory settings are locked.

        """
        values = protected(self._settings, values)
        area, changed = self._areas.changed(values, hash_password=self._hash_password, factory=factory)
        self._at(moment)
        if changed or writes:
            self._areas = area
            self._settings = area.current
            self._records.append(SettingsRecord(area.stored()))
            if factory:
                self._records.append(SettingsRecord(area.stored(factory=True), factory=True))
            for write in writes:
                self.link.request(write)
            self._apply_changes(changed)
            self._versions = msgspec.structs.replace(self._versions, config=self._versions.config + 1)
            self._tell(Topic.CONFIG, {"changed": sorted(changed)})
            self._settle()
        return SettingsChange(self._versions.config, changed, self._settings)
