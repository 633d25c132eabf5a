"""The published protocol: who is tested, what a card precision is, and what no row may know."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ringfence.domain.features import FEATURE_INDEX
from simulator.benchmark import Protocol, card_precision, evaluate, replay
from simulator.dataset import Dataset
from simulator.errors import UnreadableFile
from simulator.labelled import LabelledTransaction
from simulator.labelled_file import parse_labelled_columns, read_labelled
from simulator.train import Recipe
from simulator.world import DAY_S

PROTOCOL = Protocol(date(2026, 3, 2))
START_S = PROTOCOL.train_s


def a_row(
    day: float, user: str, is_fraud: bool = False, merchant: str = "shop"
) -> LabelledTransaction:
    return LabelledTransaction(
        START_S + day * DAY_S, user, user, user, 1_000, merchant, is_fraud=is_fraud
    )


def many_rows() -> list[LabelledTransaction]:
    """Four weeks; one in ten is a fraud at the merchant "bad", by a new user each."""
    return [
        a_row(
            -7 + place / 40, f"u{place % 300}", place % 10 == 0, "bad" if place % 10 == 0 else "m"
        )
        for place in range(28 * 40)
    ]


def test_a_label_is_read_only_once_it_is_known() -> None:
    rows = [a_row(0, "u", is_fraud=True), a_row(6.9, "v"), a_row(7.1, "w")]

    dataset = replay(rows, PROTOCOL)

    known = dataset.features[:, FEATURE_INDEX["merchant_frauds_28d"]]
    assert known.tolist() == [0.0, 0.0, 1.0]


def test_users_known_as_compromised_are_not_tested() -> None:
    rows = sorted(
        [
            *many_rows(),
            a_row(1, "early", is_fraud=True),
            a_row(8.5, "later", is_fraud=True),
            *(a_row(day + 0.5, name) for day in range(14, 21) for name in ("early", "later")),
        ]
    )

    figures = evaluate(rows, PROTOCOL, Recipe(trees=2))
    without = [row for row in rows if row.user_id not in ("early", "later")]
    others = evaluate(without, PROTOCOL, Recipe(trees=2))

    # The fraud of day 8 is known on day 15, so its user is tested on days 14 and 15 only.
    assert figures["test_rows"] - others["test_rows"] == 2
    assert set(figures) == {
        "train_rows",
        "train_frauds",
        "test_rows",
        "test_frauds",
        "auc",
        "average_precision",
        "card_precision_100",
    }


def test_card_precision_counts_each_compromised_user_once() -> None:
    users = np.array(["a", "a", "b", "c", "a", "b"])
    frauds = np.array([True, False, False, True, True, True])
    scores = np.array([0.9, 0.1, 0.8, 0.1, 0.9, 0.5])
    day = np.array([0, 0, 0, 0, 1, 1])

    # Day 0: a and b lead, a is found. Day 1: a is left out, b is found.
    assert card_precision(users, frauds, scores, day, top=2) == 0.5


def test_days_without_a_fraud_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="train days"):
        evaluate([a_row(1, "u"), a_row(15, "v")], PROTOCOL, Recipe(trees=1))


def test_a_file_is_read_by_its_columns_in_order_of_time(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "at,who,shop,cents,bad\n2026-03-03T00:00:00,a,s,250,0\n2026-03-02T00:00:00,b,s,100,1\n"
    )
    columns = parse_labelled_columns(
        "user_id=who,card_id=who,device_id=who,merchant=shop,amount_minor=cents,occurred_at=at,"
        "label=bad"
    )

    rows = read_labelled(path, columns, START_S, PROTOCOL.end_s)

    assert [(row.user_id, row.amount_minor, row.is_fraud) for row in rows] == [
        ("b", 100, True),
        ("a", 250, False),
    ]
    assert rows[0].at_s == START_S


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a,a,a,s,noon,0,1", "row 1, column 'occurred_at': 'noon'"),
        ("a,a,a,s,2026-03-02,0,much", "row 1, column 'amount': 'much'"),
        ("a,a,a,s,2026-03-02,0,7000000001", "row 1, column 'amount': '7000000001'"),
    ],
    ids=["no time", "no amount", "more than windows count exactly"],
)
def test_a_wrong_value_is_named_with_its_row(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"user_id,card_id,device_id,merchant,occurred_at,label,amount\n{line}\n")

    with pytest.raises(UnreadableFile, match=message):
        read_labelled(path, {}, START_S, PROTOCOL.end_s)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("user_id,card_id,device_id,merchant,occurred_at\na,a,a,s,2026-03-02\n")

    with pytest.raises(UnreadableFile, match="no column for label"):
        read_labelled(path, {}, START_S, PROTOCOL.end_s)
    with pytest.raises(UnreadableFile, match="'colour=x' is not FIELD=COLUMN"):
        parse_labelled_columns("colour=x")


def test_a_dataset_of_a_file_has_a_row_for_each_day_in_question() -> None:
    dataset = replay(many_rows(), PROTOCOL)

    assert isinstance(dataset, Dataset)
    assert len(dataset.users) == len(dataset.frauds) == 21 * 40
