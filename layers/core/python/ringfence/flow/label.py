"""Label: the truth about a decided transaction, told by an analyst or a chargeback."""

from __future__ import annotations

from datetime import datetime

from ringfence.domain.errors import UndecidedTransaction, UnknownTransaction
from ringfence.domain.labels import is_usual_amount
from ringfence.domain.messages import Decision, Label, LabelHistory, LabelRequest
from ringfence.flow.ports import State


def label(
    transaction_id: str, request: LabelRequest, state: State, known_at: datetime
) -> LabelHistory:
    """Put a label in force; it counts for every transaction observed from now on. Two round trips.

    Raises
    ------
    UnknownTransaction, UndecidedTransaction, StateUnavailable
    """
    found = state.find(transaction_id)
    if found is None:
        raise UnknownTransaction(transaction_id)
    if not isinstance(found, Decision):
        raise UndecidedTransaction(transaction_id)
    told = Label(transaction_id=transaction_id, known_at=known_at, **request.model_dump())
    return state.label(told, found.transaction, is_usual_amount(found.features))
