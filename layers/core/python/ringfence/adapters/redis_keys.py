"""Every key in Redis. One hash tag per namespace, so that a namespace is one shard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ALERTS_CHANNEL = "fraud_alerts"
"""The Pub/Sub channel of the original plan; carries each alert of every namespace as JSON."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of one namespace (a tenant or a region)."""

    namespace: str = "default"

    @property
    def prefix(self) -> str:
        return f"{{ringfence:{self.namespace}}}:"

    def transaction(self, transaction_id: str) -> str:
        return f"{self.prefix}tx:{transaction_id}"

    def second(self, second: int) -> str:
        return f"{self.prefix}second:{second}"

    def model(self, version: str) -> str:
        return f"{self.prefix}model:{version}"

    @property
    def graph(self) -> str:
        return f"{self.prefix}graph"

    @property
    def alerts(self) -> str:
        return f"{self.prefix}alerts"

    @property
    def alert_seq(self) -> str:
        return f"{self.prefix}alert_seq"

    @property
    def totals(self) -> str:
        return f"{self.prefix}totals"

    @property
    def pointers(self) -> str:
        """Hash: active_model, shadow_model, rules."""
        return f"{self.prefix}pointers"

    @property
    def feature_names(self) -> str:
        """Hash: features version to its column names, which stored vectors are without."""
        return f"{self.prefix}feature_names"

    @property
    def policies(self) -> str:
        """Hash: version of a policy to the policy as JSON."""
        return f"{self.prefix}policies"

    @property
    def decision_dictionaries(self) -> str:
        """Hash: number of a dictionary to its bytes, without which no decision can be read."""
        return f"{self.prefix}decision_dictionaries"

    @property
    def reading_layouts(self) -> str:
        """Hash: layout of a reading to the names of its fields, for what is not yet decided."""
        return f"{self.prefix}reading_layouts"

    @property
    def models(self) -> str:
        """Hash: version of every registered model to when it was registered."""
        return f"{self.prefix}models"

    @property
    def model_history(self) -> str:
        return f"{self.prefix}model_history"

    def rules(self, version: str) -> str:
        return f"{self.prefix}rules:{version}"

    @property
    def rule_book(self) -> str:
        """String: the rule book as JSON."""
        return f"{self.prefix}rule_book"

    @property
    def lists(self) -> str:
        """Hash: entity type and id to its list entries as JSON."""
        return f"{self.prefix}lists"

    @property
    def decisions(self) -> str:
        """Stream: an entry per decision (`id`), amendment (and `amendment`) and label (and `label`
        as JSON), in order."""
        return f"{self.prefix}decisions"

    @property
    def projected(self) -> str:
        """Hash: `cursor`, the last entry of the stream that is projected; `entries`, how many."""
        return f"{self.prefix}projected"

    @property
    def projector_lease(self) -> str:
        return f"{self.prefix}projector_lease"

    def tally(self, family: str, size: str, start_s: int) -> str:
        """Hash: what one bucket counted; its ranks and lists stand beside it."""
        return f"{self.prefix}tally:{family}:{size}:{start_s}"

    @property
    def threats(self) -> str:
        """Hash: threat id to threat as JSON, and the latest check."""
        return f"{self.prefix}threats"

    @property
    def threat_snoozes(self) -> str:
        """Hash: kind and names of a threat to who silenced it as JSON."""
        return f"{self.prefix}threat_snoozes"

    @property
    def archived(self) -> str:
        """Hash: `decisions` and `audit`, the last entry of each stream that is archived; kind and
        version of each model, rule set and policy that is, to since when."""
        return f"{self.prefix}archived"

    @property
    def people(self) -> str:
        """Hash: SHA-256 of a token to whose it is as JSON."""
        return f"{self.prefix}people"

    @property
    def audit(self) -> str:
        """Stream, ids `<seq>-0`: every change by a person."""
        return f"{self.prefix}audit"

    def labels(self, transaction_id: str) -> str:
        """List: labels as JSON, the one in force last; written by redis_labels.lua."""
        return f"{self.prefix}label:{transaction_id}"

    @property
    def ring_members(self) -> str:
        """Hash: user id to score, size and id of the ring the user is in."""
        return f"{self.prefix}ring_members"

    def ring(self, ring_id: str) -> str:
        """Hash: a ring's summary, detail, block, and the digest of what a run stored."""
        return f"{self.prefix}ring:{ring_id}"

    def ring_changes(self, ring_id: str) -> str:
        """List: what happened to a ring, newest first."""
        return f"{self.prefix}ring:{ring_id}:changes"

    def rings_by(self, sort: str) -> str:
        """Sorted set: active rings by score, size, exposure or updated; or those that ended."""
        return f"{self.prefix}rings:{sort}"

    @property
    def rings_lease(self) -> str:
        return f"{self.prefix}rings_lease"

    @property
    def prune_lease(self) -> str:
        return f"{self.prefix}prune_lease"

    @property
    def prune_place(self) -> str:
        """Which node of the graph the next run of pruning begins at."""
        return f"{self.prefix}prune_place"

    def paid(self, user: str) -> str:
        """Hash: what a user paid by currency and outcome."""
        return f"{self.prefix}paid:{user}"

    def paid_alerts(self, user: str) -> str:
        """List: ids of a user's latest payments that were not simply approved."""
        return f"{self.prefix}paid:{user}:alerts"

    @property
    def watchers(self) -> str:
        """Hash: connection id to how far it was served ("" before it subscribed)."""
        return f"{self.prefix}watchers"

    @property
    def relay_lease(self) -> str:
        return f"{self.prefix}relay_lease"

    @property
    def relay_wake(self) -> str:
        """Pub/Sub channel on which a new subscription wakes the relay."""
        return f"{self.prefix}relay_wake"

    def case(self, case_id: str) -> str:
        """Hash: version, summary, work."""
        return f"{self.prefix}case:{case_id}"

    @property
    def active_cases(self) -> str:
        """Sorted set: cases that are not closed, by when they are due, in ms."""
        return f"{self.prefix}cases:active"

    @property
    def investigated_cases(self) -> str:
        """Set: those of them that are being investigated."""
        return f"{self.prefix}cases:investigated"

    @property
    def closed_cases(self) -> str:
        """Sorted set: closed cases by when they were, in ms."""
        return f"{self.prefix}cases:closed"

    @property
    def case_anchors(self) -> str:
        """Hash: anchor to the active case that has it."""
        return f"{self.prefix}cases:anchors"

    @property
    def joined_cases(self) -> str:
        """Hash: the last alert that joined a case, and how many cases were opened."""
        return f"{self.prefix}cases:joined"

    def drift(self, model: str, hour: int) -> str:
        """Hash: how the decisions of one model in one hour were spread, `<column>:<bin>`."""
        return f"{self.prefix}drift:{model}:{hour}"

    @property
    def drift_since(self) -> str:
        """The hour of the first decision that was counted."""
        return f"{self.prefix}drift_since"

    def agreement(self, model: str, shadow: str, hour: int) -> str:
        """Hash: how often two models agreed in one hour."""
        return f"{self.prefix}agreement:{model}:{shadow}:{hour}"

    def vitals(self, minute: int) -> str:
        """Hash: decisions of one minute, their latencies by bin and the stages they missed."""
        return f"{self.prefix}vitals:{minute}"

    @property
    def last_received(self) -> str:
        """String: when the transaction projected last was received, in s since the epoch."""
        return f"{self.prefix}last_received"

    def recent(self, entity: str, name: str) -> str:
        """Sorted set: an entity's decided transactions by event time, ms."""
        return f"{self.prefix}recent:{entity}:{name}"

    def scores(self, day: str) -> str:
        """Sorted set: entities by their highest score of a UTC day."""
        return f"{self.prefix}scores:{day}"

    def search(self, kind: str, generation: int) -> str:
        """Sorted set, by name: what an id can be searched by."""
        return f"{self.prefix}search:{kind}:{generation}"

    @property
    def rules_fired(self) -> str:
        """Hash: rule code to how often it fired."""
        return f"{self.prefix}rules_fired"

    def rule_labels(self, code: str, label: str) -> str:
        """Sorted set: transactions with this label on which the rule had fired."""
        return f"{self.prefix}rule_labels:{code}:{label}"

    def amendments(self, stages: Sequence[str]) -> str:
        """Sorted set: decisions that wait for exactly these stages, by when they were made."""
        return f"{self.prefix}amendments:{'+'.join(stages)}"
