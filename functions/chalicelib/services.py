"""The services, built on first use and kept for the life of a warm function; never at import."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ringfence.bootstrap import Services

_kept: list[Services] = []


def services() -> Services:
    """Everything a handler may call."""
    if not _kept:
        from chalicelib import log
        from ringfence.bootstrap import build

        _kept.append(
            build(
                on_model_refused=log.model_refused,
                on_rules_refused=log.rules_refused,
                on_given_up=log.amendment_given_up,
                on_audited=log.audited,
            )
        )
    return _kept[0]


def provide(replacement: Services | None) -> None:
    """Serve from these services instead; None forgets them. For tests and tools."""
    _kept[:] = [replacement] if replacement else []
