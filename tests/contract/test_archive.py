"""The archive on Redis and S3: nothing is lost, whatever dies when, and all of it comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws
from redis import Redis

from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_stores import MemoryPolicies, MemoryRules
from ringfence.adapters.redis_amendments import RedisAmendments
from ringfence.adapters.redis_archive import RedisAuditSource, RedisDecisionSource
from ringfence.adapters.redis_artifacts import RedisArtifacts
from ringfence.adapters.redis_audit import RedisAudit
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_restore import RedisRestore
from ringfence.adapters.redis_state import connect
from ringfence.adapters.s3_archive import S3Archive
from ringfence.bootstrap import Adapters, Services
from ringfence.domain.archive import KINDS, Artifact, ArtifactName, Kind, Part, is_sound
from ringfence.domain.audit import AuditQuery, Change
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import ArchiveDamaged, ArchiveUnavailable
from ringfence.domain.labels import LabelRequest
from ringfence.domain.policy import Policy
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.flow import audit as audit_flow
from ringfence.flow.amend import Amender, Amending
from ringfence.flow.archive import Archived, archive
from ringfence.flow.archive_ports import ArchiveSource, ArchiveStore, ArtifactSource
from ringfence.flow.ports import Model
from ringfence.flow.replay import Kept
from ringfence.flow.restore import Hours, parts, read, replay_all, restore
from simulator.registry import SEED_MODEL, register
from tests.builders import (
    NOON,
    KnownModels,
    OneFeatureModel,
    a_person,
    a_transaction,
    services,
    settings,
)
from tests.contract.test_state import redis_state

BUCKET = "archive"
RULES = ArtifactName("rules", SHIPPED_RULES.version)
ALARMED = OneFeatureModel("user_count_1m", 12.0)
"""Asks for a review of everything."""

HOURS_AGO = (5, 5, 4, 2, 2)
"""When each decision was streamed: three hours, one of them without any between."""


def kept_with(*models: Model) -> Kept:
    """These models beside what this release ships."""
    state = MemoryState()
    return Kept(KnownModels(*models), MemoryRules(state), MemoryPolicies(state))


class Killed(BaseException):
    """The process is gone: nobody catches this."""


@dataclass
class Fate:
    """Dies at the n-th call of a port, before or after it has its effect."""

    dies_at: int
    is_after: bool
    calls: int = 0

    def of(self, port: Any) -> Any:
        return _Mortal(port, self)


class _Mortal:
    def __init__(self, port: Any, fate: Fate) -> None:
        self._port, self._fate = port, fate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found

        def call(*arguments: Any) -> Any:
            self._fate.calls += 1
            is_due = self._fate.calls == self._fate.dies_at
            if is_due and not self._fate.is_after:
                raise Killed
            result = found(*arguments)
            if is_due:
                raise Killed
            return result

        return call


class World:
    """One namespace whose decisions, labels and audit log are of hours that are over."""

    def __init__(
        self, redis_url: str, namespace: str, store: S3Archive, is_amended: bool = False
    ) -> None:
        self.url, self.namespace, self.store = redis_url, namespace, store
        self.client: Redis = connect(redis_url, 5.0)
        self.keys = Keys(namespace)
        self.decisions = self._decide()
        if is_amended:
            self.amend()
        self.entries = self._streamed()
        self.client.hset(self.keys.projected, "cursor", self.entries[-1])
        self.artifacts = RedisArtifacts(self.client, self.keys)
        shipped = SHIPPED_RULES.model_dump_json()
        self.client.set(self.keys.rules(SHIPPED_RULES.version), shipped)
        audit = RedisAudit(self.client, self.keys, lambda _: None)
        for place in range(3):
            change = Change(action="lists.put", subject=str(place))
            audit.record(change, a_person(), NOON + timedelta(hours=place // 2))

    def _decide(self) -> list[Decision]:
        made = services(state=redis_state(self.url, self.namespace))
        batch = [a_transaction(at_s=place) for place in range(len(HOURS_AGO))]
        decided = [one for one in made.score_batch(batch) if isinstance(one, Decision)]
        told = LabelRequest(label="fraud", reason="chargeback")
        made.label(decided[0].transaction_id, told, a_person())
        return decided

    def amend(self) -> None:
        """The model that the first decision went without comes, and asks for a review."""
        name = self.decisions[0].transaction_id
        graph = FalkorGraph(self.keys.graph, "test", timeout_ms=1_000)
        waiting = RedisAmendments(self.client, None, graph, self.keys)
        self.client.hset(self.keys.pointers, "active_model", ALARMED.version)
        self.client.zadd(self.keys.amendments(("model",)), {name: 0})
        kept, later = kept_with(ALARMED), NOON + timedelta(hours=1)
        amending = Amending(waiting, kept.models, kept.rules, kept.policies, lambda: later)
        assert Amender(amending).step(1) == 1

    def _streamed(self) -> list[str]:
        """The stream as it would be had the hours passed: its entries under earlier ids."""
        entries: Any = self.client.xrange(self.keys.decisions)
        self.client.delete(self.keys.decisions)
        now = datetime.now(UTC)
        names = []
        for place, (_, fields) in enumerate(entries):
            ago = (*HOURS_AGO, 1, 1)[place]
            at = now.replace(minute=0, second=place, microsecond=0) - timedelta(hours=ago)
            name = f"{round(at.timestamp() * 1_000)}-0"
            names.append(self.client.xadd(self.keys.decisions, fields, id=name).decode())
        return names

    def run(self, fate: Fate | None = None, kept: timedelta = timedelta(0)) -> list[Archived]:
        stored = RedisDecisions(self.client, self.keys)
        sources: list[ArchiveSource] = [
            RedisDecisionSource(self.client, self.keys, stored, kept),
            RedisAuditSource(self.client, self.keys),
        ]
        store: ArchiveStore = self.store
        artifacts: ArtifactSource = self.artifacts
        if fate:
            sources, store = [fate.of(source) for source in sources], fate.of(store)
            artifacts = fate.of(artifacts)
        return archive(self.namespace, sources, artifacts, store, lambda: 900.0)

    def archived(self, kind: Kind = "decisions") -> list[dict[str, Any]]:
        """Rows of the parts that have a manifest."""
        found = parts(_all_hours(self.namespace, kind), self.store)
        return [dict(row) for part in found for row in read(part, self.store)]

    def in_stream(self) -> set[str]:
        return {name.decode() for name, _ in self.client.xrange(self.keys.decisions)}


def _all_hours(namespace: str, kind: Kind) -> Hours:
    """Both what was decided just now and what was changed on the builders' day."""
    if kind == "audit":
        return Hours(namespace, kind, NOON, NOON + timedelta(hours=12))
    now = datetime.now(UTC)
    return Hours(namespace, kind, now - timedelta(hours=12), now)


@pytest.fixture
def store() -> Iterator[S3Archive]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield S3Archive(client, BUCKET)


@pytest.fixture
def world(redis_url: str, namespace: str, store: S3Archive) -> World:
    return World(redis_url, namespace, store)


# ── What lies there ──────────────────────────────────────────────────────────────────────────────


def test_hours_that_are_over_are_archived_by_the_hour_and_left_by_the_stream(world: World) -> None:
    decided, audit = world.run()

    assert (decided.parts, decided.rows, decided.missing, decided.is_done) == (4, 6, 0, True)
    assert (audit.parts, audit.rows, audit.trimmed) == (2, 3, 0)
    assert [row["entry_id"] for row in world.archived()] == world.entries
    assert world.in_stream() == {world.entries[-1]}
    assert [row["kind"] for row in world.archived()] == ["decision"] * 5 + ["label"]
    folder = f"{world.namespace}/decisions/schema=1/date="
    keys = [*world.store.keys(f"{world.namespace}/decisions/")]
    assert len(keys) == 8
    assert all(key.startswith(folder) and "/hour=" in key for key in keys)


def test_the_hour_that_is_not_over_stays(world: World) -> None:
    services(state=redis_state(world.url, world.namespace)).score_batch([a_transaction()])

    world.run()

    assert len(world.archived()) == 6
    assert len(world.in_stream()) == 2


def test_a_decision_comes_back_as_it_was(world: World) -> None:
    world.run()

    rows = [row["decision"] for row in world.archived() if row["kind"] == "decision"]

    assert [Decision.model_validate(row) for row in rows] == world.decisions


def test_a_stream_is_not_trimmed_before_retention_is_over_nor_before_it_is_projected(
    world: World,
) -> None:
    assert world.run(kept=timedelta(days=7))[0].trimmed == 0

    world.client.hset(world.keys.projected, "cursor", world.entries[2])
    assert world.run()[0].trimmed == 2

    assert len(world.in_stream()) == 4


def test_what_left_retention_before_it_was_archived_is_counted(world: World) -> None:
    world.client.delete(world.keys.transaction(world.decisions[1].transaction_id))

    [decided, _] = world.run()

    assert (decided.rows, decided.missing) == (5, 1)


# ── Dying ────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_lost_or_archived_twice_wherever_it_dies(
    redis_url: str, namespace: str, store: S3Archive
) -> None:
    deaths = 0
    for is_after in (False, True):
        step = 0
        while True:
            step += 1
            world = World(redis_url, f"{namespace}-{step}-{int(is_after)}", store)
            fate = Fate(step, is_after)
            try:
                world.run(fate)
                break
            except Killed:
                deaths += 1

            kept = world.in_stream() | {row["entry_id"] for row in world.archived()}
            assert kept == set(world.entries), f"lost after step {step}"
            world.run()
            assert [row["entry_id"] for row in world.archived()] == world.entries
            changes = [row["change"]["seq"] for row in world.archived("audit")]
            assert changes == [1, 2, 3]
            assert len([*store.keys(f"{world.namespace}/")]) == 13
            assert [*store.keys(f"{world.namespace}/rules/")] == [RULES.key(world.namespace)]

    assert deaths > 80, "each call of each port was a place to die"


class Forgetful:
    """A store that says it took what it did not, or not whole."""

    def __init__(self, store: S3Archive, spoilt: str) -> None:
        self._store, self._spoilt = store, spoilt

    def put(self, key: str, body: bytes) -> None:
        if key.endswith(self._spoilt):
            return
        self._store.put(key, body)

    def read(self, key: str) -> bytes | None:
        return self._store.read(key)

    def keys(self, folder: str) -> Iterator[str]:
        return self._store.keys(folder)


@pytest.mark.parametrize("spoilt", [".jsonl.gz", ".manifest.json", SHIPPED_RULES.version])
def test_what_cannot_be_read_back_is_not_trimmed(world: World, spoilt: str) -> None:
    stored = RedisDecisions(world.client, world.keys)
    source = RedisDecisionSource(world.client, world.keys, stored, timedelta(0))

    spoiling = Forgetful(world.store, spoilt)

    with pytest.raises(ArchiveDamaged):
        archive(world.namespace, [source], world.artifacts, spoiling, lambda: 900.0)

    assert source.trim() == 0
    assert world.in_stream() == set(world.entries)


def test_a_bucket_that_is_away_is_told_and_nothing_is_trimmed(world: World) -> None:
    world.store = S3Archive(boto3.client("s3", region_name="us-east-1"), "no-such-bucket")

    with pytest.raises(ArchiveUnavailable):
        world.run()

    assert world.in_stream() == set(world.entries)


def test_without_time_a_run_leaves_the_rest_to_the_next(world: World) -> None:
    left = iter((900.0, 900.0, 10.0, 10.0))
    stored = RedisDecisions(world.client, world.keys)
    source = RedisDecisionSource(world.client, world.keys, stored, timedelta(0))

    [first] = archive(world.namespace, [source], world.artifacts, world.store, lambda: next(left))
    [second] = archive(world.namespace, [source], world.artifacts, world.store, lambda: 900.0)

    assert (first.parts, first.is_done) == (2, False)
    assert (second.parts, second.is_done) == (2, True)
    assert [row["entry_id"] for row in world.archived()] == world.entries


# ── Coming back ──────────────────────────────────────────────────────────────────────────────────


def test_all_of_it_is_restored_into_an_empty_store_and_once(world: World) -> None:
    world.run()
    empty = Keys(f"{world.namespace}-new")
    target = RedisRestore(world.client, empty, retention_s=3_600)

    done = [restore(_all_hours(world.namespace, kind), world.store, target) for kind in KINDS]
    again = [restore(_all_hours(world.namespace, kind), world.store, target) for kind in KINDS]

    assert [(one.rows, one.put) for one in done] == [(6, 6), (3, 3)]
    assert [one.put for one in again] == [0, 0]
    state = redis_state(world.url, f"{world.namespace}-new")
    names = [one.transaction_id for one in world.decisions]
    assert [state.find(name) for name in names] == world.decisions
    assert state.labels(names[:1])[0].labels[-1].label == "fraud"
    log = audit_flow.page(RedisAudit(world.client, empty, lambda _: None), AuditQuery(), None, 9)
    assert [row.seq for row in log.entries if row.is_intact] == [3, 2, 1]


def test_archived_decisions_replay_identically(world: World) -> None:
    world.run()

    done = replay_all(_all_hours(world.namespace, "decisions"), world.store, kept_with())

    assert (done.replayed, done.differing) == (5, ())


def test_what_was_amended_comes_back_amended_and_replays(
    redis_url: str, namespace: str, store: S3Archive
) -> None:
    world = World(redis_url, namespace, store, is_amended=True)
    world.run()
    target = RedisRestore(world.client, Keys(f"{namespace}-new"), retention_s=3_600)
    hours = _all_hours(namespace, "decisions")

    put = [restore(hours, store, target).put for _ in range(2)]
    replayed = replay_all(hours, store, kept_with(ALARMED))

    assert [row["kind"] for row in world.archived()] == [*["decision"] * 5, "label", "amendment"]
    assert put == [7, 0]
    name = world.decisions[0].transaction_id
    stored, restored = (
        redis_state(redis_url, space).find(name) for space in (namespace, f"{namespace}-new")
    )
    assert restored == stored
    assert isinstance(restored, Decision)
    assert restored.amendment
    assert restored.alert_seq
    assert (replayed.replayed, replayed.differing) == (6, ())


def test_a_part_is_the_same_before_an_amendment_and_after_it(world: World) -> None:
    stored = RedisDecisions(world.client, world.keys)
    source = RedisDecisionSource(world.client, world.keys, stored, timedelta(0))
    before = source.closed("0-0", 9)

    world.amend()

    assert source.closed("0-0", 9) == before


def test_a_damaged_part_is_refused_and_nothing_of_it_is_put(world: World) -> None:
    world.run()
    [first, *_] = parts(_all_hours(world.namespace, "decisions"), world.store)
    world.store.put(first.key, b"other bytes")
    target = RedisRestore(world.client, Keys(f"{world.namespace}-new"), retention_s=3_600)

    with pytest.raises(ArchiveDamaged, match="part-"):
        restore(_all_hours(world.namespace, "decisions"), world.store, target)

    assert not [*world.client.scan_iter(f"{Keys(f'{world.namespace}-new').prefix}*")]


def test_a_manifest_seals_the_audit_log_up_to_its_end(world: World) -> None:
    world.run()

    manifests = [*parts(_all_hours(world.namespace, "audit"), world.store)]

    rows = world.archived("audit")
    assert [part.digest for part in manifests] == [
        rows[1]["change"]["digest"],
        rows[2]["change"]["digest"],
    ]
    assert Part.model_validate_json(json.dumps(manifests[0].model_dump(mode="json")))


# ── What decisions were made with ────────────────────────────────────────────────────────────────


def test_a_restored_archive_replays_in_an_empty_store(
    redis_url: str, namespace: str, store: S3Archive
) -> None:
    model = register(redis_url, namespace, SEED_MODEL, is_activated=True)
    first = settings(redis_url=redis_url, graph_url=redis_url, namespace=namespace)
    adapters = Adapters(first, policy=Policy(review_at_points=1))
    decided = Services(first, adapters).score_batch([a_transaction(at_s) for at_s in range(12)])
    assert {one.versions.model for one in decided if isinstance(one, Decision)} == {model}
    client = connect(redis_url, 5.0)
    hours_ago(client, Keys(namespace), 2)
    archive(namespace, adapters.archive_sources, adapters.artifacts, store, lambda: 900.0)
    hours = _all_hours(namespace, "decisions")

    empty = Keys(f"{namespace}-new")
    done = restore(hours, store, RedisRestore(client, empty, retention_s=3_600))
    anew = Adapters(settings(redis_url=redis_url, graph_url=redis_url, namespace=empty.namespace))
    replayed = replay_all(hours, store, anew.kept)

    assert (done.put, done.artifacts) == (12, 4)
    assert (replayed.replayed, replayed.differing) == (12, ())
    again = restore(hours, store, RedisRestore(client, empty, retention_s=3_600))
    assert (again.put, again.artifacts) == (0, 0)
    assert [one.version for one in anew.model_registry.book().models] == [model]
    for names in ("feature_names", "decision_dictionaries"):
        kept = client.hgetall(getattr(Keys(namespace), names))
        assert client.hgetall(getattr(empty, names)) == kept, "another release reads it too"


def hours_ago(client: Redis, keys: Keys, hours: int) -> None:
    """The stream as it would be had these hours passed."""
    entries: Any = client.xrange(keys.decisions)
    client.delete(keys.decisions)
    at_ms = round((datetime.now(UTC) - timedelta(hours=hours)).timestamp() * 1_000)
    for place, (_, fields) in enumerate(entries):
        client.xadd(keys.decisions, fields, id=f"{at_ms}-{place}")


def test_what_is_in_the_archive_is_not_put_there_again(world: World) -> None:
    first, _ = world.run()
    services(state=redis_state(world.url, world.namespace)).score_batch([a_transaction()])
    hours_ago(world.client, world.keys, 0)

    assert first.artifacts == 1
    assert world.artifacts.unarchived([RULES]) == []
    assert sum(one.artifacts for one in world.run()) == 0


def test_what_is_not_what_its_hash_says_is_refused(world: World) -> None:
    world.run()
    world.store.put(RULES.key(world.namespace), b'{"rules":[]}')
    target = RedisRestore(world.client, Keys(f"{world.namespace}-new"), retention_s=3_600)

    with pytest.raises(ArchiveDamaged, match="rules/"):
        restore(_all_hours(world.namespace, "decisions"), world.store, target)

    assert not [*world.client.scan_iter(f"{Keys(f'{world.namespace}-new').prefix}*")]
    assert not is_sound(Artifact(ArtifactName("models", "0" * 32), b"other bytes"))
    assert not is_sound(Artifact(ArtifactName("policies", "0" * 32), b"other bytes"))
    assert not is_sound(Artifact(ArtifactName("manifests", "0" * 32), b"{}"))


def test_what_waits_for_the_archive_tells_since_when(world: World) -> None:
    stored = RedisDecisions(world.client, world.keys)
    source = RedisDecisionSource(world.client, world.keys, stored, timedelta(0))
    oldest_ms = int(world.entries[0].split("-")[0])

    before = source.waiting_since()
    world.run()

    assert before == datetime.fromtimestamp(oldest_ms / 1_000, UTC)
    assert source.waiting_since() is None
    assert RedisAuditSource(world.client, world.keys).waiting_since() is None
