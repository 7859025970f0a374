"""The documentation pages, which must work where there is no Internet."""

from __future__ import annotations

import re

import pytest
from quiet_host import QuietHost
from serving import Serve, Served

pytest_plugins = ["serve_fixture"]

PAGES = ["/docs", "/docs/openevse", "/docs/v1"]


@pytest.fixture
def served(serve: Serve) -> Served:
    return serve(QuietHost(api_open=True))


def test_one_page_leads_to_the_others(served: Served) -> None:
    text = served.get("/docs").text
    for path in re.findall(r'href="(/[^"]+)"', text):
        assert served.get(path).status == 200
    assert "OpenEVSE API" in text
    assert "Pilotwire API" in text


@pytest.mark.parametrize("path", PAGES)
def test_pages_need_nothing_from_elsewhere(served: Served, path: str) -> None:
    page = served.get(path)
    assert page.headers["content-type"] == "text/html"
    for wanted in re.findall(r'(?:src|href|data-document)="([^"]+)"', page.text):
        assert wanted.startswith(("/docs", "/openapi/", "data:,"))
        if not wanted.startswith("data:"):
            assert served.get(wanted).status == 200


@pytest.mark.parametrize("path", PAGES)
def test_pages_may_load_only_what_is_here(served: Served, path: str) -> None:
    policy = dict(part.split(" ", 1) for part in served.get(path).headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "<script>" not in served.get(path).text


def test_the_viewer_is_served_with_the_right_types(served: Served) -> None:
    script = served.get("/docs/swagger-ui-bundle.js")
    assert script.headers["content-type"] == "text/javascript"
    assert b"SwaggerUIBundle" in script.body
    assert served.get("/docs/swagger-ui.css").headers["content-type"] == "text/css"
    again = served.get("/docs/swagger-ui-bundle.js", {"If-None-Match": script.headers["etag"]})
    assert again.status == 304


@pytest.mark.parametrize(
    ("name", "path", "title"),
    [("openevse", "/status", "OpenEVSE API"), ("v1", "/api/v1/things/{name}", "Pilotwire API")],
)
def test_each_api_has_its_document(served: Served, name: str, path: str, title: str) -> None:
    answer = served.get(f"/openapi/{name}.json")
    assert answer.headers["content-type"] == "application/json"
    document = answer.json
    assert document["openapi"].startswith("3.1")
    assert document["info"] == {"title": title, "version": "0.0.0", "description": document["info"]["description"]}
    assert path in document["paths"]
    assert not [other for other in document["paths"] if other.startswith(("/schema", "/docs"))]


def test_a_document_is_the_same_every_time_and_the_api_goes_on(served: Served) -> None:
    first = served.get("/openapi/v1.json")
    assert served.get("/openapi/v1.json").body == first.body
    assert served.get("/api/v1/things/x").json == {"name": "x", "value": 0}
    assert served.get("/status").status == 200


@pytest.mark.parametrize("path", ["/docs/", "/docs/nothing", "/docs/index.html", "/openapi/nothing.json", "/openapi"])
def test_there_is_nothing_else(served: Served, path: str) -> None:
    assert served.get(path).status == 404
