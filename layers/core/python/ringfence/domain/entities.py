"""Entities: what transactions link."""

from __future__ import annotations

from collections.abc import Mapping

from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import EntityType


def entities_of(transaction: Transaction) -> Mapping[EntityType, str | None]:
    """The entities a transaction links, by type; the ip may be absent."""
    return {
        "user": transaction.user_id,
        "card": transaction.card_id,
        "device": transaction.device_id,
        "ip": transaction.ip,
        "merchant": transaction.merchant,
    }
