"""The composition root: settings to adapters to use cases. Every adapter is replaceable by keyword.

Nothing connects before first use. Drivers are imported inside functions, so that a function pays
only for what it uses.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from getpass import getuser

from ringfence.adapters.redis_keys import Keys
from ringfence.bootstrap.adapters import Adapters, utc_now
from ringfence.bootstrap.services import Services
from ringfence.domain.decisions import Decision
from ringfence.domain.labels import Label
from ringfence.domain.people import Person
from ringfence.flow import model_book
from ringfence.flow.govern_ports import ModelRegistry
from ringfence.flow.models import RecordedRegistry
from ringfence.settings import Settings, read_settings

__all__ = [
    "Adapters",
    "Services",
    "activate_model",
    "build",
    "model_registry",
    "stored_decisions",
    "utc_now",
]


def build(settings: Settings | None = None, **replaced: object) -> Services:
    """Services on the real adapters, from the environment unless told otherwise.

    Raises
    ------
    MissingSettings
    """
    settings = settings or read_settings(os.environ)
    return Services(settings, Adapters(settings, **replaced))


def model_registry(redis_url: str, namespace: str = "default") -> ModelRegistry:
    """The registry alone, for the tools that put models there. What is put in force is audited as
    done by the machine's user."""
    from ringfence.adapters.redis_audit import RedisAudit
    from ringfence.adapters.redis_model_registry import RedisModelRegistry
    from ringfence.adapters.redis_state import connect

    client, keys = connect(redis_url, timeout_s=5.0), Keys(namespace)
    audit = RedisAudit(client, keys, on_recorded=lambda _: None)
    person = Person(name=getuser(), role="engineer")
    return RecordedRegistry(RedisModelRegistry(client, keys, utc_now), audit, person, utc_now)


def activate_model(redis_url: str, version: str, namespace: str = "default") -> None:
    """Put a registered model in force, once it has scored here; audited as above.

    Raises
    ------
    UnknownModel, UnfitModel
    """
    from ringfence.adapters.redis_models import RedisModels
    from ringfence.adapters.redis_state import connect

    models = RedisModels(connect(redis_url, timeout_s=5.0), Keys(namespace))
    model_book.activate(version, model_registry(redis_url, namespace), models)


def stored_decisions(
    redis_url: str, namespace: str = "default"
) -> Iterator[tuple[Decision, tuple[Label, ...]]]:
    """Every stored decision with its labels, for the tools that train on them."""
    from ringfence.adapters.redis_decisions import RedisDecisions
    from ringfence.adapters.redis_state import connect

    return RedisDecisions(connect(redis_url, timeout_s=5.0), Keys(namespace)).labelled()
