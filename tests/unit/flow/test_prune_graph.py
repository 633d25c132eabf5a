"""How a run of pruning goes on, ends and gives way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from ringfence.domain.errors import StateUnavailable
from ringfence.flow.prune_graph import (
    LATE_S,
    PAUSE_MIN_S,
    PAUSE_RATIO,
    STOP_WITH_S,
    Pace,
    PruneReport,
    prune_graph,
)
from ringfence.flow.prune_ports import PruneStep
from ringfence.settings import InvalidSetting, read_settings
from tests.builders import NOON

RETENTION = timedelta(days=400)
REQUEST_S = 0.004
REQUIRED = {
    "REDIS_URL": "redis://127.0.0.1:1",
    "QUEUE_URL": "http://127.0.0.1:1/q",
    "ID_HASH_KEY": "k",
}


@dataclass
class World:
    """Ten requests of two ties each; time passes by requests and pauses alone."""

    late_at: int | None = None
    fails_at: int | None = None
    left_s: float = 300.0
    asked: list[tuple[int, datetime]] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    place: int = 0
    now_s: float = 0.0

    def prune(self, place: int, before: datetime, at: datetime) -> Iterator[PruneStep]:
        self.asked.append((place, before))
        for number in range(place, 10):
            if number == self.fails_at:
                raise StateUnavailable("Redis: gone")
            self.now_s += LATE_S + 0.1 if number == self.late_at else REQUEST_S
            self.done.append(number)
            yield PruneStep(number + 1, ties=2, nodes=1)

    def read(self) -> int:
        return self.place

    def write(self, place: int) -> None:
        self.place = place

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now_s += seconds

    def run(self) -> PruneReport:
        until_s = self.now_s + self.left_s
        pace = Pace(lambda: until_s - self.now_s, self.pause, lambda: self.now_s)
        return prune_graph(self, self, RETENTION, NOON, pace)


def test_a_run_with_time_goes_over_everything_and_the_next_begins_anew() -> None:
    world = World()

    report = world.run()

    assert (report.ended, report.requests, report.ties, report.nodes) == ("done", 10, 20, 10)
    assert (world.asked, world.place) == ([(0, NOON - RETENTION)], 0)


def test_the_graph_has_nine_tenths_of_the_time_to_itself() -> None:
    world = World()

    world.run()

    assert world.pauses == pytest.approx([REQUEST_S * PAUSE_RATIO] * 10)
    assert min(world.pauses) >= PAUSE_MIN_S


def test_a_run_out_of_time_leaves_the_rest_to_the_next() -> None:
    world = World(left_s=STOP_WITH_S + 5.5 * REQUEST_S * (1 + PAUSE_RATIO))

    first, second = world.run(), world.run()

    assert (first.ended, second.ended) == ("out of time", "done")
    assert world.done == [*range(10)]


def test_a_run_that_waits_long_for_the_graph_gives_way_and_the_next_goes_on() -> None:
    world = World(late_at=3)

    first, second = world.run(), world.run()

    assert (first.ended, first.requests) == ("gave way", 4)
    assert first.longest_ms == pytest.approx((LATE_S + 0.1) * 1e3)
    assert len(world.pauses) == second.requests + 3
    assert (second.ended, world.done) == ("done", [*range(10)])


def test_a_run_that_died_is_gone_on_with() -> None:
    world = World(fails_at=6)
    with pytest.raises(StateUnavailable):
        world.run()
    died_at: Sequence[int] = tuple(world.done)
    world.fails_at = None

    world.run()

    assert died_at == tuple(range(6))
    assert world.done == [*range(10)]


@pytest.mark.parametrize(("said", "days"), [("", 400), ("2592000", 30)])
def test_the_graph_remembers_for_as_long_as_is_said(said: str, days: int) -> None:
    assert read_settings({**REQUIRED, "GRAPH_RETENTION_S": said}).graph_retention_s == days * 86_400


@pytest.mark.parametrize("said", ["-1", "172800"])
def test_a_retention_shorter_than_a_payment_may_be_late_is_refused(said: str) -> None:
    with pytest.raises(InvalidSetting, match="GRAPH_RETENTION_S"):
        read_settings({**REQUIRED, "GRAPH_RETENTION_S": said})
