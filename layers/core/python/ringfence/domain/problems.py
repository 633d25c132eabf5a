"""Problems: how an error is told (RFC 9457)."""

from __future__ import annotations

from ringfence.domain.values import Message


class FieldError(Message):
    """One thing wrong with a request: where, what, and the type of the rule it broke."""

    field: str
    message: str
    type: str


class Problem(Message):
    """RFC 9457 problem details; `errors` names each field."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldError, ...] = ()
