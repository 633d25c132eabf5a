"""Wording: a number and what it counts, as a sentence has them."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the plural unless it is one.

    >>> counted(1, "new card"), counted(3, "new card")
    ('1 new card', '3 new cards')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
