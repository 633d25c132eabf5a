"""Index of every trigger, in the order a transaction meets them: parse, call, render."""

from __future__ import annotations

from typing import Any

from chalice.app import CloudWatchEvent, Response, SQSEvent, WebsocketEvent

from chalicelib import (
    audit,
    background,
    batch,
    cases,
    entities,
    http,
    investigate,
    models,
    rings,
    sockets,
)
from chalicelib.application import Application
from chalicelib.request import RULES_MAX_BYTES, Request, path_id, path_name
from chalicelib.services import services
from ringfence.bootstrap.cases import Cases
from ringfence.domain.cases import (
    AssignRequest,
    BulkLabelRequest,
    CaseLabelRequest,
    CloseRequest,
    EscalateRequest,
    NoteRequest,
    OpenCaseRequest,
)
from ringfence.domain.lists import ListEntryRequest, SnoozeRequest
from ringfence.domain.model_book import ShadowRequest
from ringfence.domain.people import PersonRequest
from ringfence.domain.rings import BlockRingRequest
from ringfence.domain.rule_book import DraftRequest, PublishRequest, RollBackRequest
from ringfence.domain.simulation import SimulationRequest
from ringfence.domain.threats import ThreatSnoozeRequest

app = Application(app_name="ringfence")
app.experimental_feature_flags.update(["WEBSOCKETS"])

# Replaced by the queue's real ARN in template.yaml (a name would leave two keys after the merge).
TRANSACTIONS_QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:ringfence-transactions"
BATCH_SIZE = 10


# ── 1. Accept ─────────────────────────────────────────────────────────────────────────────────────


@app.route("/transaction", methods=["POST"])
def post_transaction() -> Response:
    """Accept one transaction into the queue: 202 with its id."""
    return http.respond(
        app, lambda request: http.accepted(services().accept(request.transaction()))
    )


@app.route("/transactions", methods=["POST"])
def post_transactions() -> Response:
    """Accept up to 500 transactions: 202 with one row of result for each."""
    return http.respond(app, lambda request: http.accepted(services().accept_bulk(request.items())))


@app.route("/score", methods=["POST"])
def post_score() -> Response:
    """Decide one transaction now: 200 with the decision."""
    return http.respond(
        app, lambda request: http.decided(services().score_now(request.transaction()))
    )


# ── 2. Score ──────────────────────────────────────────────────────────────────────────────────────


@app.on_sqs_message(
    queue_arn=TRANSACTIONS_QUEUE_ARN, batch_size=BATCH_SIZE, name="score_transactions"
)
def score_transactions(event: SQSEvent) -> dict[str, Any]:
    """Decide a batch from the queue; only the transactions that failed are delivered again."""
    return batch.score(event, services())


# ── 3. Watch ──────────────────────────────────────────────────────────────────────────────────────


@app.on_ws_connect(name="socket_connect")
def socket_connect(event: WebsocketEvent) -> Response | None:
    """Someone watches: remember the connection, start the relay if none runs."""
    return sockets.connect(event, services())


@app.on_ws_message(name="socket_message")
def socket_message(event: WebsocketEvent) -> None:
    """`subscribe` and `ping`."""
    sockets.receive(event, services())


@app.on_ws_disconnect(name="socket_disconnect")
def socket_disconnect(event: WebsocketEvent) -> None:
    """Someone left: forget the connection."""
    sockets.disconnect(event, services())


@app.lambda_function(name="relay")
def relay(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Push `fraud_alerts` to every connection while anybody watches."""
    return background.relay(event, context, services())


# ── 4. Read ───────────────────────────────────────────────────────────────────────────────────────


@app.route("/transactions/{transaction_id}", methods=["GET"])
def get_transaction(transaction_id: str) -> Response:
    """The decision on a transaction, or that it is pending."""
    return http.respond(app, lambda _: http.ok(services().find_decision(path_id(transaction_id))))


@app.route("/transactions/{transaction_id}/replay", methods=["GET"])
def get_replay(transaction_id: str) -> Response:
    """The decision made again from its receipt: identical, or where it differs."""
    return http.respond(app, lambda _: http.ok(services().replay(path_id(transaction_id))))


@app.route("/transactions/{transaction_id}/label", methods=["POST"])
def post_label(transaction_id: str) -> Response:
    """Tell the truth about a decided transaction: 200 with its labels."""

    def tell(request: Request) -> Response:
        told = request.label()
        person = request.signed(told.author)
        return http.ok(services().label(path_id(transaction_id), told, person))

    return http.respond(app, tell)


@app.route("/alerts", methods=["GET"])
def get_alerts() -> Response:
    """Alerts, newest first, by cursor."""
    return http.respond(app, lambda request: http.ok(services().list_alerts(**request.page())))


@app.route("/health", methods=["GET"])
def get_health() -> Response:
    """Whether transactions can be accepted and decided."""
    return http.respond(app, lambda _: http.health(services().check_health()))


@app.route("/health/detail", methods=["GET"])
def get_health_detail() -> Response:
    """The last hour: latencies, queue, workers, memory, decisions made without a stage."""
    return http.respond(app, lambda _: http.ok(services().read_vitals()))


@app.route("/traffic", methods=["GET"])
def get_traffic() -> Response:
    """The last seconds: decisions, alerts, declines."""
    return http.respond(
        app, lambda request: http.ok(services().read_traffic(models.traffic_seconds(request)))
    )


# ── 5. Investigate ────────────────────────────────────────────────────────────────────────────────


@app.route("/search", methods=["GET"])
def get_search() -> Response:
    """Whatever has an id that begins with `q`."""
    return http.respond(
        app,
        lambda request: http.ok(services().look_up.search(**entities.search(request))),
    )


@app.route("/entities/{entity}/{entity_id}", methods=["GET"])
def get_entity(entity: str, entity_id: str) -> Response:
    """What the windows say of an entity now, what is normal for it, what is known."""
    return http.respond(
        app,
        lambda _: http.ok(services().look_up.entity(entities.entity(entity, entity_id))),
    )


@app.route("/entities/{entity}/{entity_id}/transactions", methods=["GET"])
def get_entity_transactions(entity: str, entity_id: str) -> Response:
    """Its decided transactions, newest first, by cursor."""

    def read(request: Request) -> Response:
        ref, cursor = entities.entity(entity, entity_id), entities.transactions(request)
        return http.ok(services().look_up.transactions(ref, **cursor))

    return http.respond(app, read)


@app.route("/entities/{entity}/{entity_id}/graph", methods=["GET"])
def get_entity_graph(entity: str, entity_id: str) -> Response:
    """Who is tied to it, the gravest first."""

    def read(request: Request) -> Response:
        ref, bounds = entities.entity(entity, entity_id), entities.bounds(request)
        return http.ok(services().look_up.graph(ref, **bounds))

    return http.respond(app, read)


@app.route("/paths", methods=["GET"])
def get_paths() -> Response:
    """The shortest way between two entities."""
    return http.respond(
        app, lambda request: http.ok(services().look_up.path(**entities.ends(request)))
    )


@app.route("/rings", methods=["GET"])
def get_rings() -> Response:
    """Users tied together, by score, size, exposure or latest change."""
    return http.respond(app, lambda request: http.ok(services().rings.page(rings.page(request))))


@app.route("/rings/{ring_id}", methods=["GET"])
def get_ring(ring_id: str) -> Response:
    """The dossier of a ring."""
    return http.respond(app, lambda _: http.ok(services().rings.dossier(rings.path_id(ring_id))))


@app.route("/rings/{ring_id}/graph", methods=["GET"])
def get_ring_graph(ring_id: str) -> Response:
    """Members and what they share, to draw."""
    return http.respond(app, lambda _: http.ok(services().rings.graph(rings.path_id(ring_id))))


@app.route("/rings/{ring_id}/history", methods=["GET"])
def get_ring_history(ring_id: str) -> Response:
    """How a ring came to be what it is."""
    return http.respond(app, lambda _: http.ok(services().rings.history(rings.path_id(ring_id))))


@app.route("/rings/{ring_id}/block", methods=["POST"])
def post_ring_block(ring_id: str) -> Response:
    """Put every member on the block list: 200 with who was not there yet."""

    def block(request: Request) -> Response:
        asked = request.message(BlockRingRequest)
        return http.ok(services().rings.block(rings.path_id(ring_id), asked, request.person))

    return http.respond(app, block)


@app.route("/rings/{ring_id}/block", methods=["DELETE"])
def delete_ring_block(ring_id: str) -> Response:
    """Undo a block: 204."""

    def unblock(request: Request) -> Response:
        services().rings.unblock(rings.path_id(ring_id), request.person)
        return http.nothing()

    return http.respond(app, unblock)


@app.route("/flows", methods=["GET"])
def get_flows() -> Response:
    """Where money went in a window, as bands."""
    return http.respond(
        app,
        lambda request: http.ok(
            services().flows.read(investigate.flow_query(request, services().flows.now()))
        ),
    )


@app.route("/flows/transactions", methods=["GET"])
def get_flow_transactions() -> Response:
    """The transactions of one band, newest first."""
    return http.respond(
        app,
        lambda request: http.ok(
            services().flows.list_band(*investigate.band_query(request, services().flows.now()))
        ),
    )


@app.route("/threats", methods=["GET"])
def get_threats() -> Response:
    """What departs from its own normal and from its peers, ranked."""
    return http.respond(
        app, lambda request: http.ok(services().threats.list(investigate.threats_page(request)))
    )


@app.route("/threats/{threat_id}", methods=["GET"])
def get_threat(threat_id: str) -> Response:
    """A threat and its course."""
    return http.respond(app, lambda _: http.ok(services().threats.follow(threat_id)))


@app.route("/threats/{threat_id}/snooze", methods=["POST"])
def post_threat_snooze(threat_id: str) -> Response:
    """Say nothing of an entity or a pair until a time: 200 with the threat."""

    def snooze(request: Request) -> Response:
        asked = request.message(ThreatSnoozeRequest)
        return http.ok(services().threats.snooze(threat_id, asked, request.person))

    return http.respond(app, snooze)


@app.route("/threats/{threat_id}/snooze", methods=["DELETE"])
def delete_threat_snooze(threat_id: str) -> Response:
    """End a snooze: 204."""

    def wake(request: Request) -> Response:
        services().threats.wake(threat_id, request.person)
        return http.nothing()

    return http.respond(app, wake)


# ── 6. Work cases ─────────────────────────────────────────────────────────────────────────────────


@app.route("/cases", methods=["GET"])
def get_cases() -> Response:
    """Cases by urgency, or closed ones by when, by cursor."""
    return http.respond(app, lambda request: http.ok(services().cases.list(**cases.page(request))))


@app.route("/cases", methods=["POST"])
def post_cases() -> Response:
    """Have a ring worked: the case that does, or a new one."""

    def open_case(request: Request) -> Response:
        asked = request.message(OpenCaseRequest)
        return http.ok(services().cases.open(asked, request.person))

    return http.respond(app, open_case)


@app.route("/cases/next", methods=["POST"])
def post_cases_next() -> Response:
    """Hold the most urgent case that waits for whoever asks."""
    return http.respond(app, lambda request: http.ok(services().cases.take_next(request.person)))


@app.route("/cases/{case_id}", methods=["GET"])
def get_case(case_id: str) -> Response:
    """One case with its alerts and what happened to it."""
    return http.respond(app, lambda _: http.ok(services().cases.find(cases.path_case(case_id))))


@app.route("/cases/{case_id}/take", methods=["POST"])
def post_case_take(case_id: str) -> Response:
    """Hold this case: 200 with it, or 409 with who holds it."""
    return http.respond(app, cases.move(case_id, Cases.take))


@app.route("/cases/{case_id}/renew", methods=["POST"])
def post_case_renew(case_id: str) -> Response:
    """Hold it for longer."""
    return http.respond(app, cases.move(case_id, Cases.renew))


@app.route("/cases/{case_id}/release", methods=["POST"])
def post_case_release(case_id: str) -> Response:
    """Put it back for anybody to take."""
    return http.respond(app, cases.move(case_id, Cases.release))


@app.route("/cases/{case_id}/assign", methods=["POST"])
def post_case_assign(case_id: str) -> Response:
    """Make somebody responsible, or nobody."""
    return http.respond(app, cases.work(case_id, AssignRequest, Cases.assign))


@app.route("/cases/{case_id}/note", methods=["POST"])
def post_case_note(case_id: str) -> Response:
    """Write something down."""
    return http.respond(app, cases.work(case_id, NoteRequest, Cases.note))


@app.route("/cases/{case_id}/label", methods=["POST"])
def post_case_label(case_id: str) -> Response:
    """Tell the truth about transactions of the case."""
    return http.respond(app, cases.work(case_id, CaseLabelRequest, Cases.label))


@app.route("/cases/{case_id}/escalate", methods=["POST"])
def post_case_escalate(case_id: str) -> Response:
    """Ask for somebody else's eyes."""
    return http.respond(app, cases.work(case_id, EscalateRequest, Cases.escalate))


@app.route("/cases/{case_id}/snooze", methods=["POST"])
def post_case_snooze(case_id: str) -> Response:
    """Silence one rule for one entity until a time."""
    return http.respond(app, cases.work(case_id, SnoozeRequest, Cases.snooze))


@app.route("/cases/{case_id}/close", methods=["POST"])
def post_case_close(case_id: str) -> Response:
    """End the work, with a reason."""
    return http.respond(app, cases.work(case_id, CloseRequest, Cases.close))


@app.route("/cases/{case_id}/reopen", methods=["POST"])
def post_case_reopen(case_id: str) -> Response:
    """Work a closed case again."""
    return http.respond(app, cases.move(case_id, Cases.reopen))


@app.route("/cases/{case_id}/undo", methods=["POST"])
def post_case_undo(case_id: str) -> Response:
    """Take back one's own last change, for ten seconds."""
    return http.respond(app, cases.move(case_id, Cases.undo))


@app.route("/labels/bulk", methods=["POST"])
def post_labels_bulk() -> Response:
    """One label for up to 200 transactions: 200 with a row for each."""

    def tell(request: Request) -> Response:
        asked = request.message(BulkLabelRequest, cases.BULK_LABELS_MAX_BYTES)
        return http.ok(services().cases.label_many(asked, request.person))

    return http.respond(app, tell)


@app.route("/snoozes", methods=["GET"])
def get_snoozes() -> Response:
    """Rules that are silenced for an entity now."""
    return http.respond(
        app, lambda request: http.ok(services().cases.snoozes(request.listed_page()))
    )


# ── 7. Govern ─────────────────────────────────────────────────────────────────────────────────────


@app.route("/rules", methods=["GET"])
def get_rules() -> Response:
    """The rules in force, the draft and the history."""
    return http.respond(app, lambda _: http.ok(services().read_rules()))


@app.route("/rules/draft", methods=["PUT"])
def put_rules_draft() -> Response:
    """Check a whole rule set and keep it as the draft."""

    def save(request: Request) -> Response:
        draft = request.message(DraftRequest, RULES_MAX_BYTES)
        person = request.signed(draft.author)
        return http.rules_changed(services().save_draft(draft, person), person)

    return http.respond(app, save)


@app.route("/rules/draft/publish", methods=["POST"])
def post_rules_draft_publish() -> Response:
    """Put the draft in force from the next transaction on."""

    def publish(request: Request) -> Response:
        asked = request.message(PublishRequest)
        person = request.signed(asked.author)
        return http.rules_changed(services().publish_rules(asked, person), person)

    return http.respond(app, publish)


@app.route("/rules/rollback", methods=["POST"])
def post_rules_rollback() -> Response:
    """Put an earlier version in force again."""

    def roll_back(request: Request) -> Response:
        asked = request.message(RollBackRequest)
        person = request.signed(asked.author)
        return http.rules_changed(services().roll_back_rules(asked, person), person)

    return http.respond(app, roll_back)


@app.route("/rules/simulate", methods=["POST"])
def post_rules_simulate() -> Response:
    """What other rules or thresholds would have decided: alerts, precision, flips."""

    def simulate(request: Request) -> Response:
        asked = request.message(SimulationRequest, RULES_MAX_BYTES)
        return http.ok(services().simulations.simulate(asked))

    return http.respond(app, simulate)


@app.route("/rules/precision", methods=["GET"])
def get_rules_precision() -> Response:
    """How often each rule fired, and how often it was right."""
    return http.respond(app, lambda _: http.ok(services().look_up.precisions()))


@app.route("/decisions/sample", methods=["GET"])
def get_decisions_sample() -> Response:
    """The newest decisions as columns, for a what-if in the browser."""
    return http.respond(
        app, lambda request: http.ok(services().simulations.sample(**request.sample()))
    )


@app.route("/lists", methods=["GET"])
def get_lists() -> Response:
    """Entries of the block, allow and watch lists, newest first."""
    return http.respond(
        app, lambda request: http.ok(services().find_list_entries(**request.list_query()))
    )


@app.route("/lists", methods=["POST"])
def post_lists() -> Response:
    """Put an entity on a list from the next transaction on: 201 with the entry."""

    def add(request: Request) -> Response:
        entry = request.message(ListEntryRequest)
        return http.listed(services().add_list_entry(entry, request.signed(entry.author)))

    return http.respond(app, add)


@app.route("/lists/{entry_id}", methods=["DELETE"])
def delete_list_entry(entry_id: str) -> Response:
    """Take an entity off a list: 204."""

    def remove(request: Request) -> Response:
        person = request.signed(request.removal().author)
        services().remove_list_entry(entry_id, person)
        return http.unlisted(entry_id, person)

    return http.respond(app, remove)


@app.route("/models", methods=["GET"])
def get_models() -> Response:
    """Every registered model, what is in force, and since when."""
    return http.respond(app, lambda _: http.ok(services().registry.book()))


@app.route("/models/drift", methods=["GET"])
def get_models_drift() -> Response:
    """How far recent decisions lie from what the active model was trained on."""
    return http.respond(
        app, lambda request: http.ok(services().registry.drift(models.hours(request)))
    )


@app.route("/models/{version}/activate", methods=["POST"])
def post_model_activate(version: str) -> Response:
    """Put a registered model in force from the next transaction on."""

    def activate(request: Request) -> Response:
        book = services().registry.activate(models.version(version), request.person)
        return models.changed(book, request.person)

    return http.respond(app, activate)


@app.route("/models/shadow", methods=["POST"])
def post_models_shadow() -> Response:
    """Have a model score beside the active one, or end that."""

    def shadow(request: Request) -> Response:
        asked = request.message(ShadowRequest)
        return models.changed(services().registry.shadow(asked, request.person), request.person)

    return http.respond(app, shadow)


@app.route("/models/rollback", methods=["POST"])
def post_models_rollback() -> Response:
    """Put the model before the active one in force again."""

    def roll_back(request: Request) -> Response:
        return models.changed(services().registry.roll_back(request.person), request.person)

    return http.respond(app, roll_back)


# ── 8. People and what they did ───────────────────────────────────────────────────────────────────


@app.route("/me", methods=["GET"])
def get_me() -> Response:
    """Who asks, and what their role is."""
    return http.respond(app, lambda request: http.ok(services().people.me(request.person)))


@app.route("/people", methods=["GET"])
def get_people() -> Response:
    """Everybody who was let in, by name."""
    return http.respond(app, lambda _: http.ok(services().people.page()))


@app.route("/people", methods=["POST"])
def post_people() -> Response:
    """Let somebody in: 201 with their token, which is shown this once."""

    def let_in(request: Request) -> Response:
        asked = request.message(PersonRequest)
        return http.ok(services().people.let_in(asked, request.person), 201)

    return http.respond(app, let_in)


@app.route("/people/{name}", methods=["DELETE"])
def delete_person(name: str) -> Response:
    """Show somebody out: their token opens nothing from now on. 204."""

    def show_out(request: Request) -> Response:
        services().people.show_out(path_name(name), request.person)
        return http.nothing()

    return http.respond(app, show_out)


@app.route("/audit", methods=["GET"])
def get_audit() -> Response:
    """Every change by a person, newest first, by cursor."""
    return http.respond(
        app, lambda request: http.ok(services().people.audit_page(**audit.page(request)))
    )


@app.route("/audit/export", methods=["GET"])
def get_audit_export() -> Response:
    """The same as a file, oldest first: JSON lines or CSV."""

    def write(request: Request) -> Response:
        cursor, form = audit.export(request)
        return audit.file(services().people.audit_export(**cursor), form)

    return http.respond(app, write)


# ── 9. Behind the path ────────────────────────────────────────────────────────────────────────────


@app.lambda_function(name="project")
def project(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Read decisions off their stream into what an investigation asks for."""
    return background.project(event, context, services())


@app.schedule("rate(1 minute)", name="detect_threats")
def detect_threats(event: CloudWatchEvent) -> dict[str, Any]:
    """Compare every entity's latest minutes with its normal and with its peers."""
    return background.detect_threats(services())


@app.schedule("rate(1 hour)", name="archive")
def archive(event: CloudWatchEvent) -> dict[str, Any]:
    """Copy the hours that are over to the archive, check them there, then trim."""
    return background.archive(event.context, services())


@app.schedule("rate(1 minute)", name="detect_rings")
def detect_rings(event: CloudWatchEvent) -> dict[str, Any]:
    """Look for rings among everybody, every few minutes."""
    return background.detect_rings(services())


@app.schedule("rate(1 hour)", name="prune_graph")
def prune_graph(event: CloudWatchEvent) -> dict[str, Any]:
    """Forget ties that nobody renewed for the graph's retention."""
    return background.prune_graph(event.context, services())


@app.schedule("rate(1 minute)", name="watchdog")
def watchdog(event: CloudWatchEvent) -> dict[str, Any]:
    """Restart what died with work left; report the queue's depth."""
    return background.watch(services())
