"""`ports.Starter` on Lambda.

botocore is imported by the first start, not by this module: whoever finds that the function runs
already does not pay for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from ringfence.domain.errors import PushUnavailable

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient


class LambdaStarter:
    """Invokes one function asynchronously; `connect` makes the client of the first start."""

    def __init__(self, connect: Callable[[], LambdaClient], function_name: str) -> None:
        self._connect = connect
        self._function_name = function_name

    @cached_property
    def _client(self) -> LambdaClient:
        return self._connect()

    def start(self, token: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._client.invoke(
                FunctionName=self._function_name,
                InvocationType="Event",
                Payload=json.dumps({"token": token}).encode(),
            )
        except (BotoCoreError, ClientError) as error:
            raise PushUnavailable(f"Lambda: {error}") from error
