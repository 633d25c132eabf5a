"""The composition root: settings to adapters to use cases. Every adapter is replaceable by keyword.

Nothing connects before first use. Drivers are imported here, inside functions, so that a function
pays only for what it uses.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ringfence import __version__
from ringfence.adapters.cel_rules import check_rules
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.errors import (
    ConflictingTransaction,
    DependencyError,
    InputError,
    RulesRefused,
    UndecidedTransaction,
    UnknownTransaction,
)
from ringfence.domain.lists import ListEntry, ListEntryRequest, ListName, ListPage
from ringfence.domain.messages import (
    AlertPage,
    Decision,
    ErrorFrame,
    Health,
    LabelHistory,
    LabelRequest,
    PendingTransaction,
    PongFrame,
    ReplayReport,
    Transaction,
    TransactionAccepted,
    TransactionRequest,
)
from ringfence.domain.policy import Policy
from ringfence.domain.rule_book import DraftRequest, PublishRequest, RollBackRequest, RuleBook
from ringfence.domain.velocity import EntityType
from ringfence.flow import accept as accept_flow
from ringfence.flow import govern
from ringfence.flow import label as label_flow
from ringfence.flow.decide import Core, decide
from ringfence.flow.health import check_health
from ringfence.flow.ports import (
    Clock,
    Feed,
    ListStore,
    ModelRegistry,
    Models,
    Push,
    Queue,
    RelayStarter,
    Rules,
    RuleStore,
    State,
    Stats,
    Watchers,
)
from ringfence.flow.relay import Relay, RelayReport, ensure_relay, run_relay
from ringfence.flow.replay import replay
from ringfence.settings import Settings, read_settings

if TYPE_CHECKING:
    from redis import Redis

    from ringfence.adapters.redis_rules import RedisRules


def utc_now() -> datetime:
    """The one place that reads the clock."""
    return datetime.now(UTC)


class Services:
    """The use cases, over the adapters they were given; handlers call nothing else."""

    def __init__(self, settings: Settings, adapters: Adapters) -> None:
        self._settings = settings
        self._adapters = adapters

    @cached_property
    def _core(self) -> Core:
        adapters = self._adapters
        return Core(adapters.state, adapters.models, adapters.rules, adapters.policy, adapters.now)

    # ── Accept and decide ────────────────────────────────────────────────────────────────────────

    def accept(self, request: TransactionRequest) -> TransactionAccepted:
        """Raises what `to_transaction` and `flow.accept` raise, and `ConflictingTransaction`."""
        [result] = accept_flow.accept(
            [self._transaction(request)], self._core.state, self._adapters.queue
        )
        if isinstance(result, accept_flow.Refused):
            raise result.error
        return result

    def accept_bulk(
        self, requests: Sequence[TransactionRequest | InputError]
    ) -> list[TransactionAccepted | accept_flow.Refused | InputError]:
        """One result per request, in order; what could not be read stays the error it is."""
        results: list[TransactionAccepted | accept_flow.Refused | InputError] = []
        transactions: list[Transaction] = []
        places: list[int] = []
        for place, request in enumerate(requests):
            try:
                if isinstance(request, InputError):
                    raise request
                transactions.append(self._transaction(request))
                places.append(place)
                results.append(InputError())
            except InputError as error:
                results.append(error)
        accepted = (
            accept_flow.accept(transactions, self._core.state, self._adapters.queue)
            if places
            else []
        )
        for place, result in zip(places, accepted, strict=True):
            results[place] = result
        return results

    def score_now(self, request: TransactionRequest) -> Decision:
        """Decide one transaction now; raises `ConflictingTransaction` and `StateUnavailable`."""
        [decision] = decide([self._transaction(request)], self._core)
        if isinstance(decision, ConflictingTransaction):
            raise decision
        return decision

    def score_batch(
        self, transactions: Sequence[Transaction]
    ) -> list[Decision | ConflictingTransaction]:
        """Decide a batch from the queue."""
        return decide(transactions, self._core)

    def _transaction(self, request: TransactionRequest) -> Transaction:
        return accept_flow.to_transaction(request, self._adapters.now(), self._settings.max_age_s)

    # ── Read ─────────────────────────────────────────────────────────────────────────────────────

    def find_decision(self, transaction_id: str) -> Decision | PendingTransaction:
        """Raises `UnknownTransaction`."""
        found = self._adapters.state.find(transaction_id)
        if found is None:
            raise UnknownTransaction(transaction_id)
        return found

    def replay(self, transaction_id: str) -> ReplayReport:
        """Make a decision again; raises `UnknownTransaction` and `UndecidedTransaction`."""
        decision, adapters = self.find_decision(transaction_id), self._adapters
        if isinstance(decision, PendingTransaction):
            raise UndecidedTransaction(transaction_id)
        return replay(decision, adapters.models, adapters.rules, adapters.policy)

    def label(self, transaction_id: str, request: LabelRequest) -> LabelHistory:
        """Raises what `flow.label` raises."""
        adapters = self._adapters
        return label_flow.label(transaction_id, request, adapters.state, adapters.now())

    def list_alerts(self, before_seq: int | None, after_seq: int | None, limit: int) -> AlertPage:
        """Alerts, newest first."""
        return self._adapters.feed.page(before_seq, after_seq, limit)

    def check_health(self) -> Health:
        """Ask everything we lean on."""
        return check_health(self._adapters.probes, __version__)

    # ── Govern ───────────────────────────────────────────────────────────────────────────────────

    def read_rules(self) -> RuleBook:
        """The rules in force, the draft, the history."""
        return self._adapters.rule_store.read()

    def save_draft(self, request: DraftRequest) -> RuleBook:
        """Raises `InvalidRules` and `ConflictingDraft`."""
        adapters = self._adapters
        return govern.save_draft(request, adapters.rule_store, check_rules, adapters.now())

    def publish_rules(self, request: PublishRequest) -> RuleBook:
        """Raises `InvalidRules` and `ConflictingDraft`."""
        adapters = self._adapters
        return govern.publish(request, adapters.rule_store, check_rules, adapters.now())

    def roll_back_rules(self, request: RollBackRequest) -> RuleBook:
        """Raises `InvalidRules` and `ConflictingDraft`."""
        adapters = self._adapters
        return govern.roll_back(request, adapters.rule_store, check_rules, adapters.now())

    def find_list_entries(self, name: ListName | None, entity: EntityType | None) -> ListPage:
        """Entries, newest first."""
        entries = govern.find_entries(self._adapters.list_store, name, entity)
        return ListPage(entries=tuple(entries))

    def add_list_entry(self, request: ListEntryRequest) -> ListEntry:
        """Raises `ListsFull`."""
        return govern.add_entry(request, self._adapters.list_store, self._adapters.now())

    def remove_list_entry(self, entry_id: str) -> None:
        """Raises `UnknownListEntry`."""
        govern.remove_entry(entry_id, self._adapters.list_store)

    # ── Watch ────────────────────────────────────────────────────────────────────────────────────

    def connect(self, connection_id: str) -> None:
        """Remember a watcher; start the relay if none runs."""
        watchers = self._adapters.watchers
        watchers.add(connection_id)
        try:
            ensure_relay(watchers, self._adapters.starter)
        except DependencyError:
            watchers.remove(connection_id)
            raise

    def subscribe(self, connection_id: str, after_seq: int | None) -> None:
        """Serve this watcher from `after_seq`; start the relay if it died meanwhile."""
        self._adapters.watchers.subscribe(connection_id, after_seq)
        ensure_relay(self._adapters.watchers, self._adapters.starter)

    def pong(self, connection_id: str, sent_at_ms: float | None) -> None:
        """Answer a ping."""
        self.send(connection_id, PongFrame(sent_at_ms=sent_at_ms, server_at=self._adapters.now()))

    def send(self, connection_id: str, frame: PongFrame | ErrorFrame) -> None:
        """One frame to one watcher; a watcher that is gone is forgotten."""
        if not self._adapters.push.post(connection_id, frame.model_dump_json().encode()):
            self._adapters.watchers.remove(connection_id)

    def disconnect(self, connection_id: str) -> None:
        """Forget a watcher."""
        self._adapters.watchers.remove(connection_id)

    def relay(self, token: str, time_left_s: Callable[[], float]) -> RelayReport:
        """Serve everybody who watches until done; see `flow.relay`."""
        adapters = self._adapters
        relay = Relay(
            adapters.feed,
            adapters.watchers,
            adapters.push,
            adapters.stats,
            adapters.starter,
            adapters.now,
            time_left_s,
        )
        return run_relay(token, relay)

    def watch(self) -> dict[str, object]:
        """The watchdog's minute: restart a relay that died, tell the queue's depth."""
        watching = self._adapters.watchers.count()
        is_restarted = bool(watching) and ensure_relay(
            self._adapters.watchers, self._adapters.starter
        )
        return {
            "watchers": watching,
            "relay_restarted": is_restarted,
            **self._adapters.queue.depth(),
        }

    @property
    def access_token(self) -> str:
        """What a caller must present; empty where the API is open (a laptop)."""
        return self._settings.access_token


class Adapters:
    """The real adapters, each made on first use; any can be replaced by keyword."""

    now: Clock = staticmethod(utc_now)
    policy: Policy = Policy()
    on_rules_refused: Callable[[RulesRefused], None] = staticmethod(lambda _: None)
    """Told of published rules that cannot decide; the edge logs them."""

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
        from ringfence.adapters.falkor_graph import FalkorGraph
        from ringfence.adapters.redis_state import RedisState, connect

        settings = self._settings
        graph = FalkorGraph(self._keys.graph, settings.id_hash_key, settings.graph_timeout_ms)
        is_apart = settings.graph_url != settings.redis_url
        graph_timeout_s = settings.graph_timeout_ms / 1_000 + 0.2
        graph_client = connect(settings.graph_url, graph_timeout_s) if is_apart else None
        return RedisState(
            self.redis, graph_client, graph, self._keys, settings.decision_retention_s
        )

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
    def list_store(self) -> ListStore:
        from ringfence.adapters.redis_list_store import RedisListStore

        return RedisListStore(self.redis, self._keys)

    @cached_property
    def models(self) -> Models:
        from ringfence.adapters.redis_models import RedisModels

        return RedisModels(self.redis, self._keys)

    @cached_property
    def queue(self) -> Queue:
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
    def starter(self) -> RelayStarter:
        from ringfence.adapters.websocket_push import LambdaRelayStarter

        return LambdaRelayStarter(self._boto("lambda"), self._settings.relay_function_name)

    def _boto(self, service: str, endpoint_url: str | None = None) -> Any:
        import boto3
        from botocore.config import Config

        config = Config(
            connect_timeout=2, read_timeout=5, retries={"max_attempts": 2}, max_pool_connections=16
        )
        create: Any = boto3.client  # 400 overloads: the name is chosen at run time.
        return create(service, endpoint_url=endpoint_url or None, config=config)

    @cached_property
    def probes(self) -> dict[str, Callable[[], str]]:
        return {
            "state": self.state.ping,
            "graph": self.state.ping_graph,
            "model": self.models.ping,
            "rules": self.rules.ping,
            "queue": lambda: ", ".join(f"{n} {name}" for name, n in self.queue.depth().items()),
        }


def build(settings: Settings | None = None, **replaced: object) -> Services:
    """Services on the real adapters, from the environment unless told otherwise.

    Raises
    ------
    MissingSettings
    """
    settings = settings or read_settings(os.environ)
    return Services(settings, Adapters(settings, **replaced))


def model_registry(redis_url: str, namespace: str = "default") -> ModelRegistry:
    """The registry alone, for the tools that put models there."""
    from ringfence.adapters.redis_models import RedisModels
    from ringfence.adapters.redis_state import connect

    return RedisModels(connect(redis_url, timeout_s=5.0), Keys(namespace))
