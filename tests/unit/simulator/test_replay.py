"""Replay: a file of one's own, read by column, with errors that say where."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import UnreadableFile
from simulator.replay import parse_columns, read_requests, read_table

HEADER = "customer,card_id,device_id,amount,shop,occurred_at\n"
COLUMNS = "user_id=customer,merchant=shop"


def a_file(folder: Path, *lines: str) -> Path:
    path = folder / "payments.csv"
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines))
    return path


def test_columns_are_mapped_and_own_names_need_no_mapping(tmp_path: Path) -> None:
    path = a_file(tmp_path, "u1,c1,d1,12.50,Gas Station,2026-01-02T03:04:05")
    [body] = read_requests(path, parse_columns(COLUMNS))
    assert body == {
        "user_id": "u1",
        "card_id": "c1",
        "device_id": "d1",
        "amount": 12.5,
        "merchant": "Gas Station",
        "occurred_at": "2026-01-02T03:04:05+00:00",
    }


def test_a_quoted_value_is_the_same_on_every_row(tmp_path: Path) -> None:
    path = a_file(tmp_path, "u1,c1,d1,1,s,", "u2,c2,d2,2,s,")
    bodies = read_requests(path, parse_columns(f"{COLUMNS},currency='EUR'"))
    assert [body["currency"] for body in bodies] == ["EUR", "EUR"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("u1,c1,d1,twelve,s,", r"row 2, column 'amount': 'twelve' is not an amount"),
        (",c1,d1,1,s,", r"row 2, column 'customer': user_id is empty"),
        ("u1,c1,d1,-1,s,", r"row 2, column 'amount': '-1' is not an amount"),
        ("u1,c1,d1,1,s,,seventh", r"row 2 has more values than there are columns"),
        ("u1,c1,d1,1,s,tomorrow", r"row 2, column 'occurred_at': 'tomorrow' is not"),
    ],
)
def test_a_bad_value_is_named_by_row_and_column(tmp_path: Path, line: str, message: str) -> None:
    path = a_file(tmp_path, "u1,c1,d1,1,s,", line)
    with pytest.raises(UnreadableFile, match=message):
        list(read_requests(path, parse_columns(COLUMNS)))


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = a_file(tmp_path, "u1,c1,d1,1,s,")
    with pytest.raises(UnreadableFile, match="no column 'who'; there are customer, card_id"):
        list(read_requests(path, parse_columns("user_id=who,merchant=shop")))


def test_a_required_field_without_a_column_is_named(tmp_path: Path) -> None:
    path = a_file(tmp_path, "u1,c1,d1,1,s,")
    with pytest.raises(UnreadableFile, match="no column for merchant"):
        list(read_requests(path, parse_columns("user_id=customer")))


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="'shoe=size'"):
        parse_columns("shoe=size")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "is empty; its first line names the columns"),
        ("latin.csv", b"user_id\n\xff\xfe", "not UTF-8 text"),
        ("cut.parquet", b"PAR1", "is no Parquet file, or is cut off"),
    ],
)
def test_a_file_that_is_no_table_is_named(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnreadableFile, match=f"{name}.*{message}"):
        list(read_table(tmp_path / name))


def test_a_folder_or_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.csv"):
        with pytest.raises(UnreadableFile, match=str(path)):
            list(read_table(path))
