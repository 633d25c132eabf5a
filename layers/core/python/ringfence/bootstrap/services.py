"""The use cases, over the adapters they were given; handlers call nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property

from ringfence import __version__
from ringfence.adapters.cel_rules import check_rules
from ringfence.bootstrap.adapters import Adapters
from ringfence.bootstrap.archives import Archives
from ringfence.bootstrap.cases import Cases
from ringfence.bootstrap.flows import Flows
from ringfence.bootstrap.forgetting import Forgetting
from ringfence.bootstrap.look_up import LookUp
from ringfence.bootstrap.people import People
from ringfence.bootstrap.registry import Registry
from ringfence.bootstrap.rings import Rings
from ringfence.bootstrap.simulations import Simulations
from ringfence.bootstrap.threats import Threats
from ringfence.domain.alerts import AlertPage
from ringfence.domain.decisions import Decision, PendingTransaction, ReplayReport
from ringfence.domain.errors import (
    ConflictingTransaction,
    DependencyError,
    InputError,
    UndecidedTransaction,
    UnknownTransaction,
)
from ringfence.domain.frames import ErrorFrame, PongFrame
from ringfence.domain.labels import LabelHistory, LabelRequest
from ringfence.domain.lists import ListEntry, ListEntryRequest, ListName, ListPage
from ringfence.domain.paging import Place
from ringfence.domain.people import Person
from ringfence.domain.rule_book import DraftRequest, PublishRequest, RollBackRequest, RuleBook
from ringfence.domain.transactions import Transaction, TransactionAccepted, TransactionRequest
from ringfence.domain.velocity import EntityType
from ringfence.domain.vitals import Health, Traffic, Vitals
from ringfence.flow import accept as accept_flow
from ringfence.flow import govern
from ringfence.flow import label as label_flow
from ringfence.flow.amend import Amender, Amending
from ringfence.flow.decide import Core, decide
from ringfence.flow.health import check_health
from ringfence.flow.project import InTurn, Projecting, ProjectReport, run_projector
from ringfence.flow.project_ports import Projector
from ringfence.flow.redeliver import Delivery, give_back
from ringfence.flow.relay import Relay, RelayReport, run_relay
from ringfence.flow.replay import replay
from ringfence.flow.tenure import Upkeep, ensure_started
from ringfence.flow.vitals import read_traffic, read_vitals
from ringfence.settings import Settings


class Services:
    """The use cases, over the adapters they were given; handlers call nothing else."""

    def __init__(self, settings: Settings, adapters: Adapters) -> None:
        self._settings = settings
        self._adapters = adapters

    @cached_property
    def _core(self) -> Core:
        adapters = self._adapters
        return Core(
            adapters.state, adapters.models, adapters.rules, adapters.policies, adapters.now
        )

    @cached_property
    def flows(self) -> Flows:
        """Where money goes."""
        return Flows(self._adapters)

    @cached_property
    def threats(self) -> Threats:
        """What departs from its normal."""
        return Threats(self._adapters, self.people.by)

    @property
    def allowed_origins(self) -> frozenset[str]:
        """Whose pages may call the API from a browser, beside its own."""
        return self._settings.origins

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
        [decision] = self.score_batch([self._transaction(request)])
        if isinstance(decision, ConflictingTransaction):
            raise decision
        return decision

    def score_batch(
        self, transactions: Sequence[Transaction]
    ) -> list[Decision | ConflictingTransaction]:
        """Decide a batch; raises `StateUnavailable`, see `flow.decide`."""
        return decide(transactions, self._core)

    def give_back(self, failed: Sequence[Delivery]) -> None:
        """Have what failed tried again soon; where the queue does not answer, it comes later."""
        with suppress(DependencyError):
            give_back(failed, self._adapters.redelivery)

    def have_projected(self) -> None:
        """See that a projector runs, after a batch of the queue: nobody waits for that answer. One
        that cannot be started now, or has only what was asked for synchronously, is the watchdog's.
        """
        if self._settings.project_function_name:
            self._projector_upkeep.ensure()

    @cached_property
    def _projector_upkeep(self) -> Upkeep:
        return Upkeep(self._adapters.projector_lease, self._adapters.projector_starter)

    def _transaction(self, request: TransactionRequest) -> Transaction:
        settings = self._settings
        now, rates = self._adapters.now(), settings.rates
        return accept_flow.to_transaction(request, now, settings.max_age_s, rates)

    # ── Read ─────────────────────────────────────────────────────────────────────────────────────

    def find_decision(self, transaction_id: str) -> Decision | PendingTransaction:
        """Raises `UnknownTransaction`."""
        found = self._adapters.state.find(transaction_id)
        if found is None:
            raise UnknownTransaction(transaction_id)
        return found

    def replay(self, transaction_id: str) -> ReplayReport:
        """Make a decision again; raises `UnknownTransaction` and `UndecidedTransaction`."""
        decision = self.find_decision(transaction_id)
        if isinstance(decision, PendingTransaction):
            raise UndecidedTransaction(transaction_id)
        return replay(decision, self._adapters.kept)

    def label(self, transaction_id: str, request: LabelRequest, person: Person) -> LabelHistory:
        """Raises what `flow.label` raises."""
        return label_flow.label(
            transaction_id, request, self._adapters.state, self.people.by(person)
        )

    def list_alerts(self, before_seq: int | None, after_seq: int | None, limit: int) -> AlertPage:
        """Alerts, newest first."""
        return self._adapters.feed.page(before_seq, after_seq, limit)

    def read_vitals(self) -> Vitals:
        """The last hour of the system."""
        adapters = self._adapters
        return read_vitals(adapters.vital_signs, adapters.queue, adapters.now())

    def read_traffic(self, seconds: int) -> Traffic:
        """What was decided in the last seconds."""
        return read_traffic(self._adapters.stats, seconds, self._adapters.now())

    def check_health(self) -> Health:
        """Ask everything we lean on."""
        return check_health(self._adapters.probes, __version__)

    # ── Govern ───────────────────────────────────────────────────────────────────────────────────

    def read_rules(self) -> RuleBook:
        """The rules in force, the draft, the history."""
        return self._adapters.rule_store.read()

    def save_draft(self, request: DraftRequest, person: Person) -> RuleBook:
        """Raises `InvalidRules` and `ConflictingDraft`."""
        store = self._adapters.rule_store
        return govern.save_draft(request, store, check_rules, self.people.by(person))

    def publish_rules(self, request: PublishRequest, person: Person) -> RuleBook:
        """Raises `InvalidRules`, `ConflictingDraft` and `SecondPersonNeeded`."""
        return govern.publish(
            request,
            self._adapters.rule_store,
            check_rules,
            self.people.by(person),
            is_second_person_needed=not self.people.is_open,
        )

    def roll_back_rules(self, request: RollBackRequest, person: Person) -> RuleBook:
        """Raises `InvalidRules` and `ConflictingDraft`."""
        store = self._adapters.rule_store
        return govern.roll_back(request, store, check_rules, self.people.by(person))

    def find_list_entries(
        self, name: ListName | None, entity: EntityType | None, place: Place
    ) -> ListPage:
        """Entries, newest first."""
        return govern.find_entries(self._adapters.list_store, name, entity, place)

    def add_list_entry(self, request: ListEntryRequest, person: Person) -> ListEntry:
        """Raises `ListsFull`."""
        return govern.add_entry(request, self._adapters.list_store, self.people.by(person))

    def remove_list_entry(self, entry_id: str, person: Person) -> None:
        """Raises `UnknownListEntry`."""
        govern.remove_entry(entry_id, self._adapters.list_store, self.people.by(person))

    @cached_property
    def registry(self) -> Registry:
        """Which models decide, and how far they have moved."""
        return Registry(self._adapters)

    @cached_property
    def people(self) -> People:
        """Who may do what, and what they did."""
        return People(self._settings.access_token, self._adapters)

    @cached_property
    def rings(self) -> Rings:
        """Who is tied to whom."""
        every_s = self._settings.rings_every_s
        return Rings(self._adapters, self.people.by, every_s, self.look_up)

    @cached_property
    def cases(self) -> Cases:
        """What analysts work."""
        return Cases(self._adapters, self.people.by)

    @cached_property
    def archives(self) -> Archives:
        """The archive, and the way back from it."""
        return Archives(self._settings.namespace, self._settings.archive_bucket, self._adapters)

    @cached_property
    def forgetting(self) -> Forgetting:
        """What keeps the graph from growing for ever."""
        return Forgetting(self._adapters, self._settings.graph_retention_s)

    @cached_property
    def simulations(self) -> Simulations:
        """What other rules and thresholds would have decided."""
        return Simulations(self._adapters)

    @cached_property
    def look_up(self) -> LookUp:
        """Entities, and what is around them."""
        return LookUp(self._adapters, self._settings.currency)

    # ── Watch ────────────────────────────────────────────────────────────────────────────────────

    def connect(self, connection_id: str) -> None:
        """Remember a watcher; start the relay if none runs."""
        watchers = self._adapters.watchers
        watchers.add(connection_id)
        try:
            self._ensure_relay()
        except DependencyError:
            watchers.remove(connection_id)
            raise

    def subscribe(self, connection_id: str, after_seq: int | None) -> None:
        """Serve this watcher from `after_seq`; start the relay if it died meanwhile."""
        self._adapters.watchers.subscribe(connection_id, after_seq)
        self._ensure_relay()

    def pong(self, connection_id: str, sent_at_ms: float | None) -> None:
        """Answer a ping; start the relay if it died meanwhile."""
        self.send(connection_id, PongFrame(sent_at_ms=sent_at_ms, server_at=self._adapters.now()))
        self._ensure_relay()

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
            adapters.relay_lease,
            adapters.relay_starter,
            adapters.now,
            time_left_s,
        )
        return run_relay(token, relay)

    def _ensure_relay(self) -> bool:
        return ensure_started(self._adapters.relay_lease, self._adapters.relay_starter)

    # ── Project ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _projector(self) -> Projector:
        """Decisions into projections, what they went without, then alerts into cases."""
        return InTurn(self._adapters.projector, self._amender, self.cases.joiner)

    @cached_property
    def _amender(self) -> Amender:
        adapters = self._adapters
        return Amender(
            Amending(
                adapters.amendments,
                adapters.models,
                adapters.rules,
                adapters.policies,
                adapters.now,
                adapters.on_given_up,
            )
        )

    def project(self, token: str, time_left_s: Callable[[], float]) -> ProjectReport:
        """Project decisions until done; see `flow.project`."""
        adapters = self._adapters
        return run_projector(
            token,
            Projecting(
                self._projector,
                adapters.projector_lease,
                adapters.projector_starter,
                time_left_s,
            ),
        )

    # ── The watchdog's minute ────────────────────────────────────────────────────────────────────

    def watch(self) -> dict[str, object]:
        """Restart a relay or a projector that died with work left; tell the queue's depth."""
        adapters = self._adapters
        watching, lag = adapters.watchers.count(), self._projector.lag()
        archive_lag_s = self.archives.lag_s()
        return {
            "watchers": watching,
            "relay_restarted": bool(watching) and self._ensure_relay(),
            "projector_lag": lag,
            "projector_restarted": bool(lag)
            and ensure_started(adapters.projector_lease, adapters.projector_starter),
            **({} if archive_lag_s is None else {"archive_lag_s": round(archive_lag_s)}),
            **adapters.queue.depth(),
        }
