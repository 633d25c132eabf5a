"""`ports.Queue` and `redeliver.Redelivery` on SQS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from ringfence.domain.errors import QueueUnavailable
from ringfence.domain.transactions import Transaction
from ringfence.flow.redeliver import Wait

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

BATCH_MAX = 10
"""SQS takes at most ten messages a call."""


class SqsQueue:
    """Transactions as JSON, ten a call."""

    def __init__(self, client: SQSClient, queue_url: str, dead_letter_queue_url: str = "") -> None:
        self._client = client
        self._url = queue_url
        self._dead_url = dead_letter_queue_url

    def send(self, transactions: Sequence[Transaction]) -> list[bool]:
        stored: list[bool] = []
        for start in range(0, len(transactions), BATCH_MAX):
            ten = self._send_ten(transactions[start : start + BATCH_MAX], is_first=start == 0)
            stored += ten
            if not any(ten):
                # The queue went away: the rest would only wait for the same answer.
                return stored + [False] * (len(transactions) - len(stored))
        return stored

    def _send_ten(self, transactions: Sequence[Transaction], is_first: bool) -> list[bool]:
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(place), "MessageBody": transaction.model_dump_json(exclude_none=True)}
            for place, transaction in enumerate(transactions)
        ]
        try:
            reply = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        except (BotoCoreError, ClientError) as error:
            if is_first:
                raise QueueUnavailable(f"SQS: {error}") from error
            # Earlier tens are stored: say so for them, and that these are not.
            return [False] * len(transactions)
        successful = {entry["Id"] for entry in reply.get("Successful", [])}
        return [str(place) in successful for place in range(len(transactions))]

    def delay(self, waits: Sequence[Wait]) -> None:
        try:
            # What fails by itself (a receipt that has lapsed) is visible already, or somebody's.
            self._client.change_message_visibility_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(place), "ReceiptHandle": receipt, "VisibilityTimeout": seconds}
                    for place, (receipt, seconds) in enumerate(waits)
                ],
            )
        except (BotoCoreError, ClientError) as error:
            raise QueueUnavailable(f"SQS: {error}") from error

    def depth(self) -> dict[str, int]:
        """Approximate, as SQS counts."""
        waiting, in_flight = self._attributes(self._url)
        dead = self._attributes(self._dead_url)[0] if self._dead_url else 0
        return {"waiting": waiting, "in_flight": in_flight, "dead": dead}

    def _attributes(self, url: str) -> tuple[int, int]:
        try:
            reply = self._client.get_queue_attributes(
                QueueUrl=url,
                AttributeNames=[
                    "ApproximateNumberOfMessages",
                    "ApproximateNumberOfMessagesNotVisible",
                ],
            )
        except (BotoCoreError, ClientError) as error:
            raise QueueUnavailable(f"SQS: {error}") from error
        counted = reply["Attributes"]
        return (
            int(counted["ApproximateNumberOfMessages"]),
            int(counted["ApproximateNumberOfMessagesNotVisible"]),
        )
