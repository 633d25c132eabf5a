"""Entities over HTTP: one is found however it is written, and what can be no name is told so."""

from __future__ import annotations

import pytest

from tests.unit.functions.test_http import SAMPLE, Edge
from tests.unit.functions.test_http import edge as edge


@pytest.mark.parametrize("written", ["2001%3Adb8%3A%3A1", "2001%3ADB8%3A%3A0001"])
def test_an_ip_is_found_however_it_is_written(edge: Edge, written: str) -> None:
    edge.post("/score", {**SAMPLE, "ip": "2001:db8::1"})

    answer = edge.get(f"/entities/ip/{written}")

    assert answer.status_code == 200
    assert answer.json_body["entity_id"] == "2001:db8::1"


@pytest.mark.parametrize("written", ["fe80%3A%3A1%25eth0", "nowhere", "10.0.0.1%00"])
def test_what_is_no_address_is_no_ip_we_know(edge: Edge, written: str) -> None:
    assert edge.get(f"/entities/ip/{written}").status_code == 404


@pytest.mark.parametrize("end", ["ip:fe80::1%eth0", "ip:nowhere", "planet:mars", "user:"])
def test_an_end_of_a_path_is_refused_by_name(edge: Edge, end: str) -> None:
    answer = edge.get(f"/paths?from=user:ann&to={end}")

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json_body["errors"]] == ["to"]
