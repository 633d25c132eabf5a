"""Pages whose figures are written by a run: what stands between two markers is replaced.

<!-- begin NAME --> … <!-- end NAME -->; everything else on the page is somebody's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial


def fill(page: str, blocks: Mapping[str, str]) -> str:
    """The page with these blocks.

    >>> fill("a <!-- begin x -->old<!-- end x --> b", {"x": "new"})
    'a <!-- begin x -->\\nnew\\n<!-- end x --> b'

    Raises
    ------
    KeyError
        The page has no place for a block.
    """
    for name, text in blocks.items():
        pattern = re.compile(
            rf"(<!-- begin {re.escape(name)} -->).*?(<!-- end {re.escape(name)} -->)", re.DOTALL
        )
        if not pattern.search(page):
            raise KeyError(f"no block {name!r} on the page")
        page = pattern.sub(partial(_replaced, text=text), page)
    return page


def _replaced(match: re.Match[str], text: str) -> str:
    return f"{match[1]}\n{text}\n{match[2]}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table.

    >>> print(table(("", "b"), [("1", "2")]))
    | | b |
    | --- | --- |
    | 1 | 2 |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines).replace("|  |", "| |")
