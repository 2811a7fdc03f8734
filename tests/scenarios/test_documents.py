"""Scenarios as search documents."""

import pytest

from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import documents
from scenariowiki.scenarios.commands import categories, facts, tags
from scenariowiki.scenarios.commands.facts import FactsInput
from scenariowiki.scenarios.rules.states import Audience, RejectReason, State
from scenariowiki.search.document import EVERYONE, SearchDocument
from tests import personas
from tests.scenarios.writing import category, draft, move, published, scenario, situation, solution, tag

pytestmark = pytest.mark.usefixtures("app")
ANN, CY = personas.ANN, personas.CY


def document(no: int) -> SearchDocument:
    (found,) = documents.build(read(), [no])
    return found


def test_a_document_holds_all_that_is_searched() -> None:
    calls = category("来电", category("电话"))
    about = situation(
        text="**停机** 了", category=calls, fields={"business_line": "telecom", "metric": "接通率"}
    )
    no = published(ANN, solution("先核实"), about=about)

    found = document(no)

    assert (found.id, found.version, found.title) == (no, scenario(no).page_version, "余额充足却停机")
    assert "停机 了" in found.body
    assert {"先核实", "接通率"} <= set(found.body.splitlines())
    assert "**" not in found.body
    assert found.audience == EVERYONE


def test_facets_hold_keys_and_every_category_above() -> None:
    phone = category("电话")
    calls = category("来电", phone)
    no = published(
        ANN, about=situation(category=calls, fields={"business_line": "telecom", "severity": "major"})
    )

    facets = document(no).facets

    assert facets["category"] == (str(calls), str(phone))
    assert (facets["layer"], facets["team"], facets["state"], facets["script"]) == (
        ("service",), ("1",), ("published",), ("hans",),
    )  # fmt: skip
    assert facets["business_line"] == ("telecom",)
    assert "severity" not in facets


def test_an_author_is_asked_for_by_either_name_or_by_the_credit_line() -> None:
    own = published(ANN)
    told = draft(ANN, credit="夜班的老周")
    move(ANN, told, State.SUBMITTED)

    assert document(own).facets["author"] == ("Ann", "ann")
    assert document(told).facets["author"] == ("Ann", "ann", "夜班的老周")


def test_a_tag_lends_its_synonyms_and_those_of_tags_merged_into_it() -> None:
    one, other = tag("断网", synonyms=("上不了网",)), tag("掉线", labels={"en": "Offline"})
    no = published(ANN, about=situation(tags=("断网",)))

    with write() as uow:
        tags.merge_tags(uow, CY, one, other)

    found = document(no)
    assert {"断网", "上不了网", "掉线", "Offline"} <= set(found.tags)
    assert found.facets["tag"] == (str(other),)


def test_a_merged_category_counts_for_what_it_means() -> None:
    one, other = category("电话"), category("通话")
    no = published(ANN, about=situation(category=one))

    with write() as uow:
        categories.merge_categories(uow, CY, one, other)

    assert document(no).facets["category"] == (str(other),)


def test_what_a_team_keeps_to_itself_is_marked_so() -> None:
    no = published(ANN)
    with write() as uow:
        facts.change_facts(uow, CY, no, FactsInput(audience=Audience.TEAM))

    assert document(no).audience == "team:1"


def test_drafts_and_rejected_ones_are_in_no_index() -> None:
    shown, hidden, rejected = published(ANN), draft(ANN), draft(ANN)
    move(ANN, rejected, State.SUBMITTED)
    move(CY, rejected, State.REJECTED, reason=RejectReason.SPAM)

    assert [one.id for one in documents.build(read(), [shown, hidden, rejected, 99])] == [shown]
    assert documents.count(read()) == 1


def test_every_change_of_a_tag_or_category_queues_index_work_for_its_scenarios() -> None:
    place = category("电话")
    no = published(ANN, about=situation(category=place, tags=("停机",)))
    before = scenario(no).page_version

    category("通话")
    assert scenario(no).page_version == before

    with write() as uow:
        categories.save_category(
            uow, CY, categories.CategoryInput(title="来电", description="x"), category_id=place
        )
        assert uow.outbox_id is None
    assert scenario(no).page_version == before + 1
