"""Labels from a file: what is wrong is named by row and column, what is right is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest

from ringfence.domain.labels import LabelRequest
from simulator.cli import main
from simulator.errors import UnreadableFile
from simulator.given_labels import GivenLabel, parse_label_columns, read_labels


def a_file(folder: Path, text: str) -> Path:
    path = folder / "labels.csv"
    path.write_text(text)
    return path


def test_columns_are_mapped_and_words_understood(tmp_path: Path) -> None:
    path = a_file(tmp_path, "id,verdict,known_at\na,FRAUD,2026-03-02\nb,0,\nc,unsure,\n")

    labels = list(read_labels(path, parse_label_columns("transaction_id=id,label=verdict")))

    assert [(one.transaction_id, one.label) for one in labels] == [
        ("a", "fraud"),
        ("b", "genuine"),
        ("c", "unsure"),
    ]
    assert labels[0] == GivenLabel(1, "a", "fraud", "chargeback", 1_772_409_600.0)
    assert labels[1].known_at_s is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("transaction_id,label\na,fraud\n,fraud\n", "row 2, column 'transaction_id': .* is empty"),
        ("transaction_id,label\na,maybe\n", "row 1, column 'label': 'maybe' is none of fraud"),
        (
            "transaction_id,label,known_at\na,fraud,soon\n",
            "row 1, column 'known_at': 'soon' is not an ISO 8601 time",
        ),
        ("transaction_id\na\n", "no column for label; name it with --columns label=COLUMN"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(UnreadableFile, match=problem):
        list(read_labels(a_file(tmp_path, text), {}))


class Api(ThreadingHTTPServer):
    """Knows two transactions; keeps what it was told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: dict[str, LabelRequest] = {}


class _Handler(BaseHTTPRequestHandler):
    server: Api
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = unquote(self.path.split("/")[2])
        if name in ("tx 1", "tx-2"):
            self.server.told[name] = LabelRequest.model_validate_json(body)
            self._answer(200, b"{}")
        else:
            self._answer(404, b'{"title": "Unknown transaction", "detail": "nobody knows it"}')

    def _answer(self, status: int, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[Api]:
    server = Api()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_file_is_told_row_by_row_and_what_nobody_knows_is_counted(
    api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(
        tmp_path, "transaction_id,label,reason\ntx 1,fraud,cb-10\ntx-9,fraud,\ntx-2,genuine,\n"
    )

    status = main(["labels", str(path), "--quiet", "--url", f"http://127.0.0.1:{api.server_port}"])

    assert status == 0
    assert api.told["tx 1"] == LabelRequest(label="fraud", reason="cb-10")
    assert api.told["tx-2"] == LabelRequest(label="genuine", reason="chargeback")
    printed = capsys.readouterr().out
    assert "told 2  unknown 1  refused 0" in printed
    assert "row 2 (tx-9): nobody knows it" in printed


def test_nothing_is_told_when_a_later_row_is_wrong(
    api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(tmp_path, "transaction_id,label\ntx-2,fraud\ntx 1,perhaps\n")

    status = main(["labels", str(path), "--quiet", "--url", f"http://127.0.0.1:{api.server_port}"])

    assert status == 1
    assert not api.told
    assert "row 2, column 'label'" in capsys.readouterr().err
