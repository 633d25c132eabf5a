"""Log lines: structured, one a decision, and never a name of anybody."""

import json

import pytest

from chalicelib import log
from ringfence.domain.decisions import Decision
from tests.builders import a_transaction, services


def test_a_decision_is_one_line_without_user_card_or_device(
    capsys: pytest.CaptureFixture[str],
) -> None:
    batch = [a_transaction(0, user_id="ann"), a_transaction(1, user_id="bob", card_id="card-bob")]
    decision = services().score_batch(batch)[1]
    assert isinstance(decision, Decision)

    log.decision(decision)

    [text] = capsys.readouterr().err.splitlines()
    assert json.loads(text)["reason_codes"] == ["shared_device"]
    for name in ("ann", "bob", "card-bob", "device-1", "Gas Station"):
        assert name not in text
