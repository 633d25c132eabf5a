"""Requests ahead of their replies: in order, on one connection, and never mixed up."""

from __future__ import annotations

from contextlib import closing

import pytest
from redis import Redis, ResponseError

from ringfence.adapters.redis_ahead import Ahead, atomically
from ringfence.adapters.redis_state import connect
from ringfence.domain.decisions import Decision
from tests.builders import a_transaction, observed, services
from tests.contract.test_state import redis_state

pytestmark = pytest.mark.services


@pytest.fixture
def client(redis_url: str) -> Redis:
    return connect(redis_url, 5.0)


def test_requests_are_answered_in_the_order_they_were_sent(client: Redis, namespace: str) -> None:
    with closing(Ahead(client)) as ahead:
        ahead.send([("SET", namespace, "1"), ("INCR", namespace)])
        ahead.send([("INCR", namespace)])

        assert ahead.receive() == [b"OK", 2]
        assert ahead.receive() == [3]


def test_a_commands_error_stands_in_its_place(client: Redis) -> None:
    with closing(Ahead(client)) as ahead:
        ahead.send([("PING",), ("NO-SUCH-COMMAND",), ("PING",)])

        first, error, last = ahead.receive()

    assert (first, last) == (b"PONG", b"PONG")
    assert isinstance(error, ResponseError)


def test_what_is_atomic_is_answered_by_its_last_reply(client: Redis, namespace: str) -> None:
    with closing(Ahead(client)) as ahead:
        ahead.send(atomically([("INCR", namespace), ("HGET", namespace, "field")]))
        *_, (counted, refused) = ahead.receive()

        ahead.send(atomically([("INCR", namespace), ("NO-SUCH-COMMAND",)]))
        *_, aborted = ahead.receive()

    assert counted == 1
    assert isinstance(refused, ResponseError)
    assert isinstance(aborted, ResponseError)
    assert client.get(namespace) == b"1"


def test_replies_that_nobody_read_are_not_the_next_requests(client: Redis) -> None:
    with closing(Ahead(client)) as ahead:
        ahead.send([("ECHO", "unread")])

    with closing(Ahead(client)) as ahead:
        ahead.send([("ECHO", "mine")])
        assert ahead.receive() == [b"mine"]
    assert client.echo("mine") == b"mine"


def test_sending_again_repeats_what_was_answered_last_and_what_is_unread(
    client: Redis, namespace: str
) -> None:
    with closing(Ahead(client)) as ahead:
        ahead.send([("ECHO", "first")])
        ahead.send([("RPUSH", namespace, "second")])
        ahead.receive()

        ahead.send_again()

        assert ahead.receive() == [b"first"]
        assert ahead.receive() == [2]


def test_a_server_that_lost_its_functions_decides_a_batch_as_one_that_has_them(
    client: Redis, redis_url: str, namespace: str
) -> None:
    made = services(state=redis_state(redis_url, namespace))
    batch = [a_transaction(at_s) for at_s in range(12)]
    client.function_flush()

    decided = made.score_batch(batch)

    counts = [one.features["user_count_1m"] for one in decided if isinstance(one, Decision)]
    assert counts == [*map(float, range(1, 13))]


def test_a_batch_left_after_its_first_half_harms_no_other(redis_url: str, namespace: str) -> None:
    state = redis_state(redis_url, namespace)
    halves = [[a_transaction(at_s)] for at_s in range(2)]

    for _ in state.observe(halves):
        break
    again = [row for half in halves for row in observed(state, half)]

    whole = redis_state(redis_url, f"{namespace}-whole")
    assert again == [row for half in halves for row in observed(whole, half)]
