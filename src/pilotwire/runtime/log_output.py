"""Where the program's own log goes: lines on the standard error output, as text for people or JSON for programs.

Who logs is everybody, by the standard library's ``logging``; ``extra=`` gives a record fields of its own. Secrets are
masked by the gateway (``services.http.security.redaction``), who knows them.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum

import msgspec

from .line_writer import LineWriter, lost_lines

_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_TOP = "pilotwire"
_CONSOLE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class LogForm(Enum):
    """How a line of the log looks."""

    CONSOLE = "console"
    JSON = "json"


class LogOptions(msgspec.Struct, frozen=True):
    """What is logged, and how."""

    form: LogForm = LogForm.CONSOLE
    level: int = logging.WARNING
    """The least that is worth a line; libraries are only heard from warnings on."""


class JsonLines(logging.Formatter):
    """Makes one JSON object of a record."""

    def format(self, record: logging.LogRecord) -> str:
        """One line: time, level, logger, message, the record's own fields, and the traceback as ``error``."""
        fields = {name: value for name, value in vars(record).items() if name not in _USUAL}
        error = record.exc_text or (self.formatException(record.exc_info) if record.exc_info else "")
        if error:
            fields["error"] = error
        at = datetime.fromtimestamp(record.created, UTC)
        return json_line(at, record.levelname.lower(), record.name, record.getMessage(), fields)


def json_line(at: datetime, level: str, logger: str, message: str, fields: Mapping[str, object]) -> str:
    """One line of a log as JSON, without its end; fields never stand in for what every line has."""
    line: dict[str, object] = {
        "time": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": level,
        "logger": logger,
        "message": _plain(message),
    }
    for name, value in fields.items():
        line.setdefault(name, _plain(value))
    return msgspec.json.encode(line).decode()


def lost_in(form: LogForm) -> Callable[[int], str]:
    """How to say, in this form, that lines were lost."""
    if form is LogForm.CONSOLE:
        return lost_lines
    return lambda count: json_line(datetime.now(UTC), "warning", _TOP, lost_lines(count), {"lost": count})


def _plain(value: object) -> object:
    """A value as JSON has it; text that is no Unicode is escaped."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int) and -(2**63) <= value < 2**64:
        return int(value)
    return str(value).encode("utf-8", "backslashreplace").decode()


class _Lines(logging.Handler):
    """Hands records to a writer, so that a reader who does not read cannot hold up the station."""

    def __init__(self, writer: LineWriter) -> None:
        super().__init__()
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        self._writer.write(self.format(record))


@contextmanager
def log_output(options: LogOptions, *, screen: bool) -> Iterator[None]:
    """Log to the standard error output while the block runs; not onto the screen that somebody looks at."""
    if screen and sys.stderr.isatty():
        yield
        return
    writer = LineWriter(sys.stderr.fileno(), lost_in(options.form))
    handler = _Lines(writer)
    handler.setLevel(options.level)
    handler.setFormatter(JsonLines() if options.form is LogForm.JSON else logging.Formatter(_CONSOLE))
    root, top = logging.getLogger(), logging.getLogger(_TOP)
    level_before = top.level
    top.setLevel(min(options.level, logging.WARNING))
    writer.start(_nobody_reads)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        top.setLevel(level_before)
        writer.finish()


def _nobody_reads() -> None:
    """The station goes on without its log."""
