"""`ports.Restorable` in Redis: archived rows put back where they are missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from redis import Redis

from ringfence.adapters.decision_codec import our_dictionary, pack, pack_amendment
from ringfence.adapters.redis_artifacts import RedisArtifacts
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.archive import ArchivedAmendment, Artifact, Row
from ringfence.domain.audit import AuditEntry
from ringfence.domain.decisions import Decision
from ringfence.domain.labels import LABEL_RETENTION_S, Label


class RedisRestore:
    """See `ports.Restorable`. What is put lives for `retention_s` from now: decisions can be read,
    replayed and labelled again. Windows and graph are not made of the archive."""

    def __init__(self, client: Redis, keys: Keys, retention_s: int) -> None:
        self._client = client
        self._keys = keys
        self._retention_s = retention_s
        self._artifacts = RedisArtifacts(client, keys)

    def put(self, rows: Sequence[Row]) -> int:
        return sum(self._put(row) for row in rows)

    def put_artifact(self, artifact: Artifact) -> bool:
        return self._artifacts.put(artifact)

    def _put(self, row: Row) -> bool:
        if row["kind"] == "decision":
            return self._put_decision(Decision.model_validate(row["decision"]))
        if row["kind"] == "amendment":
            return self._put_amendment(ArchivedAmendment.model_validate(row["amendment"]))
        if row["kind"] == "label":
            return self._put_label(Label.model_validate(row["label"]))
        return self._put_change(AuditEntry.model_validate(row["change"]))

    def _put_decision(self, decision: Decision) -> bool:
        key = self._keys.transaction(decision.transaction_id)
        fields: dict[str, Any] = {
            "fingerprint": decision.transaction.fingerprint,
            "decision": pack(decision),
            "alert_seq": decision.alert_seq or 0,
        }
        with state_errors():
            if self._client.hexists(key, "decision"):
                return False
            pipe = self._client.pipeline(transaction=True)
            pipe.hset(key, mapping=fields)
            pipe.expire(key, self._retention_s)
            # An empty store has neither, and another release could not read it without them.
            names = json.dumps([*decision.features])
            pipe.hsetnx(self._keys.feature_names, decision.versions.features, names)
            pipe.hsetnx(self._keys.decision_dictionaries, *our_dictionary())
            pipe.execute()
        return True

    def _put_amendment(self, amended: ArchivedAmendment) -> bool:
        """Beside its decision; without one there is nothing to amend."""
        key = self._keys.transaction(amended.transaction_id)
        fields: dict[str, Any] = {"amendment": pack_amendment(amended.amendment)}
        if amended.alert_seq:
            fields["alert_seq"] = amended.alert_seq
        with state_errors():
            has_decision, has_amendment = (
                self._client.hexists(key, name) for name in ("decision", "amendment")
            )
            if has_amendment or not has_decision:
                return False
            self._client.hset(key, mapping=fields)
        return True

    def _put_label(self, label: Label) -> bool:
        key = self._keys.labels(label.transaction_id)
        with state_errors():
            told = cast("list[bytes]", self._client.lrange(key, 0, -1))
            if any(Label.model_validate_json(one) == label for one in told):
                return False
            pipe = self._client.pipeline(transaction=True)
            pipe.rpush(key, label.model_dump_json())
            pipe.expire(key, LABEL_RETENTION_S)
            pipe.execute()
        return True

    def _put_change(self, entry: AuditEntry) -> bool:
        """The log is appended to: an entry that is not newer than its end is there, or was cut."""
        with state_errors():
            found = self._client.xrange(self._keys.audit, f"{entry.seq}-0", f"{entry.seq}-0")
            newest = self._client.xrevrange(self._keys.audit, count=1)
            if found or (newest and int(newest[0][0].split(b"-")[0]) > entry.seq):
                return False
            fields: Any = {"entry": entry.model_dump_json()}
            self._client.xadd(self._keys.audit, fields, id=f"{entry.seq}-0")
        return True
