"""Audience, team and owner, and handing over what a leaver owned (R90)."""

from typing import Any

import pytest

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.kernel.errors import Forbidden, Invalid, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import facts
from scenariowiki.scenarios.commands.facts import FactsInput
from scenariowiki.scenarios.queries import find_scenario, taxonomy
from scenariowiki.scenarios.queries.access import get_readable
from scenariowiki.scenarios.rules.states import Audience
from tests import personas
from tests.scenarios.writing import category, happened, published, recorded, scenario

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, LEE, ZOE = personas.ANN, personas.CY, personas.LEE, personas.ZOE


def change(actor: Actor, no: int, **given: Any) -> None:
    with write() as uow:
        facts.change_facts(uow, actor, no, FactsInput(**given))


def hand_over(from_id: int, to_id: int, actor: Actor = personas.ADA) -> None:
    with write() as uow:
        facts.hand_over(uow, actor, from_id, to_id)


def test_a_lead_keeps_a_scenario_to_the_team() -> None:
    no = published(ANN)

    change(LEE, no, audience=Audience.TEAM)

    assert recorded("AudienceChanged") == [
        {"schema": 1, "scenario_id": 1, "before": "all", "after": "team", "team_before": 1, "team_after": 1}
    ]
    with pytest.raises(NotFound):
        get_readable(read(), ZOE, no)


def test_team_and_owner_change_together() -> None:
    no = published(ANN)

    change(CY, no, team=personas.BLUE, owner=ZOE.id)

    assert (scenario(no).team_id, scenario(no).owner_id, scenario(no).author_id) == (2, ZOE.id, ANN.id)
    assert happened()[-2:] == ["AudienceChanged", "OwnerChanged"]


def test_what_is_so_already_is_not_recorded() -> None:
    no = published(ANN)
    before = happened()

    change(CY, no, audience=Audience.ALL, team=personas.RED, owner=ANN.id)
    change(CY, no)

    assert happened() == before


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"team": 99}, {"team": "no_team"}),
        ({"owner": 99}, {"owner": "no_account"}),
    ],
)
def test_facts_that_cannot_be_are_refused(given: dict[str, Any], wrong: dict[str, str]) -> None:
    no = published(ANN)

    with pytest.raises(Invalid) as refused:
        change(CY, no, **given)

    assert refused.value.fields == wrong


def test_a_team_only_scenario_needs_a_team() -> None:
    no = published(personas.ADA)

    with pytest.raises(Invalid) as refused:
        change(CY, no, audience=Audience.TEAM)

    assert refused.value.fields == {"audience": "team_missing"}


@pytest.mark.parametrize("person", [ANN, ZOE, personas.REA, personas.PAT])
def test_only_curators_and_the_teams_lead_change_facts(person: Actor) -> None:
    no = published(ANN)

    with pytest.raises(Forbidden):
        change(person, no, owner=person.id)


def test_a_leavers_ownership_goes_over_in_one_step_credits_stay() -> None:
    no = published(ANN)
    place = category("电话", owner_id=ANN.id)

    hand_over(ANN.id, ZOE.id)

    assert (scenario(no).owner_id, scenario(no).author_id) == (ZOE.id, ANN.id)
    assert taxonomy.get_category(read(), place).owner_id == ZOE.id
    assert recorded("OwnershipHandedOver") == [
        {"schema": 1, "from_id": ANN.id, "to_id": ZOE.id, "scenarios": 1, "categories": 1}
    ]


@pytest.mark.parametrize("to", [ANN.id, 99])
def test_it_goes_to_somebody_else_who_is_active(to: int) -> None:
    with pytest.raises(Invalid) as refused:
        hand_over(ANN.id, to)

    assert refused.value.fields == {"to": "no_account"}


def test_r90_the_built_in_account_inherits_nothing() -> None:
    system = accounts.find_actor(read(), SYSTEM)
    assert system is not None

    with pytest.raises(Invalid) as refused:
        hand_over(ANN.id, system.id)

    assert refused.value.fields == {"to": "no_account"}


def test_r90_curators_hand_nothing_over_from_whoever_never_was() -> None:
    with pytest.raises(Forbidden):
        hand_over(999, ZOE.id, CY)


def test_only_administrators_hand_over() -> None:
    with pytest.raises(Forbidden):
        hand_over(ANN.id, ZOE.id, CY)
    assert find_scenario(read(), 1) is None
