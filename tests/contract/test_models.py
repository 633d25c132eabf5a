"""The laws of the model registry, held to by memory and by Redis alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_models import MemoryModelRegistry
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_model_registry import RedisModelRegistry
from ringfence.adapters.redis_state import connect
from ringfence.domain.errors import ModelRefused, NoEarlierModel, UnknownModel
from ringfence.domain.features import FEATURE_NAMES
from ringfence.flow.govern_ports import ModelRegistry
from tests.builders import NOON, StillClock, a_manifest

MINUTE_S = 60


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.services)])
def registry(
    request: pytest.FixtureRequest, namespace: str, clock: StillClock
) -> Iterator[ModelRegistry]:
    if request.param == "memory":
        yield MemoryModelRegistry(MemoryState(), clock)
        return
    client = connect(request.getfixturevalue("redis_url"), 5.0)
    yield RedisModelRegistry(client, Keys(namespace), clock)


def test_an_empty_registry_has_an_empty_book(registry: ModelRegistry) -> None:
    book = registry.book()

    assert (book.active, book.shadow, book.models, book.history) == (None, None, (), ())


def test_the_book_tells_each_models_state_and_training(
    registry: ModelRegistry, clock: StillClock
) -> None:
    one = registry.put(b"one", a_manifest(training_rows=10))
    clock.advance(MINUTE_S)
    two, three = registry.put(b"two", a_manifest()), registry.put(b"three", a_manifest())
    registry.activate(two, "ana")
    registry.shadow(one)

    book = registry.book()

    assert (book.active, book.shadow) == (two, one)
    states = {model.version: model.state for model in book.models}
    assert states == {one: "shadow", two: "active", three: "registered"}
    last = book.models[-1]
    assert (last.version, last.registered_at, last.training_rows) == (one, NOON, 10)
    assert [(line.version, line.by) for line in book.history] == [(two, "ana")]
    active = next(model for model in book.models if model.version == two)
    assert active.activated_at == clock()


def test_putting_and_activating_again_changes_nothing(
    registry: ModelRegistry, clock: StillClock
) -> None:
    version = registry.put(b"one", a_manifest())
    registry.activate(version)
    before = registry.book()
    clock.advance(MINUTE_S)

    registry.put(b"one", a_manifest())
    registry.activate(version)

    assert registry.book() == before


def test_going_back_puts_the_model_before_in_force(registry: ModelRegistry) -> None:
    one, two = registry.put(b"one", a_manifest()), registry.put(b"two", a_manifest())
    registry.activate(one)
    registry.activate(two)

    assert registry.roll_back("ana") == one

    book = registry.book()
    assert book.active == one
    assert [line.version for line in book.history] == [one, two, one]
    assert book.history[0].by == "ana"


def test_there_may_be_nothing_to_go_back_to(registry: ModelRegistry) -> None:
    registry.activate(registry.put(b"one", a_manifest()))

    with pytest.raises(NoEarlierModel):
        registry.roll_back()


def test_what_is_not_registered_is_neither_activated_nor_a_shadow(
    registry: ModelRegistry,
) -> None:
    for put_in_force in (registry.activate, registry.shadow):
        with pytest.raises(UnknownModel):
            put_in_force("0" * 32)

    assert registry.book().active is None


def test_a_shadow_can_be_ended(registry: ModelRegistry) -> None:
    registry.shadow(registry.put(b"one", a_manifest()))

    registry.shadow(None)

    assert registry.book().shadow is None


def test_a_model_of_other_features_is_refused(registry: ModelRegistry) -> None:
    with pytest.raises(ModelRefused):
        registry.put(b"one", a_manifest(features=FEATURE_NAMES[1:]))


@pytest.mark.services
def test_a_model_that_an_earlier_release_registered_is_in_the_book(
    redis_url: str, namespace: str
) -> None:
    client, keys = connect(redis_url, 5.0), Keys(namespace)
    client.hset(
        keys.model("old"), mapping={"onnx": b"old", "manifest": a_manifest().model_dump_json()}
    )
    client.hset(keys.pointers, "active_model", "old")
    client.rpush(keys.model_history, f"{NOON.isoformat()} old")

    [model] = RedisModelRegistry(client, keys, StillClock()).book().models

    assert (model.version, model.state, model.registered_at) == ("old", "active", None)
    assert model.activated_at == NOON
