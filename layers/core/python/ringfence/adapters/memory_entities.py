"""Entities in memory, over the same state that decides: what is decided is seen at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ringfence.adapters.memory import MemoryState
from ringfence.domain.amendments import in_force
from ringfence.domain.decisions import Decision
from ringfence.domain.entities import entities_of
from ringfence.domain.entity_view import (
    RECENT_MAX,
    RingOfEntity,
    RiskPoint,
    RulePrecision,
    SearchKind,
)
from ringfence.domain.graph import TieEntity
from ringfence.domain.labels import LABELLED_SHOWN, LabelKind
from ringfence.domain.velocity import SHARED_BY
from ringfence.flow.entity_ports import EntityRef, Tie, WindowsNow


class MemoryEntities:
    """`entity_ports.Entities` and `entity_ports.Ties`."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def windows(self, ref: EntityRef, at: datetime) -> WindowsNow:
        now = self._state.velocity.now(*ref, round(at.timestamp() * 1_000))
        return replace(
            now, fraud_ids=self._labelled(ref, "fraud"), genuine_ids=self._labelled(ref, "genuine")
        )

    def _labelled(self, ref: EntityRef, kind: LabelKind) -> tuple[str, ...]:
        decisions = sorted(self._of(ref), key=lambda one: one.transaction.occurred_at, reverse=True)
        names = [decision.transaction_id for decision in decisions]
        told = [
            history.transaction_id
            for history in self._state.labels(names)
            if history.labels and history.labels[-1].label == kind
        ]
        return tuple(told[:LABELLED_SHOWN])

    def recent(self, ref: EntityRef) -> Sequence[RiskPoint]:
        decisions = sorted(self._of(ref), key=lambda one: one.transaction.occurred_at)
        return [
            RiskPoint(
                transaction_id=decision.transaction_id,
                at=decision.transaction.occurred_at,
                score=in_force(decision).score,
                outcome=in_force(decision).outcome,
            )
            for decision in reversed(decisions[-RECENT_MAX:])
        ]

    def _of(self, ref: EntityRef) -> Iterator[Decision]:
        for decision in self._state.decisions.values():
            if entities_of(decision.transaction)[ref.entity] == ref.entity_id:
                yield decision

    def scores(self, refs: Sequence[EntityRef], days: Sequence[str]) -> Sequence[Sequence[float]]:
        return [[self._score(ref, day) for day in days] for ref in refs]

    def _score(self, ref: EntityRef, day: str) -> float:
        of_day = (
            max(decision.score, in_force(decision).score)
            for decision in self._of(ref)
            if str(decision.decided_at.astimezone(UTC).date()) == day
        )
        return max(of_day, default=-1.0)

    def rings_of(self, user_ids: Sequence[str]) -> Mapping[str, RingOfEntity]:
        return {}

    def search(self, kind: SearchKind, prefix: str, limit: int, at: datetime) -> Sequence[str]:
        names = {
            name for name in self._names(kind) if name.casefold().startswith(prefix.casefold())
        }
        return sorted(names, key=lambda name: (name.casefold(), name))[:limit]

    def _names(self, kind: SearchKind) -> Iterator[str]:
        for decision in self._state.decisions.values():
            if kind == "transaction":
                yield decision.transaction_id
            for entity, name in entities_of(decision.transaction).items():
                if entity == kind and name is not None:
                    yield name

    def precisions(self) -> Sequence[RulePrecision]:
        fired: dict[str, list[str]] = {}
        for decision in self._state.decisions.values():
            for reason in in_force(decision).reasons:
                if reason.source == "rule":
                    fired.setdefault(reason.code, []).append(decision.transaction_id)
        return [self._precision(code, names) for code, names in fired.items()]

    def _precision(self, code: str, names: Sequence[str]) -> RulePrecision:
        histories = self._state.labels(names)
        told = [history.labels[-1].label for history in histories if history.labels]
        frauds, genuine = told.count("fraud"), told.count("genuine")
        return RulePrecision(
            code=code,
            fired=len(names),
            frauds=frauds,
            genuine=genuine,
            precision=frauds / (frauds + genuine) if frauds + genuine else None,
        )

    def decisions(self, transaction_ids: Sequence[str]) -> Sequence[Decision | None]:
        return [self._state.decisions.get(name) for name in transaction_ids]

    # ── Ties ─────────────────────────────────────────────────────────────────────────────────────

    def of(self, refs: Sequence[EntityRef], most: int) -> Sequence[Tie]:
        ties = [tie for tie in self._ties() if _touches(tie, refs)]
        return sorted(ties, key=lambda tie: -tie.last_seen_s)[:most]

    def _ties(self) -> list[Tie]:
        seen: dict[tuple[str, TieEntity, str], list[int]] = {}
        for decision in self._state.decisions.values():
            transaction = decision.transaction
            at_s = int(transaction.occurred_at.timestamp())
            for entity in SHARED_BY:
                name = entities_of(transaction)[entity]
                if name is not None and entity in ("card", "device", "ip"):
                    seen.setdefault((transaction.user_id, entity, name), []).append(at_s)
        users: dict[tuple[TieEntity, str], int] = {}
        for _, entity, name in seen:
            users[entity, name] = users.get((entity, name), 0) + 1
        graph = self._state.graph
        return [
            Tie(
                user,
                entity,
                name,
                times[0],
                times[-1],
                users[entity, name],
                is_fraud=bool(graph and graph.is_fraud(user)),
            )
            for (user, entity, name), times in seen.items()
        ]


def _touches(tie: Tie, refs: Sequence[EntityRef]) -> bool:
    ends = (EntityRef("user", tie.user_id), EntityRef(tie.entity, tie.identifier))
    return any(end in refs for end in ends)
