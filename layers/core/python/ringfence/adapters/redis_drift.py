"""Drift as a projection over decisions, and how it is read: one hash per model and hour.

A whole batch becomes one HINCRBY per column and bin it touches, so the cost falls with the size of
the batch; an hour of one model is at most 2,000 counters, about 120 KB.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from redis import Redis
from redis.client import Pipeline

from ringfence.adapters.decision_stream import StreamedDecision, amended_since, made
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.decisions import Decision
from ringfence.domain.drift import DRIFT_HOURS_MAX, bin_of
from ringfence.domain.model import Manifest, Reference
from ringfence.flow.govern_ports import AgreementCounts, DriftCounts
from ringfence.flow.model_book import HOUR_S, SCORE

KEEP_S = (DRIFT_HOURS_MAX + 2) * HOUR_S
DECISIONS = "decisions"
MICRO = 1_000_000
_GAP = "gap_micro"


class DriftProjection:
    """Counts each decision in the bins of its own model's reference, once; one that was amended
    moves to the bins of what the late stage said, in the hour it was made."""

    def __init__(
        self, keys: Keys, find_manifest: Callable[[str], Manifest | None], review_at: float
    ) -> None:
        """`review_at` is the score from which a model alone asks for a review."""
        self._keys = keys
        self._review_at = review_at
        # A model never changes; one that is not there yet is asked for again.
        self._reference = lru_cache(maxsize=8)(lambda version: _reference(find_manifest, version))

    def stage(self, pipe: Pipeline, decisions: Sequence[StreamedDecision]) -> None:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for decision in made(decisions):
            self._count(decision, _hour(decision), counts)
            self._agree(decision, _hour(decision), counts)
        for before, after in amended_since(decisions):
            self._count(before, _hour(before), counts, -1)
            self._count(after, _hour(before), counts)
        hours = [_hour(decision) for decision in made(decisions)]
        if hours:
            pipe.set(self._keys.drift_since, min(hours), nx=True)
        for key, fields in counts.items():
            for field, count in fields.items():
                if count:
                    pipe.hincrby(key, field, count)
            pipe.expire(key, KEEP_S)

    def _count(
        self, decision: Decision, hour: int, counts: dict[str, Counter[str]], by: int = 1
    ) -> None:
        if decision.model_score is None:
            return
        model = decision.versions.model
        spread = counts[self._keys.drift(model, hour)]
        spread[DECISIONS] += by
        reference = self._reference(model)
        if reference:
            spread[f"{SCORE}:{bin_of(decision.model_score, reference.score.edges)}"] += by
            for name, edges in reference.edges.items():
                spread[f"{name}:{bin_of(decision.features[name], edges)}"] += by

    def _agree(self, decision: Decision, hour: int, counts: dict[str, Counter[str]]) -> None:
        """What two models said of the same values, which they did when it was made."""
        active, shadow = decision.model_score, decision.shadow_score
        versions = decision.versions
        if active is not None and shadow is not None and versions.shadow_model:
            key = self._keys.agreement(versions.model, versions.shadow_model, hour)
            self._compare(active, shadow, counts[key])

    def _compare(self, active: float, shadow: float, counts: Counter[str]) -> None:
        counts[_who(active >= self._review_at, shadow >= self._review_at)] += 1
        counts[_GAP] += round(abs(active - shadow) * MICRO)


def _hour(decision: Decision) -> int:
    return int(decision.decided_at.timestamp()) // HOUR_S


def _reference(find: Callable[[str], Manifest | None], version: str) -> Reference | None:
    manifest = find(version)
    return manifest.reference if manifest else None


def _who(by_active: bool, by_shadow: bool) -> str:
    if by_active:
        return "both" if by_shadow else "active_only"
    return "shadow_only" if by_shadow else "neither"


class RedisDrift:
    """`ports.DriftStore`: hours summed up. One round trip each."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    def spread(self, model: str, hours: Sequence[int]) -> DriftCounts:
        total = self._sum([self._keys.drift(model, hour) for hour in hours])
        columns: dict[str, dict[int, int]] = defaultdict(dict)
        decisions = total.pop(DECISIONS, 0)
        for field, count in total.items():
            name, place = field.rsplit(":", 1)
            columns[name][int(place)] = count
        return DriftCounts(decisions, columns.pop(SCORE, {}), columns)

    def agreement(self, model: str, shadow: str, hours: Sequence[int]) -> AgreementCounts:
        total = self._sum([self._keys.agreement(model, shadow, hour) for hour in hours])
        return AgreementCounts(
            both=total.get("both", 0),
            active_only=total.get("active_only", 0),
            shadow_only=total.get("shadow_only", 0),
            neither=total.get("neither", 0),
            gap_sum=total.get(_GAP, 0) / MICRO,
        )

    def first_hour(self) -> int | None:
        with state_errors():
            first = self._client.get(self._keys.drift_since)
        return int(first) if first else None

    def _sum(self, keys: Sequence[str]) -> Counter[str]:
        with state_errors():
            pipeline = self._client.pipeline(transaction=False)
            for key in keys:
                pipeline.hgetall(key)
            found: list[Mapping[bytes, bytes]] = pipeline.execute()
        total: Counter[str] = Counter()
        for counts in found:
            for field, count in counts.items():
                total[field.decode()] += int(count)
        return total
