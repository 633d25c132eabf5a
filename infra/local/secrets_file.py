"""The key under which entity ids are stored: made once for each state directory."""

from __future__ import annotations

import secrets
from pathlib import Path


def id_hash_key(state_dir: Path) -> str:
    """The key of this state directory; another one would forget every entity."""
    path = state_dir / "id-hash-key"
    if not path.exists():
        state_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="utf-8")
    return path.read_text(encoding="utf-8")
