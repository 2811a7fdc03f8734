"""An archived scenario points to its successor, and tells nobody what they may not read (R51)."""

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import facts
from scenariowiki.scenarios.commands.facts import FactsInput
from scenariowiki.scenarios.queries.succession import find_successor
from scenariowiki.scenarios.rules.states import Audience, State
from tests import personas
from tests.curation import acts as curation
from tests.scenarios.writing import draft, move, published, recorded, scenario, situation

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE, LEE = personas.ANN, personas.CY, personas.ZOE, personas.LEE


def named(no: int, actor: Actor = ZOE) -> int | None:
    found = find_successor(read(), actor, scenario(no).id)
    return found.no if found else None


def replaced() -> tuple[int, int]:
    """Archive one scenario in favour of another; return both numbers."""
    old, new = published(ANN), published(ANN, about=situation("停机后怎么复机"))
    move(CY, old, State.ARCHIVED, successor=new)
    return old, new


def test_r51_an_archived_scenario_names_its_successor() -> None:
    old, new = replaced()

    assert (scenario(old).state, named(old)) == ("archived", new)
    assert recorded("ScenarioArchived")[-1]["successor_id"] == scenario(new).id


def test_r51_bringing_it_back_forgets_the_successor() -> None:
    old, _new = replaced()

    move(CY, old, State.PUBLISHED)

    assert (scenario(old).state, scenario(old).successor_id, named(old)) == ("published", None, None)


def test_r51_without_a_successor_it_is_archived_all_the_same() -> None:
    no = published(ANN)

    move(CY, no, State.ARCHIVED)

    assert (scenario(no).state, named(no)) == ("archived", None)


def test_a_successor_is_another_published_scenario_that_one_may_read() -> None:
    old = published(ANN)
    archived, drafted = published(ANN, about=situation("甲")), draft(ANN, about=situation("乙"))
    move(CY, archived, State.ARCHIVED)

    for wrong in (old, archived, drafted, 999):
        with pytest.raises(Invalid) as refused:
            move(CY, old, State.ARCHIVED, successor=wrong)
        assert refused.value.fields == {"successor": "no_successor_page"}
    assert scenario(old).state == "published"


def test_only_archiving_takes_a_successor() -> None:
    old, new = replaced()

    with pytest.raises(Invalid):
        move(CY, old, State.PUBLISHED, successor=new)


def test_a_successor_that_the_reader_may_not_see_is_not_shown() -> None:
    old, new = replaced()
    with write() as uow:
        facts.change_facts(uow, CY, new, FactsInput(audience=Audience.TEAM, team=personas.RED))

    assert (named(old, LEE), named(old, ZOE)) == (new, None)


def test_r51_a_successor_that_was_archived_itself_leads_on_to_the_one_in_use() -> None:
    old, new = replaced()
    last = published(ANN, about=situation("复机办理"))

    move(CY, new, State.ARCHIVED, successor=last)
    assert (named(old), named(new)) == (last, last)
    move(CY, last, State.ARCHIVED)

    assert (named(old), named(new)) == (None, None)


def test_r51_nobody_is_led_on_past_what_they_may_not_see() -> None:
    old, new = replaced()
    last = published(ANN, about=situation("复机办理"))
    with write() as uow:
        facts.change_facts(uow, CY, new, FactsInput(audience=Audience.TEAM, team=personas.RED))
    move(CY, new, State.ARCHIVED, successor=last)

    assert (named(old, LEE), named(old, ZOE)) == (last, None)


def test_m15_a_successor_that_was_merged_is_read_as_its_winner() -> None:
    old, new = replaced()
    winner = published(ANN, about=situation("停机与复机"))

    curation.merge_pages(winner, new)

    assert named(old) == winner


def test_a_successor_that_was_merged_into_the_archived_one_is_not_shown() -> None:
    first, second = published(ANN), published(ANN, about=situation("停机后怎么复机"))
    curation.merge_pages(first, second)

    with pytest.raises(Invalid):
        move(CY, first, State.ARCHIVED, successor=second)
