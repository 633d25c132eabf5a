"""Requests through Chalice itself: what a wrong caller is told, and that nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
from chalice.test import Client, HTTPResponse

from ringfence.adapters.memory import MemoryQueue, MemoryState
from ringfence.bootstrap import Services
from ringfence.domain.decisions import PendingTransaction
from ringfence.domain.errors import StateUnavailable
from tests.builders import services, settings

SAMPLE: dict[str, Any] = {
    "user_id": "user-1",
    "card_id": "card-1",
    "device_id": "device-1",
    "amount": 10.00,
    "merchant": "Gas Station",
}
CARD_NUMBER = "4111111111111111"
WITH_AMOUNT = b'{"user_id":"u","card_id":"c","device_id":"d","merchant":"m","amount":%b}'


class Edge:
    """The deployed app over services in memory."""

    def __init__(self, client: Client, state: MemoryState, queue: MemoryQueue) -> None:
        self._client, self.state, self.queue = client, state, queue

    def post(
        self, path: str, body: object, content_type: str = "application/json", **headers: str
    ) -> HTTPResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": content_type, **headers}
        return self._client.http.post(path, headers=sent, body=raw)

    def put(self, path: str, body: object, **headers: str) -> HTTPResponse:
        sent = {"Content-Type": "application/json", **headers}
        return self._client.http.put(path, headers=sent, body=json.dumps(body).encode())

    def delete(self, path: str, body: object, **headers: str) -> HTTPResponse:
        sent = {"Content-Type": "application/json", **headers}
        return self._client.http.delete(path, headers=sent, body=json.dumps(body).encode())

    def get(self, path: str, **headers: str) -> HTTPResponse:
        return self._client.http.get(path, headers=headers)


class AwayState(MemoryState):
    """A state whose server does not answer."""

    def reserve(self, transactions: object) -> NoReturn:
        raise StateUnavailable("Redis: connection refused")

    def observe(self, transactions: object) -> NoReturn:
        raise StateUnavailable("Redis: connection refused")

    def ping(self) -> str:
        raise StateUnavailable("Redis: connection refused")


def serve(made: Services, state: MemoryState, queue: MemoryQueue) -> Iterator[Edge]:
    import app

    from chalicelib.services import provide

    provide(made)
    with Client(app.app) as client:
        yield Edge(client, state, queue)
    provide(None)


@pytest.fixture
def edge() -> Iterator[Edge]:
    state, queue = MemoryState(), MemoryQueue()
    yield from serve(services(state=state, queue=queue), state, queue)


@pytest.fixture
def guarded() -> Iterator[Edge]:
    state, queue = MemoryState(), MemoryQueue()
    made = services(state=state, queue=queue, settings=settings(access_token="secret-token"))
    yield from serve(made, state, queue)


@pytest.fixture
def away() -> Iterator[Edge]:
    state, queue = AwayState(), MemoryQueue()
    yield from serve(services(state=state, queue=queue), state, queue)


# ── What works ───────────────────────────────────────────────────────────────────────────────────


def test_the_sample_is_accepted_with_an_id(edge: Edge) -> None:
    response = edge.post("/transaction", SAMPLE)

    assert response.status_code == 202
    assert response.json_body["status"] == "queued"
    assert edge.queue.waiting[0].transaction_id == response.json_body["transaction_id"]


def test_an_amount_keeps_its_decimal_digits(edge: Edge) -> None:
    edge.post(
        "/transaction",
        b'{"user_id":"u","card_id":"c","device_id":"d","merchant":"m","amount":0.29}',
    )

    assert edge.queue.waiting[0].amount_minor == 29


@pytest.mark.parametrize(
    ("written", "minor"), [(b"1e1", 1_000), (b"1.5E2", 15_000), (b"29e-2", 29), (b'"7.10"', 710)]
)
def test_an_amount_may_be_written_in_any_way_that_json_has(
    edge: Edge, written: bytes, minor: int
) -> None:
    assert edge.post("/transaction", WITH_AMOUNT % written).status_code == 202
    assert edge.queue.waiting[0].amount_minor == minor


def test_scoring_now_answers_with_the_decision(edge: Edge) -> None:
    response = edge.post("/score", {**SAMPLE, "transaction_id": "mine"})

    assert response.status_code == 200
    assert response.json_body["outcome"] == "approve"
    assert edge.get("/transactions/mine").json_body == response.json_body


def test_an_accepted_transaction_is_pending(edge: Edge) -> None:
    edge.post("/transaction", {**SAMPLE, "transaction_id": "mine"})

    body = edge.get("/transactions/mine").json_body
    assert PendingTransaction.model_validate(body).status == "pending"


def test_a_decision_replays_and_a_pending_one_cannot(edge: Edge) -> None:
    edge.post("/score", {**SAMPLE, "transaction_id": "decided"})
    edge.post("/transaction", {**SAMPLE, "transaction_id": "waiting"})

    assert edge.get("/transactions/decided/replay").json_body["is_identical"] is True
    assert edge.get("/transactions/waiting/replay").status_code == 409
    assert edge.get("/transactions/nobody/replay").status_code == 404


def test_an_id_may_need_escaping_in_the_path(edge: Edge) -> None:
    edge.post("/score", {**SAMPLE, "transaction_id": "order 7/ä"})

    assert edge.get("/transactions/order%207%2F%C3%A4").status_code == 200


def test_bulk_answers_with_a_row_for_each_item(edge: Edge) -> None:
    response = edge.post("/transactions", {"transactions": [SAMPLE, {**SAMPLE, "amount": -1}, 7]})

    assert response.status_code == 202
    assert (response.json_body["accepted"], response.json_body["rejected"]) == (1, 2)
    rows = response.json_body["rows"]
    assert [row["status"] for row in rows] == ["queued", "rejected", "rejected"]
    assert rows[1]["problem"]["errors"][0]["field"] == "amount"


def test_alerts_are_paged_by_cursor_newest_first(edge: Edge) -> None:
    for _ in range(14):
        edge.post("/score", SAMPLE)

    page = edge.get("/alerts?limit=3").json_body
    rest = edge.get(f"/alerts?limit=3&before_seq={page['next_before_seq']}").json_body

    assert [alert["seq"] for alert in page["alerts"]] == [4, 3, 2]
    assert [alert["seq"] for alert in rest["alerts"]] == [1]
    assert rest["next_before_seq"] is None
    assert page["last_seq"] == 4


# ── What is refused, and how ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 400, None),
        (b"\xff\xfe", 400, None),
        (b"[" * 9_000, 400, None),
        (b"[]", 400, None),
        (b'{"amount": NaN}', 400, None),
        (b'{"amount": Infinity}', 400, None),
        ({}, 422, "user_id"),
        ({**SAMPLE, "colour": "red"}, 422, "colour"),
        ({**SAMPLE, "user_id": 7}, 422, "user_id"),
        ({**SAMPLE, "amount": "ten"}, 422, "amount"),
        ({**SAMPLE, "amount": -5}, 422, "amount"),
        ({**SAMPLE, "amount": 1e300}, 422, "amount"),
        ({**SAMPLE, "amount": 0.00001}, 422, "amount"),
        ({**SAMPLE, "currency": "XXX"}, 422, "currency"),
        ({**SAMPLE, "occurred_at": "2001-01-01T00:00:00Z"}, 422, "occurred_at"),
        ({**SAMPLE, "occurred_at": "2051-01-01T00:00:00Z"}, 422, "occurred_at"),
        ({**SAMPLE, "card_id": CARD_NUMBER}, 422, "card_id"),
        ({**SAMPLE, "ip": CARD_NUMBER}, 422, "ip"),
        ({**SAMPLE, "merchant": "a" * 129}, 422, "merchant"),
        (
            {**SAMPLE, "card_id": "".join(chr(0xFF10 + int(one)) for one in CARD_NUMBER)},
            422,
            "card_id",
        ),
        ({**SAMPLE, "occurred_at": 1_772_625_600}, 422, "occurred_at"),
        (WITH_AMOUNT % b"1e400", 422, "amount"),
        (WITH_AMOUNT % b"1e-400", 422, "amount"),
        (WITH_AMOUNT % b"1e999999999999999999999", 400, None),
        (WITH_AMOUNT % (b"9" * 4_000), 422, "amount"),
        (WITH_AMOUNT % (b"9" * 5_000), 400, None),
        (WITH_AMOUNT % b'1,"amount":2', 400, None),
        (WITH_AMOUNT % b'1,"\\ud800":2', 422, None),
        (WITH_AMOUNT % b'1,"ip":"\\ud800"', 422, "ip"),
        (b'{"a":' * 2_500 + b"1" + b"}" * 2_500, 400, None),
        (b"x" * 20_000, 413, None),
    ],
)
@pytest.mark.parametrize("path", ["/transaction", "/score"])
def test_bad_input_gets_a_problem_that_names_the_field_and_nothing_is_stored(
    edge: Edge, path: str, body: object, status: int, field: str | None
) -> None:
    response = edge.post(path, body)

    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.body)
    assert problem["status"] == status
    assert field is None or field in [error["field"] for error in problem["errors"]]
    assert CARD_NUMBER not in response.body.decode()
    assert not edge.queue.waiting
    assert not edge.state.decisions


@pytest.mark.parametrize("sent", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_wrong_content_type_is_told_what_to_send(edge: Edge, sent: str) -> None:
    response = edge.post("/transaction", SAMPLE, content_type=sent)

    assert response.status_code == 415
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "send Content-Type: application/json" in json.loads(response.body)["detail"]


def test_an_unknown_transaction_is_not_found(edge: Edge) -> None:
    response = edge.get("/transactions/nobody")

    assert response.status_code == 404
    assert json.loads(response.body)["errors"][0]["field"] == "transaction_id"


def test_the_same_id_with_another_body_is_a_conflict(edge: Edge) -> None:
    edge.post("/transaction", {**SAMPLE, "transaction_id": "mine"})

    response = edge.post("/score", {**SAMPLE, "transaction_id": "mine", "amount": 11})

    assert response.status_code == 409


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "before_seq=-1", "page=2"])
def test_a_wrong_query_parameter_is_named(edge: Edge, query: str) -> None:
    response = edge.get(f"/alerts?{query}")

    assert response.status_code == 422
    assert json.loads(response.body)["errors"][0]["field"] == query.split("=")[0]


@pytest.mark.parametrize("size", [0, 501])
def test_bulk_takes_one_to_five_hundred(edge: Edge, size: int) -> None:
    assert edge.post("/transactions", {"transactions": [SAMPLE] * size}).status_code == 422


# ── What is away ─────────────────────────────────────────────────────────────────────────────────


def test_while_the_state_is_away_scoring_says_when_to_retry(away: Edge) -> None:
    for path in ("/score", "/transaction"):
        response = away.post(path, SAMPLE)

        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) >= 1
    assert not away.queue.waiting


def test_while_the_queue_is_away_nothing_is_accepted(edge: Edge) -> None:
    edge.queue.is_down = True

    response = edge.post("/transaction", SAMPLE)

    assert response.status_code == 503
    assert "Retry-After" in response.headers


def test_health_names_what_is_down(away: Edge) -> None:
    response = away.get("/health")

    assert response.status_code == 503
    body = response.json_body
    assert body["status"] == "down"
    assert body["components"]["state"]["status"] == "down"
    assert body["components"]["queue"]["status"] == "up"


# ── Who may ask ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/transaction"),
        ("post", "/transactions"),
        ("post", "/score"),
        ("get", "/transactions/mine"),
        ("get", "/transactions/mine/replay"),
        ("post", "/transactions/mine/label"),
        ("get", "/alerts"),
        ("get", "/rules"),
        ("put", "/rules/draft"),
        ("post", "/rules/draft/publish"),
        ("post", "/rules/rollback"),
        ("get", "/lists"),
        ("post", "/lists"),
        ("delete", "/lists/mine"),
    ],
)
@pytest.mark.parametrize("token", ["", "Bearer wrong", "secret-token-and-more", "Bearer "])
def test_every_route_but_health_wants_the_access_token(
    guarded: Edge, method: str, path: str, token: str
) -> None:
    headers = {"Authorization": token} if token else {}

    body = () if method == "get" else (SAMPLE,)
    response = getattr(guarded, method)(path, *body, **headers)

    assert response.status_code == 401


def test_the_right_token_opens_and_health_is_open_to_load_balancers(guarded: Edge) -> None:
    assert guarded.post("/score", SAMPLE, Authorization="Bearer secret-token").status_code == 200
    assert guarded.get("/health").status_code == 200


@pytest.mark.parametrize("token", ["secret-token", "wrong-but-perhaps-another-systems"])
def test_no_token_and_nobody_is_in_the_log(
    guarded: Edge, capsys: pytest.CaptureFixture[str], token: str
) -> None:
    body = {**SAMPLE, "user_id": "ann", "card_id": CARD_NUMBER}

    for sent in (body, {**SAMPLE, "user_id": "ann"}):
        guarded.post("/score", sent, Authorization=f"Bearer {token}")

    written = capsys.readouterr()
    assert '"event": "request"' in written.err
    for secret in (token, "ann", CARD_NUMBER):
        assert secret not in written.err + written.out


# ── Label ────────────────────────────────────────────────────────────────────────────────────────

LABEL = {"label": "fraud", "reason": "chargeback", "author": "ana"}


def test_a_label_is_stored_and_another_replaces_it(edge: Edge) -> None:
    first = edge.post("/score", {**SAMPLE, "transaction_id": "t-1"})

    told = edge.post("/transactions/t-1/label", LABEL)

    assert first.status_code == told.status_code == 200
    assert [one["label"] for one in told.json_body["labels"]] == ["fraud"]
    assert told.json_body["labels"][0]["author"] == "ana"
    again = edge.post("/transactions/t-1/label", {**LABEL, "label": "genuine"})
    assert [one["label"] for one in again.json_body["labels"]] == ["fraud", "genuine"]


def test_an_unknown_transaction_cannot_be_labelled(edge: Edge) -> None:
    assert edge.post("/transactions/nobody/label", LABEL).status_code == 404


def test_an_undecided_transaction_cannot_be_labelled_yet(edge: Edge) -> None:
    edge.post("/transaction", {**SAMPLE, "transaction_id": "t-1"})

    answer = edge.post("/transactions/t-1/label", LABEL)

    assert answer.status_code == 409
    assert answer.json_body["title"] == "Undecided transaction"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"label": "maybe"}, "label"),
        ({"author": " "}, "author"),
        ({"reason": CARD_NUMBER}, "reason"),
        ({"known_at": "2026-01-01T00:00:00Z"}, "known_at"),
    ],
)
def test_a_wrong_label_is_refused_by_field(
    edge: Edge, change: dict[str, object], field: str
) -> None:
    edge.post("/score", {**SAMPLE, "transaction_id": "t-1"})

    answer = edge.post("/transactions/t-1/label", {**LABEL, **change})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json_body["errors"]] == [field]
    assert CARD_NUMBER not in answer.body.decode()


def test_a_label_that_is_no_object_is_malformed(edge: Edge) -> None:
    assert edge.post("/transactions/t-1/label", ["fraud"]).status_code == 400
