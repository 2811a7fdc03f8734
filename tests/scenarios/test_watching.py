"""What happened where a person watches: told once, of others' acts, and only of what they may read."""

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import discussion, facts, personal, transitions
from scenariowiki.scenarios.commands.facts import FactsInput
from scenariowiki.scenarios.models import Tag
from scenariowiki.scenarios.queries.personal import watched_changes
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import Audience, RejectReason, State
from tests import personas
from tests.scenarios.writing import published, save, situation, solution, solutions_of
from tests.web.scenarios.conftest import statements

pytestmark = pytest.mark.usefixtures("app")
ANN, ZOE = personas.ANN, personas.ZOE


def tagged(name: str) -> int:
    found = read().scalar(select(Tag.id).where(Tag.name == name))
    assert found is not None
    return found


def comment(actor: Actor, no: int, text: str) -> None:
    prepared = discussion.prepare_comment(no, text)
    with write() as uow:
        discussion.add_comment(uow, actor, prepared)


def told(actor: Actor, *, limit: int = 6) -> list[tuple[str, int]]:
    return [(row.name, row.no) for row in watched_changes(read(), actor, limit=limit)]


def watch(actor: Actor, no: int | None = None, *, tag_id: int | None = None, level: str = "watch") -> None:
    with write() as uow:
        if no is not None:
            personal.watch_scenario(uow, actor, no, level)
        if tag_id is not None:
            personal.watch_tag(uow, actor, tag_id, level)


def test_the_newest_change_of_each_watched_scenario_is_told() -> None:
    quiet, no = published(ANN), published(ANN, solution("安抚"))
    assert told(ZOE) == []

    watch(ZOE, no)

    assert told(ZOE) == [("ScenarioPublished", no)]
    comment(ANN, no, "补充一句")
    assert told(ZOE) == [("CommentAdded", no)]
    assert quiet not in dict(told(ZOE)).values()


def test_own_acts_are_no_news() -> None:
    no = published(ANN)
    watch(personas.CY, no)

    comment(personas.CY, no, "我自己写的")

    assert told(personas.CY) == []


def test_a_watched_tag_tells_of_all_that_carry_it_but_the_muted() -> None:
    loud, muted = published(ANN), published(ANN)
    watch(ZOE, muted, tag_id=tagged("停机"), level="watch")
    watch(ZOE, muted, level="mute")

    assert told(ZOE) == [("ScenarioPublished", loud)]


def test_a_muted_tag_silences_what_comes_by_another_tag() -> None:
    published(ANN, about=situation(tags=("停机", "闲聊")))
    watch(ZOE, tag_id=tagged("停机"))
    assert len(told(ZOE)) == 1

    watch(ZOE, tag_id=tagged("闲聊"), level="mute")

    assert told(ZOE) == []


def test_what_may_not_be_read_is_not_told_of() -> None:
    no = published(ANN, solution("安抚"))
    watch(ZOE, no)
    with write() as uow:
        facts.change_facts(uow, personas.CY, no, FactsInput(audience=Audience.TEAM, team=personas.RED))

    assert told(ZOE) == []


def test_a_rejected_solution_is_not_told_of() -> None:
    no = published(ANN)
    watch(ZOE, no)
    save(ANN, no, PageInput(solutions=(solution("错误的办法"),)))
    assert told(ZOE) == [("SolutionAdded", no)]

    id_ = solutions_of(no)[0].id
    with write() as uow:
        transitions.move_solution(uow, personas.CY, id_, State.REJECTED, reason=RejectReason.SPAM)

    assert told(ZOE) == [("ScenarioPublished", no)]


def test_being_told_costs_the_same_however_much_is_watched() -> None:
    for _number in range(3):
        watch(ZOE, published(ANN), tag_id=tagged("停机"))

    with statements() as seen:
        told(ZOE)

    assert len(seen) <= 5
