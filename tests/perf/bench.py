"""Measure everything we claim, print it, and write build/bench.json; of some parts, or of fewer
stored transactions, build/bench-part.json.

    python -m tests.perf.bench                 all of it (about 20 minutes: a million are stored)
    python -m tests.perf.bench --small         100,000 and 20,000 stored instead of a million
    python -m tests.perf.bench --only profile  where the time goes (py-spy): build/profile.svg
    python -m tests.perf.bench --only scoring live  some parts

Figures of one run belong together; compare ratios, not runs.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.perf import (
    cold_start,
    dataset,
    feed,
    live,
    profile,
    prune,
    report,
    rings,
    rules,
    scoring,
)

ROOT = Path(__file__).parents[2]
Figures = dict[str, float]


def main() -> None:
    """Run the parts one after another; a part never shares the machine with another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="fewer stored transactions")
    parts_known = [
        "rules",
        "dataset",
        "scoring",
        "rings",
        "prune",
        "live",
        "cold",
        "sizes",
        "feed",
        "profile",
    ]
    parser.add_argument("--only", choices=parts_known, nargs="+", help="these parts")
    arguments = parser.parse_args()
    console = Console()
    if arguments.only == ["profile"]:
        console.print(_table(profile.profile()))
        return
    sizes = (20_000, 100_000) if arguments.small else (100_000, 1_000_000)
    parts: dict[str, Callable[[], Figures]] = {
        "rules": rules.rules_cost,
        "dataset": dataset.replay_speed,
        "sizes": cold_start.sizes,
        "cold": cold_start.cold_start,
        "live": live.post_to_alert,
        "feed": feed.feed_in_a_browser,
        "scoring": lambda: scoring.measure(sizes),
        "rings": lambda: rings.measure(sizes),
        "prune": prune.measure,
    }
    found: dict[str, object] = {
        "machine": _machine(),
        "measured_at": datetime.now(UTC).isoformat(),
    }
    for name, part in parts.items():
        if not arguments.only or name in arguments.only:
            console.rule(name)
            figures = part()
            found.update(figures)
            console.print(_table(figures))
    try:
        out = report.write(found, ROOT / "build", is_whole=not (arguments.only or arguments.small))
    except report.Lacking as error:
        sys.exit(f"error: {error}")
    console.print(f"written to {out.relative_to(ROOT)}")


def _machine() -> dict[str, object]:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _table(figures: Figures) -> Table:
    table = Table("figure", "value")
    for name, value in figures.items():
        table.add_row(name, f"{value:,.3f}".rstrip("0").rstrip("."))
    return table


if __name__ == "__main__":
    main()
