"""`ports.History` in Redis: the decision stream read backwards, with what a simulation needs.

Records are read as JSON, without making messages of them: twenty thousand are read in seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from redis import Redis

from ringfence.adapters.decision_stream import kind_of
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.decisions import POINTS_PER_SCORE
from ringfence.domain.lists import PRECEDENCE
from ringfence.domain.rules import TRANSACTION_WORDS
from ringfence.domain.simulation import PastDecision
from ringfence.domain.values import Outcome

CHUNK = 500


class RedisHistory:
    """See `ports.History`."""

    def __init__(self, client: Redis, keys: Keys, decisions: RedisDecisions) -> None:
        self._client = client
        self._keys = keys
        self._decisions = decisions

    def newest(self, limit: int, since: timedelta | None) -> Iterator[Sequence[PastDecision]]:
        left, end = limit, "+"
        start = "-" if since is None else str(self._now_ms() - since // timedelta(milliseconds=1))
        while left > 0:
            with state_errors():
                entries = self._client.xrevrange(self._keys.decisions, end, start, count=CHUNK)
            if not entries:
                return
            end = f"({entries[-1][0].decode()}"
            names = [
                fields[b"id"].decode() for _, fields in entries if kind_of(fields) == "decision"
            ]
            found = self._load(names[:left])
            left -= len(names)
            yield found

    def _now_ms(self) -> int:
        """By the clock that numbers the stream."""
        with state_errors():
            seconds, micros = self._client.time()
        return int(seconds) * 1_000 + int(micros) // 1_000

    def _load(self, names: Sequence[str]) -> list[PastDecision]:
        with state_errors():
            pipeline = self._client.pipeline(transaction=False)
            for name in names:
                pipeline.hget(self._keys.transaction(name), "decision")
            packed = pipeline.execute()
        return [self._past(one) for one in packed if one]

    def _past(self, packed: bytes) -> PastDecision:
        fields = self._decisions.opened(packed)
        transaction = fields["transaction"]
        codes = {reason["code"] for reason in fields["reasons"] if reason["source"] == "list"}
        return PastDecision(
            transaction_id=fields["transaction_id"],
            decided_at=datetime.fromisoformat(fields["decided_at"]),
            outcome=Outcome(fields["outcome"]),
            score_points=round(fields["score"] * POINTS_PER_SCORE),
            values={**fields["features"], **_words(transaction)},
            listed=next((name for name in PRECEDENCE if f"listed_{name}" in codes), None),
            rule_codes=tuple(
                reason["code"] for reason in fields["reasons"] if reason["source"] == "rule"
            ),
            model=fields["versions"]["model"],
            features_version=fields["versions"]["features"],
            amount_minor=transaction["amount_minor"],
            currency=transaction["currency"],
        )


def _words(transaction: dict[str, Any]) -> dict[str, str]:
    return {word: transaction[word] or "" for word in TRANSACTION_WORDS}
