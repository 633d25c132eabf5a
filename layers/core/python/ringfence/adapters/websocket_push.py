"""`ports.Push` on API Gateway's @connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from ringfence.domain.errors import PushUnavailable

if TYPE_CHECKING:
    from types_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient


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
