"""A stored decision comes back whole, also when a later release computes other features."""

from ringfence.adapters.decision_codec import pack, unpack
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.messages import Decision
from tests.builders import a_transaction, services


def _decision(**changes: object) -> Decision:
    [decision] = services().score_batch([a_transaction(**changes)])  # type: ignore[arg-type]
    assert isinstance(decision, Decision)
    return decision


def _never(version: str) -> list[str]:
    raise AssertionError(f"nobody should ask for {version}")


def test_what_was_packed_comes_back_with_its_number() -> None:
    decision = _decision(merchant="line\u2028separator")

    assert unpack(pack(decision), 7, _never) == decision.model_copy(update={"alert_seq": 7})
    assert unpack(pack(decision), 0, _never).alert_seq is None


def test_a_vector_of_another_release_is_read_by_that_releases_names() -> None:
    decision = _decision()
    versions = decision.versions.model_copy(update={"features": "older"})
    older = decision.model_copy(update={"versions": versions, "features": {"a": 1.0, "b": 2.5}})

    found = unpack(pack(older), 0, {"older": ["a", "b"]}.__getitem__)

    assert found.features == {"a": 1.0, "b": 2.5}


def test_packing_is_several_times_smaller_than_json() -> None:
    decision = _decision()

    assert len(FEATURE_NAMES) > 100
    assert len(pack(decision)) * 4 < len(decision.model_dump_json())
