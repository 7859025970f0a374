"""Changed settings of the connection on trial: kept until they have been seen to work, set again if they do not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

import msgspec

from pilotwire.services.host import Host
from pilotwire.station.records import BackEndRecord

from .cabinet import DIALECT
from .fallback import Fallback, Setting

_BEFORE = "before"
"""How the connection was set up before changes that have not been seen to work."""
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
        self._fallback = Fallback(_settings_in(documents.get(_BEFORE)))

    async def close(self) -> None:
        """Wait until everything is kept."""
        if self._keeping:
            await asyncio.wait(self._keeping)

    @property
    def under_trial(self) -> Mapping[str, Setting]:
        """As in ``Fallback``."""
        return self._fallback.under_trial

    def change(self, values: Mapping[str, Setting]) -> None:
        """Change settings as the back end wants. Raises ``SettingsError``."""
        self._fallback.changing(values, self._host.status.settings)
        self._keep()
        self._host.run(lambda station, moment: station.change_settings(values, moment))

    def worked(self, under_trial: Mapping[str, Setting]) -> None:
        """A connection that was made with these changes works."""
        if under_trial and self._fallback.worked(under_trial):
            self._keep()

    def failed(self) -> None:
        """A try failed."""
        self._set_again(self._fallback.failed(), "no connection could be made")

    def impossible(self, why: str) -> None:
        """No try can even be made with the settings."""
        self._set_again(self._fallback.impossible(), why)

    def _set_again(self, before: Mapping[str, Setting], why: str) -> None:
        if before:
            names = ", ".join(sorted(before))
            _log.warning("OCPP: what the back end has set does not work (%s): %s as before", why, names)
            self._keep()
            self._host.run(lambda station, moment: station.change_settings(before, moment))

    def _keep(self) -> None:
        """A loss of power must not leave the station with settings that nobody has seen to work."""
        before = self._fallback.under_trial
        text = msgspec.json.encode(before).decode() if before else None
        record = BackEndRecord(dialect=DIALECT, documents={_BEFORE: text})
        task: asyncio.Task[object] = asyncio.ensure_future(self._host.keep_conversation(record))
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)


def _settings_in(text: str | None) -> Mapping[str, Setting]:
    try:
        return {} if text is None else msgspec.json.decode(text, type=dict[str, Setting])
    except msgspec.DecodeError:
        return {}
