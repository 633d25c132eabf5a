"""The relay on Redis: nothing missed, nothing twice, one at a time, only while somebody watches."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from redis import Redis

from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_feed import RedisFeed, RedisStats
from ringfence.adapters.redis_keys import ALERTS_CHANNEL, Keys
from ringfence.adapters.redis_lease import RedisLease
from ringfence.adapters.redis_projector import RedisProjector
from ringfence.adapters.redis_state import connect
from ringfence.adapters.redis_watchers import RedisWatchers
from ringfence.bootstrap import Services, utc_now
from ringfence.domain.errors import PushUnavailable
from ringfence.flow import relay as relay_flow
from ringfence.flow.relay import Relay, RelayReport, run_relay
from ringfence.flow.tenure import ensure_started
from tests.builders import NOON, a_transaction, services
from tests.contract.test_state import redis_state

WAIT_S = 15.0


class Sockets:
    """`ports.Push` into lists; connections can be closed and the API can fail."""

    def __init__(self) -> None:
        self.frames: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.gone: set[str] = set()
        self.failures = 0

    def post(self, connection_id: str, frame: bytes) -> bool:
        if self.failures:
            self.failures -= 1
            raise PushUnavailable("try again")
        if connection_id in self.gone:
            return False
        self.frames[connection_id].append(json.loads(frame))
        return True

    def seqs(self, connection_id: str) -> list[int]:
        return [
            alert["seq"]
            for frame in list(self.frames[connection_id])
            if frame["type"] == "alerts"
            for alert in frame["alerts"]
        ]


class Starts:
    """`ports.Starter` that remembers its calls."""

    def __init__(self) -> None:
        self.tokens: list[str] = []

    def start(self, token: str) -> None:
        self.tokens.append(token)


class World:
    """One namespace with a feed, watchers and a relay to run."""

    def __init__(self, redis_url: str, namespace: str) -> None:
        self.client: Redis = connect(redis_url, 5.0)
        self.keys = Keys(namespace)
        self.state = redis_state(redis_url, namespace)
        self.watchers = RedisWatchers(self.client, self.keys)
        self.lease = RedisLease(self.client, self.keys.relay_lease)
        self.feed = RedisFeed(self.client, self.keys)
        self.sockets, self.starts = Sockets(), Starts()
        self.time_left_s = 900.0
        self._deciding: Services = services(state=self.state)
        self._threads: list[threading.Thread] = []
        self.reports: list[RelayReport] = []

    def raise_alerts(self, number: int) -> None:
        """Each is a second user on a device of its own."""
        for _ in range(number):
            name = f"x{time.monotonic_ns()}"
            pair = [
                a_transaction(
                    at_s, device_id=name, user_id=f"{at_s}-{name}", card_id=f"{at_s}-{name}"
                )
                for at_s in (0, 1)
            ]
            self._deciding.score_batch(pair)

    def start(self, token: str = "relay") -> None:
        """Run a relay in a thread, as the function would be invoked."""
        relay = Relay(
            self.feed,
            self.watchers,
            self.sockets,
            RedisStats(self.client, self.keys),
            self.lease,
            self.starts,
            utc_now,
            lambda: self.time_left_s,
        )
        thread = threading.Thread(
            target=lambda: self.reports.append(run_relay(token, relay)), daemon=True
        )
        thread.start()
        self._threads.append(thread)

    def join(self) -> None:
        for thread in self._threads:
            thread.join(WAIT_S)
            assert not thread.is_alive()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


@pytest.fixture
def world(redis_url: str, namespace: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(relay_flow, "IDLE_S", 0.3)
    made = World(redis_url, namespace)
    yield made
    for watcher in made.watchers.all():
        made.watchers.remove(watcher.connection_id)
    made.join()


def _watch(world: World, name: str = "page", after_seq: int | None = None) -> None:
    world.watchers.add(name)
    world.watchers.subscribe(name, after_seq)


def test_alerts_arrive_in_order_without_gap_or_repetition(world: World) -> None:
    assert world.lease.take("relay", 5)
    _watch(world, after_seq=0)
    world.start()

    world.raise_alerts(12)

    until(lambda: len(world.sockets.seqs("page")) >= 12)
    assert world.sockets.seqs("page") == list(range(1, 13))


def test_a_page_that_was_away_for_twenty_alerts_gets_all_twenty(world: World) -> None:
    world.raise_alerts(25)
    assert world.lease.take("relay", 5)
    _watch(world, after_seq=5)

    world.start()

    until(lambda: len(world.sockets.seqs("page")) >= 20)
    assert world.sockets.seqs("page") == list(range(6, 26))
    frame = world.sockets.frames["page"][0]
    assert (frame["after_seq"], frame["last_seq"]) == (5, 25)


def test_a_new_page_gets_only_what_is_new(world: World) -> None:
    world.raise_alerts(3)
    assert world.lease.take("relay", 5)
    _watch(world, after_seq=None)
    world.start()

    world.raise_alerts(1)

    until(lambda: world.sockets.seqs("page") == [4])


def test_a_number_not_yet_given_is_clamped_so_that_a_reset_feed_is_seen(world: World) -> None:
    world.raise_alerts(1)

    _watch(world, after_seq=900)

    assert world.watchers.all()[0].after_seq == 1


def test_two_pages_are_each_served_from_their_own_place(world: World) -> None:
    world.raise_alerts(4)
    assert world.lease.take("relay", 5)
    _watch(world, "one", after_seq=0)
    _watch(world, "two", after_seq=3)

    world.start()

    until(lambda: world.sockets.seqs("one") == [1, 2, 3, 4] and world.sockets.seqs("two") == [4])


def test_a_failing_api_delays_but_loses_nothing(world: World) -> None:
    assert world.lease.take("relay", 5)
    _watch(world, after_seq=0)
    world.sockets.failures = 3
    world.start()

    world.raise_alerts(5)

    until(lambda: len(world.sockets.seqs("page")) >= 5)
    assert world.sockets.seqs("page") == [1, 2, 3, 4, 5]


def test_a_connection_that_is_gone_is_forgotten_and_the_relay_ends(world: World) -> None:
    assert world.lease.take("relay", 5)
    _watch(world, after_seq=0)
    world.sockets.gone.add("page")
    world.start()

    until(lambda: world.watchers.count() == 0)
    world.join()

    assert world.reports[0].ended == "idle"
    assert world.lease.take("next", 1)


def test_before_its_time_limit_it_hands_over_to_a_successor(world: World) -> None:
    assert world.lease.take("relay", 5)
    _watch(world, after_seq=0)
    world.time_left_s = 5.0

    world.start()
    world.join()

    assert world.reports[0].ended == "handed over"
    [successor] = world.starts.tokens
    assert world.lease.renew(successor, 5)
    assert not world.lease.renew("relay", 5)


def test_a_relay_that_lost_its_lease_ends(world: World) -> None:
    assert world.lease.take("another", 5)

    world.start("relay")
    world.join()

    assert world.reports[0].ended == "lease lost"


def test_only_the_first_watcher_starts_a_relay(world: World) -> None:
    started = [ensure_started(world.lease, world.starts) for _ in range(3)]

    assert started == [True, False, False]
    assert len(world.starts.tokens) == 1


def test_a_ping_is_answered_and_wakes_a_relay_that_died(world: World) -> None:
    watching = services(
        watchers=world.watchers,
        push=world.sockets,
        relay_lease=world.lease,
        relay_starter=world.starts,
    )

    watching.pong("page", 1.0)
    watching.pong("page", 2.0)

    pongs = [frame["sent_at_ms"] for frame in world.sockets.frames["page"]]
    assert pongs == [1.0, 2.0]
    assert len(world.starts.tokens) == 1


def test_the_watchdog_restarts_a_relay_only_while_somebody_watches(world: World) -> None:
    watching = services(
        state=world.state,
        watchers=world.watchers,
        relay_lease=world.lease,
        relay_starter=world.starts,
        feed=world.feed,
        projector=RedisProjector(
            world.client, world.keys, RedisDecisions(world.client, world.keys), ()
        ),
    )

    assert watching.watch()["relay_restarted"] is False
    world.watchers.add("page")

    assert watching.watch()["relay_restarted"] is True
    assert watching.watch()["relay_restarted"] is False


def test_seconds_past_are_told_as_they_were_counted(world: World) -> None:
    world.raise_alerts(2)
    noon = int(NOON.timestamp())

    before, counted = RedisStats(world.client, world.keys).seconds([noon - 1, noon])

    assert (before.second, before.decisions, before.alerts) == (noon - 1, 0, 0)
    assert (counted.second, counted.decisions, counted.alerts) == (noon, 4, 2)
    assert counted.decision_ms_max > 0


def test_watchers_get_the_counters_once_a_second(world: World) -> None:
    assert world.lease.take("relay", 5)
    _watch(world, after_seq=0)
    world.raise_alerts(2)
    world.start()

    until(lambda: any(frame["type"] == "stats" for frame in world.sockets.frames["page"]))

    [stats, *_] = [frame for frame in world.sockets.frames["page"] if frame["type"] == "stats"]
    assert (stats["decisions_total"], stats["alerts_total"], stats["last_seq"]) == (4, 2, 2)
    assert stats["watchers"] == 1


def test_an_alert_that_left_the_stream_is_told_as_a_gap(world: World) -> None:
    world.raise_alerts(6)
    world.client.xtrim(world.keys.alerts, maxlen=2, approximate=False)
    assert world.lease.take("relay", 5)
    _watch(world, after_seq=1)

    world.start()

    until(lambda: world.sockets.seqs("page") == [5, 6])
    gap = world.sockets.frames["page"][0]
    assert (gap["type"], gap["after_seq"], gap["first_seq"]) == ("gap", 1, 5)


def test_every_alert_is_published_on_fraud_alerts(world: World) -> None:
    assert ALERTS_CHANNEL == "fraud_alerts"
    pubsub = world.client.pubsub(ignore_subscribe_messages=True)
    pubsub.subscribe("fraud_alerts")
    pubsub.get_message(timeout=1)

    world.raise_alerts(1)

    alert = json.loads(pubsub.get_message(timeout=WAIT_S)["data"])
    assert alert["seq"] == 1
    assert alert["reason_codes"] == ["shared_device"]
    pubsub.close()
