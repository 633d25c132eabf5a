"""`ports.Push` on API Gateway's @connections, and `ports.RelayStarter` on Lambda."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from ringfence.domain.errors import PushUnavailable

if TYPE_CHECKING:
    from types_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from types_boto3_lambda import LambdaClient


class WebsocketPush:
    """Posts frames to connections."""

    def __init__(self, client: ApiGatewayManagementApiClient) -> None:
        self._client = client

    def post(self, connection_id: str, frame: bytes) -> bool:
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=frame)
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if (
                status in (403, 410)
                or error.response.get("Error", {}).get("Code") == "GoneException"
            ):
                return False
            raise PushUnavailable(f"WebSocket API: {error}") from error
        except BotoCoreError as error:
            raise PushUnavailable(f"WebSocket API: {error}") from error
        return True


class LambdaRelayStarter:
    """Invokes the relay function asynchronously."""

    def __init__(self, client: LambdaClient, function_name: str) -> None:
        self._client = client
        self._function_name = function_name

    def start(self, token: str) -> None:
        try:
            self._client.invoke(
                FunctionName=self._function_name,
                InvocationType="Event",
                Payload=json.dumps({"token": token}).encode(),
            )
        except (BotoCoreError, ClientError) as error:
            raise PushUnavailable(f"Lambda: {error}") from error
