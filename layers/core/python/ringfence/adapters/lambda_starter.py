"""`ports.Starter` on Lambda."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from ringfence.domain.errors import PushUnavailable

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient


class LambdaStarter:
    """Invokes one function asynchronously."""

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
