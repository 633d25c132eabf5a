"""Functions on a schedule, as Lambda starts them in the deployed stack."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.run import EmbeddedRun
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from tests.running import call, decided, invoke, until


def _pay(run: EmbeddedRun, user: str, device: str) -> str:
    body = {
        "user_id": user,
        "card_id": f"card-of-{user}",
        "device_id": device,
        "amount": 10.00,
        "merchant": "Gas Station",
    }
    answer = call("POST", f"{run.edge_url}/transaction", body)
    decided(run, answer.body["transaction_id"])
    return str(answer.body["transaction_id"])


def test_users_of_one_device_are_a_ring_once_the_function_has_looked(run: EmbeddedRun) -> None:
    device = f"device-{secrets.token_hex(4)}"
    users = {f"user-{device}-{place}" for place in range(5)}
    for user in sorted(users):
        _pay(run, user, device)
    client, keys = connect(run.redis_url, 5.0), Keys()

    def found() -> str | None:
        client.delete(keys.rings_lease)  # The pause after the last run, by the schedule or by us.
        invoke(run, "detect-rings")
        page = call("GET", f"{run.api_url}/rings?limit=100")
        assert page.status == 200
        for ring in page.body["rings"]:
            members = call("GET", f"{run.api_url}/rings/{ring['ring_id']}").body["members"]
            if {one["user_id"] for one in members} == users:
                return str(ring["ring_id"])
        return None

    ring_id = until(found, 60)
    assert call("GET", f"{run.api_url}/rings/{ring_id}/graph").status == 200


def test_who_was_not_seen_for_the_retention_is_forgotten(run: EmbeddedRun) -> None:
    old, recent = (f"user-{secrets.token_hex(4)}" for _ in range(2))
    for user in (old, recent):
        _pay(run, user, f"device-of-{user}")
    client, keys = connect(run.redis_url, 5.0), Keys()
    with client.pipeline(transaction=True) as pipe:
        query = "MATCH (u:User {name: $name})-[e:USED]->(x) SET e.last = 1"
        pipe.execute_command("GRAPH.QUERY", keys.graph, f"CYPHER name='{old}' {query}")
        pipe.execute()

    def is_done() -> bool:
        client.delete(keys.prune_lease)  # The pause after the last pass, by the schedule or by us.
        return invoke(run, "prune-graph").get("ended") == "done"

    until(is_done, 60)
    known = "UNWIND $names AS name MATCH (u:User {name: name}) RETURN u.name"
    asked = f"CYPHER names=['{old}', '{recent}'] {known}"
    assert client.execute_command("GRAPH.RO_QUERY", keys.graph, asked)[1] == [[recent.encode()]]
    assert call("GET", f"{run.api_url}/entities/user/{old}/graph").status == 404


def test_an_hour_that_is_over_lies_in_the_archive(run: EmbeddedRun) -> None:
    transaction_id = _pay(run, f"user-{secrets.token_hex(4)}", f"device-{secrets.token_hex(4)}")
    client, keys = connect(run.redis_url, 5.0), Keys()
    _end_the_hour_of(transaction_id, client, keys)

    rows = invoke(run, "archive")

    assert rows["decisions"] >= 1
    bucket = run.deployed.outputs["ArchiveBucketName"]
    stored = run.client("s3").list_objects_v2(Bucket=bucket)["Contents"]
    assert all(one["Size"] > 0 for one in stored)
    assert any("decisions" in one["Key"] for one in stored)


def _end_the_hour_of(transaction_id: str, client: Any, keys: Keys) -> None:
    """Number its entry as two hours ago: the stream as it were had it been decided then."""
    entries = client.xrange(keys.decisions)
    [fields] = [of for _, of in entries if transaction_id.encode() in of.values()]
    then = int((datetime.now(UTC) - timedelta(hours=2)).timestamp() * 1_000)
    with client.pipeline(transaction=True) as pipe:
        pipe.delete(keys.decisions)
        pipe.xadd(keys.decisions, fields, id=f"{then}-1")
        for entry_id, others in entries:
            pipe.xadd(keys.decisions, others, id=entry_id)
        pipe.execute()
