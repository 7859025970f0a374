"""``/metrics`` over a real connection: what is told, in which format, and to whom."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parsed_open
from prometheus_client.parser import text_string_to_metric_families as parsed_plain
from serving import Answered, Serve, Served
from whole_host import WholeHost

pytest_plugins = ["serve_fixture"]

PASSWORD = "correct-horse-battery"  # noqa: S105 - nobody's


@pytest.fixture
def host(tmp_path: Path) -> Iterator[WholeHost]:
    host = WholeHost(tmp_path)
    yield host
    host.close()


@pytest.fixture
def served(host: WholeHost, serve: Serve) -> Served:
    return serve(host)


def plain(answered: Answered) -> dict[str, float]:
    """Samples without labels."""
    assert answered.status == 200
    families = parsed_plain(answered.text)
    return {sample.name: sample.value for family in families for sample in family.samples if not sample.labels}


def test_a_scraper_is_told_of_a_charging_car(host: WholeHost, served: Served) -> None:
    served.do(host.plug_in)
    served.do(lambda: host.pass_s(30))
    told = plain(served.get("/metrics"))
    assert told["pilotwire_controller_connected"] == 1
    assert told["pilotwire_vehicle_connected"] == 1
    assert told["pilotwire_contactor_closed"] == 1
    assert told["pilotwire_charging_power_watts"] == pytest.approx(host.status.power_w)
    assert told["pilotwire_pilot_current_amperes"] == host.status.evse.pilot_a
    assert told["pilotwire_energy_joules_total"] > 0


def test_the_format_is_negotiated(served: Served) -> None:
    answered = served.get("/metrics", {"Accept": "application/openmetrics-text; version=1.0.0,text/plain;q=0.1"})
    assert answered.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert answered.text.endswith("# EOF\n")
    assert "pilotwire_build" in {family.name for family in parsed_open(answered.text)}  # type: ignore[no-untyped-call]
    assert served.get("/metrics").headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"


def test_answers_are_counted_by_class(served: Served) -> None:
    served.get("/status")
    served.get("/nothing")
    answered = served.get("/metrics")
    assert 'pilotwire_http_answers_total{code="2xx"} 1.0' in answered.text
    assert 'pilotwire_http_answers_total{code="4xx"} 1.0' in answered.text


def test_metrics_can_only_be_read(served: Served) -> None:
    assert served.ask("HEAD", "/metrics").body == b""
    for method in ("POST", "PUT", "DELETE"):
        answered = served.ask(method, "/metrics")
        assert (answered.status, answered.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_without_a_password_only_this_machine_is_told(served: Served) -> None:
    assert served.get("/metrics", {"Host": "somewhere.example"}).status == 403
    assert served.get("/metrics", {"X-Forwarded-For": "192.0.2.1"}).status == 403


def test_a_password_is_asked_for_and_basic_authentication_is_enough(host: WholeHost, served: Served) -> None:
    served.do(lambda: host.run(lambda station, moment: station.change_settings({"www_password": PASSWORD}, moment)))
    refused = served.get("/metrics")
    assert refused.status == 401
    assert refused.headers["www-authenticate"].startswith("Basic")
    assert b"pilotwire_" not in refused.body
    good, bad = (b64encode(f"openevseadmin:{word}".encode()).decode() for word in (PASSWORD, "wrong"))
    assert served.get("/metrics", {"Authorization": f"Basic {bad}"}).status == 401
    answered = served.get("/metrics", {"Authorization": f"Basic {good}"})
    assert "pilotwire_energy_joules_total" in plain(answered)
    assert PASSWORD not in answered.text
