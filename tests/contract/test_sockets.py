"""Who may watch: `$connect` knows a token or refuses, and writes none down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chalice.app import WebsocketEvent

from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_lease import RedisLease
from ringfence.adapters.redis_state import connect
from ringfence.adapters.redis_watchers import RedisWatchers
from ringfence.bootstrap import Services
from ringfence.domain.people import PersonRequest
from tests.builders import a_person, services, settings
from tests.contract.test_relay import Starts

pytestmark = pytest.mark.services

TOKEN = "a-token-of-the-deployment"


@pytest.fixture
def watched(redis_url: str, namespace: str) -> Iterator[tuple[Services, RedisWatchers]]:
    client, keys = connect(redis_url, 5.0), Keys(namespace)
    watchers = RedisWatchers(client, keys)
    made = services(
        settings=settings(access_token=TOKEN),
        watchers=watchers,
        relay_lease=RedisLease(client, keys.relay_lease),
        relay_starter=Starts(),
    )
    yield made, watchers
    client.close()


def connects(made: Services, query: dict[str, str] | None) -> int:
    from chalicelib import sockets

    context = {"connectionId": "page", "domainName": "localhost", "stage": "ws"}
    given = {"requestContext": context, "queryStringParameters": query}
    return int(sockets.connect(WebsocketEvent(given, None), made).status_code)


@pytest.mark.parametrize(
    "query", [None, {}, {"token": ""}, {"token": "wrong"}, {"token": TOKEN + "x"}, {"t": TOKEN}]
)
def test_without_a_token_that_is_known_nobody_watches(
    watched: tuple[Services, RedisWatchers],
    query: dict[str, str] | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made, watchers = watched

    assert connects(made, query) == 401
    assert watchers.count() == 0
    assert TOKEN not in capsys.readouterr().err


def test_the_deployments_token_and_a_persons_open_the_socket(
    watched: tuple[Services, RedisWatchers], capsys: pytest.CaptureFixture[str]
) -> None:
    made, watchers = watched
    theirs = made.people.let_in(PersonRequest(name="ann", role="viewer"), a_person()).token

    for token in (TOKEN, theirs):
        assert connects(made, {"token": token}) == 200

    assert watchers.count() == 1
    written = capsys.readouterr().err
    assert "socket_connected" in written
    assert TOKEN not in written
    assert theirs not in written
