"""What the documents tell people to type can be typed: commands, Python, requests to the station, files."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
import yaml
from cyclopts import CycloptsError
from documents import Block, all_blocks
from plain_parts import PLAIN_FRAMES
from serving import serving
from whole_host import WholeHost

from pilotwire.cli import app
from pilotwire.runtime.commissioning import supplies
from pilotwire.services.http import openevse, v1
from pilotwire.services.http.api_docs import Documented, document_of
from pilotwire.services.http.server import Api
from pilotwire.services.http.v1.setting_descriptions import DESCRIPTIONS
from pilotwire.station.settings import KEYS

_COMMAND = re.compile(r"^(?:\$ )?(?:sudo )?(?:\S*/)?pilotwire ([a-z][^#\n]*)", re.MULTILINE)
_CURL = re.compile(r"^curl (?:.*\\\n)*.*(?:\n(?= {2,}\S).*)*", re.MULTILINE)
_STATION = re.compile(r"https?://(?:localhost:8000|openevse\.local(?::8000)?)(/\S*)?")
_NOT_DESCRIBED = ("/metrics", "/docs", "/openapi")
"""What both descriptions of the APIs leave out."""
_SIMULATED_ONLY = ("bench.md",)
"""Asked of the simulated world, which the station of these tests has not; the bench has tests of its own."""
_SETTINGS_PATHS = ("/config", "/api/v1/settings")


def _commands() -> Iterator[tuple[str, str]]:
    for block in all_blocks("", "sh", "shell", "console"):
        for command in _COMMAND.findall(block.text):
            yield block.document, command.strip()


@pytest.mark.parametrize(("document", "command"), list(_commands()))
def test_every_command_is_understood(document: str, command: str) -> None:
    words = shlex.split(command)
    try:
        app.parse_args(words, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        pytest.fail(f"{document}: pilotwire {command}: {error}")


@pytest.mark.parametrize("block", all_blocks("python"), ids=lambda block: block.document)
def test_every_python_example_runs(block: Block) -> None:
    exec(compile(block.text, block.document, "exec"), {})  # noqa: S102 -- that is what the reader does


@cache
def _paths() -> list[re.Pattern[str]]:
    documented = [Documented("", "", "", handlers) for handlers in (openevse.handlers, v1.api().handlers)]
    templates = [path for api in documented for path in msgspec.json.decode(document_of(api))["paths"]]
    return [re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))) for template in templates]


def _requests() -> Iterator[tuple[str, str]]:
    for block in all_blocks("", "sh", "shell", "console"):
        # Those of the guide to the APIs are run by a test of their own.
        for command in () if block.document == "api.md" else _CURL.findall(block.text):
            yield block.document, command


@pytest.mark.parametrize(("document", "command"), list(_requests()), ids=str)
def test_every_request_goes_where_the_station_listens(document: str, command: str) -> None:
    words = shlex.split(command.replace("\\\n", " "), comments=True)
    address = next((found for word in words if (found := _STATION.fullmatch(word))), None)
    assert address is not None, f"{document}: {command} goes nowhere"
    path = urlsplit(address[1] or "/").path
    assert path.startswith(_NOT_DESCRIBED) or any(one.fullmatch(path) for one in _paths()), f"{document}: {path}"
    if "-d" in words:
        _check_body(path, json.loads(words[words.index("-d") + 1]))


@pytest.mark.parametrize(
    ("document", "command"), [found for found in _requests() if found[0] not in _SIMULATED_ONLY], ids=str
)
def test_every_request_is_granted(document: str, command: str, tmp_path: Path) -> None:
    """Each by a station of its own, since some of them set its password."""
    words = shlex.split(command.replace("\\\n", " "), comments=True)
    address = next(found for word in words if (found := _STATION.fullmatch(word)))
    body = words[words.index("-d") + 1] if "-d" in words else None
    method = words[words.index("-X") + 1] if "-X" in words else "GET" if body is None else "POST"
    host = WholeHost(tmp_path)
    host.station.know_supplies(supplies())
    host.pass_s(1)
    compatible = Api(
        title="", description="", handlers=openevse.handlers, exception_handlers=openevse.EXCEPTION_HANDLERS
    )
    with serving(host, openevse=compatible, v1=v1.api(), frames=PLAIN_FRAMES) as served:
        answered = served.ask(method, address[1] or "/", body)
    host.close()
    assert answered.status < 300, f"{document}: {answered.text}"


def _check_body(path: str, body: Mapping[str, Any]) -> None:
    if path in _SETTINGS_PATHS:
        unknown = [name for name in body if name not in DESCRIPTIONS and name not in KEYS]
        assert not unknown, f"There are no settings {unknown}"


@pytest.mark.parametrize("block", all_blocks("json", "yaml", "toml"), ids=lambda block: block.document)
def test_every_file_that_is_shown_can_be_read(block: Block) -> None:
    match block.language:
        case "json":
            json.loads(block.text)
        case "yaml":
            assert yaml.safe_load(block.text)
        case "toml":
            assert tomllib.loads(block.text)
