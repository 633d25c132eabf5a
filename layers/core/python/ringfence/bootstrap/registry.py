"""Which models decide, and how far they have moved from their training."""

from __future__ import annotations

from ringfence.bootstrap.adapters import Adapters
from ringfence.domain.drift import DriftReport
from ringfence.domain.model_book import ModelBook, ShadowRequest
from ringfence.domain.people import Person
from ringfence.flow import model_book
from ringfence.flow.models import RecordedRegistry


class Registry:
    """The use cases of models."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters

    def book(self) -> ModelBook:
        """Every registered model, and what is in force."""
        return self._adapters.model_registry.book()

    def activate(self, version: str, person: Person) -> ModelBook:
        """Raises `UnknownModel` and `UnfitModel`."""
        return model_book.activate(version, self._recorded(person), self._adapters.models)

    def shadow(self, request: ShadowRequest, person: Person) -> ModelBook:
        """Raises `UnknownModel` and `UnfitModel`."""
        return model_book.shadow(request.version, self._recorded(person), self._adapters.models)

    def roll_back(self, person: Person) -> ModelBook:
        """Raises `NoEarlierModel`, `UnknownModel` and `UnfitModel`."""
        return model_book.roll_back(self._recorded(person), self._adapters.models)

    def drift(self, hours: int) -> DriftReport:
        """Raises `UnknownModel` where none is active."""
        adapters = self._adapters
        return model_book.measure(adapters.model_registry, adapters.drift, adapters.now(), hours)

    def _recorded(self, person: Person) -> RecordedRegistry:
        adapters = self._adapters
        return RecordedRegistry(adapters.model_registry, adapters.audit, person, adapters.now)
