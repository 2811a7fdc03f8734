"""Who may do what in the wiki, as one table."""

from dataclasses import dataclass

import pytest

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.errors import Conflict, Forbidden
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.rules.states import By
from tests import personas
from tests.personas import ADA, ANN, CY, LEE, PAT, REA, RED, ZOE

EVERYBODY = {person.name for person in personas.EVERYBODY}
WRITERS = EVERYBODY - {"rea", "aud"}


@dataclass(frozen=True, kw_only=True)
class Page:
    state: str = "published"
    audience: str = "all"
    team_id: int | None = RED
    author_id: int = ANN.id
    has_sop: bool = False


def names(answer: object, page: Page) -> set[str]:
    assert callable(answer)
    return {person.name for person in personas.EVERYBODY if answer(person, page)}


READERS = [
    (Page(state="draft"), {"ann"}),
    (Page(state="rejected"), {"ann", "cy", "dan"}),
    (Page(state="submitted"), EVERYBODY),
    (Page(state="needs_work"), EVERYBODY),
    (Page(state="published"), EVERYBODY),
    (Page(state="archived"), EVERYBODY),
    (Page(state="merged"), EVERYBODY),
    (Page(audience="team"), EVERYBODY - {"zoe"}),
    (Page(audience="team", author_id=ZOE.id), EVERYBODY),
    (Page(state="draft", audience="team"), {"ann"}),
]


@pytest.mark.parametrize(("page", "readers"), READERS)
def test_who_reads(page: Page, readers: set[str]) -> None:
    team_only = page.audience == "team"
    found = names(policy.may_read, page)

    assert found - {"ada", "aud"} == readers - {"ada", "aud"}
    if not team_only:
        assert found == readers


def test_what_a_team_keeps_to_itself_is_read_by_its_members_and_who_may_read_all() -> None:
    page = Page(audience="team", author_id=CY.id)

    for person in personas.EVERYBODY:
        in_team = RED in person.teams or RED in person.leads
        expected = in_team or person.may(Permission.READ_ALL_TEAMS)
        assert policy.may_read(person, page) == expected, person.name


@pytest.mark.parametrize("state", ["draft", "submitted", "needs_work", "published"])
def test_open_editing_is_for_all_who_write_and_read(state: str) -> None:
    page = Page(state=state)
    readers = names(policy.may_read, page)

    assert names(policy.may_revise, page) == names(policy.may_add_solution, page) == WRITERS & readers


@pytest.mark.parametrize("state", ["rejected", "archived", "merged"])
def test_what_is_closed_is_not_edited(state: str) -> None:
    page = Page(state=state)

    assert names(policy.may_revise, page) == set()
    with pytest.raises(Conflict, match="not_editable"):
        policy.require_revise(ANN, page)


def test_readers_are_told_that_their_edits_need_review() -> None:
    with pytest.raises(Forbidden, match="edits_need_review"):
        policy.require_revise(REA, Page())

    policy.require_revise(ANN, Page())


def test_readers_alone_suggest_edits_where_editing_is_open() -> None:
    assert names(policy.may_propose, Page()) == {"rea"}
    assert names(policy.may_propose, Page(state="archived")) == set()
    with pytest.raises(Forbidden, match="edits_need_review"):
        policy.require_propose(ANN, Page())


def test_everyone_but_auditors_comments_and_reports() -> None:
    assert (
        names(policy.may_comment, Page()) == names(policy.may_report_outcome, Page()) == EVERYBODY - {"aud"}
    )
    assert names(policy.may_comment, Page(state="rejected")) == set()
    assert names(policy.may_comment, Page(state="archived")) == EVERYBODY - {"aud"}
    assert names(policy.may_report_outcome, Page(state="archived")) == set()
    assert names(policy.may_report_outcome, Page(state="draft")) == {"ann"}


@pytest.mark.parametrize(
    ("person", "by", "author", "expected"),
    [
        (ANN, By.AUTHOR, ANN, True),
        (CY, By.AUTHOR, ANN, False),
        (CY, By.CURATOR, ANN, True),
        (CY, By.CURATOR, CY, False),
        (ANN, By.CURATOR, ZOE, False),
        (ADA, By.CURATOR, ANN, False),
    ],
)
def test_a_curator_decides_never_on_their_own_work(
    *, person: Actor, by: By, author: Actor, expected: bool
) -> None:
    assert policy.may_transition(person, by, author.id) is expected


@pytest.mark.parametrize(
    ("person", "verifies", "disputes"),
    [
        (CY, True, True),
        (LEE, True, True),
        (ANN, False, False),
        (PAT, False, False),
        (ZOE, False, True),
    ],
)
def test_who_verifies_and_who_disputes_what_ann_reported(
    *, person: Actor, verifies: bool, disputes: bool
) -> None:
    assert policy.may_verify(person, ANN.id, RED) is verifies
    assert policy.may_dispute(person, ANN.id, RED, {personas.BLUE}) is disputes


def test_a_curator_does_not_verify_their_own_report() -> None:
    assert not policy.may_verify(CY, CY.id, RED)
    assert not policy.may_dispute(CY, CY.id, RED, {RED})


def test_audience_team_and_owner_are_for_curators_and_the_teams_lead() -> None:
    assert names(policy.may_change_facts, Page()) == {"cy", "dan", "lee"}
    assert names(policy.may_change_facts, Page(team_id=None)) == {"cy", "dan"}
    assert names(policy.may_change_facts, Page(state="draft")) == set()


@pytest.mark.parametrize(
    ("answer", "who"),
    [
        (policy.may_capture, WRITERS),
        (policy.may_export, {"cy", "dan", "coa", "aud", "ada"}),
        (policy.may_manage_taxonomy, {"cy", "dan", "ada"}),
        (policy.may_manage_template, {"ada"}),
    ],
)
def test_rights_that_need_no_page(answer: object, who: set[str]) -> None:
    assert callable(answer)
    assert {person.name for person in personas.EVERYBODY if answer(person)} == who


def test_require_raises_what_it_is_told() -> None:
    policy.require(True)
    with pytest.raises(Forbidden, match="own_work"):
        policy.require(False, "own_work")


def test_while_an_sop_is_in_force_its_keepers_edit_and_others_suggest_1_2() -> None:
    page = Page(has_sop=True)

    assert names(policy.may_revise, page) == {"cy", "dan", "pat"}
    assert names(policy.may_propose, page) == EVERYBODY - {"cy", "dan", "pat", "aud"}
    assert names(policy.may_add_solution, page) == WRITERS
    with pytest.raises(Forbidden, match="sop_needs_review"):
        policy.require_revise(ANN, page)
