"""Label: the truth about a decided transaction, told by an analyst or a chargeback."""

from __future__ import annotations

from pydantic import JsonValue

from ringfence.domain.audit import Change
from ringfence.domain.errors import UndecidedTransaction, UnknownTransaction
from ringfence.domain.labels import is_usual_amount
from ringfence.domain.messages import Decision, Label, LabelHistory, LabelRequest
from ringfence.flow.audit import By, audited
from ringfence.flow.ports import State


def label(transaction_id: str, request: LabelRequest, state: State, by: By) -> LabelHistory:
    """Put a label in force; it counts for every transaction observed from now on. The same again
    changes nothing, and is not recorded.

    Raises
    ------
    UnknownTransaction, UndecidedTransaction, StateUnavailable
    """
    found = state.find(transaction_id)
    if found is None:
        raise UnknownTransaction(transaction_id)
    if not isinstance(found, Decision):
        raise UndecidedTransaction(transaction_id)
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
        return state.label(told, found.transaction, is_usual_amount(found.features))


def _shown(label: Label | None) -> JsonValue:
    return label.model_dump(mode="json", include={"label", "reason"}) if label else None
