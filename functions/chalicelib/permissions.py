"""Who may call what: the least role of each route, in one table.

A role holds what the roles before it hold: viewer < analyst < engineer < admin. A route that is not
in the table is an admin's, so forgetting one opens nothing; a test holds the table to the routes.
"""

from __future__ import annotations

from collections.abc import Mapping

from ringfence.domain.errors import NotPermitted
from ringfence.domain.people import Person, Role

OPEN = frozenset({("GET", "/health")})
"""Asked by load balancers, which are nobody."""

NEEDS: Mapping[tuple[str, str], Role] = {
    # What a payment service does; it holds the deployment's token, or one of an engineer.
    ("POST", "/transaction"): "engineer",
    ("POST", "/transactions"): "engineer",
    ("POST", "/score"): "engineer",
    # Whoever watches.
    ("GET", "/me"): "viewer",
    ("GET", "/transactions/{transaction_id}"): "viewer",
    ("GET", "/transactions/{transaction_id}/replay"): "viewer",
    ("GET", "/alerts"): "viewer",
    ("GET", "/flows"): "viewer",
    ("GET", "/flows/transactions"): "viewer",
    ("GET", "/threats"): "viewer",
    ("GET", "/threats/{threat_id}"): "viewer",
    ("GET", "/rules"): "viewer",
    ("GET", "/lists"): "viewer",
    ("GET", "/rings"): "viewer",
    ("GET", "/rings/{ring_id}"): "viewer",
    ("GET", "/rings/{ring_id}/graph"): "viewer",
    ("GET", "/rings/{ring_id}/history"): "viewer",
    ("GET", "/snoozes"): "viewer",
    ("GET", "/search"): "viewer",
    ("GET", "/entities/{entity}/{entity_id}"): "viewer",
    ("GET", "/entities/{entity}/{entity_id}/transactions"): "viewer",
    ("GET", "/entities/{entity}/{entity_id}/graph"): "viewer",
    ("GET", "/paths"): "viewer",
    ("GET", "/rules/precision"): "viewer",
    ("GET", "/cases"): "viewer",
    ("GET", "/cases/{case_id}"): "viewer",
    ("GET", "/models"): "viewer",
    ("GET", "/models/drift"): "viewer",
    ("GET", "/health/detail"): "viewer",
    ("GET", "/traffic"): "viewer",
    # Whoever works on alerts. A draft decides nothing; a list entry decides about one entity.
    ("POST", "/transactions/{transaction_id}/label"): "analyst",
    ("PUT", "/rules/draft"): "analyst",
    ("POST", "/rules/simulate"): "analyst",
    ("GET", "/decisions/sample"): "analyst",
    ("POST", "/threats/{threat_id}/snooze"): "analyst",
    ("DELETE", "/threats/{threat_id}/snooze"): "analyst",
    ("POST", "/lists"): "analyst",
    ("POST", "/rings/{ring_id}/block"): "analyst",
    ("DELETE", "/rings/{ring_id}/block"): "analyst",
    ("DELETE", "/lists/{entry_id}"): "analyst",
    ("POST", "/cases"): "analyst",
    ("POST", "/cases/next"): "analyst",
    ("POST", "/cases/{case_id}/take"): "analyst",
    ("POST", "/cases/{case_id}/renew"): "analyst",
    ("POST", "/cases/{case_id}/release"): "analyst",
    ("POST", "/cases/{case_id}/assign"): "analyst",
    ("POST", "/cases/{case_id}/note"): "analyst",
    ("POST", "/cases/{case_id}/label"): "analyst",
    ("POST", "/cases/{case_id}/escalate"): "analyst",
    ("POST", "/cases/{case_id}/snooze"): "analyst",
    ("POST", "/cases/{case_id}/close"): "analyst",
    ("POST", "/cases/{case_id}/reopen"): "analyst",
    ("POST", "/cases/{case_id}/undo"): "analyst",
    ("POST", "/labels/bulk"): "analyst",
    ("GET", "/audit"): "analyst",
    ("GET", "/audit/export"): "analyst",
    # Whoever answers for what decides about everybody.
    ("POST", "/rules/draft/publish"): "engineer",
    ("POST", "/rules/rollback"): "engineer",
    ("POST", "/models/{version}/activate"): "engineer",
    ("POST", "/models/shadow"): "engineer",
    ("POST", "/models/rollback"): "engineer",
    # Whoever answers for people.
    ("GET", "/people"): "admin",
    ("POST", "/people"): "admin",
    ("DELETE", "/people/{name}"): "admin",
}


def check(method: str, path: str, person: Person) -> None:
    """Whether this person may call this route.

    Raises
    ------
    NotPermitted
    """
    needed = NEEDS.get((method, path), "admin")
    if not person.may(needed):
        raise NotPermitted(person.name, person.role, needed)
