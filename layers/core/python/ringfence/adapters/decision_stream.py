"""Entries of the decision stream, in the order in which they were stored.

The commit, amend and label functions each add one: a decision's carries its id alone, an
amendment's says so, a label's tells the label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ringfence.domain.amendments import in_force
from ringfence.domain.decisions import Decision
from ringfence.domain.labels import Label

EntryKind = Literal["decision", "amendment", "label"]


@dataclass(frozen=True, slots=True)
class StreamedDecision:
    """One entry: a decision as it is stored now. `label` is what a label's entry tells; with an
    amendment's it is the label in force, if there is one."""

    entry_id: str
    kind: EntryKind
    decision: Decision
    label: Label | None = None


def kind_of(fields: Mapping[bytes, bytes]) -> EntryKind:
    """What an entry tells of its decision."""
    if b"label" in fields:
        return "label"
    return "amendment" if b"amendment" in fields else "decision"


def made(entries: Iterable[StreamedDecision]) -> Iterator[Decision]:
    """Decisions, each as it was made; other entries are of decisions that came before."""
    return (one.decision for one in entries if one.kind == "decision")


def amended_since(entries: Iterable[StreamedDecision]) -> Iterator[tuple[Decision, Decision]]:
    """Each amended decision as it was made, and as it stands now."""
    for one in entries:
        if one.kind == "amendment":
            yield one.decision, in_force(one.decision)
