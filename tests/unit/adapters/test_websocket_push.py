"""Connections on API Gateway, as moto manages them, and what a failing API means."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from ringfence.adapters.websocket_push import WebsocketPush
from ringfence.domain.errors import PushUnavailable


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("apigatewaymanagementapi", region_name="us-east-1")


class FailingClient:
    """The API answers every post with one error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def post_to_connection(self, **_: object) -> None:
        raise self._error


def _answer(code: str, status: int) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
        "PostToConnection",
    )


def test_a_frame_reaches_a_connection(client: Any) -> None:
    assert WebsocketPush(client).post("watcher", b"{}") is True


@pytest.mark.parametrize(("code", "status"), [("GoneException", 410), ("ForbiddenException", 403)])
def test_a_connection_that_is_gone_is_told(code: str, status: int) -> None:
    push: Any = WebsocketPush(FailingClient(_answer(code, status)))  # type: ignore[arg-type]

    assert push.post("watcher", b"{}") is False


@pytest.mark.parametrize(
    "error", [_answer("LimitExceeded", 429), EndpointConnectionError(endpoint_url="http://x")]
)
def test_an_api_that_fails_may_be_asked_again(error: Exception) -> None:
    push: Any = WebsocketPush(FailingClient(error))  # type: ignore[arg-type]

    with pytest.raises(PushUnavailable):
        push.post("watcher", b"{}")
