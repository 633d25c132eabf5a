"""Lists in Redis: one hash, a field for each listed entity, so that a batch is one HMGET."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter

from ringfence.domain.entities import entities_of
from ringfence.domain.lists import Standing
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import ENTITY_TYPES, EntityType

ListsReading = tuple[Standing, ...]
ENTRIES: TypeAdapter[ListsReading] = TypeAdapter(ListsReading)
"""A field's JSON: the entries and snoozes of one entity, at most one for each list and rule."""


def list_fields(transactions: Sequence[Transaction]) -> list[str]:
    """Five fields for each transaction, in order; that of an absent ip is in no hash."""
    return [
        list_field(entity, name or "")
        for transaction in transactions
        for entity, name in entities_of(transaction).items()
    ] or [""]  # HMGET wants a field, whatever the batch.


def list_field(entity: EntityType, name: str) -> str:
    """Where the entries of an entity stand."""
    return f"{entity}:{name}"


def read_lists(
    transactions: Sequence[Transaction], replies: Sequence[bytes | None]
) -> list[ListsReading]:
    """The entries of each transaction's entities. Nothing is parsed where nothing is listed."""
    width = len(ENTITY_TYPES)
    return [
        tuple(
            entry
            for reply in replies[start : start + width]
            if reply
            for entry in ENTRIES.validate_json(reply)
        )
        for start in range(0, len(transactions) * width, width)
    ]
