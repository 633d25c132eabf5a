"""The real adapters, each made on first use; drivers are imported there and not before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ringfence.adapters.redis_keys import Keys
from ringfence.domain.audit import AuditEntry
from ringfence.domain.decisions import POINTS_PER_SCORE, Decision
from ringfence.domain.errors import ModelRefused, RulesRefused
from ringfence.domain.policy import Policy
from ringfence.flow.archive_ports import ArchiveSource, ArchiveStore, ArtifactSource, Restorable
from ringfence.flow.case_ports import CaseStore, RingsOfUsers
from ringfence.flow.entity_ports import Entities, Ties
from ringfence.flow.feed_ports import Feed, Lease, Push, Starter, Watchers
from ringfence.flow.govern_ports import (
    Audit,
    DriftStore,
    ListStore,
    ModelRegistry,
    PeopleStore,
    RuleStore,
)
from ringfence.flow.ports import Clock, Models, Policies, Queue, Rules, State
from ringfence.flow.project_ports import Amendments, History, Projector, Tallies
from ringfence.flow.prune_ports import AgingGraph, PrunePlace
from ringfence.flow.redeliver import Redelivery
from ringfence.flow.replay import Kept
from ringfence.flow.ring_ports import PaymentTotals, RingSource, RingStore
from ringfence.flow.threat_ports import ThreatStore
from ringfence.flow.vitals_ports import Stats, VitalSigns
from ringfence.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

    from ringfence.adapters.falkor_graph import FalkorGraph
    from ringfence.adapters.redis_decisions import RedisDecisions
    from ringfence.adapters.redis_projector import Projection
    from ringfence.adapters.redis_rules import RedisRules
    from ringfence.adapters.sqs_queue import SqsQueue


QUEUE_WORDS = {"waiting": "waiting", "in_flight": "being decided", "dead": "dead letters"}
"""How health says what a queue counts."""


A_FEW_TRIES: Mapping[str, Any] = {
    "connect_timeout": 2,
    "read_timeout": 5,
    "retries": {"max_attempts": 2},
}
ONE_SHORT_TRY: Mapping[str, Any] = {
    "connect_timeout": 1,
    "read_timeout": 2,
    "retries": {"total_max_attempts": 1},
}
"""Beside decisions: what fails is done by the watchdog."""


def utc_now() -> datetime:
    """The one place that reads the clock."""
    return datetime.now(UTC)


class Adapters:
    """The real adapters, each made on first use; any can be replaced by keyword."""

    now: Clock = staticmethod(utc_now)
    policy: Policy = Policy()
    on_rules_refused: Callable[[RulesRefused], None] = staticmethod(lambda _: None)
    """Told of published rules that cannot decide; the edge logs them."""
    on_model_refused: Callable[[ModelRefused], None] = staticmethod(lambda _: None)
    """Told of a model that cannot score; the edge logs it."""
    on_given_up: Callable[[Decision], None] = staticmethod(lambda _: None)
    """Told of a decision that is not amended though its stages answer; the edge logs it."""
    on_audited: Callable[[AuditEntry], None] = staticmethod(lambda _: None)
    """Told of each entry of the audit log; the edge logs its digest."""

    def __init__(self, settings: Settings, **replaced: object) -> None:
        self._settings = settings
        self._keys = Keys(settings.namespace)
        vars(self).update(replaced)

    @cached_property
    def redis(self) -> Redis:
        from ringfence.adapters.redis_state import connect

        return connect(self._settings.redis_url, self._settings.state_timeout_s)

    @cached_property
    def state(self) -> State:
        from ringfence.adapters.redis_state import RedisState

        keep_s = self._settings.decision_retention_s
        return RedisState(self.redis, self.graph_redis, self._graph, self._keys, keep_s)

    @cached_property
    def _graph(self) -> FalkorGraph:
        from ringfence.adapters.falkor_graph import FalkorGraph

        settings = self._settings
        return FalkorGraph(self._keys.graph, settings.id_hash_key, settings.graph_timeout_ms)

    @cached_property
    def amendments(self) -> Amendments:
        from ringfence.adapters.redis_amendments import RedisAmendments

        return RedisAmendments(self.redis, self.graph_redis, self._graph, self._keys)

    @cached_property
    def graph_redis(self) -> Redis | None:
        """The graph's own server; None where it lives with the state."""
        from ringfence.adapters.redis_state import connect

        settings = self._settings
        if settings.graph_url == settings.redis_url:
            return None
        return connect(settings.graph_url, settings.graph_timeout_ms / 1_000 + 0.2)

    @cached_property
    def _redis_rules(self) -> RedisRules:
        from ringfence.adapters.redis_rules import RedisRules

        return RedisRules(self.redis, self._keys, self.on_rules_refused)

    @cached_property
    def rules(self) -> Rules:
        return self._redis_rules

    @cached_property
    def rule_store(self) -> RuleStore:
        return self._redis_rules

    @cached_property
    def policies(self) -> Policies:
        from ringfence.adapters.redis_policies import RedisPolicies

        return RedisPolicies(self.redis, self._keys, self.policy)

    @property
    def kept(self) -> Kept:
        """What decisions are made again from."""
        return Kept(self.models, self.rules, self.policies)

    @cached_property
    def list_store(self) -> ListStore:
        from ringfence.adapters.redis_list_store import RedisListStore

        return RedisListStore(self.redis, self._keys)

    @cached_property
    def people(self) -> PeopleStore:
        from ringfence.adapters.redis_people import RedisPeople

        return RedisPeople(self.redis, self._keys)

    @cached_property
    def audit(self) -> Audit:
        from ringfence.adapters.redis_audit import RedisAudit

        return RedisAudit(self.redis, self._keys, self.on_audited)

    @cached_property
    def cases(self) -> CaseStore:
        from ringfence.adapters.redis_cases import RedisCaseStore

        return RedisCaseStore(self.redis, self._keys)

    @cached_property
    def entities(self) -> Entities:
        from ringfence.adapters.redis_entities import RedisEntities

        return RedisEntities(self.redis, self._keys, self.decisions)

    @cached_property
    def ties(self) -> Ties:
        from ringfence.adapters.falkor_ties import FalkorTies

        client = self._graph_reader(self._settings.state_timeout_s)
        return FalkorTies(client, self._keys.graph, self._graph)

    def _graph_reader(self, timeout_s: float) -> Redis:
        """For long looks at the graph: a replica of it where one is given."""
        from ringfence.adapters.redis_state import connect

        settings = self._settings
        return connect(settings.graph_replica_url or settings.graph_url, timeout_s)

    @cached_property
    def rings_of_users(self) -> RingsOfUsers:
        from ringfence.adapters.redis_rings import RedisRings

        return RedisRings(self.redis, self._keys)

    @cached_property
    def models(self) -> Models:
        from ringfence.adapters.redis_models import RedisModels

        return RedisModels(self.redis, self._keys, self.on_model_refused)

    @cached_property
    def model_registry(self) -> ModelRegistry:
        from ringfence.adapters.redis_model_registry import RedisModelRegistry

        return RedisModelRegistry(self.redis, self._keys, self.now)

    @cached_property
    def drift(self) -> DriftStore:
        from ringfence.adapters.redis_drift import RedisDrift

        return RedisDrift(self.redis, self._keys)

    @cached_property
    def vital_signs(self) -> VitalSigns:
        from ringfence.adapters.redis_vitals import RedisVitals

        return RedisVitals(self.redis, self.graph_redis, self._keys, self.projector)

    @cached_property
    def queue(self) -> Queue:
        return self._sqs

    @cached_property
    def redelivery(self) -> Redelivery:
        return self._sqs

    @cached_property
    def _sqs(self) -> SqsQueue:
        from ringfence.adapters.sqs_queue import SqsQueue

        settings = self._settings
        return SqsQueue(self._boto("sqs"), settings.queue_url, settings.dead_letter_queue_url)

    @cached_property
    def feed(self) -> Feed:
        from ringfence.adapters.redis_feed import RedisFeed

        return RedisFeed(self.redis, self._keys)

    @cached_property
    def stats(self) -> Stats:
        from ringfence.adapters.redis_feed import RedisStats

        return RedisStats(self.redis, self._keys)

    @cached_property
    def watchers(self) -> Watchers:
        from ringfence.adapters.redis_watchers import RedisWatchers

        return RedisWatchers(self.redis, self._keys)

    @cached_property
    def push(self) -> Push:
        from ringfence.adapters.websocket_push import WebsocketPush

        endpoint = self._settings.websocket_endpoint
        return WebsocketPush(self._boto("apigatewaymanagementapi", endpoint))

    @cached_property
    def relay_lease(self) -> Lease:
        return self._lease(self._keys.relay_lease)

    @cached_property
    def relay_starter(self) -> Starter:
        return self._starter(self._settings.relay_function_name, A_FEW_TRIES)

    @cached_property
    def projector(self) -> Projector:
        from ringfence.adapters.redis_projector import RedisProjector

        return RedisProjector(self.redis, self._keys, self.decisions, self.projections)

    @cached_property
    def projections(self) -> Sequence[Projection]:
        """What is read off the decision stream, in this order."""
        from ringfence.adapters.redis_amendments import AmendmentsProjection
        from ringfence.adapters.redis_drift import DriftProjection
        from ringfence.adapters.redis_entity_projection import EntityProjection, RulesProjection
        from ringfence.adapters.redis_payment_totals import PaymentsByUser
        from ringfence.adapters.redis_tallies import FlowProjection, ThreatProjection
        from ringfence.adapters.redis_vitals import VitalsProjection

        review_at = self.policy.review_at_points / POINTS_PER_SCORE
        return (
            DriftProjection(self._keys, self.model_registry.manifest, review_at),
            VitalsProjection(self._keys),
            FlowProjection(self._keys),
            ThreatProjection(self._keys),
            EntityProjection(self._keys, self._settings.decision_retention_s),
            RulesProjection(self._keys),
            AmendmentsProjection(self._keys),
            PaymentsByUser(self._keys),
        )

    @cached_property
    def tallies(self) -> Tallies:
        from ringfence.adapters.redis_tallies import RedisTallies

        return RedisTallies(self.redis, self._keys)

    @cached_property
    def threats(self) -> ThreatStore:
        from ringfence.adapters.redis_threats import RedisThreats

        return RedisThreats(self.redis, self._keys)

    @cached_property
    def ring_source(self) -> RingSource:
        from ringfence.adapters.falkor_network import FalkorNetwork

        # A slice takes some ms; the deadline is for a server that is gone.
        return FalkorNetwork(self._graph_reader(timeout_s=10.0), self._keys.graph)

    @cached_property
    def rings(self) -> RingStore:
        from ringfence.adapters.redis_rings import RedisRings

        return RedisRings(self.redis, self._keys)

    @cached_property
    def payment_totals(self) -> PaymentTotals:
        from ringfence.adapters.redis_payment_totals import RedisPaymentTotals

        return RedisPaymentTotals(self.redis, self._keys)

    def labels_in_force(self, transaction_ids: Sequence[str]) -> Sequence[str | None]:
        """The label of each transaction; None where there is none."""
        return self.decisions.labels_in_force(transaction_ids)

    @cached_property
    def rings_lease(self) -> Lease:
        return self._lease(self._keys.rings_lease)

    @cached_property
    def aging_graph(self) -> AgingGraph:
        from ringfence.adapters.falkor_prune import FalkorPrune
        from ringfence.adapters.redis_state import connect

        # As with rings: the deadline is for a server that is gone.
        return FalkorPrune(connect(self._settings.graph_url, 10.0), self._keys.graph)

    @cached_property
    def prune_place(self) -> PrunePlace:
        from ringfence.adapters.redis_prune_place import RedisPrunePlace

        return RedisPrunePlace(self.redis, self._keys.prune_place)

    @cached_property
    def prune_lease(self) -> Lease:
        return self._lease(self._keys.prune_lease)

    @cached_property
    def decisions(self) -> RedisDecisions:
        from ringfence.adapters.redis_decisions import RedisDecisions

        return RedisDecisions(self.redis, self._keys)

    @cached_property
    def archive_sources(self) -> Sequence[ArchiveSource]:
        from ringfence.adapters.redis_archive import RedisAuditSource, RedisDecisionSource

        kept = timedelta(seconds=self._settings.decision_retention_s)
        return (
            RedisDecisionSource(self.redis, self._keys, self.decisions, kept),
            RedisAuditSource(self.redis, self._keys),
        )

    @cached_property
    def artifacts(self) -> ArtifactSource:
        from ringfence.adapters.redis_artifacts import RedisArtifacts

        return RedisArtifacts(self.redis, self._keys)

    @cached_property
    def archive_store(self) -> ArchiveStore:
        from ringfence.adapters.s3_archive import S3Archive

        return S3Archive(self._boto("s3"), self._settings.archive_bucket)

    @cached_property
    def restorable(self) -> Restorable:
        from ringfence.adapters.redis_restore import RedisRestore

        return RedisRestore(self.redis, self._keys, self._settings.decision_retention_s)

    @cached_property
    def history(self) -> History:
        from ringfence.adapters.redis_history import RedisHistory

        return RedisHistory(self.redis, self._keys, self.decisions)

    @cached_property
    def projector_lease(self) -> Lease:
        return self._lease(self._keys.projector_lease)

    @cached_property
    def projector_starter(self) -> Starter:
        return self._starter(self._settings.project_function_name, ONE_SHORT_TRY)

    def _lease(self, key: str) -> Lease:
        from ringfence.adapters.redis_lease import RedisLease

        return RedisLease(self.redis, key)

    def _starter(self, function_name: str, patience: Mapping[str, Any]) -> Starter:
        from ringfence.adapters.lambda_starter import LambdaStarter

        return LambdaStarter(lambda: self._boto("lambda", patience=patience), function_name)

    def _boto(
        self,
        service: str,
        endpoint_url: str | None = None,
        patience: Mapping[str, Any] = A_FEW_TRIES,
    ) -> Any:
        import boto3
        from botocore.config import Config

        config = Config(**patience, max_pool_connections=16)
        create: Any = boto3.client  # 400 overloads: the name is chosen at run time.
        return create(service, endpoint_url=endpoint_url or None, config=config)

    @cached_property
    def probes(self) -> dict[str, Callable[[], str]]:
        return {
            "state": self.state.ping,
            "graph": self.state.ping_graph,
            "model": self.models.ping,
            "rules": self.rules.ping,
            "queue": lambda: ", ".join(
                f"{n} {QUEUE_WORDS[name]}" for name, n in self.queue.depth().items()
            ),
        }
