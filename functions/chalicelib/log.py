"""One structured JSON line per invocation and per decision: on stderr, where Lambda collects it.

Never a card number, a name or a token: only what is listed in the calls.
"""

from __future__ import annotations

import json
import sys

from ringfence.domain.audit import AuditEntry
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import ModelRefused, RulesRefused

_encode = json.JSONEncoder(default=str).encode


def line(event: str, **fields: object) -> None:
    """Write one line."""
    # One write: `print` would pass the line's end on by itself.
    sys.stderr.write(_encode({"event": event, **fields}) + "\n")


def decision(decided: Decision) -> None:
    """The line of one decision."""
    line(
        "decision",
        transaction_id=decided.transaction_id,
        outcome=decided.outcome.value,
        score=decided.score,
        reason_codes=[
            reason.code for reason in decided.reasons if reason.source in ("rule", "list")
        ],
        missing=decided.missing,
        at_par=decided.transaction.is_at_par,
        rule_errors=decided.rule_errors,
        alert_seq=decided.alert_seq,
        timings_ms=decided.timings_ms,
        model=decided.versions.model,
        rules=decided.versions.rules,
    )


def audited(entry: AuditEntry) -> None:
    """An entry of the audit log, by its digest: a log rewritten in the store no longer fits it."""
    line("audited", seq=entry.seq, who=entry.who, action=entry.action, digest=entry.digest)


def model_refused(refused: ModelRefused) -> None:
    """A model that cannot score: the last good one does, or the rules alone. For an alarm."""
    line("model_refused", version=refused.version, detail=str(refused))


def rules_refused(refused: RulesRefused) -> None:
    """Published rules that cannot decide: the last good ones do. For an alarm."""
    line("rules_refused", version=refused.version, detail=str(refused))


def amendment_given_up(decided: Decision) -> None:
    """A decision that stays without a stage, though that answers: the graph refuses its
    transaction, or the model has no number for it."""
    line("amendment_given_up", transaction_id=decided.transaction_id, missing=decided.missing)
