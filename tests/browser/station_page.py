"""What tests of the web app share: the station they look at, how the browser is set up, and what is asked of a page."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, BrowserContext, Page, expect
from station_process import StationProcess

ROOT = Path(__file__).parents[2]
OpenPage = Callable[..., Page]
PATIENCE_MS = 20_000
"""Far longer than anything takes on a machine that is not broken."""
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 860}
_AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_STATIC = ROOT / "src" / "pilotwire" / "services" / "http" / "static" / "index.html"

expect.set_options(timeout=PATIENCE_MS)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Station:
    """``pilotwire run`` with a simulated car, on a port that stays the same when it is started again."""

    def __init__(self, data_dir: Path, *arguments: str) -> None:
        assert _STATIC.is_file(), "The web app is not built: `make test` does it, as does `npm run build` in web/"
        self._port = free_port()
        self._data_dir = data_dir
        self._arguments = arguments
        self._process: StationProcess | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.__exit__(kind, error, trace)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._process = StationProcess("--web", f"127.0.0.1:{self._port}", *self._arguments, data_dir=self._data_dir)
        self._process.url()

    def setup_code(self) -> str:
        """What it shows while it has no password."""
        assert self._process is not None
        return self._process.wait_for("Set-up code: ").removeprefix("Set-up code: ")

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.__exit__(None, None, None)
        self._process = None

    def ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 -- whatever it answers
        """Talk to its API; the answer's JSON, if it has any."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"X-Requested-With": "OpenEVSE", "Content-Type": "application/json"}
        request = Request(f"{self.url}/api/v1/{path}", data, headers, method=method)  # noqa: S310 -- our own station
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            text = answer.read()
        return json.loads(text) if text else None


def context_of(browser: Browser, *, phone: bool, dark: bool, language: str) -> BrowserContext:
    """A browser of somebody: a telephone or a desk, in the dark or not, in a language."""
    return browser.new_context(
        viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
        device_scale_factor=2 if phone else 1,
        has_touch=phone,
        is_mobile=phone,
        color_scheme="dark" if dark else "light",
        locale=language,
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page for those who use it by keyboard or hear it read."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']} at {'; '.join(node['html'][:120] for node in one['nodes'][:3])}"
        for one in found["violations"]
    ]


def picture(page: Page, name: str) -> None:
    """Take the page's picture: for whoever looks at a test run, and for the documentation.

    It goes into ``build/pictures``, or where ``PILOTWIRE_PICTURES`` says.
    """
    folder = Path(os.environ.get("PILOTWIRE_PICTURES") or ROOT / "build" / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
