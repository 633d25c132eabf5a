"""Look up: one entity, who is around it, how two are tied, and what an id begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ringfence.domain.amendments import in_force
from ringfence.domain.cases import Anchor
from ringfence.domain.decisions import Decision
from ringfence.domain.entity_view import (
    DAYS_SHOWN,
    PATH_HOPS_MAX,
    PATH_VISITED_MAX,
    AmountNormal,
    DayRisk,
    EntityLabels,
    EntityTransaction,
    EntityTransactions,
    EntityView,
    LabelWindow,
    PathAnswer,
    RingOfEntity,
    WindowNow,
    usual_count,
)
from ringfence.domain.errors import UnknownEntity
from ringfence.domain.graph import RING_DEGREE_MAX
from ringfence.domain.labels import LABEL_WINDOWS_S
from ringfence.domain.lists import ListEntry, Snooze, has_ended
from ringfence.domain.neighbourhood import chosen, way
from ringfence.domain.rings import EntityGraph, EvidencePath, GraphEdge, GraphNode, NodeRef
from ringfence.domain.velocity import WINDOWS_S, amount_baseline, longest_window_s
from ringfence.flow.case_ports import CaseStore
from ringfence.flow.entity_ports import Entities, EntityRef, Tie, Ties, WindowsNow
from ringfence.flow.govern_ports import ListStore

TIES_READ = 2_000
EXPANDED_MAX = 200
"""Neighbours whose own ties are read, the gravest: one query for all of them."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a look leans on, when it is, and the currency that windows count in."""

    entities: Entities
    ties: Ties
    lists: ListStore
    cases: CaseStore
    at: datetime
    currency: str = "USD"


# ── One entity ───────────────────────────────────────────────────────────────────────────────────


def view(ref: EntityRef, sources: Sources) -> EntityView:
    """All that is known of an entity.

    Raises
    ------
    UnknownEntity, StateUnavailable
    """
    entities, at = sources.entities, sources.at
    now, points = entities.windows(ref, at), entities.recent(ref)
    standing = [one for one in sources.lists.of(*ref) if not has_ended(one, at)]
    labelled = (*now.fraud_ids, *now.genuine_ids)
    if now.last_seen_ms is None and not (points or standing or labelled):
        raise UnknownEntity(ref.entity, ref.entity_id)
    days = _days(at)
    [scores] = entities.scores([ref], days)
    known = [score for score in scores if score >= 0]
    return EntityView(
        entity=ref.entity,
        entity_id=ref.entity_id,
        at=at,
        currency=sources.currency,
        last_seen_at=_time(now.last_seen_ms),
        score=max(known) if known else None,
        windows=_windows(ref, now),
        normal=_normal(now),
        labels=_labels(now),
        lists=tuple(one for one in standing if isinstance(one, ListEntry)),
        snoozes=tuple(one for one in standing if isinstance(one, Snooze)),
        ring=entities.rings_of(_users([ref])).get(ref.entity_id),
        cases=_cases(ref, sources.cases),
        days=tuple(
            DayRisk(day=day, score=score if score >= 0 else None)
            for day, score in zip(days, scores, strict=True)
        ),
        points=tuple(reversed(points)),
    )


def _days(at: datetime) -> list[str]:
    today = at.astimezone(UTC).date()
    return [str(today - timedelta(days=back)) for back in reversed(range(DAYS_SHOWN))]


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1_000, UTC)


def _windows(ref: EntityRef, now: WindowsNow) -> tuple[WindowNow, ...]:
    longest_s = longest_window_s(ref.entity)
    return tuple(
        WindowNow(
            window=window,
            count=now.counts[place],
            sum_minor=now.sums_minor[place],
            usual_count=usual_count(window, now.counts[place], now.longest_count, longest_s),
            counterparts={other: values[place] for other, values in now.distincts.items()},
        )
        for place, window in enumerate(WINDOWS_S)
    )


def _normal(now: WindowsNow) -> AmountNormal | None:
    if not now.amounts_minor:
        return None
    baseline = amount_baseline(now.amounts_minor)
    return AmountNormal(
        mean_minor=baseline.mean,
        median_minor=baseline.median,
        maximum_minor=baseline.maximum,
        transactions=baseline.transactions,
    )


def _labels(now: WindowsNow) -> EntityLabels:
    windows = zip(LABEL_WINDOWS_S, now.frauds, now.genuine, strict=True)
    return EntityLabels(
        windows=tuple(LabelWindow(window=w, frauds=f, genuine=g) for w, f, g in windows),
        frauds=now.fraud_ids,
        genuine=now.genuine_ids,
    )


def _cases(ref: EntityRef, cases: CaseStore) -> tuple[str, ...]:
    """The active case that works it."""
    if ref.entity not in ("user", "device"):
        return ()
    anchor = Anchor(type="user" if ref.entity == "user" else "device", id=ref.entity_id)
    return tuple(case.case_id for case in cases.working([anchor]).values())


def transactions(ref: EntityRef, cursor: int, limit: int, entities: Entities) -> EntityTransactions:
    """Decided transactions of an entity as they stand, newest first, of those still stored."""
    points = entities.recent(ref)
    wanted = points[cursor : cursor + limit]
    found = entities.decisions([point.transaction_id for point in wanted])
    end = cursor + limit
    return EntityTransactions(
        transactions=tuple(_row(in_force(decision)) for decision in found if decision),
        next_cursor=str(end) if end < len(points) else None,
    )


def _row(decision: Decision) -> EntityTransaction:
    transaction = decision.transaction
    return EntityTransaction(
        transaction_id=decision.transaction_id,
        occurred_at=transaction.occurred_at,
        outcome=decision.outcome,
        score=decision.score,
        risk_level=decision.risk_level,
        user_id=transaction.user_id,
        card_id=transaction.card_id,
        device_id=transaction.device_id,
        ip=transaction.ip,
        merchant=transaction.merchant,
        amount_minor=transaction.amount_minor,
        currency=transaction.currency,
        rules=tuple(reason.code for reason in decision.reasons if reason.source == "rule"),
    )


# ── Around it ────────────────────────────────────────────────────────────────────────────────────


def neighbourhood(ref: EntityRef, depth: int, limit: int, sources: Sources) -> EntityGraph:
    """Who is tied to an entity, and to whom those are, the gravest first.

    Raises
    ------
    UnknownEntity
        The graph does not know it; it knows no merchants.
    StateUnavailable
    """
    ties = list(sources.ties.of([ref], TIES_READ))
    if not ties:
        raise UnknownEntity(ref.entity, ref.entity_id)
    is_cut = len(ties) == TIES_READ
    parents = _found({ref: None}, ties)
    if depth > 1:
        around = [one for one in parents if one != ref]
        scores = _scores(around, sources)
        users_of = _users_of(ties)
        open_ones = [one for one in around if users_of.get(one, 0) <= RING_DEGREE_MAX]
        expanded = sorted(open_ones, key=lambda one: -scores[one])[:EXPANDED_MAX]
        further = sources.ties.of(expanded, TIES_READ)
        is_cut = is_cut or len(expanded) < len(around) or len(further) == TIES_READ
        ties = list(dict.fromkeys((*ties, *further)))
        parents = _found(parents, further)
    scores = _scores(parents, sources)
    kept = chosen(parents, scores, limit)
    return EntityGraph(
        nodes=_nodes(kept, ties, scores, sources.entities.rings_of(_users(kept))),
        edges=_edges(kept, ties),
        total_nodes=len(parents),
        truncated=is_cut or len(kept) < len(parents),
    )


def _found(
    parents: Mapping[EntityRef, EntityRef | None], ties: Iterable[Tie]
) -> dict[EntityRef, EntityRef | None]:
    """Whom the ties lead to, each with the entity through which it was found first."""
    found = dict(parents)
    for tie in ties:
        user, identifier = _ends(tie)
        if user in parents:
            found.setdefault(identifier, user)
        if identifier in parents:
            found.setdefault(user, identifier)
    return found


def _ends(tie: Tie) -> tuple[EntityRef, EntityRef]:
    return EntityRef("user", tie.user_id), EntityRef(tie.entity, tie.identifier)


def _users_of(ties: Iterable[Tie]) -> dict[EntityRef, int]:
    """How many users each identifier ever had: one shared by very many tells nothing."""
    return {_ends(tie)[1]: tie.users for tie in ties}


def _scores(refs: Iterable[EntityRef], sources: Sources) -> dict[EntityRef, float]:
    wanted = list(refs)
    days = sources.entities.scores(wanted, _days(sources.at))
    return {ref: max((0.0, *scores)) for ref, scores in zip(wanted, days, strict=True)}


def _users(refs: Iterable[EntityRef]) -> list[str]:
    return [ref.entity_id for ref in refs if ref.entity == "user"]


def _nodes(
    kept: Sequence[EntityRef],
    ties: Sequence[Tie],
    scores: Mapping[EntityRef, float],
    rings: Mapping[str, RingOfEntity],
) -> tuple[GraphNode, ...]:
    users_of, thieves = _users_of(ties), {tie.user_id for tie in ties if tie.is_fraud}
    return tuple(
        GraphNode(
            entity=ref.entity,
            entity_id=ref.entity_id,
            score=scores[ref],
            users=users_of.get(ref),
            is_fraud=ref.entity == "user" and ref.entity_id in thieves,
            ring_id=_ring_id(ref, rings),
        )
        for ref in kept
    )


def _ring_id(ref: EntityRef, rings: Mapping[str, RingOfEntity]) -> str | None:
    found = rings.get(ref.entity_id) if ref.entity == "user" else None
    return found.ring_id if found else None


def as_of_now(graph: EntityGraph, sources: Sources) -> EntityGraph:
    """A graph that was drawn earlier, with the highest scores of the last days and the rings of
    now. Two round trips."""
    refs = [EntityRef(node.entity, node.entity_id) for node in graph.nodes]
    days = sources.entities.scores(refs, _days(sources.at))
    rings = sources.entities.rings_of(_users(refs))
    nodes = (
        node.model_copy(
            update={
                "score": max(scores) if any(score >= 0 for score in scores) else None,
                "ring_id": _ring_id(ref, rings),
            }
        )
        for node, ref, scores in zip(graph.nodes, refs, days, strict=True)
    )
    return graph.model_copy(update={"nodes": tuple(nodes)})


def _edges(kept: Sequence[EntityRef], ties: Iterable[Tie]) -> tuple[GraphEdge, ...]:
    place = {ref: at for at, ref in enumerate(kept)}
    drawn = [(*_ends(tie), tie) for tie in ties]
    return tuple(
        GraphEdge(
            source=place[user],
            target=place[identifier],
            first_seen_at=datetime.fromtimestamp(tie.first_seen_s, UTC),
            last_seen_at=datetime.fromtimestamp(tie.last_seen_s, UTC),
        )
        for user, identifier, tie in drawn
        if user in place and identifier in place
    )


# ── Between two ──────────────────────────────────────────────────────────────────────────────────


def path(start: EntityRef, end: EntityRef, ties: Ties) -> PathAnswer:
    """The shortest way between two entities, searched from both, the smaller side first. What is
    shared by very many is no way: everybody meets in an office.

    Raises
    ------
    StateUnavailable
    """
    if start == end:
        return PathAnswer(path=_steps([start]), is_bounded=False)
    sides: list[_Side] = [_Side({start: None}, [start]), _Side({end: None}, [end])]
    is_bounded = False
    for _ in range(PATH_HOPS_MAX):
        side, other = sorted(sides, key=lambda one: len(one.frontier))
        if not side.frontier:
            return PathAnswer(path=None, is_bounded=is_bounded)
        read = ties.of(side.frontier, TIES_READ)
        is_bounded = is_bounded or len(read) == TIES_READ
        side.spread(read, (start, end))
        met = next((ref for ref in side.frontier if ref in other.parents), None)
        if met is not None:
            there, here = sides
            steps = [*reversed(way(there.parents, met)), *way(here.parents, met)[1:]]
            return PathAnswer(path=_steps(steps), is_bounded=is_bounded)
        if len(side.parents) + len(other.parents) > PATH_VISITED_MAX:
            break
    return PathAnswer(path=None, is_bounded=True)


class _Side:
    """What was found from one end."""

    def __init__(
        self, parents: dict[EntityRef, EntityRef | None], frontier: list[EntityRef]
    ) -> None:
        self.parents, self.frontier = parents, frontier

    def spread(self, ties: Iterable[Tie], ends: Sequence[EntityRef]) -> None:
        """One tie further; hubs are not gone through, unless they are what was asked for."""
        passable = [tie for tie in ties if tie.users <= RING_DEGREE_MAX or _ends(tie)[1] in ends]
        found = _found(self.parents, passable)
        self.frontier = [ref for ref in found if ref not in self.parents]
        self.parents = found


def _steps(refs: Iterable[EntityRef]) -> EvidencePath:
    return EvidencePath(
        steps=tuple(NodeRef(entity=ref.entity, entity_id=ref.entity_id) for ref in refs)
    )
