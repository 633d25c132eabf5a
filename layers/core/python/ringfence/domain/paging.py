"""Pages of what is bounded and ordered as a whole, by a cursor that counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

_Row = TypeVar("_Row")


class Place(NamedTuple):
    """Which part is asked for: after how many rows, and how many."""

    cursor: int
    limit: int

    def cut(self, rows: Sequence[_Row]) -> tuple[tuple[_Row, ...], str | None]:
        """That part, and the cursor of the next; None where nothing is left.

        >>> Place(0, 2).cut("abc"), Place(2, 2).cut("abc")
        ((('a', 'b'), '2'), (('c',), None))
        """
        end = self.cursor + self.limit
        return tuple(rows[self.cursor : end]), str(end) if end < len(rows) else None
