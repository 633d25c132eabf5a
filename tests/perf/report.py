"""What a run of the bench found, and the file it belongs in: figures of one run belong together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

WHOLE, PART = "bench.json", "bench-part.json"
DEMANDED = (
    "machine",
    "measured_at",
    "score_batch_tx_per_s_100k",
    "score_batch_tx_per_s_1m",
    "score_batch_ratio",
    "score_sync_ms_p50",
    "score_sync_ms_p99",
    "baseline_tx_per_s",
    "times_baseline",
    "cold_start_ms",
    "package_unzipped_mb",
    "alert_ms_p50",
    "alert_ms_p99",
    "bytes_per_transaction",
    "bytes_per_transaction_decided",
)
"""What a whole run has to say."""


class Lacking(Exception):
    """A run of everything that did not say everything; what it said is in the file of parts."""


def write(report: Mapping[str, object], folder: Path, is_whole: bool) -> Path:
    """Write a report where it belongs: a part never takes the place of a whole run.

    Raises
    ------
    Lacking
        A whole run lacks what is demanded, or has a figure that is none.
    """
    lacking = [name for name in DEMANDED if not report.get(name)] if is_whole else []
    path = folder / (WHOLE if is_whole and not lacking else PART)
    folder.mkdir(exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n")
    if lacking:
        raise Lacking(f"the run lacks {', '.join(lacking)}; what it has is in {path}")
    return path
