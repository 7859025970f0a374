"""``python -m bench``: run everything, print the table, write the JSON file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import gateway, mqtt_events, ocpp_calls, process, stations
from bench.figures import FULL, QUICK, SMOKE, BenchmarkError, as_json, calibrate, table


def main() -> int:
    """Exit code 0 when every benchmark ran, whatever it measured; 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="50 stations instead of 1,000, fewer repeats")
    parser.add_argument("--smoke", action="store_true", help="only see that everything runs; the figures mean nothing")
    parser.add_argument("--output", type=Path, default=Path("build/bench.json"), help="where the JSON file goes")
    arguments = parser.parse_args()
    sizes = SMOKE if arguments.smoke else QUICK if arguments.quick else FULL
    calibrations_s = [calibrate()]
    figures = []
    failures = []
    for measure in (stations.measure, process.measure, gateway.measure, ocpp_calls.measure, mqtt_events.measure):
        try:
            figures += measure(sizes)
        except BenchmarkError as error:
            failures.append(str(error))
        calibrations_s.append(calibrate())
    print(table(figures, calibrations_s, sizes))
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(as_json(figures, calibrations_s, sizes), encoding="utf-8")
    print(f"Written: {arguments.output}")
    for failure in failures:
        print(f"Could not run: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
