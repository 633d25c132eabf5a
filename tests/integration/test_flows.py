"""Flows and threats on the deployed stack: what was decided is drawn, and compared every minute."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote

from infra.local.run import EmbeddedRun
from tests.running import call, invoke, until

CHECKED_WITHIN_S = 150.0
"""The schedule is once a minute; a cold start stands before the first check."""


def _card_testing(name: str) -> list[dict[str, Any]]:
    """Thirty cards on one device at one merchant, for next to nothing each."""
    return [
        {
            "user_id": f"guest-{name}-{place}",
            "card_id": f"card-{name}-{place}",
            "device_id": f"device-{name}",
            "merchant": f"shop-{name}",
            "merchant_category": f"category-{name}",
            "amount": 1.50,
            "channel": "online",
        }
        for place in range(30)
    ]


def test_a_burst_is_drawn_listed_and_becomes_a_threat(run: EmbeddedRun) -> None:
    name = secrets.token_hex(4)
    target = quote(f"to:category-{name}")
    for transaction in _card_testing(name):
        assert call("POST", f"{run.api_url}/score", transaction).status == 200
    invoke(run, "watchdog")  # What is scored synchronously is projected within its minute.

    def drawn() -> list[dict[str, Any]] | None:
        page = call("GET", f"{run.api_url}/flows?nodes=40").body
        links = [one for one in page["links"] if one["target"] == f"to:category-{name}"]
        counted = sum(sum(one["transactions"].values()) for one in links)
        return links if counted == 30 else None

    links = until(drawn)
    source = quote(links[0]["source"])
    listed = call(
        "GET", f"{run.api_url}/flows/transactions?nodes=40&source={source}&target={target}"
    ).body
    assert {one["merchant"] for one in listed["transactions"]} == {f"shop-{name}"}

    def found() -> dict[str, Any] | None:
        threats = call("GET", f"{run.api_url}/threats").body["threats"]
        return next((one for one in threats if one["names"] == [f"device-{name}"]), None)

    threat = until(found, CHECKED_WITHIN_S)
    assert threat["status"] == "active"
    course = call("GET", f"{run.api_url}/threats/{threat['threat_id']}").body
    assert sum(moment["transactions"] for moment in course["minutes"]) == 30
