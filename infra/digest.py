"""Content hashes, so that nothing is built twice from the same input."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

IGNORED = {"__pycache__", ".chalice", ".ruff_cache", ".mypy_cache"}


def digest_paths(paths: Iterable[Path], *words: str) -> str:
    """SHA-256 over the names and bytes of all files under `paths`, and over `words`."""
    state = hashlib.sha256("\0".join(words).encode())
    for root in paths:
        for path in _files(root):
            state.update(f"\0{path.relative_to(root.parent)}\0".encode())
            state.update(path.read_bytes())
    return state.hexdigest()


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and not IGNORED.intersection(path.relative_to(root).parts)
    )


class Stamp:
    """Remembers from which input a result was made."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_fresh(self, digest: str) -> bool:
        """Whether the result was made from this very input."""
        return self._path.exists() and self._path.read_text(encoding="utf-8") == digest

    def write(self, digest: str) -> None:
        """Record the input of a result that is complete."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(digest, encoding="utf-8")
