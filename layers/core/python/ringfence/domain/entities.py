"""Entities: what transactions link."""

from __future__ import annotations

from collections.abc import Mapping

from ringfence.domain.transactions import Transaction
from ringfence.domain.values import canonical_id, canonical_ip
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


def canonical_name(entity: EntityType | None, text: str) -> str:
    """An entity's name as transactions carry it, else it would match none.

    >>> canonical_name("ip", "2001:DB8::0001"), canonical_name("user", " ann ")
    ('2001:db8::1', 'ann')

    Raises
    ------
    ValueError
        It can be no such name; the message tells why, and never repeats it.
    """
    return canonical_ip(text) if entity == "ip" else canonical_id(text)
