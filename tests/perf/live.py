"""From POST to the alert on the socket, through the deployed system on this machine."""

from __future__ import annotations

import json
import secrets
import statistics
import tempfile
import time
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

from infra.local.run import EmbeddedRun
from tests.running import call

MEASURED = 200


def post_to_alert() -> dict[str, float]:
    """Milliseconds from sending the second user's POST to its alert's frame, one at a time."""
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedRun(Path(folder)) as run,
        connect(run.ws_url) as socket,
    ):
        socket.send(json.dumps({"action": "subscribe", "after_seq": None}))
        socket.recv(timeout=30)  # What was raised before it is served is not sent to it.
        for _ in range(10):
            _alert_ms(run, socket)
        times = [_alert_ms(run, socket) for _ in range(MEASURED)]
    return {
        "alert_ms_p50": statistics.median(times),
        "alert_ms_p99": statistics.quantiles(times, n=100)[98],
    }


def _alert_ms(run: EmbeddedRun, socket: ClientConnection) -> float:
    device = f"device-{secrets.token_hex(6)}"
    users = [f"user-{secrets.token_hex(6)}" for _ in range(2)]
    call("POST", f"{run.api_url}/score", _sample(users[0], device))
    started = time.perf_counter()
    call("POST", f"{run.edge_url}/transaction", _sample(users[1], device))
    while True:
        frame = json.loads(socket.recv(timeout=30))
        alerts = frame["alerts"] if frame["type"] == "alerts" else ()
        if any(alert.get("user_id") == users[1] for alert in alerts):
            return (time.perf_counter() - started) * 1e3


def _sample(user: str, device: str) -> dict[str, object]:
    card = user.replace("user", "card")
    return {"user_id": user, "card_id": card, "device_id": device, "amount": 10, "merchant": "Gas"}
