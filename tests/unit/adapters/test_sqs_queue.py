"""The queue on SQS, as moto implements it."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ringfence.adapters.sqs_queue import SqsQueue
from ringfence.domain.errors import QueueUnavailable
from ringfence.domain.transactions import Transaction
from ringfence.flow.redeliver import Wait
from tests.builders import a_transaction


@pytest.fixture
def urls() -> Iterator[tuple[str, str]]:
    with mock_aws():
        client = boto3.client("sqs", region_name="us-east-1")
        made = [client.create_queue(QueueName=name)["QueueUrl"] for name in ("live", "dead")]
        yield made[0], made[1]


def test_twenty_three_transactions_arrive_whole(urls: tuple[str, str]) -> None:
    client = boto3.client("sqs", region_name="us-east-1")
    sent = [a_transaction(at_s) for at_s in range(23)]

    stored = SqsQueue(client, *urls).send(sent)

    assert stored == [True] * 23
    received: list[Transaction] = []
    while len(received) < 23:
        reply = client.receive_message(QueueUrl=urls[0], MaxNumberOfMessages=10)
        received += [Transaction.model_validate_json(one["Body"]) for one in reply["Messages"]]
    assert {one.transaction_id: one for one in received} == {
        one.transaction_id: one for one in sent
    }


def test_depth_counts_waiting_in_flight_and_dead(urls: tuple[str, str]) -> None:
    client = boto3.client("sqs", region_name="us-east-1")
    queue = SqsQueue(client, *urls)
    queue.send([a_transaction(at_s) for at_s in range(3)])
    client.receive_message(QueueUrl=urls[0], MaxNumberOfMessages=1)
    client.send_message(QueueUrl=urls[1], MessageBody="poison")

    assert queue.depth() == {"waiting": 2, "in_flight": 1, "dead": 1}


def test_a_message_that_is_given_back_is_delivered_before_its_visibility_timeout(
    urls: tuple[str, str],
) -> None:
    client = boto3.client("sqs", region_name="us-east-1")
    queue = SqsQueue(client, *urls)
    queue.send([a_transaction(at_s) for at_s in range(2)])
    kept, back = (
        client.receive_message(QueueUrl=urls[0], VisibilityTimeout=600)["Messages"][0]
        for _ in range(2)
    )

    queue.delay([Wait(back["ReceiptHandle"], 0), Wait("lapsed", 0)])

    again = client.receive_message(QueueUrl=urls[0], MaxNumberOfMessages=10)["Messages"]
    assert [one["MessageId"] for one in again] == [back["MessageId"]]
    assert kept["MessageId"] != back["MessageId"]


def test_a_queue_that_is_not_there_is_unavailable(urls: tuple[str, str]) -> None:
    queue = SqsQueue(boto3.client("sqs", region_name="us-east-1"), urls[0] + "-gone")

    with pytest.raises(QueueUnavailable):
        queue.send([a_transaction()])
    with pytest.raises(QueueUnavailable):
        queue.delay([Wait("r", 0)])
