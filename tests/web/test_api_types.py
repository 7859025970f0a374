"""The web app's types of the API are those of the API.

``make web-types`` (which is this file with ``PILOTWIRE_WRITE_WEB_TYPES`` set) writes them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from pilotwire.services.http import v1
from pilotwire.services.http.api_docs import Documented, document_of

WEB = Path(__file__).parents[2] / "web"
COMMITTED = WEB / "src" / "api" / "schema.ts"


def test_the_types_are_those_of_the_api(tmp_path: Path) -> None:
    described, made = tmp_path / "v1.json", tmp_path / "schema.ts"
    api = v1.api()
    described.write_bytes(
        document_of(Documented(api.title, "1.2.3", api.description, api.handlers, api.complete)),
    )
    node = shutil.which("node")
    assert node is not None, "There is no Node: `make test` has one"
    if os.environ.get("PILOTWIRE_WRITE_WEB_TYPES"):
        made = COMMITTED
    subprocess.run([node, "scripts/types.mjs", str(described), str(made)], cwd=WEB, check=True)  # noqa: S603
    assert made.read_text(encoding="utf-8") == COMMITTED.read_text(encoding="utf-8"), "run `make web-types`"
