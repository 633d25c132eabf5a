"""Errors as RFC 9457 problem details: the status of each class, and the fields it names."""

from __future__ import annotations

from ringfence.domain.errors import (
    BodyTooLarge,
    CaseHeld,
    CaseMoved,
    ConflictingDraft,
    ConflictingTransaction,
    DependencyError,
    ForbiddenTransition,
    HoldLost,
    InputError,
    InvalidRules,
    InvalidTransaction,
    KnownName,
    MalformedRequest,
    NoEarlierModel,
    NothingToUndo,
    NotPermitted,
    RingfenceError,
    SecondPersonNeeded,
    Unauthorised,
    UndecidedTransaction,
    UnknownCase,
    UnknownEntity,
    UnknownListEntry,
    UnknownModel,
    UnknownPerson,
    UnknownRing,
    UnknownThreat,
    UnknownTransaction,
    UnsupportedContentType,
)
from ringfence.domain.problems import FieldError, Problem

PROBLEM_TYPE = "https://github.com/ringfence/ringfence/blob/main/docs/reference.md#"

# ── Status of each error; the first class that matches counts ────────────────────────────────────

STATUS: tuple[tuple[type[RingfenceError], int, str], ...] = (
    (Unauthorised, 401, "Access token missing or wrong"),
    (NotPermitted, 403, "Not permitted"),
    (UnknownPerson, 404, "Unknown person"),
    (UnknownTransaction, 404, "Unknown transaction"),
    (UnknownListEntry, 404, "Unknown list entry"),
    (UnknownRing, 404, "Unknown ring"),
    (UnknownCase, 404, "Unknown case"),
    (UnknownEntity, 404, "Unknown entity"),
    (UnknownModel, 404, "Unknown model"),
    (UnknownThreat, 404, "Unknown threat"),
    (ConflictingTransaction, 409, "Conflicting transaction"),
    (ConflictingDraft, 409, "Conflicting draft"),
    (SecondPersonNeeded, 409, "Second person needed"),
    (KnownName, 409, "Known name"),
    (CaseHeld, 409, "Case held"),
    (HoldLost, 409, "Hold lost"),
    (CaseMoved, 409, "Case moved"),
    (ForbiddenTransition, 409, "Forbidden transition"),
    (NothingToUndo, 409, "Nothing to undo"),
    (NoEarlierModel, 409, "No earlier model"),
    (UndecidedTransaction, 409, "Undecided transaction"),
    (BodyTooLarge, 413, "Body too large"),
    (UnsupportedContentType, 415, "Unsupported content type"),
    (MalformedRequest, 400, "Malformed request"),
    (InputError, 422, "Invalid field"),
    (DependencyError, 503, "Temporarily unavailable"),
    (RingfenceError, 500, "Internal error"),
)


def problem_of(error: RingfenceError) -> Problem:
    """RFC 9457 problem details for an error, naming the fields."""
    status, title = next(
        (status, title) for kind, status, title in STATUS if isinstance(error, kind)
    )
    detail = "an internal error; it was logged" if status == 500 else str(error)
    return Problem(
        type=PROBLEM_TYPE + title.lower().replace(" ", "-"),
        title=title,
        status=status,
        detail=detail,
        errors=_named(error),
    )


def _named(error: RingfenceError) -> tuple[FieldError, ...]:
    if isinstance(error, InvalidTransaction | InvalidRules):
        return field_errors(error.problems)
    if isinstance(error, InputError) and error.field:
        kind = type(error).__name__
        return (FieldError(field=error.field, message=str(error), type=kind),)
    return ()


def field_errors(problems: tuple[tuple[str, str, str], ...]) -> tuple[FieldError, ...]:
    """(field, what to change, type of the rule), as a caller is told."""
    return tuple(FieldError(field=f, message=m, type=t) for f, m, t in problems)
