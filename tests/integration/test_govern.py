"""Rules and lists on the deployed stack: what is published decides the next transaction."""

from __future__ import annotations

import secrets
from typing import Any

from infra.local.run import EmbeddedRun
from tests.integration.test_deployed import _sample
from tests.running import call, decided


def _rule(merchant: str) -> dict[str, Any]:
    return {
        "code": "named_merchant",
        "group": "merchant",
        "when": f'merchant == "{merchant}"',
        "sentence": "{amount} at {merchant}",
        "weight": 5.0,
        "outcome": "review",
    }


def _codes(decision: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in decision["reasons"]]


def _through_the_queue(run: EmbeddedRun, sample: dict[str, Any]) -> dict[str, Any]:
    answer = call("POST", f"{run.edge_url}/transaction", sample)
    assert answer.status == 202
    return decided(run, answer.body["transaction_id"])


def test_a_published_rule_fires_on_the_next_transaction_until_it_is_rolled_back(
    run: EmbeddedRun,
) -> None:
    merchant = f"merchant-{secrets.token_hex(4)}"
    _through_the_queue(run, _sample(merchant=merchant))  # The worker is warm: it holds old rules.
    book = call("GET", f"{run.api_url}/rules").body
    before = book["published"]["version"]
    rules = [*book["published"]["rules"], _rule(merchant)]

    draft = call(
        "PUT",
        f"{run.api_url}/rules/draft",
        {"author": "ann", "based_on": before, "rules": rules},
    )
    body = {"author": "bob", "version": draft.body["draft"]["version"]}
    published = call("POST", f"{run.api_url}/rules/draft/publish", body)
    fired = [
        _through_the_queue(run, _sample(merchant=merchant)),
        call("POST", f"{run.api_url}/score", _sample(merchant=merchant)).body,
    ]
    back = call("POST", f"{run.api_url}/rules/rollback", {"author": "bob", "version": before})
    after = _through_the_queue(run, _sample(merchant=merchant))

    assert (draft.status, published.status, back.status) == (200, 200, 200)
    for decision in fired:
        assert _codes(decision)[0] == "named_merchant"
        assert decision["versions"]["rules"] == body["version"]
        assert decision["missing"] == []
    assert "named_merchant" not in _codes(after)
    assert after["versions"]["rules"] == before


def test_a_wrong_rule_is_refused_through_the_whole_stack(run: EmbeddedRun) -> None:
    version = call("GET", f"{run.api_url}/rules").body["published"]["version"]
    rule = {**_rule("x"), "when": "amount > 1.0 && user_cuont_1m > 1.0"}

    answer = call(
        "PUT", f"{run.api_url}/rules/draft", {"author": "a", "based_on": version, "rules": [rule]}
    )

    assert answer.status == 422
    assert answer.body["errors"][0]["field"] == "rules.0.when"
    assert "at column 17" in answer.body["errors"][0]["message"]


def test_a_blocked_device_is_declined_until_it_is_taken_off(run: EmbeddedRun) -> None:
    sample = _sample()
    _through_the_queue(run, sample)
    entry = {"list": "block", "entity": "device", "entity_id": sample["device_id"]}

    added = call("POST", f"{run.api_url}/lists", {**entry, "reason": "stolen", "author": "ann"})
    declined = _through_the_queue(run, sample)
    path = f"{run.api_url}/lists/{added.body['entry_id']}"
    removed = call("DELETE", path, {"author": "bob"})
    after = _through_the_queue(run, sample)

    assert (added.status, removed.status) == (201, 204)
    assert declined["outcome"] == "decline"
    assert _codes(declined)[0] == "listed_block"
    assert declined["alert_seq"]
    assert "listed_block" not in _codes(after)
