"""How fast a dataset is replayed through `flow.observe` on the memory adapters."""

from __future__ import annotations

import time
from itertools import islice

from simulator.dataset import build
from simulator.stream import PRESETS, stream
from simulator.train import EPOCH_S
from simulator.world import World

ROWS = 60_000
"""A week of the town that the seed model is trained on."""


def replay_speed() -> dict[str, float]:
    """Rows per second of one core's time: a replay is one thread and waits for nothing.

    Rows are made before the clock starts; what is timed is observing them and joining labels.
    """
    rows = list(islice(stream(World(1, 4_000, 1_000), PRESETS["calm"], EPOCH_S, 0.1, 1), ROWS))
    started = time.process_time()
    dataset = build(rows, 1)
    took_s = time.process_time() - started
    return {
        "dataset_rows": float(len(dataset.frauds)),
        "dataset_tx_per_cpu_s": len(dataset.frauds) / took_s,
    }
