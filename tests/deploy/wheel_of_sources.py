"""A wheel of the sources as they are, without the web app, made without a network and of any version. For tests."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pilotwire

_PACKAGE = Path(pilotwire.__file__).parent
_VERSION_LINE = f'__version__ = "{pilotwire.__version__}"'


def wheel(folder: Path, version: str, *, broken: str = "") -> Path:
    """Make a wheel.

    Args:
        folder: where to.
        version: that it says it is.
        broken: what is to be wrong with it: a line of Python that ``pilotwire run`` stumbles over.

    """
    path = folder / f"pilotwire-{version}-py3-none-any.whl"
    about = f"pilotwire-{version}.dist-info"
    files = {
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: pilotwire\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": "[console_scripts]\npilotwire = pilotwire.cli:main\n",
    }
    for source in sorted(_PACKAGE.rglob("*")):
        name = source.relative_to(_PACKAGE)
        if source.is_file() and "static" not in name.parts and "__pycache__" not in name.parts:
            files[f"pilotwire/{name}"] = source.read_text("utf-8")
    files["pilotwire/__init__.py"] = files["pilotwire/__init__.py"].replace(_VERSION_LINE, f'__version__ = "{version}"')
    files["pilotwire/runtime/station_run.py"] += f"\n{broken}\n"
    record = f"{about}/RECORD"
    with ZipFile(path, "w") as archive:
        for place, text in files.items():
            archive.writestr(place, text)
        archive.writestr(record, "".join(f"{name},,\n" for name in (*files, record)))
    return path


def surroundings() -> dict[str, str]:
    """What pip and an installed release are told, so that both use the libraries of the tests and no network."""
    return {
        **os.environ,
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PIP_NO_COMPILE": "1",
    }
