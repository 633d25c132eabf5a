"""Tell: labels from a file to a running system, one by one, through its API."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from simulator.client import Answer, Client
from simulator.given_labels import GivenLabel

EXAMPLES = 5
"""Refused rows that are named; the rest are counted."""


@dataclass(slots=True)
class Told:
    """What became of the labels. `unknown` found no stored decision: it was never made here, or is
    past its retention; the file still feeds `train --labels`."""

    told: int = 0
    unknown: int = 0
    refused: int = 0
    examples: list[str] = field(default_factory=list)

    def note(self, given: GivenLabel, answer: Answer) -> None:
        """Count one answer."""
        if 200 <= answer.status < 300:
            self.told += 1
            return
        if answer.status == 404:
            self.unknown += 1
        else:
            self.refused += 1
        if len(self.examples) < EXAMPLES:
            problem = answer.body.get("detail") or answer.body.get("title") or "no answer"
            self.examples.append(f"row {given.number} ({given.transaction_id}): {problem}")


def tell(
    labels: Iterable[GivenLabel], client: Client, on_told: Callable[[], None] = lambda: None
) -> Told:
    """Post each label; repeating a file changes nothing."""
    tally = Told()
    for given in labels:
        path = f"/transactions/{quote(given.transaction_id, safe='')}/label"
        tally.note(given, client.post(path, {"label": given.label, "reason": given.reason}))
        on_told()
    return tally
