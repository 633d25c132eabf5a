"""One function per queue: an SQS batch in, a partial-failure response out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from chalice.app import SQSEvent, SQSRecord
from pydantic import ValidationError

from chalicelib import log
from ringfence.domain.errors import ConflictingTransaction, DependencyError, RingfenceError
from ringfence.domain.transactions import Transaction
from ringfence.flow.redeliver import Delivery

if TYPE_CHECKING:
    from ringfence.bootstrap import Services


class Message(NamedTuple):
    """A transaction, and the message that brought it."""

    message_id: str
    delivery: Delivery
    transaction: Transaction


def score(event: SQSEvent, services: Services) -> dict[str, Any]:
    """Decide the batch. What cannot be read, and all of it when the state is away, fails.

    A failed message is delivered again, and after its last try goes to the dead-letter queue. One
    that failed because something is away is given back to be tried again soon: the visibility
    timeout is made for a function that died, and nobody works on this. A conflicting id is final:
    the queue cannot mend it, so it is logged and acknowledged. An empty batch decides nothing, but
    loads rules and model: the next does not wait for them.
    """
    failed: list[str] = []
    readable: list[Message] = []
    for record in event:
        try:
            readable.append(_read(record))
        except ValidationError as error:
            failed.append(_message_id(record))
            log.line("poison", message_id=failed[-1], errors=error.error_count())
    unreadable = len(failed)
    failed += _decide(readable, services)
    log.line("batch", size=len(readable) + unreadable, failed=len(failed))
    return {"batchItemFailures": [{"itemIdentifier": name} for name in failed]}


def _decide(readable: list[Message], services: Services) -> list[str]:
    try:
        results = services.score_batch([message.transaction for message in readable])
    except RingfenceError as error:
        log.line(
            "batch_failed",
            error=type(error).__name__,
            detail=str(error),
            transaction_ids=[message.transaction.transaction_id for message in readable],
            tries=max(message.delivery.tries for message in readable),
        )
        if isinstance(error, DependencyError):
            services.give_back([message.delivery for message in readable])
        return [message.message_id for message in readable]
    for result in results:
        if isinstance(result, ConflictingTransaction):
            log.line("conflict", transaction_id=result.transaction_id)
        else:
            log.decision(result)
    services.have_projected()
    return []


def _read(record: SQSRecord) -> Message:
    attributes = record.to_dict().get("attributes", {})
    tries = int(attributes.get("ApproximateReceiveCount", 1))
    delivery = Delivery(record.receipt_handle, tries)
    return Message(_message_id(record), delivery, Transaction.model_validate_json(record.body))


def _message_id(record: SQSRecord) -> str:
    return str(record.to_dict()["messageId"])
