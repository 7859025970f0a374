"""The Emoncms service in a running gateway."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pilotwire.services.host import Host
from pilotwire.station.settings import Settings

from .switched_service import SwitchedService

if TYPE_CHECKING:
    from pilotwire.services.emoncms.http_client import Poster
    from pilotwire.services.emoncms.service import EmoncmsService

FOLDER = "emoncms"
"""Of what waits, in the data directory."""


class EmoncmsRunner(SwitchedService["EmoncmsService"]):
    """Starts and ends the service as the settings say; what the servers have not taken is on disk then.

    Args:
        host: the station.
        data_dir: where its state lives.
        poster: posts; to real servers if not given.

    """

    def __init__(self, host: Host, data_dir: Path, poster: Poster | None = None) -> None:
        super().__init__(host, "emoncms", "Emoncms")
        self._folder = data_dir / FOLDER
        self._poster = poster

    def _is_on(self, settings: Settings) -> bool:
        return settings.emoncms_enabled

    def _make(self) -> EmoncmsService:
        from pilotwire.services.emoncms.service import EmoncmsService  # noqa: PLC0415 -- only for those who use it

        return EmoncmsService(self._host, self._poster or self._real(), self._folder)

    def _real(self) -> Poster:
        from pilotwire.services.emoncms.http_client import HttpPoster  # noqa: PLC0415 -- as above

        return HttpPoster(self._host.reader.certificates)
