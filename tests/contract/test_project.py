"""The projector on Redis: every decision and label once, in order, whatever dies in between."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from redis import Redis
from redis.client import Pipeline

from ringfence.adapters.decision_stream import StreamedDecision
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_lease import RedisLease
from ringfence.adapters.redis_projector import Projection, RedisProjector
from ringfence.adapters.redis_state import connect
from ringfence.domain.labels import LabelRequest
from ringfence.flow import project as project_flow
from ringfence.flow.project import Projecting, ProjectReport, run_projector
from ringfence.flow.tenure import ensure_started
from tests.builders import a_person, a_transaction, services
from tests.contract.test_relay import Starts, until
from tests.contract.test_state import redis_state


class Ids:
    """A projection that lists what it saw, in Redis; it can be made to fail."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.is_broken = False

    def stage(self, pipe: Pipeline, decisions: Sequence[StreamedDecision]) -> None:
        for entry in decisions:
            told = entry.label.label if entry.label else entry.decision.outcome.value
            pipe.rpush(self.key, f"{entry.decision.transaction_id} {told}")
        if self.is_broken:
            raise RuntimeError("killed")


class World:
    """One namespace with decisions and a projector."""

    def __init__(self, redis_url: str, namespace: str) -> None:
        self.client: Redis = connect(redis_url, 5.0)
        self.keys = Keys(namespace)
        self.ids = Ids(f"{self.keys.prefix}ids")
        self.services = services(state=redis_state(redis_url, namespace))
        self.projector = self.another()
        self.lease = RedisLease(self.client, self.keys.projector_lease)
        self.starts = Starts()
        self.time_left_s = 900.0

    def another(self) -> RedisProjector:
        projections: Sequence[Projection] = (self.ids,)
        stored = RedisDecisions(self.client, self.keys)
        return RedisProjector(self.client, self.keys, stored, projections)

    def decide(self, *names: str) -> None:
        self.services.score_batch([a_transaction(transaction_id=name) for name in names])

    def seen(self) -> list[str]:
        found: list[bytes] = self.client.lrange(self.ids.key, 0, -1)
        return [row.decode() for row in found]

    def run(self, token: str) -> ProjectReport:
        return run_projector(
            token, Projecting(self.projector, self.lease, self.starts, lambda: self.time_left_s)
        )


@pytest.fixture
def world(redis_url: str, namespace: str) -> World:
    return World(redis_url, namespace)


def test_decisions_and_labels_are_projected_in_order_and_once(world: World) -> None:
    world.decide("a", "b")
    told = LabelRequest(label="fraud", reason="chargeback")
    world.services.label("a", told, a_person())
    world.services.label("a", told, a_person())

    assert world.projector.step(100) == 3
    assert world.projector.step(100) == 0
    assert world.seen() == ["a approve", "b approve", "a fraud"]


def test_a_transaction_delivered_again_is_not_projected_again(world: World) -> None:
    transaction = a_transaction()
    world.services.score_batch([transaction])
    world.services.score_batch([transaction])

    assert world.projector.step(100) == 1


def test_a_step_takes_no_more_than_it_was_given(world: World) -> None:
    world.decide("a", "b", "c")

    assert world.projector.lag() == 3
    assert world.projector.step(2) == 2
    assert world.projector.lag() == 1


def test_a_projector_killed_in_a_step_leaves_nothing_of_it_behind(world: World) -> None:
    world.decide("a", "b")
    world.ids.is_broken = True
    with pytest.raises(RuntimeError):
        world.projector.step(100)

    world.ids.is_broken = False

    assert world.seen() == []
    assert world.another().step(100) == 2
    assert world.seen() == ["a approve", "b approve"]


def test_two_projectors_at_once_project_everything_once(world: World) -> None:
    names = [f"t{number}" for number in range(40)]
    world.decide(*names)

    def drain(projector: RedisProjector) -> None:
        while projector.lag():
            projector.step(3)

    # A drain that never ends fails the test; it must not keep the run from ending too.
    threads = [
        threading.Thread(target=drain, args=[world.another()], daemon=True) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [row.split()[0] for row in world.seen()] == names


def test_a_decision_past_its_retention_is_passed_over(world: World) -> None:
    world.decide("a", "b")
    world.client.delete(world.keys.transaction("a"))

    assert world.projector.step(100) == 2
    assert world.seen() == ["b approve"]


def test_a_projector_runs_until_there_is_nothing_left_and_frees_its_lease(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_flow, "IDLE_S", 0.2)
    monkeypatch.setattr(project_flow, "WAIT_S", 0.05)
    assert ensure_started(world.lease, world.starts)
    assert not ensure_started(world.lease, world.starts)
    reports: list[ProjectReport] = []
    thread = threading.Thread(
        target=lambda: reports.append(world.run(world.starts.tokens[0])), daemon=True
    )
    thread.start()

    world.decide("a", "b")

    until(lambda: len(world.seen()) == 2)
    thread.join(10)
    assert reports == [ProjectReport("idle", 2)]
    assert ensure_started(world.lease, world.starts)


def test_a_projector_out_of_time_hands_over_and_one_without_the_lease_ends(world: World) -> None:
    assert world.lease.take("first", 5)
    world.time_left_s = 1.0

    assert world.run("stranger").ended == "lease lost"
    assert world.run("first").ended == "handed over"
    assert world.lease.renew(world.starts.tokens[-1], 5)
