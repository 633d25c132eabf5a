"""A worker that is killed on its way: decides what it is given, and dies where it is told to.

python -m tests.contract.crashing_worker REDIS_URL NAMESPACE STEP < transactions

Run by tests/contract/test_crash.py in a process of its own. It dies by SIGKILL, as a machine that
goes away would: nothing is closed, flushed or rolled back.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args

from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import RedisState, connect
from ringfence.domain.decisions import Decision
from ringfence.domain.transactions import Transaction
from ringfence.flow.ports import Commit, Observed, Pointers
from tests.builders import KnownModels, OneFeatureModel, services

Step = Literal[
    "before_observe",
    "after_observe",
    "before_commit",
    "between_halves",
    "after_commit",
    "never",
]
STEPS: tuple[Step, ...] = get_args(Step)
MODEL = OneFeatureModel("user_count_1m", 0.6, base=-6.0)


class CrashingState(RedisState):
    """The real state; the process is killed at one step of it."""

    dies: Step = "never"

    def observe(
        self, parts: Sequence[Sequence[Transaction]]
    ) -> Iterator[tuple[list[Observed], Pointers]]:
        self._die("before_observe")
        for place, observed in enumerate(super().observe(parts)):
            self._die("after_observe" if place == 0 else "between_halves")
            yield observed

    def commit(self, parts: Iterable[Sequence[Commit]]) -> list[Decision]:
        stored = super().commit(self._dying_before(parts))
        self._die("after_commit")
        return stored

    def _dying_before(self, parts: Iterable[Sequence[Commit]]) -> Iterator[Sequence[Commit]]:
        for part in parts:
            self._die("before_commit")
            yield part

    def _die(self, step: Step) -> None:
        if step == self.dies:
            os.kill(os.getpid(), signal.SIGKILL)


def state_of(url: str, namespace: str) -> CrashingState:
    graph = FalkorGraph(Keys(namespace).graph, "test", timeout_ms=1_000)
    return CrashingState(connect(url, 5.0), None, graph, Keys(namespace), retention_s=3_600)


def main(url: str, namespace: str, step: Step) -> None:
    """Decide the batch on standard input, one transaction a line."""
    batch = [Transaction.model_validate_json(line) for line in sys.stdin if line.strip()]
    state = state_of(url, namespace)
    state.dies = step
    services(state=state, models=KnownModels(MODEL)).score_batch(batch)


if __name__ == "__main__":
    name = sys.argv[3]
    main(sys.argv[1], sys.argv[2], next(step for step in STEPS if step == name))
