"""Write the README's decision and its measured figures, from a real run and build/bench.json.

python -m tests.docs.readme
"""

from __future__ import annotations

import json
import secrets
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from infra.local.redis_server import EmbeddedRedis
from ringfence.bootstrap import build
from ringfence.domain.decisions import Decision, Reason
from ringfence.domain.transactions import TransactionRequest
from simulator.registry import SEED_MODEL, register
from tests.builders import settings

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
MODEL_LINES = 3
FEATURES_SHOWN = ("amount", "user_history", "device_users_near", "device_users_ever", "ring_users")

FIGURES = (
    ("score worker, queue batches of 10, 100,000 stored", "score_batch_tx_per_s_100k", "tx/s"),
    ("score worker, queue batches of 10, 1,000,000 stored", "score_batch_tx_per_s_1m", "tx/s"),
    ("the larger over the smaller, in turn", "score_batch_ratio", "x"),
    ("two score workers at once, the same", "score_two_workers_tx_per_s", "tx/s"),
    ("a decision in the handler, p50", "score_sync_ms_p50", "ms"),
    ("a decision in the handler, p99", "score_sync_ms_p99", "ms"),
    ("a batch of 10 in the handler, p50", "score_batch10_ms_p50", "ms"),
    ("a batch of 10 in the handler, p99", "score_batch10_ms_p99", "ms"),
    ("the prototype's way, same work, one command at a time", "baseline_tx_per_s", "tx/s"),
    ("ours beside it, in turn", "beside_baseline_tx_per_s", "tx/s"),
    ("ours over the prototype's way", "times_baseline", "x"),
    ("`POST /transaction` to the alert on the socket, p50", "alert_ms_p50", "ms"),
    ("`POST /transaction` to the alert on the socket, p99", "alert_ms_p99", "ms"),
    ("cold start, import to first decision", "cold_start_ms", "ms"),
    ("- of it the handlers' imports", "import_app_ms", "ms"),
    ("- building the services", "build_services_ms", "ms"),
    ("- importing Redis's driver", "import_driver_ms", "ms"),
    ("- importing onnxruntime", "import_onnxruntime_ms", "ms"),
    ("- connecting, loading model and rules, deciding", "first_decision_ms", "ms"),
    ("behind a first batch, where no projector runs: boto3, and starting one", "start_ms", "ms"),
    ("30 rules", "rules_30_us", "µs"),
    ("layers and package, unzipped", "package_unzipped_mb", "MB"),
    ("Redis and graph, per stored transaction", "bytes_per_transaction", "bytes"),
    ("- of it without what is projected", "bytes_per_transaction_decided", "bytes"),
    ("Redis's main thread, deciding a transaction", "score_server_us_100k", "µs"),
    ("- projecting it, behind", "project_server_us", "µs"),
    ("rings among 100,000 users, one run", "rings_run_ms_100k", "ms"),
    ("rings among 1,000,000 users, one run", "rings_run_ms_1m", "ms"),
    ("a decision's p99 meanwhile, over idle", "rings_score_p99_ratio_during_1m", "x"),
    ("training replays, a second of one core", "dataset_tx_per_cpu_s", "tx"),
)


def main() -> None:
    """Both blocks; figures that build/bench.json lacks are left out."""
    text = _filled(README.read_text(), "decision", f"```js\n{_shown(_decision())}\n```")
    report = ROOT / "build" / "bench.json"
    if report.exists():
        text = _filled(text, "bench", _bench(json.loads(report.read_text())))
    README.write_text(text)


def _filled(text: str, name: str, content: str) -> str:
    before, rest = text.split(f"<!-- {name}:begin -->")
    _, after = rest.split(f"<!-- {name}:end -->")
    return f"{before}<!-- {name}:begin -->\n{content}\n<!-- {name}:end -->{after}"


def _decision() -> Decision:
    """The second user on the README's shared device, decided with the seed model."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder)) as url:
        register(url, "default", SEED_MODEL, is_activated=True)
        services = build(replace(settings(), redis_url=url, graph_url=url))
        for user in (1, 2):
            decision = services.score_now(
                TransactionRequest(
                    transaction_id=f"payment-{secrets.token_hex(4)}",
                    user_id=f"user-ring-{user}",
                    card_id=f"card-{user}",
                    device_id="device-shared-123",
                    amount="10.00",  # type: ignore[arg-type]
                    merchant="Gas Station",
                )
            )
    return decision


def _shown(decision: Decision) -> str:
    whole = json.loads(decision.model_dump_json())
    rules = [one for one in decision.reasons if one.source == "rule"]
    model = [one for one in decision.reasons if one.source == "model"]
    base = decision.reasons[-1]
    rest = model[MODEL_LINES:]
    lines = [_reason(one) for one in (*rules, *model[:MODEL_LINES])]
    if rest:
        points = sum(one.points for one in rest)
        lines.append(f"    … {len(rest)} more lines of the model, {points:+d} points together …")
    lines.append(_reason(base))
    features = {name: whole["features"][name] for name in FEATURES_SHOWN}
    more = len(whole["features"]) - len(features)
    transaction = {
        name: whole["transaction"][name]
        for name in ("transaction_id", "user_id", "card_id", "device_id", "amount_minor")
    }
    return "\n".join(
        (
            "{",
            *(_field(whole, name) for name in ("transaction_id", "status", "outcome", "score")),
            _field(whole, "risk_level"),
            '  "reasons": [',
            ",\n".join(lines).replace("…,\n", "…\n"),
            "  ],",
            *(_field(whole, name) for name in ("missing", "rule_errors", "shadow_score")),
            f'  "transaction": {json.dumps(transaction)[:-1]}, … }},',
            f'  "features": {json.dumps(features)[:-1]}, … {more} more … }},',
            '  "versions": ' + json.dumps(whole["versions"], indent=4).replace("\n}", "\n  },"),
            *(_field(whole, name) for name in ("timings_ms", "decided_at")),
            f'  "alert_seq": {whole["alert_seq"]}',
            "}",
        )
    )


def _field(whole: dict[str, Any], name: str) -> str:
    return f'  "{name}": {json.dumps(whole[name])},'


def _reason(reason: Reason) -> str:
    shown = json.loads(reason.model_dump_json())
    head = {name: shown[name] for name in ("code", "source", "group")}
    tail = {name: shown[name] for name in ("points", "value", "usual", "entities")}
    return (
        f"    {json.dumps(head)[:-1]},\n"
        f'     "sentence": {json.dumps(reason.sentence)},\n'
        f"     {json.dumps(tail)[1:]}"
    )


def _bench(report: dict[str, Any]) -> str:
    machine = report["machine"]
    rows = [
        f"| {label} | {_number(report[name])} {unit} |"
        for label, name, unit in FIGURES
        if name in report
    ]
    return "\n".join(
        (
            f"`make bench` on {report['measured_at'][:10]}: {machine['cores']} cores "
            f"({machine['cpu']}) shared by clients, functions and servers, "
            f"Python {machine['python']}, {machine['system'].split('-with')[0]}. One run; compare "
            "ratios, not machines.",
            "",
            "| figure | measured |",
            "| --- | --- |",
            *rows,
        )
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


if __name__ == "__main__":
    main()
