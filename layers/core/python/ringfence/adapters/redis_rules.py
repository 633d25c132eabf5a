"""Rules in Redis: sets under their content hash, the pointer to the one in force, the book."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError
from redis import Redis, WatchError

from ringfence.adapters.cel_rules import CelRules
from ringfence.adapters.in_use import InUse
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.errors import ConflictingDraft, InvalidRules, RulesMissing, RulesRefused
from ringfence.domain.rule_book import RuleBook, known_versions, shipped_book
from ringfence.domain.rules import RuleSet
from ringfence.domain.shipped_rules import SHIPPED_RULES

CACHED_SETS = 3


class RedisRules:
    """`ports.Rules` and `ports.RuleStore`. `on_refused` is told once of each set in force that
    cannot decide."""

    def __init__(
        self, client: Redis, keys: Keys, on_refused: Callable[[RulesRefused], None]
    ) -> None:
        self._client = client
        self._keys = keys
        self._shipped = CelRules(SHIPPED_RULES)
        self._compiled: dict[str, CelRules] = {}
        self._in_use = InUse(self.recall, self._history, RulesRefused, RulesMissing, on_refused)
        self._is_shipped_kept = False

    # ── For deciding ─────────────────────────────────────────────────────────────────────────────

    def load(self, version: str | None) -> CelRules:
        if version is None:
            self._keep_shipped()
        return self._in_use.load(version or self._shipped.version)

    def recall(self, version: str) -> CelRules:
        if version == self._shipped.version:
            return self._shipped
        return self._compiled.get(version) or self._compile(version)

    def _keep_shipped(self) -> None:
        """What a release ships is stored by the first to decide with it: a later release, which
        ships another, can replay its decisions. Once a worker, one round trip."""
        if not self._is_shipped_kept:
            with state_errors():
                key = self._keys.rules(self._shipped.version)
                self._client.set(key, SHIPPED_RULES.model_dump_json(), nx=True)
            self._is_shipped_kept = True

    def last_good(self) -> CelRules:
        return self._in_use.last_good() or self._shipped

    def _history(self) -> list[str]:
        try:
            return known_versions(self.read())
        except ValidationError:  # Another release wrote the book; a decision does not wait for it.
            return []

    def ping(self) -> str:
        with state_errors():
            version = self._client.hget(self._keys.pointers, "rules")
        return f"rules {self.load(version.decode() if version else None).version}"

    def _compile(self, version: str) -> CelRules:
        rule_set = self._fetch(version)
        if rule_set is None:
            raise RulesMissing(version, "it is not stored")
        try:
            compiled = CelRules(rule_set)
        except InvalidRules as error:
            raise RulesRefused(version, str(error)) from error
        self._compiled[version] = compiled
        for stale in list(self._compiled)[:-CACHED_SETS]:
            del self._compiled[stale]
        return compiled

    def _fetch(self, version: str) -> RuleSet | None:
        with state_errors():
            stored = self._client.get(self._keys.rules(version))
        if stored is None:
            return None
        try:
            rule_set = RuleSet.model_validate_json(stored)
        except ValidationError as error:
            raise RulesRefused(
                version, f"it cannot be read: {error.error_count()} faults"
            ) from error
        if rule_set.version != version:
            raise RulesRefused(version, "it does not match its content hash")
        return rule_set

    # ── For those who change them ────────────────────────────────────────────────────────────────

    def find(self, version: str) -> RuleSet | None:
        return SHIPPED_RULES if version == self._shipped.version else self._fetch(version)

    def read(self) -> RuleBook:
        with state_errors():
            return self._read(self._client)

    def _read(self, client: Redis) -> RuleBook:
        """Where nothing is in force by pointer, what this release ships is."""
        stored = client.get(self._keys.rule_book)
        book = RuleBook.model_validate_json(stored) if stored else shipped_book()
        if not client.hexists(self._keys.pointers, "rules"):
            book = book.model_copy(update={"published": shipped_book().published})
        return book

    def replace(self, before: RuleBook, after: RuleBook) -> None:
        with state_errors(), self._client.pipeline(transaction=True) as pipeline:
            try:
                pipeline.watch(self._keys.rule_book, self._keys.pointers)
                if self._read(pipeline) != before:
                    raise ConflictingDraft("the rules were changed meanwhile; read them again")
                pipeline.multi()
                self._write(pipeline, before, after)
                pipeline.execute()
            except WatchError:
                raise ConflictingDraft(
                    "the rules were changed meanwhile; read them again"
                ) from None

    def _write(self, pipeline: Redis, before: RuleBook, after: RuleBook) -> None:
        pipeline.set(self._keys.rule_book, after.model_dump_json())
        version = after.published.version
        if version == before.published.version:
            return
        # What is left is stored too, so that it can be gone back to by its version. It is written
        # as it is: where it no longer fits this release, publishing another must still be possible.
        for held in (before.published, after.published):
            rules = held.model_dump_json(include={"rules"})
            pipeline.set(self._keys.rules(held.version), rules, nx=True)
        pipeline.hset(self._keys.pointers, "rules", version)
