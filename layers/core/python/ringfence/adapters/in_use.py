"""What decides, by version: the one in force, and which decides where that one is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Generic, TypeVar

from ringfence.domain.errors import InternalError

Held = TypeVar("Held")
Refused = TypeVar("Refused", bound=InternalError)

EARLIER_MAX = 3
"""How many that were in force before are tried: each is fetched."""


class InUse(Generic[Held, Refused]):
    """Models or rule sets of one worker. What is refused is told once, and is not fetched again
    until something else is put in force: only then may it have been mended."""

    def __init__(
        self,
        recall: Callable[[str], Held],
        history: Callable[[], Iterable[str]],
        refused: type[Refused],
        missing: type[Refused],
        on_refused: Callable[[Refused], None],
    ) -> None:
        """`recall` fetches, checks and loads, or raises `refused`; `missing` of that kind is not
        remembered: it may be put there any moment. `history` is what was in force, newest first."""
        self._recall, self._history = recall, history
        self._refused_kind, self._missing_kind = refused, missing
        self._on_refused = on_refused
        self._refused: dict[str, Refused] = {}
        self._told: set[str] = set()
        self._in_force = ""
        self._last_good: Held | None = None
        self._has_looked_back = False

    def load(self, version: str) -> Held:
        """The one in force, which is the last good one from now on."""
        if version != self._in_force:
            self._refused.clear()
            self._in_force, self._has_looked_back = version, False
        self._last_good = self.use(version)
        return self._last_good

    def use(self, version: str) -> Held:
        """The same of one that decides nothing."""
        if version in self._refused:
            raise self._refused[version]
        try:
            held = self._recall(version)
        except self._refused_kind as refused:
            if not isinstance(refused, self._missing_kind):
                self._refused[version] = refused
            if version not in self._told:
                self._told.add(version)
                self._on_refused(refused)
            raise
        self._told.discard(version)
        return held

    def last_good(self) -> Held | None:
        """What `load` gave last; where it gave nothing yet, the newest of the history that can be
        had: looked for once for each that is put in force."""
        if self._last_good is None and not self._has_looked_back:
            self._last_good = self._earlier()
            self._has_looked_back = True
        return self._last_good

    def _earlier(self) -> Held | None:
        was_in_force = dict.fromkeys(self._history())
        was_in_force.pop(self._in_force, None)
        for version in [*was_in_force][:EARLIER_MAX]:
            with suppress(self._refused_kind):
                return self._recall(version)
        return None
