"""Starting a function on Lambda."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, NoRegionError

from ringfence.adapters.lambda_starter import LambdaStarter
from ringfence.domain.errors import PushUnavailable


class Functions:
    """A client that notes what is invoked, and how often one was made."""

    def __init__(self, error: Exception | None = None) -> None:
        self.made, self.invoked = 0, list[dict[str, Any]]()
        self._error = error

    def connect(self) -> Any:
        self.made += 1
        return self

    def invoke(self, **asked: Any) -> None:
        self.invoked.append(asked)
        if self._error:
            raise self._error


def test_a_function_is_invoked_with_the_token_and_not_waited_for() -> None:
    functions = Functions()
    starter = LambdaStarter(functions.connect, "ringfence-project")

    starter.start("one")
    starter.start("two")

    assert functions.made == 1
    assert [one["InvocationType"] for one in functions.invoked] == ["Event"] * 2
    assert [json.loads(one["Payload"])["token"] for one in functions.invoked] == ["one", "two"]


def test_a_client_is_made_by_the_first_start_and_not_before() -> None:
    functions = Functions()

    LambdaStarter(functions.connect, "ringfence-project")

    assert functions.made == 0


@pytest.mark.parametrize("error", [ConnectTimeoutError(endpoint_url="x"), NoRegionError()])
def test_what_lambda_does_not_answer_is_unavailable(error: Exception) -> None:
    with pytest.raises(PushUnavailable):
        LambdaStarter(Functions(error).connect, "ringfence-project").start("one")


def test_whoever_starts_nothing_imports_no_boto() -> None:
    program = (
        "import sys\n"
        "from ringfence.bootstrap.adapters import Adapters\n"
        "from tests.builders import settings\n"
        "made = Adapters(settings()); made.projector_lease, made.projector_starter\n"
        "sys.exit(any(name.startswith('boto') for name in sys.modules))"
    )

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", program], env=environment, check=False)

    assert ended.returncode == 0
