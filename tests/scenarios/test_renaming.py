"""A name that changed shows on every page that carries it: page versions rise, the index gets work."""

import datetime as dt

import pytest

from scenariowiki.accounts import commands as accounts
from scenariowiki.accounts.commands import AccountInput, TeamInput
from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime.session import write
from scenariowiki.scenarios.commands import discussion, facts, outcomes
from scenariowiki.scenarios.commands.facts import FactsInput
from scenariowiki.scenarios.commands.outcomes import OutcomeInput
from scenariowiki.scenarios.rules.states import Result
from tests import personas
from tests.scenarios.writing import published, save_text, scenario, solution, solutions_of

pytestmark = pytest.mark.usefixtures("app")
ADA, ANN, CY, ZOE = personas.ADA, personas.ANN, personas.CY, personas.ZOE


def rename(person: Actor) -> None:
    with write() as uow:
        accounts.change_account(
            uow, ADA, person.id, AccountInput(display_name="换了名字", site_id=person.site_id)
        )


def wrote(no: int) -> None:
    save_text(ZOE, no, "改写过的一句。", base_seq=1)


def said(no: int) -> None:
    prepared = discussion.prepare_comment(no, "我补一句")
    with write() as uow:
        discussion.add_comment(uow, ZOE, prepared)


def reported(no: int) -> None:
    given = OutcomeInput(result=Result.SOLVED, applied_on=dt.date(2026, 11, 2))
    with write() as uow:
        outcomes.report_outcome(uow, ZOE, solutions_of(no)[0].id, given)


def keeps(no: int) -> None:
    with write() as uow:
        facts.change_facts(uow, CY, no, FactsInput(owner=ZOE.id))


@pytest.mark.parametrize("act", [wrote, said, reported, keeps])
def test_whoever_had_a_hand_in_a_page_is_shown_there_by_the_new_name(act: object) -> None:
    no, other = published(ANN, solution("核实")), published(ANN)
    act(no)  # type: ignore[operator]
    before, untouched = scenario(no).page_version, scenario(other).page_version

    rename(ZOE)

    assert scenario(no).page_version == before + 1
    assert scenario(other).page_version == untouched


def test_a_team_that_goes_by_another_name_renews_its_pages() -> None:
    no = published(ANN)
    before = scenario(no).page_version

    for name in ("红队", "红一队"):
        with write() as uow:
            accounts.save_team(
                uow, ADA, TeamInput(name=name, site_id=personas.SITE, lead_id=personas.LEE.id), personas.RED
            )

    assert scenario(no).page_version == before + 1
