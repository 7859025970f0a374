"""The benchmarks run; what they measure is nobody's business here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_benchmark_runs_and_is_written_down(tmp_path: Path) -> None:
    output = tmp_path / "new" / "bench.json"
    run = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "bench", "--smoke", "--output", str(output)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    document = json.loads(output.read_text(encoding="utf-8"))
    assert document["sizes"]["name"] == "smoke"
    assert {"python", "cpu_count", "cpu_model"} <= document["machine"].keys()
    for figure in document["figures"]:
        assert figure["name"].strip() in run.stdout
        assert figure["method"]
        assert (figure["aim"] is None) == (figure["met"] is None)
    assert {"idle load", "controller step, the pilot changes", "$GS over TCP, 8 clients, rate"} <= {
        figure["name"] for figure in document["figures"]
    }
