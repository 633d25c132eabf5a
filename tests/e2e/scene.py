"""What happens on the deployed stack before somebody looks: payments, cases, rings."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from infra.local.run import EmbeddedRun
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from tests.running import call, decided, invoke, until

SLOW_MS = 30_000
"""For what stands behind a cold function."""


def pay(run: EmbeddedRun, **fields: Any) -> dict[str, Any]:
    """One payment; its decision."""
    name = secrets.token_hex(4)
    sample: dict[str, Any] = {
        "user_id": f"u-{name}",
        "card_id": f"c-{name}",
        "device_id": f"d-{name}",
    }
    sample |= {"amount": 12.5, "merchant": "Gas Station", **fields}
    answer = call("POST", f"{run.edge_url}/transaction", sample)
    return decided(run, answer.body["transaction_id"])


def share_a_device(run: EmbeddedRun, users: int = 2, device: str | None = None) -> dict[str, Any]:
    """Users on one device; the last one's decision, which alerts."""
    device = device or f"d-{secrets.token_hex(4)}"
    return [pay(run, device_id=device) for _ in range(users)][-1]


def case_of(run: EmbeddedRun, user_id: str) -> dict[str, Any]:
    """The active case that works a user, once the alert has joined it."""
    anchor = {"type": "user", "id": user_id}

    def look() -> dict[str, Any] | None:
        cases = call("GET", f"{run.api_url}/cases?limit=100").body["cases"]
        return next((case for case in cases if anchor in case["anchors"]), None)

    return until(look, 60)


@dataclass(frozen=True)
class RingOfTwo:
    """Two groups of four, each on its device, and a card of three of each that ties them.

    Without the card the ring falls into two halves: it is the weakest link.
    """

    ring: str
    card: str
    device: str
    """Of the first group."""
    user: str
    """One of that group."""


def two_groups_in_one_ring(run: EmbeddedRun) -> RingOfTwo:
    """The ring, once detection has found it."""
    name = secrets.token_hex(4)
    users = set()
    for group in ("a", "b"):
        for place in range(4):
            user = f"{group}{place}-{name}"
            users.add(user)
            card = f"shared-{name}" if place < 3 else f"card-{user}"
            pay(run, user_id=user, card_id=card, device_id=f"device-{group}-{name}")
    ring = _ring_of(run, users)
    return RingOfTwo(ring, f"shared-{name}", f"device-a-{name}", f"a0-{name}")


def _ring_of(run: EmbeddedRun, users: set[str]) -> str:
    """The ring of exactly these users, once detection has looked."""
    client, keys = connect(run.redis_url, 5.0), Keys()

    def found() -> str | None:
        client.delete(keys.rings_lease)  # The pause after the last run, by the schedule or by us.
        invoke(run, "detect-rings")
        for ring in call("GET", f"{run.api_url}/rings?limit=100").body["rings"]:
            members = call("GET", f"{run.api_url}/rings/{ring['ring_id']}").body["members"]
            if {one["user_id"] for one in members} == users:
                return str(ring["ring_id"])
        return None

    try:
        return until(found, 60)
    finally:
        client.close()
