"""Label: the truth about a decided transaction, told by an analyst or a chargeback."""

from __future__ import annotations

from datetime import datetime

from pydantic import JsonValue

from ringfence.domain.audit import Change
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import (
    ConflictingTransaction,
    InvalidTransaction,
    OccurredTooLongAgo,
    UndecidedTransaction,
    UnknownTransaction,
)
from ringfence.domain.labels import (
    LABEL_RETENTION_S,
    Label,
    LabelHistory,
    LabelRequest,
    is_usual_amount,
)
from ringfence.domain.transactions import Transaction, TransactionRequest
from ringfence.flow.accept import to_transaction
from ringfence.flow.audit import By, audited
from ringfence.flow.ports import State


def label(transaction_id: str, request: LabelRequest, state: State, by: By) -> LabelHistory:
    """Put a label in force; it counts for every transaction observed from now on. The same again
    changes nothing, and is not recorded.

    Raises
    ------
    UnknownTransaction, UndecidedTransaction, ConflictingTransaction, InvalidTransaction,
    StateUnavailable
    """
    transaction, is_usual = _labelled(transaction_id, request.transaction, state, by.at)
    told = Label(
        transaction_id=transaction_id,
        label=request.label,
        reason=request.reason,
        author=by.person.name,
        known_at=by.at,
    )
    [history] = state.labels([transaction_id])
    in_force = history.labels[-1] if history.labels else None
    if in_force and in_force.says_the_same(told):
        return history
    change = Change(
        action="labels.put", subject=transaction_id, before=_shown(in_force), after=_shown(told)
    )
    with audited(change, by):
        return state.label(told, transaction, is_usual)


def _labelled(
    transaction_id: str, told: TransactionRequest | None, state: State, now: datetime
) -> tuple[Transaction, bool]:
    """The transaction, and whether its amount was usual: as it was decided, or, where the decision
    is no longer kept, as it is told. What was usual for the user then is not known: it was not."""
    found = state.find(transaction_id)
    if isinstance(found, Decision):
        if told is not None and _entities(told) != _entities(found.transaction):
            raise ConflictingTransaction(transaction_id)
        return found.transaction, is_usual_amount(found.features)
    if found is not None:
        raise UndecidedTransaction(transaction_id)
    if told is None:
        raise UnknownTransaction(transaction_id)
    return _told_transaction(transaction_id, told, now), False


def _entities(payment: Transaction | TransactionRequest) -> tuple[str | None, ...]:
    return payment.user_id, payment.card_id, payment.device_id, payment.ip, payment.merchant


def _told_transaction(transaction_id: str, told: TransactionRequest, now: datetime) -> Transaction:
    if told.transaction_id not in (None, transaction_id):
        raise _invalid(
            "transaction_id", f"is not that of the path, {transaction_id!r}; leave it out"
        )
    if told.occurred_at is None:
        raise _invalid("occurred_at", "is needed: a label counts by when its transaction occurred")
    try:
        named = told.model_copy(update={"transaction_id": transaction_id})
        return to_transaction(named, now, LABEL_RETENTION_S)
    except OccurredTooLongAgo:
        days = LABEL_RETENTION_S // 86_400
        raise _invalid("occurred_at", f"is over {days} days ago; no label counts so long") from None


def _invalid(field: str, message: str) -> InvalidTransaction:
    return InvalidTransaction(((f"transaction.{field}", message, "label"),))


def _shown(label: Label | None) -> JsonValue:
    return label.model_dump(mode="json", include={"label", "reason"}) if label else None
