"""The deployed stack over HTTP: the user's samples as typed, bad input, outages, redelivery."""

from __future__ import annotations

import json
import secrets
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.run import EmbeddedRun
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from tests.builders import a_transaction
from tests.running import call, decided, until


def _sample(**changes: Any) -> dict[str, Any]:
    name = secrets.token_hex(4)
    return {
        "user_id": f"user-{name}",
        "card_id": f"card-{name}",
        "device_id": f"device-{name}",
        "amount": 10.00,
        "merchant": "Gas Station",
        **changes,
    }


def live_queue_url(run: EmbeddedRun) -> str:
    """Where accepted transactions wait."""
    return next(url for url in _queue_urls(run) if url != dead_queue_url(run))


def dead_queue_url(run: EmbeddedRun) -> str:
    """Where what failed too often ends."""
    return next(url for url in _queue_urls(run) if "dead" in url.rsplit("/", 1)[1].lower())


def _queue_urls(run: EmbeddedRun) -> list[str]:
    urls: list[str] = run.client("sqs").list_queues()["QueueUrls"]
    return urls


def _is_empty(run: EmbeddedRun, url: str) -> bool:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    reply = run.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)
    return all(reply["Attributes"][name] == "0" for name in names)


def _alerts_of(run: EmbeddedRun, user_id: str) -> list[dict[str, Any]]:
    alerts = call("GET", f"{run.api_url}/alerts?limit=500").body["alerts"]
    return [alert for alert in alerts if alert["user_id"] == user_id]


def test_eleven_fast_transactions_from_one_user_alert_as_high_velocity(run: EmbeddedRun) -> None:
    sample = _sample()

    answers = [call("POST", f"{run.edge_url}/transaction", sample) for _ in range(11)]

    assert {answer.status for answer in answers} == {202}
    decisions = [decided(run, answer.body["transaction_id"]) for answer in answers]
    codes = [one["reasons"][0]["code"] for one in decisions]
    assert codes.count("high_velocity") == 1
    headlines = [alert["headline"] for alert in _alerts_of(run, sample["user_id"])]
    assert sum(line.startswith("High velocity: 11 transactions") for line in headlines) == 1


def test_two_users_on_one_device_alert_and_both_are_named(run: EmbeddedRun) -> None:
    device = f"device-shared-{secrets.token_hex(4)}"
    first, second = _sample(device_id=device), _sample(device_id=device)

    for sample in (first, second):
        answer = call("POST", f"{run.edge_url}/transaction", sample)
        decision = decided(run, answer.body["transaction_id"])

    reason = decision["reasons"][0]
    assert reason["code"] == "shared_device"
    assert set(reason["entities"]) == {first["user_id"], second["user_id"]}
    assert decision["features"]["ring_users"] == 1


def test_eleven_transactions_59_s_apart_in_event_time_do_not_alert(run: EmbeddedRun) -> None:
    sample, start = _sample(), datetime.now(UTC) - timedelta(minutes=20)

    bodies = [
        {**sample, "occurred_at": (start + timedelta(seconds=59 * place)).isoformat()}
        for place in range(11)
    ]
    answer = call("POST", f"{run.api_url}/transactions", {"transactions": bodies})

    assert (answer.status, answer.body["accepted"]) == (202, 11)
    for row in answer.body["rows"]:
        decided(run, row["transaction_id"])
    assert _alerts_of(run, sample["user_id"]) == []


def test_scoring_now_uses_the_active_model_and_the_ledger_sums(run: EmbeddedRun) -> None:
    answer = call("POST", f"{run.api_url}/score", _sample())

    assert answer.status == 200
    assert answer.body["missing"] == []
    assert answer.body["versions"]["model"] != "none"
    points = sum(reason["points"] for reason in answer.body["reasons"])
    assert points == round(answer.body["score"] * 10_000)


def test_a_message_delivered_twice_changes_nothing(run: EmbeddedRun) -> None:
    user = f"user-{secrets.token_hex(4)}"
    now = datetime.now(UTC)
    transactions = [
        a_transaction(
            transaction_id=f"{user}-{place}", user_id=user, occurred_at=now, received_at=now
        )
        for place in range(11)
    ]
    queue = run.client("sqs")
    url = live_queue_url(run)

    for _ in range(2):
        for transaction in transactions:
            queue.send_message(QueueUrl=url, MessageBody=transaction.model_dump_json())
        last = [decided(run, transaction.transaction_id) for transaction in transactions]

    until(lambda: _is_empty(run, url))
    assert max(one["features"]["user_count_1m"] for one in last) == 11
    ids = [alert["transaction_id"] for alert in _alerts_of(run, user)]
    assert len(ids) == len(set(ids)) >= 1


def test_a_poison_message_goes_to_the_dead_letter_queue_and_blocks_nobody(run: EmbeddedRun) -> None:
    queue = run.client("sqs")
    live, dead = live_queue_url(run), dead_queue_url(run)
    queue.set_queue_attributes(QueueUrl=live, Attributes={"VisibilityTimeout": "1"})

    queue.send_message(QueueUrl=live, MessageBody='{"poison": true}')
    answer = call("POST", f"{run.edge_url}/transaction", _sample())

    decided(run, answer.body["transaction_id"])
    reply = until(
        lambda: queue.receive_message(QueueUrl=dead, MaxNumberOfMessages=10).get("Messages"), 60
    )
    assert [message["Body"] for message in reply] == ['{"poison": true}']
    queue.set_queue_attributes(QueueUrl=live, Attributes={"VisibilityTimeout": "30"})


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 400, None),
        (b'{"amount": NaN}', 400, None),
        ({"user_id": "u"}, 422, "card_id"),
        (_sample(colour="red"), 422, "colour"),
        (_sample(amount=-1), 422, "amount"),
        (_sample(amount=1e300), 422, "amount"),
        (_sample(card_id="4111111111111111"), 422, "card_id"),
        (b'"' + b"x" * 100_000 + b'"', 413, None),
        (b'"' + b"x" * 10_000_000 + b'"', 413, None),
    ],
)
def test_bad_input_gets_its_problem_detail_through_the_whole_stack(
    run: EmbeddedRun, body: object, status: int, field: str | None
) -> None:
    before = call("GET", f"{run.api_url}/alerts?limit=1").body["last_seq"]

    answer = call("POST", f"{run.edge_url}/transaction", body)

    assert answer.status == status
    assert answer.body["status"] == status
    assert field is None or field in [error["field"] for error in answer.body["errors"]]
    assert "4111111111111111" not in json.dumps(answer.body)
    assert call("GET", f"{run.api_url}/alerts?limit=1").body["last_seq"] == before


def test_a_wrong_content_type_is_told(run: EmbeddedRun) -> None:
    headers = {"Content-Type": "text/plain"}

    assert call("POST", f"{run.edge_url}/transaction", b"{}", **headers).status == 415


def test_an_unknown_id_is_not_found(run: EmbeddedRun) -> None:
    answer = call("GET", f"{run.api_url}/transactions/nobody")

    assert answer.status == 404
    assert answer.body["errors"][0]["field"] == "transaction_id"


def test_what_is_decided_is_projected_by_a_function_of_its_own(run: EmbeddedRun) -> None:
    sample = _sample()
    answer = call("POST", f"{run.edge_url}/transaction", sample)
    decided(run, answer.body["transaction_id"])
    client, keys = connect(run.redis_url, 5.0), Keys()

    def is_projected() -> bool | None:
        [(newest, _)] = client.xrevrange(keys.decisions, count=1)
        return client.hget(keys.projected, "cursor") == newest or None

    until(is_projected, 30)


def test_a_change_without_a_body_needs_no_content_type(run: EmbeddedRun) -> None:
    asked = urllib.request.Request(f"{run.api_url}/cases/next", method="POST")

    with urllib.request.urlopen(asked, timeout=30) as answer:
        assert answer.status == 200
