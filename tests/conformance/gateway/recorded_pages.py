"""A web interface to be served, with the files that the recordings ask for; what is in them does not matter."""

from __future__ import annotations

import gzip
from pathlib import Path

from gateway_recording import Recording

_INDEX = b"<!doctype html><title>Pilotwire</title>"


def write_pages(folder: Path, recording: Recording) -> None:
    """Write the files, those with the recorded text that the recording tells."""
    folder.mkdir()
    (folder / "index.html").write_bytes(_INDEX)
    (folder / "index.html.gz").write_bytes(gzip.compress(_INDEX, mtime=0))
    (folder / "favicon.ico").write_bytes(bytes(806))
    for step in recording.steps:
        request, response = step.request, step.response
        if request is not None and request.path in ("/manifest.webmanifest", "/sw.js") and response is not None:
            (folder / request.path[1:]).write_bytes((response.body or "").encode())
