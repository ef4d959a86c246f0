"""Whoever acts is asked by name: a person for a capability, a schedule for a stage."""

from uuid import UUID

import pytest

from access.actors import (
    STAGES,
    Schedule,
    require,
    require_any,
    require_reading,
    require_stage,
    token_of,
)
from access.people import Person
from catalog.enumerations import ENUMERATIONS
from domain.capabilities import OF_A_FACILITY
from domain.errors import DataError

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
NIGHTLY = Schedule("nightly", frozenset({"stage.measure", "stage.allocate"}))


def person(*capabilities: str, is_limited: bool = False) -> Person:
    return Person(
        UUID(int=7), HERE, frozenset(capabilities), "ann@example.com", "a token", is_limited
    )


ANN = person("read.field", "accounting.close")


def test_require__names_the_capability_and_what_to_do() -> None:
    require(ANN, HERE, "read.field")
    require_any(ANN, HERE, ("payment.prepare", "accounting.close"))
    with pytest.raises(DataError, match=r"ann@example\.com: .*production\.close; ask someone"):
        require(ANN, HERE, "production.close")
    with pytest.raises(DataError, match=r"do payment\.prepare or payment\.release"):
        require_any(ANN, HERE, ("payment.prepare", "payment.release"))


def test_require__person_of_another_organization_is_refused() -> None:
    for asks in (
        lambda: require(ANN, ELSEWHERE, "read.field"),
        lambda: require_any(ANN, ELSEWHERE, ("accounting.close",)),
        lambda: require_stage(ANN, ELSEWHERE, "stage.build"),
        lambda: require_reading(ANN, ELSEWHERE, "read.field"),
        lambda: require_reading(ANN, ELSEWHERE, "read.money"),
    ):
        with pytest.raises(DataError, match="belongs to another organization"):
            asks()


@pytest.mark.parametrize("stage", STAGES)
def test_stage__is_run_by_whoever_has_one_of_its_capabilities(stage: str) -> None:
    for capability in STAGES[stage]:
        require_stage(person(capability), HERE, stage)
    others = set(ENUMERATIONS["capability"]) - set(STAGES[stage])
    with pytest.raises(DataError, match="may not do"):
        require_stage(person(*others), HERE, stage)


def test_stage__of_a_schedule_is_one_of_its_own_in_any_organization() -> None:
    for where in (HERE, ELSEWHERE):
        require_stage(NIGHTLY, where, "stage.measure")
    with pytest.raises(DataError, match=r"nightly: .*stage\.file; it may run stage\.allocate"):
        require_stage(NIGHTLY, HERE, "stage.file")
    with pytest.raises(DataError, match="may run nothing"):
        require_stage(Schedule("idle", frozenset()), HERE, "stage.measure")


def test_stages__need_capabilities_that_exist() -> None:
    assert {each for held in STAGES.values() for each in held} <= set(ENUMERATIONS["capability"])


@pytest.mark.parametrize(
    ("capability", "sees"),
    [
        ("read.field", {"read.field"}),
        ("read.volume", {"read.field", "read.volume"}),
        ("read.money", {"read.field", "read.money"}),
        ("gauge.enter", {"read.field", "read.volume"}),
        ("payment.release", {"read.field", "read.volume", "read.money"}),
        ("tag.configure", {"read.field"}),
        ("user.manage", {"read.field"}),
    ],
)
def test_reading__is_three_rights_and_acting_brings_what_it_needs(
    capability: str, sees: set[str]
) -> None:
    for what in ("read.field", "read.volume", "read.money"):
        if what in sees:
            require_reading(person(capability), HERE, what)
        else:
            with pytest.raises(DataError, match=what):
                require_reading(person(capability), HERE, what)


def test_reading__schedule_sees_field_and_volumes_and_no_money() -> None:
    require_reading(NIGHTLY, HERE, "read.field")
    require_reading(NIGHTLY, HERE, "read.volume")
    with pytest.raises(DataError, match="a schedule sees no money"):
        require_reading(NIGHTLY, HERE, "read.money")


@pytest.mark.parametrize("capability", ENUMERATIONS["capability"])
def test_limited_person__acts_at_facilities_alone(capability: str) -> None:
    limited = person(capability, is_limited=True)
    if capability in OF_A_FACILITY:
        require(limited, HERE, capability)
        return
    with pytest.raises(DataError, match="limited to facilities"):
        require(limited, HERE, capability)
    require(person(capability), HERE, capability)


def test_limited_person__with_several_acts_by_the_one_that_is_of_a_facility() -> None:
    limited = person("production.close", "gauge.enter", is_limited=True)
    require_any(limited, HERE, ("production.close", "gauge.enter"))
    require_reading(limited, HERE, "read.volume")
    with pytest.raises(DataError, match="limited to facilities"):
        require_reading(limited, HERE, "read.money")


@pytest.mark.parametrize("stage", STAGES)
def test_limited_person__runs_no_stage(stage: str) -> None:
    """What a person with a limit sees is a part: days and months made of it would be wrong."""
    for capability in STAGES[stage]:
        with pytest.raises(DataError, match="limited to facilities"):
            require_stage(person(capability, is_limited=True), HERE, stage)


def test_token__is_a_persons_proof_and_never_printed() -> None:
    assert token_of(ANN) == "a token"
    assert token_of(NIGHTLY) is None
    assert "a token" not in repr(ANN)
