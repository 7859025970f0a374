"""Keeps secrets out of the log: whatever looks like one, and whatever is one by the settings."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable

from pilotwire.station.settings import KEYS, Settings, Text

_MASK = "***"
_MIN_SECRET = 4
"""Shorter secrets would mask half of every line; they are caught where they stand by their name."""
_PATTERNS = (
    re.compile(r"(?i)(\b(?:basic|bearer)\s+)[A-Za-z0-9+/=._~-]{4,}"),
    re.compile(r"(v1\.[0-9a-f]{8}\.)[0-9a-f]{32}"),
    re.compile(r"(\$scrypt\$)[^\s\"']+"),
    re.compile(
        r"(?i)([\"'&?\s](?:[a-z0-9_]*(?:pass(?:word)?|secret|apikey|authkey|token))[\"']?\s*[:=]\s*[\"']?)[^\s\"'&,}]+"
    ),
)
_SECRET_NAME = re.compile(r"(?i)(pass(word)?|secret|apikey|authkey|token|authorization|cookie)$")
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_SECRET_KEYS = tuple(name for name, key in KEYS.items() if isinstance(key, Text) and key.secret)


def secrets_of(settings: Settings) -> list[str]:
    """Every secret the settings hold, longest first."""
    values = (str(getattr(settings, name)) for name in _SECRET_KEYS)
    return sorted((value for value in values if len(value) >= _MIN_SECRET), key=len, reverse=True)


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """Mask secrets in a text."""
    for secret in secrets:
        text = text.replace(secret, _MASK)
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\1{_MASK}", text)
    return text


class RedactingFilter(logging.Filter):
    """Masks secrets in what a logger is told, tracebacks and fields (``extra=``) included.

    Args:
        settings: those in force.

    """

    def __init__(self, settings: Callable[[], Settings]) -> None:
        super().__init__()
        self._settings = settings
        self._formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask, and let everything pass."""
        secrets = secrets_of(self._settings())
        record.msg = redacted(record.getMessage(), secrets)
        record.args = ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = redacted(self._formatter.formatException(record.exc_info), secrets)
            record.exc_info = None
        for name in vars(record).keys() - _USUAL:
            value = getattr(record, name)
            if _SECRET_NAME.search(name):
                setattr(record, name, _MASK)
            elif not isinstance(value, bool | int | float | None):
                setattr(record, name, redacted(str(value), secrets))
        return True
