"""What Prometheus is told: names and units by its conventions, nothing that is not known, counters that only go up."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parsed_open
from prometheus_client.parser import text_string_to_metric_families as parsed_plain
from seen_stations import IDENTITY, NEW, SECRET, full

from pilotwire.rapi.client_values import FaultCounters
from pilotwire.services.metrics.exposition import MEASURES, exposition
from pilotwire.services.metrics.measures import UNITS, Kind, Measure, Seen, States
from pilotwire.services.process_facts import ProcessFacts, StoreFacts
from pilotwire.station.energy import Registers
from pilotwire.station.evse import Evse, Link
from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.moment import Moment
from pilotwire.station.settings import Settings
from pilotwire.station.status import ServiceStatus, Status

OPEN = "application/openmetrics-text; version=1.0.0"
FULL = full()
ALL = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)


def families(seen: Seen) -> dict[str, Metric]:
    """What is told, as the library of those who scrape understands it."""
    return {family.name: family for family in parsed_open(exposition(seen, OPEN)[0].decode())}  # type: ignore[no-untyped-call]


def samples(seen: Seen) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families(seen).values()
        for sample in family.samples
    }


def value(seen: Seen, name: str, **labels: str) -> float | None:
    return samples(seen).get((name, frozenset(labels.items())))


# -- names ----------------------------------------------------------------------------------------------------------


@ALL
def test_names_are_words_in_one_namespace(measure: Measure) -> None:
    assert re.fullmatch(r"(pilotwire|process)(_[a-z0-9]+)+", measure.name)
    assert not measure.name.endswith(("_total", "_info", "_count", "_sum", "_bucket", "_created"))


@ALL
def test_units_are_base_units_at_the_end_of_the_name(measure: Measure) -> None:
    assert not set(measure.name.split("_")) & {"wh", "kwh", "ma", "mv", "ms", "percent", "minutes", "kw", "km"}
    assert not set(measure.name.split("_")[:-1]) & (set(UNITS) - {"memory"})
    assert (measure.unit != "") == measure.name.endswith(UNITS)


@ALL
def test_every_measure_is_explained_in_a_sentence(measure: Measure) -> None:
    assert measure.text.endswith(".")
    assert measure.text[0].isupper()


def test_no_name_is_given_twice() -> None:
    names = [name for measure in MEASURES for name in measure.sample_names]
    assert len(names) == len(set(names))


# -- what is told ---------------------------------------------------------------------------------------------------


def test_everything_that_is_known_is_told_as_what_it_is() -> None:
    told = families(FULL)
    assert {measure.name: (measure.kind.value, measure.unit) for measure in MEASURES} == {
        name: (family.type, family.unit) for name, family in told.items()
    }
    for measure in MEASURES:
        found = told[measure.name].samples
        assert {sample.name for sample in found} == set(measure.sample_names)
        assert all(tuple(sample.labels) == measure.labels or measure.kind is Kind.INFO for sample in found)


def test_both_formats_tell_the_same() -> None:
    text, content_type = exposition(FULL, "")
    assert content_type.startswith("text/plain; version=0.0.4")
    plain = {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in parsed_plain(text.decode())
        for sample in family.samples
    }
    assert plain == samples(FULL)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "text/plain"),
        ("*/*", "text/plain"),
        ("text/html,*/*;q=0.8", "text/plain"),
        ("application/openmetrics-text", "application/openmetrics-text"),
        ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1", OPEN[:28]),
        (";;,=,;q=x", "text/plain"),
    ],
)
def test_the_format_is_that_which_is_asked_for(accept: str, expected: str) -> None:
    assert exposition(NEW, accept)[1].split(";")[0] == expected


def test_values_are_in_base_units() -> None:
    assert value(FULL, "pilotwire_energy_joules_total") == 1_234.5 * 3_600_000
    assert value(FULL, "pilotwire_session_energy_joules") == 2_000 * 3_600
    assert value(FULL, "pilotwire_charging_power_watts") == 15.5 * 230
    assert value(FULL, "pilotwire_temperature_celsius", sensor="mcp9808") == -1.0
    assert value(FULL, "pilotwire_home_battery_charge_ratio") == 0.55
    assert value(FULL, "pilotwire_vehicle_range_meters") == 200_000
    assert value(FULL, "pilotwire_boost_remaining_seconds") == 600
    assert value(FULL, "pilotwire_claims", client="divert") == 1
    assert value(FULL, "pilotwire_claims", client="others") == 2
    assert value(FULL, "pilotwire_service_reconnects_total", service="mqtt") == 2
    assert value(FULL, "pilotwire_controller_faults_total", kind="no_ground") == 2


def test_exactly_one_state_holds() -> None:
    told = families(FULL)
    for measure in MEASURES:
        if isinstance(measure, States):
            found = told[measure.name].samples
            assert {sample.labels[measure.name] for sample in found} == set(measure.states)
            assert sum(sample.value for sample in found) == 1


def test_what_is_not_known_is_not_told() -> None:
    told = families(NEW)
    unknown = [
        "charging_power_watts",
        "charging_current_amperes",
        "pilot_current_amperes",
        "controller_state",
        "temperature_celsius",
        "solar_power_watts",
        "grid_power_watts",
        "session_energy_joules",
        "vehicle_charge_ratio",
        "divert_state",
        "event_loop_lag_seconds",
        "tasks",
        "wifi_signal_dbm",
    ]
    assert not told.keys() & {f"pilotwire_{name}" for name in unknown}
    assert told.keys() >= {"pilotwire_controller_connected", "pilotwire_energy_joules", "pilotwire_build"}


def test_a_controller_that_is_lost_has_no_values() -> None:
    lost = msgspec.structs.replace(FULL.status, evse=msgspec.structs.replace(FULL.status.evse, connected=False))
    told = families(msgspec.structs.replace(FULL, status=lost))
    assert "pilotwire_charging_power_watts" not in told
    assert "pilotwire_controller_state" not in told
    assert "pilotwire_controller_losses" in told


def test_a_feed_that_is_too_old_is_not_told_but_its_age_is() -> None:
    old = msgspec.structs.replace(FULL.status, moment=Moment(181_000, FULL.status.moment.utc))
    seen = msgspec.structs.replace(FULL, status=old)
    assert value(seen, "pilotwire_solar_power_watts") is None
    assert value(seen, "pilotwire_feed_age_seconds", feed="solar") == 123.0


def test_no_secret_and_no_address_is_told() -> None:
    text = exposition(FULL, OPEN)[0].decode()
    assert SECRET not in text
    assert FULL.identity.long_id not in text


def test_labels_stay_few() -> None:
    crowded = msgspec.structs.replace(
        FULL.status,
        claims=tuple(msgspec.structs.replace(FULL.status.claims[1], client=1_000 + number) for number in range(500)),
    )
    assert len(samples(msgspec.structs.replace(FULL, status=crowded))) == len(samples(FULL)) < 250


# -- counters -------------------------------------------------------------------------------------------------------

_steps = st.fixed_dictionaries(
    {
        "kwh": st.floats(0, 50),
        "switches": st.integers(0, 5),
        "faults": st.integers(0, 3),
        "commands": st.integers(0, 1_000),
        "rejected": st.integers(0, 10),
        "online": st.booleans(),
        "connected": st.booleans(),
        "solar_w": st.none() | st.floats(0, 10_000),
        "commits": st.integers(0, 5),
        "cpu_s": st.floats(0, 5),
    }
)


def _after(seen: Seen, step: Mapping[str, float | None]) -> Seen:
    """The station a little later; what only grows has grown."""
    status, facts = seen.status, seen.facts

    def more(name: str) -> int:
        return int(step[name] or 0)

    before = status.services.get("mqtt", ServiceStatus())
    evse = status.evse
    faults = FaultCounters(*(count + more("faults") for count in msgspec.structs.astuple(evse.faults)))
    sent = evse.link.commands_sent + more("commands")
    solar_w = step["solar_w"]
    now_ms = status.moment.elapsed_ms + 1_000
    later = Status(
        moment=Moment(now_ms, status.moment.utc),
        evse=Evse(
            link=Link(commands_sent=sent, commands_answered=sent, losses=evse.link.losses + more("switches")),
            connected=bool(step["connected"]),
            faults=faults,
        ),
        registers=Registers(
            total_kwh=status.registers.total_kwh + (step["kwh"] or 0.0),
            switches=status.registers.switches + more("switches"),
        ),
        feeds=Feeds(
            solar_w=None if solar_w is None else Reading(solar_w, now_ms),
            rejected=status.feeds.rejected + more("rejected"),
        ),
        services={"mqtt": ServiceStatus(enabled=True, connected=bool(step["online"])).after(before)},
        settings=Settings(),
    )
    return Seen(
        later,
        ProcessFacts(
            cpu_s=facts.cpu_s + (step["cpu_s"] or 0.0), store=StoreFacts(facts.store.commits + more("commits"))
        ),
        IDENTITY,
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(_steps, min_size=2, max_size=8))
def test_counters_never_go_down(steps: list[Mapping[str, float | None]]) -> None:
    seen, highest = NEW, dict[tuple[str, frozenset[tuple[str, str]]], float]()
    for step in steps:
        seen = _after(seen, step)
        for key, now in samples(seen).items():
            if key[0].endswith(("_total", "_count", "_sum")):
                assert now >= highest.get(key, 0.0)
                highest[key] = now


def test_reconnects_are_counted_from_the_second_time() -> None:
    service = ServiceStatus()
    for connected in (False, True, True, False, True, False, False, True):
        service = ServiceStatus(enabled=True, connected=connected).after(service)
    assert service.reconnects == 2
