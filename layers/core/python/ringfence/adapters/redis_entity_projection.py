"""What is read off the decision stream for the screens: an entity's recent transactions and scores,
what ids can be searched by, and how right each rule is.

An id is searched in generations of `GENERATION_S`: each is a sorted set of its own that expires, so
that what is not seen any more leaves the index without anybody looking for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from redis.client import Pipeline

from ringfence.adapters.decision_stream import StreamedDecision, amended_since, made
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.amendments import in_force
from ringfence.domain.decisions import POINTS_PER_SCORE, Decision
from ringfence.domain.entities import entities_of
from ringfence.domain.entity_view import DAYS_SHOWN, RECENT_MAX, SEARCHED_BY_NAME, SearchKind
from ringfence.domain.labels import Label
from ringfence.domain.values import Outcome
from ringfence.domain.velocity import EntityType

DAY_S = 86_400
GENERATION_S = 8 * DAY_S
GENERATIONS: dict[SearchKind, int] = dict.fromkeys(SEARCHED_BY_NAME, 4) | {"transaction": 1}
"""Generations searched beside the current one: 32 days, as long as a user's windows; 8 for
transactions, whose decisions are kept for a week."""

SCORED_MAX = 200_000
"""Entities kept of a day, those of the highest score."""

RULE_LABELS_MAX = 10_000
"""Labelled transactions kept per rule and label, the newest."""

SEPARATOR = "\x1f"
_OUTCOMES = {outcome: outcome.value[0] for outcome in Outcome}


class EntityProjection:
    """`redis_projector.Projection` of entities: recent transactions, scores by day, search.

    What was amended takes the place of what was decided first, but for the highest score of the
    day, which it can only raise: what was second highest is not kept.
    """

    def __init__(self, keys: Keys, retention_s: int) -> None:
        self._keys = keys
        self._keep_s = retention_s

    def stage(self, pipe: Pipeline, decisions: Sequence[StreamedDecision]) -> None:
        fresh, amended = [*made(decisions)], [*amended_since(decisions)]
        for decision in fresh:
            self._stage_recent(pipe, decision)
        for before, after in amended:
            self._stage_recent(pipe, after, instead_of=before)
        as_of_then = [
            after.model_copy(update={"decided_at": before.decided_at}) for before, after in amended
        ]
        self._stage_scores(pipe, [*fresh, *as_of_then])
        self._stage_names(pipe, fresh)

    def _stage_recent(
        self, pipe: Pipeline, decision: Decision, instead_of: Decision | None = None
    ) -> None:
        at_ms = round(decision.transaction.occurred_at.timestamp() * 1_000)
        for entity, name in _entities(decision):
            key = self._keys.recent(entity, name)
            if instead_of:
                pipe.zrem(key, recent_member(instead_of))
            pipe.zadd(key, {recent_member(decision): at_ms})
            pipe.zremrangebyrank(key, 0, -RECENT_MAX - 1)
            pipe.expire(key, self._keep_s)

    def _stage_scores(self, pipe: Pipeline, decisions: Sequence[Decision]) -> None:
        days: dict[str, dict[str, float]] = {}
        for decision in decisions:
            day = days.setdefault(day_of(decision.decided_at), {})
            for entity, name in _entities(decision):
                member = scored_member(entity, name)
                day[member] = max(day.get(member, 0.0), decision.score)
        for name, scores in days.items():
            key = self._keys.scores(name)
            pipe.zadd(key, scores, gt=True)
            pipe.zremrangebyrank(key, 0, -SCORED_MAX - 1)
            pipe.expire(key, (DAYS_SHOWN + 1) * DAY_S)

    def _stage_names(self, pipe: Pipeline, decisions: Sequence[Decision]) -> None:
        names: dict[tuple[SearchKind, int], dict[str, float]] = {}
        for decision in decisions:
            generation = generation_of(decision.decided_at)
            searched: list[tuple[SearchKind, str]] = [*_entities(decision)]
            searched.append(("transaction", decision.transaction_id))
            for kind, name in searched:
                names.setdefault((kind, generation), {})[searched_member(name)] = 0
        for (kind, generation), members in names.items():
            key = self._keys.search(kind, generation)
            pipe.zadd(key, members)
            pipe.expire(key, (GENERATIONS[kind] + 1) * GENERATION_S)


class RulesProjection:
    """`redis_projector.Projection` of how often each rule fired, and on what."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def stage(self, pipe: Pipeline, decisions: Sequence[StreamedDecision]) -> None:
        for decision in made(decisions):
            for code in rule_codes(decision):
                pipe.hincrby(self._keys.rules_fired, code, 1)
        for entry in decisions:
            if entry.kind == "amendment":
                self._stage_amended(pipe, entry)
            elif entry.label:
                for code in rule_codes(in_force(entry.decision)):
                    self._stage_label(pipe, code, entry.label)

    def _stage_amended(self, pipe: Pipeline, entry: StreamedDecision) -> None:
        """Rules that fire with the late stage, and those that do not: counts and labels move."""
        before, after = rule_codes(entry.decision), rule_codes(in_force(entry.decision))
        for code in sorted(before - after):
            pipe.hincrby(self._keys.rules_fired, code, -1)
            for kind in ("fraud", "genuine"):
                pipe.zrem(self._keys.rule_labels(code, kind), entry.decision.transaction_id)
        for code in sorted(after - before):
            pipe.hincrby(self._keys.rules_fired, code, 1)
            if entry.label:
                self._stage_label(pipe, code, entry.label)

    def _stage_label(self, pipe: Pipeline, code: str, label: Label) -> None:
        """Sets, so that a transaction counts once however often it is labelled."""
        for kind in ("fraud", "genuine"):
            key = self._keys.rule_labels(code, kind)
            if kind == label.label:
                pipe.zadd(key, {label.transaction_id: label.known_at.timestamp()})
                pipe.zremrangebyrank(key, 0, -RULE_LABELS_MAX - 1)
            else:
                pipe.zrem(key, label.transaction_id)


def rule_codes(decision: Decision) -> set[str]:
    """Rules that fired on it."""
    return {one.code for one in decision.reasons if one.source == "rule"}


def _entities(decision: Decision) -> Iterator[tuple[EntityType, str]]:
    for entity, name in entities_of(decision.transaction).items():
        if name is not None:
            yield entity, name


# ── Members ──────────────────────────────────────────────────────────────────────────────────────


def recent_member(decision: Decision) -> str:
    """Points, outcome and id of a transaction: what the line of risk is drawn from."""
    points = round(decision.score * POINTS_PER_SCORE)
    return f"{points}{_OUTCOMES[decision.outcome]}{decision.transaction_id}"


def scored_member(entity: EntityType, name: str) -> str:
    """An entity among those of a day."""
    return f"{entity}:{name}"


def searched_member(name: str) -> str:
    """An id as it is searched, whatever its case; with itself, where that has one.

    >>> searched_member("tx-1"), searched_member("Gas") == "gas" + SEPARATOR + "Gas"
    ('tx-1', True)
    """
    folded = name.casefold()
    return name if folded == name else f"{folded}{SEPARATOR}{name}"


def day_of(at: datetime) -> str:
    """The UTC day."""
    return f"{at.astimezone(UTC):%Y-%m-%d}"


def generation_of(at: datetime) -> int:
    """Which generation of the index a moment belongs to."""
    return int(at.timestamp()) // GENERATION_S
