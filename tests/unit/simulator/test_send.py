"""Sending, against a small server of our own on the loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from simulator.cli import main
from simulator.client import PATIENCE_S, Client, NothingListens
from simulator.send import Plan, Tally, send, to_request
from simulator.stream import PRESETS, stream
from simulator.world import World


class Api(ThreadingHTTPServer):
    """Accepts what it is sent; `refusals` are answered first, one each."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[dict[str, Any]] = []
        self.refusals: list[tuple[int, str]] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Api
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(
            200, {"alerts": [], "last_seq": len(self.server.bodies), "next_before_seq": None}
        )

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            refusal = self.server.refusals.pop(0) if self.server.refusals else None
            if refusal is None:
                self.server.bodies.extend(body.get("transactions", [body]))
        if refusal:
            self._answer(refusal[0], {"title": "Slow down"}, refusal[1])
        elif "transactions" in body:
            count = len(body["transactions"])
            self._answer(202, {"accepted": count, "rejected": 0, "rows": []})
        else:
            self._answer(202, {"transaction_id": body["transaction_id"], "status": "queued"})

    def _answer(self, status: int, body: dict[str, Any], retry_after: str = "") -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def api() -> Iterator[Api]:
    server = Api()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def requests(count: int) -> list[tuple[float, dict[str, object]]]:
    rows = stream(World(), PRESETS["calm"], 0.0, 1.0, 1)
    return [(0.0, to_request(next(rows), f"t-{number}")) for number in range(count)]


def test_each_transaction_is_sent_once_and_counted(api: Api) -> None:
    tally = Tally()
    send(requests(40), Plan(api.url, 20.0), tally, lambda _: None)
    assert sorted(body["transaction_id"] for body in api.bodies) == sorted(
        f"t-{number}" for number in range(40)
    )
    assert (tally.accepted, tally.failed) == (40, 0)


def test_at_a_high_rate_transactions_travel_in_bulk(api: Api) -> None:
    tally = Tally()
    send(requests(120), Plan(api.url, 1_000.0), tally, lambda _: None)
    assert (tally.accepted, len(tally.latencies_s)) == (120, 3)


def test_a_count_ends_the_stream(api: Api) -> None:
    tally = Tally()
    send(requests(40), Plan(api.url, 20.0, count=7), tally, lambda _: None)
    assert tally.accepted == 7


def test_what_is_sent_is_stamped_and_holds_no_truth(api: Api) -> None:
    send(requests(1), Plan(api.url, 20.0), Tally(), lambda _: None)
    [body] = api.bodies
    assert body["occurred_at"].endswith("+00:00")
    assert not {"is_fraud", "scenario", "ring_id"} & set(body)


def test_a_busy_server_is_asked_again_after_as_long_as_it_says(api: Api) -> None:
    api.refusals = [(429, "3"), (503, "")]
    pauses: list[float] = []
    client = Client(api.url, sleep=pauses.append)
    answer = client.post("/transaction", {"transaction_id": "t"})
    client.close()
    assert answer.status == 202
    assert pauses[0] == 3.0
    assert 0 < pauses[1] < 1


def test_a_server_that_is_away_for_a_minute_is_waited_for(api: Api) -> None:
    api.refusals = [(503, "7")] * 8
    pauses: list[float] = []
    client = Client(api.url, sleep=pauses.append)
    answer = client.post("/transaction", {"transaction_id": "t"})
    client.close()
    assert answer.status == 202
    assert sum(pauses) <= PATIENCE_S


def test_a_server_that_stays_away_is_given_up(api: Api) -> None:
    api.refusals = [(503, "")] * 100
    pauses: list[float] = []
    client = Client(api.url, sleep=pauses.append)
    answer = client.post("/transaction", {"transaction_id": "t"})
    client.close()
    assert answer.status == 503
    assert sum(pauses) <= PATIENCE_S


def test_a_refusal_is_counted_as_failed_with_its_reason(api: Api) -> None:
    api.refusals = [(422, "")]
    tally = Tally()
    send(requests(1), Plan(api.url, 20.0), tally, lambda _: None)
    assert (tally.failed, dict(tally.problems)) == (1, {"422 Slow down": 1})


def test_nothing_listening_names_the_url_and_the_remedy() -> None:
    with pytest.raises(NothingListens, match=r"127\.0\.0\.1:1 .*make run"):
        Client("http://127.0.0.1:1").get("/api/alerts")


def test_send_prints_what_was_accepted(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["send", "--url", api.url, "--rate", "150", "--count", "10", "--quiet"])
    printed = capsys.readouterr().out
    assert status == 0
    assert "accepted 10  failed 0" in printed
    assert "p99" in printed
    assert "alerts 10 new" in printed


def test_replay_says_where_a_file_goes_wrong_and_where_to_go_on(
    api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"u{number},c,d,1,shop" for number in (1, 2, 3)]
    path = tmp_path / "payments.csv"
    path.write_text(
        "\n".join(["user_id,card_id,device_id,amount,merchant", *rows, "u4,c,d,x,shop"])
    )
    options = ["--url", api.url, "--rate", "100", "--quiet"]

    status = main(["replay", str(path), "--from", "2", *options])

    printed = capsys.readouterr()
    assert status == 1
    assert "accepted 2  failed 0" in printed.out
    assert "row 4, column 'amount'" in printed.err
    assert "go on with --from 4" in printed.err
    assert sorted(str(body["user_id"]) for body in api.bodies) == ["u2", "u3"]
    assert len({str(body["transaction_id"]) for body in api.bodies}) == 2


def test_send_without_a_server_is_one_line_and_status_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["send", "--url", "http://127.0.0.1:1", "--count", "1"]) == 1
    assert "make run" in capsys.readouterr().err
