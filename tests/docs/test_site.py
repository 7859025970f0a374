"""The documentation as a site: it builds without a warning, needs nobody else, and leads everywhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
import site_hooks
from documents import DOCS, ROOT, anchors, documents, links, text_of
from playwright.sync_api import Browser, expect

_ASSET = re.compile(r'<(?:script|img|iframe|source)[^>]*\ssrc="([^"]+)"|<link[^>]*\shref="([^"]+)"')
_HREF = re.compile(r'<a [^>]*href="([^"#?]+)[^"]*"')
_STYLE = re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as strictly as `make docs` builds it."""
    directory = tmp_path_factory.mktemp("site")
    done = subprocess.run(  # noqa: S603 -- our own files
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(directory)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr.strip(), done.stderr
    return directory


def test_builds_without_a_warning_with_every_document_in_it(site: Path) -> None:
    expected = {document.stem for document in DOCS.glob("*.md")} - {"README"}
    assert expected <= {page.stem for page in site.glob("*.html")}


def test_every_link_leads_to_a_file_of_the_site(site: Path) -> None:
    for page in site.glob("*.html"):
        for address in _HREF.findall(page.read_text(encoding="utf-8")):
            if not re.match(r"(https?|mailto):", address) and page.name != "404.html":
                assert (page.parent / unquote(address)).is_file(), f"{page.name} links to {address}"


def test_loads_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        for source, sheet in _ASSET.findall(page.read_text(encoding="utf-8")):
            assert not re.match(r"(https?:)?//", source or sheet), f"{page.name} loads {source or sheet}"
    for sheet in site.rglob("*.css"):
        assert not _STYLE.search(sheet.read_text(encoding="utf-8")), f"{sheet.name} loads something"


def test_can_be_searched_on_a_disk_without_a_network(site: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    page.click("input.md-search__input")
    page.keyboard.type("heartbeat")
    expect(page.locator(".md-search-result__item").first).to_contain_text("heartbeat", ignore_case=True)
    page.close()
    assert all(re.match("file:|data:", address) for address in asked)


def test_warnings_are_boxes(site: Path) -> None:
    for page in site.glob("*.html"):
        assert "[!" not in page.read_text(encoding="utf-8"), f"{page.name} has an alert that did not become a box"


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_links_lead_somewhere_on_a_plain_repository_page(document: Path) -> None:
    for link in links(document):
        address, _, anchor = link.partition("#")
        target = (document.parent / address).resolve() if address else document
        assert target.is_relative_to(ROOT), f"{link} leads out of the repository"
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            assert anchor in anchors(target), f"{link}: {target.name} has no such heading"


def test_documents_of_the_root_link_to_their_neighbours_in_the_site() -> None:
    assert "](architecture.md)" in site_hooks.from_the_root("CONTRIBUTING.md")
    assert "](reporting.md)" in site_hooks.from_the_root("CONTRIBUTING.md")
    assert "](reporting.md)" in site_hooks.for_the_site("see [SECURITY.md](../SECURITY.md)")


def test_an_alert_becomes_a_box_with_all_its_lines() -> None:
    alert = "before\n\n> [!CAUTION]\n> **Mains.** Switch off.\n>\n> - first\n> - second\n\nafter\n"
    box = '!!! danger "Danger"\n\n    **Mains.** Switch off.\n\n    - first\n    - second\n'
    assert site_hooks.for_the_site(alert) == f"before\n\n{box}\nafter\n"


def test_a_diagram_that_would_need_a_program_from_elsewhere_is_left_out() -> None:
    assert site_hooks.for_the_site("a\n\n```mermaid\ngraph\n```\n\nb\n").split() == ["a", "b"]


def test_an_alert_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError, match="ATTENTION"):
        site_hooks.for_the_site("> [!ATTENTION]\n> text\n")


def test_the_readme_is_short_and_leads_to_the_pages() -> None:
    readme = ROOT / "README.md"
    assert len(text_of(readme).splitlines()) < 150
    assert "docs/README.md" in links(readme)
