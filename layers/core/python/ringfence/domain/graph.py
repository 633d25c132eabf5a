"""The graph: users tied to cards, devices and ips. Merchants never link rings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TieEntity = Literal["card", "device", "ip"]
"""What ties users to each other."""

RING_DEGREE_MAX = 50
"""An identifier with more users than this (an office, a kiosk) is never expanded."""

DETECTION_DEGREE_MAX = 100
"""An identifier with more users than this ties nobody where rings are looked for, beside the path:
there is time for more than a decision has."""

USER_DEGREE_MAX = 1_000
"""A user with more identifiers than this is a service account: on the path of a decision nothing of
theirs is expanded either."""

RING_IDENTIFIERS_MAX = 20
"""At most this many of a user's shared identifiers are expanded on the path of a decision. Of more,
which they are is not defined: every decision would pay for their order, and whoever shares so many
is in a ring by any of them."""

GRAPH_FIELDS: tuple[str, ...] = (
    "card_users_ever",
    "device_users_ever",
    "ip_users_ever",
    "user_cards_ever",
    "user_devices_ever",
    "user_ips_ever",
    "ring_identifiers",
    "ring_users",
    "ring_frauds",
)
"""`*_ever` are degrees, within the graph's retention. `ring_identifiers` are the user's identifiers
shared with somebody, and `ring_users` / `ring_frauds` the other users on them and those among them
with a fraud label."""


@dataclass(frozen=True, slots=True)
class GraphReading:
    """What the graph said about one transaction; `values` follow `GRAPH_FIELDS`."""

    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RingReading:
    """The ring a user is in as the last detection left it: score in [0, 1], users, id."""

    score: float
    size: int
    ring_id: str


NO_RING = RingReading(0.0, 0, "")

NO_GRAPH = GraphReading((0,) * len(GRAPH_FIELDS))
"""Stands in the vector when the graph did not answer; the decision then says `missing: graph`."""
