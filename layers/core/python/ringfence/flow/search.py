"""Search: anything whose id begins with what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ringfence.domain.entity_view import (
    SEARCHED_BY_NAME,
    SearchHit,
    SearchKind,
    SearchPage,
)
from ringfence.flow.case_ports import CaseStore
from ringfence.flow.entity_ports import Entities

CASE_DIGITS_TRIED = 1
"""Digits tried after a case's number: "case-1" finds case-1 and case-10 to case-19."""


@dataclass(frozen=True, slots=True)
class Index:
    """What is searched."""

    entities: Entities
    cases: CaseStore
    at: datetime


def search(text: str, kinds: Sequence[SearchKind], limit: int, index: Index) -> SearchPage:
    """Hits of each kind in turn, those first whose id is exactly the text."""
    hits = [hit for kind in kinds for hit in _hits(kind, text, limit, index)]
    folded = text.casefold()
    hits.sort(key=lambda hit: hit.id.casefold() != folded)
    return SearchPage(hits=tuple(_fairly(hits, limit)), truncated=len(hits) > limit)


def _hits(kind: SearchKind, text: str, limit: int, index: Index) -> list[SearchHit]:
    if kind == "case":
        return list(_cases(text, limit, index.cases))
    return [
        SearchHit(kind=kind, id=name)
        for name in index.entities.search(kind, text, limit + 1, index.at)
    ]


def _cases(text: str, limit: int, cases: CaseStore) -> Iterator[SearchHit]:
    number = text.casefold().removeprefix("case-")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return
    found = 0
    for digits in range(CASE_DIGITS_TRIED + 1):
        for last in range(10**digits):
            name = f"case-{int(number)}" + (f"{last:0{digits}}" if digits else "")
            case = cases.find(name)
            if case is None:
                return
            yield SearchHit(kind="case", id=name, score=case.score, headline=case.headline)
            found += 1
            if found > limit:
                return


def _fairly(hits: Sequence[SearchHit], limit: int) -> list[SearchHit]:
    """The first of each kind before the second of any, so that no kind hides another."""
    places: dict[SearchKind, int] = {}
    ranked = []
    for at, hit in enumerate(hits):
        places[hit.kind] = places.get(hit.kind, -1) + 1
        ranked.append((places[hit.kind], at, hit))
    return [hit for _, _, hit in sorted(ranked, key=lambda one: one[:2])[:limit]]


ALL_KINDS: tuple[SearchKind, ...] = (*SEARCHED_BY_NAME, "ring", "case")
