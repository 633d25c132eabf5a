"""Pairs of users: what an episode tied, and what a detector put together."""

from __future__ import annotations

import pytest

from simulator.labelled import LabelledTransaction, Told
from simulator.ring_metrics import Episodes, by_scenario, episodes_of, membership, ties_of


def a_row(user: str, device: str, ring: str = "", is_fraud: bool = False, ip: str = "") -> Told:
    scenario = ring.partition("-")[0] or "habit"
    row = LabelledTransaction(
        10.0, user, f"card-{user}", device, 100, "shop", ip=ip or None, is_fraud=is_fraud,
        scenario=scenario, ring_id=ring,
    )  # fmt: skip
    return Told(row, 20.0, is_told=is_fraud)


def test_an_episode_is_as_many_groups_as_its_ties_make() -> None:
    rows = [
        a_row("a", "one", "device_farm-1", is_fraud=True),
        a_row("b", "one", "device_farm-1", is_fraud=True),
        a_row("c", "two", "device_farm-1", is_fraud=True, ip="10.0.0.1"),
        a_row("d", "three", "device_farm-1", is_fraud=True, ip="10.0.0.1"),
        a_row("alone", "four", "device_farm-1", is_fraud=True),
        a_row("e", "kiosk", "kiosk_hours-2"),
        a_row("f", "kiosk", "kiosk_hours-2"),
        a_row("g", "sale", "flash_sale-3"),
        a_row("h", "sale", "flash_sale-3"),
    ]

    episodes = episodes_of(rows)

    assert sorted(map(sorted, (users for _, users in episodes.fraud))) == [["a", "b"], ["c", "d"]]
    assert episodes.genuine == [("kiosk_hours", frozenset("ef"))]


def test_groups_that_a_later_row_ties_become_one() -> None:
    rows = [
        a_row("a", "one", "slow_ring-1", is_fraud=True),
        a_row("b", "two", "slow_ring-1", is_fraud=True),
        a_row("a", "two", "slow_ring-1", is_fraud=True),
    ]

    assert [users for _, users in episodes_of(rows).fraud] == [frozenset("ab")]


def test_a_fraud_is_in_the_ties_only_once_it_is_known() -> None:
    rows = [a_row("a", "one", "slow_ring-1", is_fraud=True), a_row("a", "one")]

    before, facts = ties_of(rows, until_s=19.0)
    after, _ = ties_of(rows, until_s=20.0)

    assert {tie.frauds for tie in before} == {0}
    assert {tie.frauds for tie in after} == {1}
    assert (facts["a"].devices, facts["a"].payments) == (1, 2)


def test_membership_counts_pairs() -> None:
    truth = Episodes(
        fraud=[("device_farm", frozenset("abcd")), ("slow_ring", frozenset("xy"))],
        genuine=[("kiosk_hours", frozenset("mn")), ("family_card", frozenset("op"))],
    )
    found = [frozenset("abcq"), frozenset("mn")]

    figures = membership(found, truth)

    # Ours: 6 pairs of abcq and 1 of mn, of which ab, ac and bc are true; true are 6 and 1.
    assert figures["pair_precision"] == pytest.approx(3 / 7)
    assert figures["pair_recall"] == pytest.approx(3 / 7)
    assert figures["false_rings"] == 1
    assert (figures["largest"], figures["members"], figures["member_precision"]) == (4, 6, 0.5)
    assert figures["false_ring_rate"] == 0.5
    assert figures["false_ring_rate_of_truth"] == 0.0
    table = by_scenario(found, truth)
    assert table["fraud/device_farm"] == {"groups": 1.0, "pair_recall": 0.5, "found": 1.0}
    assert table["fraud/slow_ring"]["found"] == 0.0
    assert table["genuine/kiosk_hours"]["found"] == 1.0
