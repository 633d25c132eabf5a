"""What a command can be told off for, in one line."""

from __future__ import annotations


class UnreadableFile(Exception):
    """The file or the mapping is wrong; says which column and which row (the first is 1)."""


class LeakFound(Exception):
    """Training would have known what serving cannot; says what and where."""
