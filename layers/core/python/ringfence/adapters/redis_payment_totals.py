"""`ports.PaymentTotals` in Redis, read off the decision stream: one small hash for each user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redis import Redis
from redis.client import Pipeline

from ringfence.adapters.batches import batches
from ringfence.adapters.decision_stream import StreamedDecision, amended_since, made
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.alerts import Exposure
from ringfence.domain.decisions import Decision
from ringfence.domain.ring_description import UserPayments
from ringfence.domain.values import Outcome

KEPT_S = 60 * 86_400
"""After a user's last payment: as long as a ring remembers."""

ALERTS_KEPT = 10
AT_ONCE = 500
"""Hashes in one round trip: some 5 ms in which Redis serves nobody else."""

CIRCULAR = frozenset({"ring_member", "listed_block"})
"""Who is declined for being in a ring or blocked must not look the worse for it."""

_AMOUNTS = {
    Outcome.APPROVE: "approved_minor",
    Outcome.REVIEW: "reviewed_minor",
    Outcome.DECLINE: "declined_minor",
}


class PaymentsByUser:
    """The projection."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def stage(self, pipe: Pipeline, decisions: Sequence[StreamedDecision]) -> None:
        for decision in made(decisions):
            self._count(pipe, decision, 1)
            self._list(pipe, decision)
        for before, after in amended_since(decisions):
            self._count(pipe, before, -1)
            self._count(pipe, after, 1)
            pipe.lrem(self._keys.paid_alerts(before.transaction.user_id), 0, before.transaction_id)
            self._list(pipe, after)

    def _count(self, pipe: Pipeline, decision: Decision, by: int) -> None:
        paid = decision.transaction
        key = self._keys.paid(paid.user_id)
        pipe.hincrby(key, f"{paid.currency} payments", by)
        pipe.hincrby(key, f"{paid.currency} {_AMOUNTS[decision.outcome]}", by * paid.amount_minor)
        if decision.outcome is Outcome.DECLINE and not _codes(decision) & CIRCULAR:
            pipe.hincrby(key, "declined", by)
        pipe.expire(key, KEPT_S)

    def _list(self, pipe: Pipeline, decision: Decision) -> None:
        if decision.outcome is Outcome.APPROVE:
            return
        alerts = self._keys.paid_alerts(decision.transaction.user_id)
        pipe.lpush(alerts, decision.transaction_id)
        pipe.ltrim(alerts, 0, ALERTS_KEPT - 1)
        pipe.expire(alerts, KEPT_S)


def _codes(decision: Decision) -> set[str]:
    return {reason.code for reason in decision.reasons}


class RedisPaymentTotals:
    """See `ports.PaymentTotals`."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    def of(self, users: Sequence[str]) -> dict[str, UserPayments]:
        found: dict[str, UserPayments] = {}
        for some in batches(users, AT_ONCE):
            with state_errors():
                pipe = self._client.pipeline(transaction=False)
                for user in some:
                    pipe.hgetall(self._keys.paid(user))
                replies = pipe.execute()
            found |= {
                user: _read(fields) for user, fields in zip(some, replies, strict=True) if fields
            }
        return found

    def alerted(self, users: Sequence[str], limit: int) -> list[str]:
        with state_errors():
            pipe = self._client.pipeline(transaction=False)
            for user in users:
                pipe.lrange(self._keys.paid_alerts(user), 0, ALERTS_KEPT - 1)
            replies = pipe.execute()
        # The newest of each before the second newest of any.
        longest = max(map(len, replies), default=0)
        ids = [reply[place] for place in range(longest) for reply in replies if place < len(reply)]
        return [name.decode() for name in ids[:limit]]


def _read(fields: dict[bytes, bytes]) -> UserPayments:
    sums: dict[str, dict[str, Any]] = {}
    for name, value in fields.items():
        currency, _, field = name.decode().partition(" ")
        if field:
            sums.setdefault(currency, {})[field] = int(value)
    exposure = tuple(Exposure(currency=name, **values) for name, values in sorted(sums.items()))
    return UserPayments(
        exposure, sum(one.payments for one in exposure), int(fields.get(b"declined", 0))
    )
