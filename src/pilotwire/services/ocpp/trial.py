"""Changed settings of the connection on trial: kept until they have been seen to work, set again if they do not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

import msgspec

from pilotwire.services.host import Host
from pilotwire.station.records import BackEndRecord

from .cabinet import DIALECT
from .fallback import OF_CONNECTION, Change, Fallback, Setting

_TRIAL = "trial"
"""Changes of the connection that have not been seen to work."""
_log = logging.getLogger("pilotwire.ocpp")


class Trial:
    """What a back end has changed of the connection, across losses of power.

    Args:
        host: the station.

    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._fallback = Fallback()
        self._keeping: set[asyncio.Task[object]] = set()

    def restore(self, documents: Mapping[str, str]) -> None:
        """Go on where the last run has ended."""
        self._fallback = Fallback(_changes_in(documents.get(_TRIAL)))

    async def close(self) -> None:
        """Wait until everything is kept."""
        if self._keeping:
            await asyncio.wait(self._keeping)

    @property
    def under_trial(self) -> Mapping[str, Change]:
        """As in ``Fallback``."""
        return self._fallback.under_trial

    def change(self, values: Mapping[str, Setting]) -> None:
        """Change settings as the back end wants. Raises ``SettingsError``."""
        before = self._host.status.settings
        self._host.run(lambda station, moment: station.change_settings(values, moment))
        self._fallback.changed(values, before, self._host.status.settings)
        self._keep()

    def worked(self, under_trial: Mapping[str, Change]) -> None:
        """A connection that was made with these changes works."""
        if under_trial and self._fallback.worked(under_trial):
            self._keep()

    def failed(self) -> None:
        """A try failed."""
        on_trial = self.under_trial
        before = self._fallback.failed(self._host.status.settings)
        if on_trial and not self.under_trial:
            self._set_again(before, "no connection could be made")

    def impossible(self, why: str) -> None:
        """No try can even be made with the settings."""
        self._set_again(self._fallback.impossible(self._host.status.settings), why)

    def _set_again(self, before: Mapping[str, Setting], why: str) -> None:
        self._keep()
        if before:
            names = ", ".join(sorted(before))
            _log.warning("OCPP: what the back end has set does not work (%s): %s as before", why, names)
            self._host.run(lambda station, moment: station.change_settings(before, moment))

    def _keep(self) -> None:
        """A loss of power must not leave the station with settings that nobody has seen to work."""
        changes = self._fallback.under_trial
        text = msgspec.json.encode(changes).decode() if changes else None
        record = BackEndRecord(dialect=DIALECT, documents={_TRIAL: text})
        task: asyncio.Task[object] = asyncio.ensure_future(self._host.keep_conversation(record))
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)


def _changes_in(text: str | None) -> Mapping[str, Change]:
    try:
        found = {} if text is None else msgspec.json.decode(text, type=dict[str, Change])
    except msgspec.DecodeError:
        return {}
    return {name: change for name, change in found.items() if name in OF_CONNECTION}
