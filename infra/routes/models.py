"""Models, and the vitals of the system."""

from __future__ import annotations

from infra.routes.route import Answer, Document, Route, whole
from ringfence.domain import drift, model_book, vitals

VERSION: Document = {
    "name": "version",
    "in": "path",
    "required": True,
    "description": "The `version` of a registered model.",
    "schema": {"type": "string", "pattern": model_book.VERSION_PATTERN},
}
BOOK = {200: Answer("The model book.", (model_book.ModelBook,))}
ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/models",
        "Every registered model, and what is in force",
        "The newest first, with what its manifest says of its training.",
        BOOK,
        (401, 429, 500, 503),
    ),
    Route(
        "GET",
        "/models/drift",
        "How far recent decisions lie from the active model's training",
        "The population stability index of the score and of each feature, the farthest first, and "
        "how often the shadow agrees.",
        {200: Answer("The drift of the active model.", (drift.DriftReport,))},
        (401, 404, 422, 429, 500, 503),
        parameters=(
            whole(
                "hours",
                1,
                "How far back; this hour is one of them.",
                maximum=drift.DRIFT_HOURS_MAX,
                default=drift.DRIFT_HOURS_DEFAULT,
            ),
        ),
    ),
    Route(
        "POST",
        "/models/{version}/activate",
        "Put a registered model in force",
        "From the next transaction on, without a release or a restart; one that cannot score in "
        "this release is refused.",
        BOOK,
        (401, 404, 422, 429, 500, 503),
        parameters=(VERSION,),
    ),
    Route(
        "POST",
        "/models/shadow",
        "Have a model score beside the active one",
        "Its score is stored with each decision and decides nothing. `null` ends it.",
        BOOK,
        (400, 401, 404, 413, 415, 422, 429, 500, 503),
        model_book.ShadowRequest,
    ),
    Route(
        "POST",
        "/models/rollback",
        "Put the model before the active one in force again",
        "From the next transaction on. It has scored here before it is.",
        BOOK,
        (401, 404, 409, 422, 429, 500, 503),
    ),
    Route(
        "GET",
        "/health/detail",
        "The last hour of the system",
        "Latency per stage, decisions and what they went without minute by minute, queue, workers "
        "and memory. It is read off the decision stream, so it is as late as the projector.",
        {200: Answer("What can be read; the rest is named in `unknown`.", (vitals.Vitals,))},
        (401, 429, 500, 503),
    ),
    Route(
        "GET",
        "/traffic",
        "Decisions, alerts and declines of the last seconds",
        "Whole seconds, oldest first, none left out; the one that runs is not over. What a page "
        "that is opened shows before the live feed tells more.",
        {200: Answer("The seconds.", (vitals.Traffic,))},
        (401, 422, 429, 500, 503),
        parameters=(whole("seconds", 1, "How many.", maximum=vitals.TRAFFIC_S_MAX, default=180),),
    ),
)
