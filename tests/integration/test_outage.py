"""Redis away: what is answered, and that nothing accepted is lost. On a system of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.run import EmbeddedRun
from tests.builders import a_transaction
from tests.integration.test_deployed import _sample, live_queue_url
from tests.running import call, decided, start_run, until

REDELIVERED_S = 25.0
"""Less than the visibility timeout of the embedded run (30 s): what failed is given back sooner."""


@pytest.fixture(scope="module")
def frail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRun]:
    yield from start_run(tmp_path_factory.mktemp("frail"))


def test_redis_away_answers_503_and_what_was_queued_is_scored_once_it_is_back(
    frail: EmbeddedRun,
) -> None:
    assert frail.redis is not None
    kept = call("POST", f"{frail.api_url}/score", _sample(transaction_id="before")).body
    queue = frail.client("sqs")
    url = live_queue_url(frail)
    frail.redis.kill()

    for path in ("score", "transaction"):
        refused = call("POST", f"{frail.api_url}/{path}", _sample())
        assert refused.status == 503
        assert int(refused.headers["Retry-After"]) >= 1
    assert call("GET", f"{frail.api_url}/health").status == 503
    queued = [a_transaction(transaction_id=f"queued-{place}") for place in range(5)]
    for transaction in queued:
        queue.send_message(QueueUrl=url, MessageBody=transaction.model_dump_json())

    frail.redis.start()

    for transaction in queued:
        decided(frail, transaction.transaction_id, REDELIVERED_S)
    assert decided(frail, "before") == kept
    until(lambda: call("GET", f"{frail.api_url}/health").status == 200)
