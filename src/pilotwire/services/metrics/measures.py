"""What a measure is: a name, what it means, and how it is read from what is known of the station.

The measures themselves are in the modules beside this one. A value that is not known is not told: its sample is
missing, and the family too when none is left. Labels only ever take values from a short list.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from enum import Enum

import msgspec
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
    StateSetMetricFamily,
    SummaryMetricFamily,
)

from pilotwire.services.host import Identity
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.evse import Evse
from pilotwire.station.status import Status

JOULES_PER_WH = 3_600
JOULES_PER_KWH = 3_600_000

UNITS = (
    "amperes",
    "bytes",
    "celsius",
    "dbm",
    "grams",
    "joules",
    "meters",
    "ratio",
    "seconds",
    "volts",
    "watts",
)
"""A name ends with its unit; these are base units, as Prometheus has them."""


class Seen(msgspec.Struct, frozen=True):
    """All that measures are read from."""

    status: Status
    facts: ProcessFacts
    identity: Identity
    answers: Mapping[str, int] = {}
    """Answers of the web since the gateway started, by the class of their code: ``2xx``."""

    @property
    def evse(self) -> Evse | None:
        """The controller; None while nobody knows how it is."""
        return self.status.evse if self.status.evse.connected else None


class Kind(Enum):
    """What can be done with a measure, in the words of OpenMetrics."""

    GAUGE = "gauge"
    COUNTER = "counter"
    INFO = "info"
    STATES = "stateset"
    SUMMARY = "summary"


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One measure.

    ``name`` is that of the family; samples of a counter have ``_total`` after it, of an info ``_info``, of a summary
    ``_sum`` and ``_count``. ``text`` says what it is.
    """

    name: str
    text: str

    @property
    @abstractmethod
    def kind(self) -> Kind:
        """What kind of measure it is."""

    @abstractmethod
    def family(self, seen: Seen) -> Metric | None:
        """What is told of it now; None for nothing."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of its samples."""
        return ()

    @property
    def unit(self) -> str:
        """Its unit; empty for what has none."""
        last = self.name.rpartition("_")[2]
        return last if last in UNITS else ""

    @property
    def sample_names(self) -> tuple[str, ...]:
        """Names under which samples are found."""
        endings = {Kind.COUNTER: ("_total",), Kind.INFO: ("_info",), Kind.SUMMARY: ("_count", "_sum")}
        return tuple(self.name + ending for ending in endings.get(self.kind, ("",)))


class Gauge(Measure, frozen=True, kw_only=True):
    """A number that goes up and down, or whether something is so (1 or 0)."""

    read: Callable[[Seen], float | None]

    @property
    def kind(self) -> Kind:
        """What kind of measure it is."""
        return Kind.GAUGE

    def family(self, seen: Seen) -> Metric | None:
        """What is told of it now; None for nothing."""
        value = self.read(seen)
        return None if value is None else GaugeMetricFamily(self.name, self.text, value, unit=self.unit)


class Gauges(Measure, frozen=True, kw_only=True):
    """The same of several things, by a label."""

    label: str
    read: Callable[[Seen], Mapping[str, float | None]]

    @property
    def kind(self) -> Kind:
        """What kind of measure it is."""
        return Kind.GAUGE

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of its samples."""
        return (self.label,)

    def family(self, seen: Seen) -> Metric | None:
        """What is told of it now; None for nothing."""
        family = GaugeMetricFamily(self.name, self.text, labels=[self.label], unit=self.unit)
        for of, value in self.read(seen).items():
            if value is not None:
                family.add_metric([of], value)
        return family if family.samples else None


class Counter(Measure, frozen=True, kw_only=True):
    """A number that only goes up, or begins anew."""

    read: Callable[[Seen], float | None]

    @property
    def kind(self) -> Kind:
        """What kind of measure it is."""
        return Kind.COUNTER

    def family(self, seen: Seen) -> Metric | None:
        """What is told of it now; None for nothing."""
        value = self.read(seen)
        return None if value is None else CounterMetricFamily(self.name, self.text, value, unit=self.unit)


class Counters(Measure, frozen=True, kw_only=True):
    """The same of several things, by a label."""

    label: str
    read: Callable[[Seen], Mapping[str, float]]

    @property
    def kind(self) -> Kind:
        """What kind of measure it is."""
        return Kind.COUNTER

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of its samples."""
        return (self.label,)

    def family(self, seen: Seen) -> Metric | None:
        """What is told of it now; None for nothing."""
        family = CounterMetricFamily(self.name, self.text, labels=[self.label], unit=self.unit)
        for of, value in self.read(seen).items():
            family.add_metric([of], value)
        return family if family.samples else None


class Summary(Measure, frozen=True, kw_only=True):
    """How often something was done, and what it came to together."""

    read: Callable[[Seen], tuple[int, float]]

    @property
    def kind(self) -> Kind:
        """What kind of measure it is."""
        return Kind.SUMMARY

    def family(self, seen: Seen) -> Metric | None:
        """What is told of it now; None for nothing."""
        count, total = self.read(seen)
        return SummaryMetricFamily(self.name, self.text, count, total, unit=self.unit)


class Info(Measure, frozen=True, kw_only=True):
    """Names and versions, as labels."""

    names: tuple[str, ...]
    read: Callable[[Seen], Mapping[str, str] | None]

    @property
    def kind(self) -> Kind:
        """What kind of measure it is."""
        return Kind.INFO

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of its samples."""
        return self.names

    def family(self, seen: Seen) -> Metric | None:
        """What is told of it now; None for nothing."""
        told = self.read(seen)
        return None if told is None else InfoMetricFamily(self.name, self.text, dict(told))


class States(Measure, frozen=True, kw_only=True):
    """Which of a few states something is in: 1 for that, 0 for the others; the label has the measure's own name."""

    states: tuple[str, ...]
    read: Callable[[Seen], str | None]

    @property
    def kind(self) -> Kind:
        """What kind of measure it is."""
        return Kind.STATES

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of its samples."""
        return (self.name,)

    def family(self, seen: Seen) -> Metric | None:
        """What is told of it now; None for nothing."""
        now = self.read(seen)
        if now is None:
            return None
        return StateSetMetricFamily(self.name, self.text, {state: state == now for state in self.states})


def words(kind: type[Enum]) -> tuple[str, ...]:
    """Every state of an enum, as ``States`` has them."""
    return tuple(word(state) for state in kind)


def word(state: Enum) -> str:
    """One of them."""
    return state.name.lower()
