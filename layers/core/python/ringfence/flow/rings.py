"""Rings as an analyst reads and answers them: the dossier, and the members on the block list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from ringfence.domain.amendments import in_force
from ringfence.domain.audit import Change
from ringfence.domain.cases import Anchor
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import UnknownListEntry, UnknownRing
from ringfence.domain.lists import ListEntry, ListEntryRequest, to_entry
from ringfence.domain.rings import (
    BlockRingRequest,
    BlockRingResult,
    EntityGraph,
    RingBlock,
    RingDossier,
    RingHistory,
    RingPayment,
)
from ringfence.flow.audit import By, audited
from ringfence.flow.case_ports import CaseStore
from ringfence.flow.govern import add_entry, remove_entry
from ringfence.flow.govern_ports import ListStore
from ringfence.flow.ring_ports import PaymentTotals, RingStore, StoredRing

PAYMENTS_MAX = 50
"""Payments a dossier lists, of the members most tied."""

PAYMENTS_OF_MAX = 100
"""Members whose payments are looked at."""

FindDecisions = Callable[[Sequence[str]], Sequence[Decision | None]]
FindLabels = Callable[[Sequence[str]], Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class RingDesk:
    """What an analyst's ring leans on."""

    rings: RingStore
    totals: PaymentTotals
    decisions: FindDecisions
    labels: FindLabels
    lists: ListStore
    cases: CaseStore


def find_ring(ring_id: str, rings: RingStore) -> StoredRing:
    """Raises `UnknownRing`."""
    found = rings.find(ring_id)
    if found is None:
        raise UnknownRing(ring_id)
    return found


def read_dossier(ring_id: str, desk: RingDesk) -> RingDossier:
    """All that is known of a ring. Raises `UnknownRing`."""
    ring = find_ring(ring_id, desk.rings)
    detail = ring.detail
    return RingDossier(
        ring=ring.summary,
        case_id=_case_id(ring_id, desk.cases),
        reasons=detail.reasons,
        members=detail.members,
        identifiers=detail.identifiers,
        paths=detail.paths,
        growth=detail.growth,
        weakest_link=detail.weakest_link,
        changes=ring.changes,
        payments=tuple(_payments(ring, desk)),
        block=ring.block,
        is_truncated=detail.is_truncated,
    )


def _case_id(ring_id: str, cases: CaseStore) -> str | None:
    [*working] = cases.working([Anchor(type="ring", id=ring_id)]).values()
    return working[0].case_id if working else None


def _payments(ring: StoredRing, desk: RingDesk) -> list[RingPayment]:
    """The members' latest payments that were not simply approved, newest first."""
    users = [member.user_id for member in ring.detail.members[:PAYMENTS_OF_MAX]]
    decisions = [
        in_force(decision)
        for decision in desk.decisions(desk.totals.alerted(users, PAYMENTS_MAX))
        if decision
    ]
    labels = desk.labels([decision.transaction_id for decision in decisions])
    payments = [_payment(one, label) for one, label in zip(decisions, labels, strict=True)]
    return sorted(payments, key=lambda one: one.occurred_at, reverse=True)


def _payment(decision: Decision, label: str | None) -> RingPayment:
    paid = decision.transaction
    return RingPayment(
        transaction_id=decision.transaction_id,
        user_id=paid.user_id,
        merchant=paid.merchant,
        amount_minor=paid.amount_minor,
        currency=paid.currency,
        outcome=decision.outcome,
        score=decision.score,
        occurred_at=paid.occurred_at,
        label=label,
    )


def read_graph(ring_id: str, rings: RingStore) -> EntityGraph:
    """Raises `UnknownRing`."""
    return find_ring(ring_id, rings).detail.graph


def read_history(ring_id: str, rings: RingStore) -> RingHistory:
    """Raises `UnknownRing`."""
    return RingHistory(ring_id=ring_id, changes=find_ring(ring_id, rings).changes)


# ── Block ────────────────────────────────────────────────────────────────────────────────────────


def block_ring(ring_id: str, request: BlockRingRequest, desk: RingDesk, by: By) -> BlockRingResult:
    """Put every member on the block list who is not there yet; the ring remembers which.

    Blocking again adds who joined since.

    Raises
    ------
    UnknownRing, ListsFull, StateUnavailable
    """
    ring = find_ring(ring_id, desk.rings)
    users = [member.user_id for member in ring.detail.members]
    wanted = {user: _blocking(user, request) for user in users}
    ids = {user: to_entry(one, by.person.name, by.at).entry_id for user, one in wanted.items()}
    standing = {one.entry_id for one in desk.lists.all() if isinstance(one, ListEntry)}
    fresh = [user for user in users if ids[user] not in standing]
    before = ring.block.entry_ids if ring.block else ()
    block = RingBlock(
        author=by.person.name,
        reason=request.reason,
        at=by.at,
        entry_ids=(*before, *(ids[user] for user in fresh)),
    )
    told: dict[str, JsonValue] = {"users": [*fresh], "reason": request.reason}
    change = Change(action="rings.block", subject=ring_id, after=told)
    with audited(change, by):
        # Noted first: what a failure leaves half done can then be undone.
        desk.rings.set_block(ring_id, block)
        for user in fresh:
            add_entry(wanted[user], desk.lists, by)
    skipped = tuple(user for user in users if user not in fresh)
    return BlockRingResult(ring_id=ring_id, blocked=tuple(fresh), skipped=skipped)


def unblock_ring(ring_id: str, desk: RingDesk, by: By) -> None:
    """Take off the list whom blocking the ring put there; nothing else. Once more changes
    nothing.

    Raises
    ------
    UnknownRing, StateUnavailable
    """
    ring = find_ring(ring_id, desk.rings)
    if ring.block is None:
        return
    change = Change(
        action="rings.unblock", subject=ring_id, before=ring.block.model_dump(mode="json")
    )
    with audited(change, by):
        for entry_id in ring.block.entry_ids:
            _remove(entry_id, desk.lists, by)
        desk.rings.set_block(ring_id, None)


def _blocking(user: str, request: BlockRingRequest) -> ListEntryRequest:
    return ListEntryRequest(
        list="block",
        entity="user",
        entity_id=user,
        reason=request.reason,
        expires_at=request.expires_at,
    )


def _remove(entry_id: str, lists: ListStore, by: By) -> None:
    try:
        remove_entry(entry_id, lists, by)
    except UnknownListEntry:
        return  # Somebody took it off meanwhile.
