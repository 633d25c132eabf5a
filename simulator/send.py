"""Send: the stream to a running system, in order of event time, no faster than it can take."""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from simulator.client import Answer, Client
from simulator.labelled import LabelledTransaction

WORKERS = 8
BULK_FROM_RATE = 200.0
"""At this rate and above, transactions travel in bulk."""

BULK_SIZE = 50
WAITING_PER_WORKER = 2
"""Few on purpose: a slow server slows the stream instead of filling our memory."""


@dataclass(slots=True)
class Tally:
    """What became of what was sent. `problems` counts titles of refusals."""

    accepted: int = 0
    failed: int = 0
    latencies_s: list[float] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, sent: int, answer: Answer) -> None:
        """Count one answer to `sent` transactions."""
        with self.lock:
            accepted = _accepted(sent, answer)
            self.accepted += accepted
            self.failed += sent - accepted
            self.latencies_s.append(answer.latency_s)
            if accepted < sent:
                problem = str(answer.body.get("title") or _first_problem(answer))
                self.problems[f"{answer.status} {problem}"] += sent - accepted

    def percentile_ms(self, percent: float) -> float:
        """Latency of requests, in milliseconds; 0 without any."""
        ordered = sorted(self.latencies_s)
        place = min(len(ordered) - 1, int(len(ordered) * percent / 100))
        return ordered[place] * 1_000 if ordered else 0.0


def _accepted(sent: int, answer: Answer) -> int:
    if not 200 <= answer.status < 300:
        return 0
    return int(answer.body.get("accepted", sent))


def _first_problem(answer: Answer) -> str:
    rows = answer.body.get("rows", [])
    problems = [row["problem"]["title"] for row in rows if row.get("problem")]
    return problems[0] if problems else "refused"


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to, how fast, and when to stop (None is never)."""

    url: str
    rate_per_s: float
    count: int | None = None
    duration_s: float | None = None
    token: str = ""
    workers: int = WORKERS


Request = dict[str, object]
"""The body of `POST /transaction`."""


def to_request(row: LabelledTransaction, transaction_id: str) -> Request:
    """What a payment service would send; the truth about it stays here."""
    body: Request = {
        "transaction_id": transaction_id,
        "user_id": row.user_id,
        "card_id": row.card_id,
        "device_id": row.device_id,
        "amount": row.amount_minor / 100,
        "merchant": row.merchant,
        "merchant_category": row.merchant_category,
        "country": row.country,
        "channel": row.channel,
        "ip": row.ip,
        "counterparty_id": row.counterparty_id,
    }
    return {name: value for name, value in body.items() if value is not None}


def send(
    requests: Iterable[tuple[float, Request]],
    plan: Plan,
    tally: Tally,
    on_sent: Callable[[int], None],
) -> None:
    """Send until the plan is met or the requests end; each comes with when it is due (s from 0).

    What was handed to a worker is finished (and counted) also when this is interrupted; nobody
    waits for a server that is away then.
    """
    stopping = threading.Event()
    waiting: queue.Queue[list[Request] | None] = queue.Queue(plan.workers * WAITING_PER_WORKER)
    workers = [
        threading.Thread(target=_work, args=(plan, waiting, tally, stopping), daemon=True)
        for _ in range(plan.workers)
    ]
    for worker in workers:
        worker.start()
    try:
        for batch in _batches(_due(requests, plan), plan):
            waiting.put(batch)
            on_sent(len(batch))
    except KeyboardInterrupt:
        stopping.set()
        raise
    finally:
        for _ in workers:
            waiting.put(None)
        for worker in workers:
            worker.join()


def _due(requests: Iterable[tuple[float, Request]], plan: Plan) -> Iterator[Request]:
    """Requests, each no earlier than it is due, stamped with the time it leaves if it has none."""
    begun = time.perf_counter()
    for number, (due_s, body) in enumerate(requests):
        if plan.count is not None and number >= plan.count:
            return
        if plan.duration_s is not None and due_s > plan.duration_s:
            return
        early_s = due_s - (time.perf_counter() - begun)
        if early_s > 0:
            time.sleep(early_s)
        yield {"occurred_at": datetime.now(UTC).isoformat(), **body}


def _batches(requests: Iterable[Request], plan: Plan) -> Iterator[list[Request]]:
    size = BULK_SIZE if plan.rate_per_s >= BULK_FROM_RATE else 1
    batch: list[Request] = []
    for request in requests:
        batch.append(request)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _work(
    plan: Plan,
    waiting: queue.Queue[list[Request] | None],
    tally: Tally,
    stopping: threading.Event,
) -> None:
    client = Client(plan.url, plan.token, sleep=stopping.wait)
    while (batch := waiting.get()) is not None:
        if len(batch) == 1:
            answer = client.post("/transaction", batch[0])
        else:
            answer = client.post("/transactions", {"transactions": batch})
        tally.note(len(batch), answer)
    client.close()
