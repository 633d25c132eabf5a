"""The table of routes, one module per area; it names exactly the routes of functions/app.py."""

from __future__ import annotations

from infra.routes import cases, decide, entities, govern, investigate, models, people, rings
from infra.routes.route import Route

ROUTES: tuple[Route, ...] = (
    *decide.ROUTES,
    *govern.ROUTES,
    *models.ROUTES,
    *people.ROUTES,
    *cases.ROUTES,
    *investigate.ROUTES,
    *entities.ROUTES,
    *rings.ROUTES,
)
