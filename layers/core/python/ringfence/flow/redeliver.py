"""When a transaction that could not be decided is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

SOON_S = (1, 3, 9, 27)
"""Until the next try, by how many have failed. After these the queue's own visibility timeout
counts again, so that what can be tried nine times outlasts 12 minutes of outage (ADR 23)."""


class Delivery(NamedTuple):
    """One message as it was delivered."""

    receipt: str
    tries: int
    """How often it was delivered, this time included."""


class Wait(NamedTuple):
    """How long a message that was delivered stays invisible from now on."""

    receipt: str
    seconds: int


class Redelivery(Protocol):
    """Gives messages back to the queue before their visibility timeout is over."""

    def delay(self, waits: Sequence[Wait]) -> None:
        """Make each visible again after its wait, at most ten; one round trip. What the queue no
        longer knows by this receipt stays as it is.

        Raises
        ------
        QueueUnavailable
            None was given back: each comes when its visibility timeout is over.
        """


def give_back(failed: Sequence[Delivery], redelivery: Redelivery) -> None:
    """Have what failed tried again soon: a short outage delays a payment by seconds.

    Nothing is asked of the queue for what has failed too often for that.

    Raises
    ------
    QueueUnavailable
    """
    soon = [one for one in failed if one.tries <= len(SOON_S)]
    if soon:
        redelivery.delay([Wait(one.receipt, SOON_S[one.tries - 1]) for one in soon])
