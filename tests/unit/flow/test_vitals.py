"""The last hour of the system, and what is shown of it while something is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ringfence.adapters.memory import MemoryQueue
from ringfence.domain.errors import StateUnavailable
from ringfence.domain.vitals import MemoryVitals, TrafficSecond, WorkerVitals, latency_bin
from ringfence.flow.vitals import MINUTE_S, read_traffic, read_vitals
from ringfence.flow.vitals_ports import MinuteCounts
from tests.builders import NOON, a_transaction

NOW_MINUTE = int(NOON.timestamp()) // MINUTE_S


class Signs:
    """`ports.VitalSigns` of a system that decided this, `ago` minutes before noon."""

    def __init__(self, **ago: MinuteCounts) -> None:
        self.by_minute = {NOW_MINUTE - int(name[1:]): counts for name, counts in ago.items()}
        self.last: datetime | None = None

    def minutes(self, minutes: Sequence[int]) -> list[MinuteCounts]:
        nothing = MinuteCounts(0, 0, 0, {}, {})
        return [replace(self.by_minute.get(minute, nothing), minute=minute) for minute in minutes]

    def last_received_at(self) -> datetime | None:
        return self.last

    def workers(self) -> list[WorkerVitals]:
        return [WorkerVitals(name="relay", is_running=False, behind=0)]

    def memory(self) -> list[MemoryVitals]:
        return [MemoryVitals(server="state", used_bytes=1, peak_bytes=2, limit_bytes=None)]


def decided(*ms: float, degraded: int = 0) -> MinuteCounts:
    bins = [latency_bin(one) for one in ms]
    observe = {place: bins.count(place) for place in bins}
    return MinuteCounts(0, len(ms), degraded, {"graph": degraded}, {"observe": observe})


def test_latencies_are_told_of_five_minutes_and_of_an_hour() -> None:
    signs = Signs(m0=decided(*[2.0] * 99, 50.0), m30=decided(*[10.0] * 100))

    vitals = read_vitals(signs, MemoryQueue(), NOON)

    short, long = vitals.latencies
    assert (short.window_min, short.decisions) == (5, 100)
    assert 1.95 < (short.ms_p50 or 0) < 2.05
    assert (long.window_min, long.decisions) == (60, 200)
    assert 9.7 < (long.ms_p99 or 0) < 10.3


def test_each_minute_says_what_was_decided_without_what() -> None:
    vitals = read_vitals(Signs(m1=decided(1.0, 1.0, degraded=1)), MemoryQueue(), NOON)

    assert len(vitals.minutes) == 60
    last = vitals.minutes[-2]
    assert last.at == NOON - timedelta(minutes=1)
    assert (last.decisions, last.degraded, last.missing) == (2, 1, {"graph": 1})


def test_a_queue_that_waits_is_as_old_as_what_was_decided_last() -> None:
    signs, queue = Signs(), MemoryQueue()
    signs.last = NOON - timedelta(seconds=7)
    empty = read_vitals(signs, queue, NOON).queue
    queue.send([a_transaction()])

    waiting = read_vitals(signs, queue, NOON).queue

    assert empty is not None
    assert waiting is not None
    assert (empty.waiting, empty.behind_s) == (0, None)
    assert (waiting.waiting, waiting.behind_s) == (1, 7.0)


def test_what_is_away_is_named_and_the_rest_is_told() -> None:
    class Away(Signs):
        def memory(self) -> list[MemoryVitals]:
            raise StateUnavailable("Redis: away")

    vitals = read_vitals(Away(), MemoryQueue(), NOON)

    assert (vitals.unknown, vitals.memory) == (("memory",), ())
    assert vitals.queue is not None


class Counted:
    """`ports.Stats` of a system that decided this many in each second."""

    def __init__(self, **by_second: int) -> None:
        self.by_second = {int(name[1:]): count for name, count in by_second.items()}

    def seconds(self, seconds: Sequence[int]) -> list[TrafficSecond]:
        return [
            TrafficSecond(
                second=second,
                decisions=self.by_second.get(second, 0),
                alerts=0,
                declines=0,
                decision_ms_max=0.0,
            )
            for second in seconds
        ]

    def totals(self) -> dict[str, int]:
        return {}


def test_traffic_is_the_last_whole_seconds_with_the_idle_ones() -> None:
    now = int(NOON.timestamp())
    counted = Counted(**{f"s{now - 1}": 3, f"s{now - 3}": 5, f"s{now}": 7})

    traffic = read_traffic(counted, 3, NOON + timedelta(milliseconds=400))

    assert [one.second for one in traffic.seconds] == [now - 3, now - 2, now - 1]
    assert [one.decisions for one in traffic.seconds] == [5, 0, 3]
