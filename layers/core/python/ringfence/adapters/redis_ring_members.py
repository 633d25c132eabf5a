"""Who is in which ring, as the path of a decision reads it: one hash field for each member."""

from __future__ import annotations

from ringfence.domain.decisions import POINTS_PER_SCORE
from ringfence.domain.graph import NO_RING, RingReading


def pack_ring(reading: RingReading) -> str:
    """The field of a member.

    >>> read_ring(pack_ring(RingReading(0.75, 12, "ring-a")).encode())
    RingReading(score=0.75, size=12, ring_id='ring-a')
    """
    return f"{round(reading.score * POINTS_PER_SCORE)} {reading.size} {reading.ring_id}"


def read_ring(field: bytes | None) -> RingReading:
    """What the field says; who has none is in no ring."""
    if not field:
        return NO_RING
    points, size, ring_id = field.decode().split(" ", 2)
    return RingReading(int(points) / POINTS_PER_SCORE, int(size), ring_id)
