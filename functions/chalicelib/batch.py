"""One function per queue: an SQS batch in, a partial-failure response out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalice.app import SQSEvent, SQSRecord
from pydantic import ValidationError

from chalicelib import log
from ringfence.domain.errors import ConflictingTransaction, RingfenceError
from ringfence.domain.messages import Transaction

if TYPE_CHECKING:
    from ringfence.bootstrap import Services


def score(event: SQSEvent, services: Services) -> dict[str, Any]:
    """Decide the batch. What cannot be read, and all of it when the state is away, fails.

    A failed message is delivered again, and after its last try goes to the dead-letter queue. A
    conflicting id is final: the queue cannot mend it, so it is logged and acknowledged. An empty
    batch decides nothing, but loads rules and model: the next does not wait for them.
    """
    failed: list[str] = []
    readable: list[tuple[str, Transaction]] = []
    for record in event:
        try:
            readable.append((_message_id(record), Transaction.model_validate_json(record.body)))
        except ValidationError as error:
            failed.append(_message_id(record))
            log.line("poison", message_id=failed[-1], errors=error.error_count())
    failed += _decide(readable, services)
    log.line("batch", size=len(readable) + len(failed), failed=len(failed))
    return {"batchItemFailures": [{"itemIdentifier": name} for name in failed]}


def _decide(readable: list[tuple[str, Transaction]], services: Services) -> list[str]:
    try:
        results = services.score_batch([transaction for _, transaction in readable])
    except RingfenceError as error:
        log.line(
            "batch_failed",
            error=type(error).__name__,
            detail=str(error),
            transaction_ids=[transaction.transaction_id for _, transaction in readable],
        )
        return [message_id for message_id, _ in readable]
    for result in results:
        if isinstance(result, ConflictingTransaction):
            log.line("conflict", transaction_id=result.transaction_id)
        else:
            log.decision(result)
    return []


def _message_id(record: SQSRecord) -> str:
    return str(record.to_dict()["messageId"])
