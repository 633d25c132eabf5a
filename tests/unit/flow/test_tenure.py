"""When a function is started beside work that must not wait for it."""

from __future__ import annotations

from ringfence.domain.errors import PushUnavailable, StateUnavailable
from ringfence.flow.tenure import LOOK_EVERY_S, RETRY_AFTER_S, Upkeep


class OneLease:
    """`ports.Lease` in memory; `looks` counts who asked for it."""

    def __init__(self, holder: str = "") -> None:
        self.holder, self.looks = holder, 0
        self.is_away = False

    def take(self, token: str, ttl_s: float) -> bool:
        self.looks += 1
        if self.is_away:
            raise StateUnavailable("gone")
        if self.holder:
            return False
        self.holder = token
        return True

    def renew(self, token: str, ttl_s: float) -> bool:
        return self.hand_over(token, token, ttl_s)

    def hand_over(self, token: str, successor: str, ttl_s: float) -> bool:
        is_mine = self.holder == token
        self.holder = successor if is_mine else self.holder
        return is_mine

    def drop(self, token: str) -> None:
        self.hand_over(token, "", 0.0)


class Starts:
    """`ports.Starter` that notes tokens; it can be made to fail."""

    def __init__(self, is_failing: bool = False) -> None:
        self.tokens: list[str] = []
        self.is_failing = is_failing

    def start(self, token: str) -> None:
        self.tokens.append(token)
        if self.is_failing:
            raise PushUnavailable("gone")


class Beside:
    """A worker that ensures a function while it works, and its clock."""

    def __init__(self, lease: OneLease, starts: Starts) -> None:
        self.now_s = 0.0
        self.lease, self.starts = lease, starts
        self.upkeep = Upkeep(lease, starts, lambda: self.now_s)

    def works(self, for_s: float, batches: int) -> None:
        for _ in range(batches):
            self.upkeep.ensure()
            self.now_s += for_s / batches


def test_a_function_that_runs_is_looked_for_once_a_second_and_not_started() -> None:
    worker = Beside(OneLease("somebody"), Starts())

    worker.works(for_s=10 * LOOK_EVERY_S, batches=1_000)

    assert worker.lease.looks == 10
    assert worker.starts.tokens == []


def test_a_function_that_does_not_run_is_started_once() -> None:
    worker = Beside(OneLease(), Starts())

    worker.works(for_s=10 * LOOK_EVERY_S, batches=1_000)

    assert [worker.lease.holder] == worker.starts.tokens


def test_after_a_start_that_failed_nothing_is_tried_for_a_while() -> None:
    """A worker that waits for Lambda's answer again and again decides nothing meanwhile."""
    worker = Beside(OneLease(), Starts(is_failing=True))

    worker.works(for_s=2 * RETRY_AFTER_S, batches=1_000)

    assert len(worker.starts.tokens) == 2
    assert worker.lease.holder == ""


def test_a_lease_that_cannot_be_read_is_not_the_workers_affair() -> None:
    worker = Beside(OneLease(), Starts())
    worker.lease.is_away = True

    worker.works(for_s=RETRY_AFTER_S, batches=100)

    assert worker.lease.looks == 1
