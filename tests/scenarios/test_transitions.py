"""Moving scenarios and solutions from state to state, under their guards (1.2b)."""

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import capture, transitions
from scenariowiki.scenarios.rules.content import PageInput, ScenarioInput, SituationInput
from scenariowiki.scenarios.rules.states import RejectReason, RevisionKind, State
from tests import personas
from tests.scenarios.writing import (
    draft,
    happened,
    move,
    published,
    recorded,
    save,
    scenario,
    situation,
    solution,
    solutions_of,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE = personas.ANN, personas.CY, personas.ZOE


def move_solution(actor: Actor, id_: int, to: State, reason: RejectReason | None = None) -> None:
    with write() as uow:
        transitions.move_solution(uow, actor, id_, to, reason=reason)


def states(no: int) -> tuple[str, list[str]]:
    return scenario(no).state, [one.state for one in solutions_of(no)]


def test_a_draft_is_handed_in_with_its_solutions_and_published_with_them() -> None:
    no = draft(ANN, solution("核实"))

    move(ANN, no, State.SUBMITTED)
    assert states(no) == ("submitted", ["submitted"])

    move(CY, no, State.PUBLISHED)
    assert states(no) == ("published", ["published"])
    assert recorded("ScenarioPublished")[0]["solution_ids"] == [solutions_of(no)[0].id]
    assert (scenario(no).published_by, scenario(no).published_at is not None) == (CY.id, True)


def test_what_is_required_is_asked_for_all_at_once() -> None:
    no = draft(ANN, about=SituationInput(title="停机", situation="客户说停机了。"))

    with pytest.raises(Invalid, match="incomplete") as refused:
        move(ANN, no, State.SUBMITTED)

    assert refused.value.fields == {"layer": "required", "fields.business_line": "required"}
    assert scenario(no).state == "draft"


def test_tags_are_asked_for_only_to_publish() -> None:
    no = draft(ANN, about=situation(tags=()))
    move(ANN, no, State.SUBMITTED)
    assert recorded("ScenarioSubmitted")[0]["complete"] is False

    with pytest.raises(Invalid) as refused:
        move(CY, no, State.PUBLISHED)
    assert refused.value.fields == {"tags": "required"}


@pytest.mark.parametrize(
    ("actor", "to", "code"),
    [
        (ZOE, State.SUBMITTED, "no_scenario"),
        (CY, State.SUBMITTED, "no_scenario"),
        (ANN, State.PUBLISHED, "bad_state"),
        (ANN, State.MERGED, "bad_state"),
    ],
)
def test_what_the_machine_does_not_list_is_refused(actor: Actor, to: State, code: str) -> None:
    no = draft(ANN)

    with pytest.raises(DomainError, match=code):
        move(actor, no, to)


def test_a_curator_never_decides_on_their_own_work() -> None:
    no = draft(CY)
    move(CY, no, State.SUBMITTED)

    with pytest.raises(Forbidden, match="own_work"):
        move(CY, no, State.PUBLISHED)
    with pytest.raises(Forbidden, match="forbidden"):
        move(ANN, no, State.PUBLISHED)


def test_a_curators_own_solution_waits_for_another_curator() -> None:
    no = draft(ANN, solution("核实"))
    move(ANN, no, State.SUBMITTED)
    save(CY, no, PageInput(solutions=(solution("我的"),)))

    move(CY, no, State.PUBLISHED)

    assert states(no) == ("published", ["published", "submitted"])


def on_pages() -> list[str]:
    """List what happened on pages, without what it decided in the queue."""
    return [name for name in happened() if name != "QueueItemDecided"]


def test_sent_back_improved_and_handed_in_again() -> None:
    no = draft(ANN)
    move(ANN, no, State.SUBMITTED)
    first = scenario(no).submitted_at

    move(CY, no, State.NEEDS_WORK)
    move(ANN, no, State.SUBMITTED)

    assert states(no)[0] == "submitted"
    assert scenario(no).submitted_at == first
    assert on_pages()[-2:] == ["ScenarioSentBack", "ScenarioSubmitted"]


def test_a_rejection_needs_a_reason() -> None:
    no = draft(ANN)
    move(ANN, no, State.SUBMITTED)

    with pytest.raises(Invalid) as refused:
        move(CY, no, State.REJECTED)
    assert refused.value.fields == {"reason": "required"}
    assert scenario(no).state == "submitted"

    move(CY, no, State.REJECTED, reason=RejectReason.SPAM)
    assert recorded("ScenarioRejected")[0]["reason"] == "spam"


def test_archived_and_restored() -> None:
    no = published(ANN)
    day = scenario(no).published_at

    move(CY, no, State.ARCHIVED, State.PUBLISHED)

    assert happened()[-2:] == ["ScenarioArchived", "ScenarioRestored"]
    assert scenario(no).published_at == day


def test_a_solution_added_later_is_published_by_itself() -> None:
    no = published(ANN)
    save(ZOE, no, PageInput(solutions=(solution("换机"),)))
    (one,) = solutions_of(no)

    move_solution(CY, one.id, State.PUBLISHED)

    assert states(no)[1] == ["published"]
    assert recorded("SolutionPublished")[0]["author_id"] == ZOE.id


def test_a_solution_goes_back_and_forth_and_out() -> None:
    no = published(ANN)
    save(ZOE, no, PageInput(solutions=(solution("换机"),)))
    (one,) = solutions_of(no)

    move_solution(CY, one.id, State.NEEDS_WORK)
    move_solution(ZOE, one.id, State.SUBMITTED)
    with pytest.raises(Invalid, match="invalid"):
        move_solution(CY, one.id, State.REJECTED)
    move_solution(CY, one.id, State.PUBLISHED)
    move_solution(CY, one.id, State.ARCHIVED)
    move_solution(CY, one.id, State.PUBLISHED)

    assert on_pages()[-5:] == [
        "SolutionSentBack",
        "SolutionSubmitted",
        "SolutionPublished",
        "SolutionArchived",
        "SolutionRestored",
    ]


def test_a_rejected_solution_is_not_there_for_others() -> None:
    no = published(ANN)
    save(ANN, no, PageInput(solutions=(solution("核实"),)))
    one = solutions_of(no)[0]
    move_solution(CY, one.id, State.REJECTED, RejectReason.FABRICATED)

    with pytest.raises(NotFound, match="no_solution"):
        move_solution(ZOE, one.id, State.ARCHIVED)
    with pytest.raises(Conflict):
        move_solution(ANN, one.id, State.ARCHIVED)


def test_a_solution_is_rejected_with_a_reason() -> None:
    no = published(ANN)
    save(ZOE, no, PageInput(solutions=(solution("换机"),)))
    (one,) = solutions_of(no)

    move_solution(CY, one.id, State.REJECTED, RejectReason.FABRICATED)

    assert recorded("SolutionRejected")[0]["reason"] == "fabricated"


def test_no_solution_is_published_before_its_scenario() -> None:
    no = draft(ANN, solution("核实"))
    move(ANN, no, State.SUBMITTED)

    with pytest.raises(DomainError, match="scenario_not_published"):
        move_solution(CY, solutions_of(no)[0].id, State.PUBLISHED)


def test_the_guards_of_a_solution() -> None:
    no = published(ANN)
    save(CY, no, PageInput(solutions=(solution("换机"),)))
    (one,) = solutions_of(no)

    with pytest.raises(Forbidden, match="own_work"):
        move_solution(CY, one.id, State.PUBLISHED)
    with pytest.raises(Conflict, match="bad_state"):
        move_solution(CY, one.id, State.ARCHIVED)
    with pytest.raises(NotFound, match="no_solution"):
        move_solution(CY, 99, State.PUBLISHED)
    hidden = solutions_of(draft(ANN, solution("核实")))[0]
    with pytest.raises(NotFound, match="no_solution"):
        move_solution(CY, hidden.id, State.PUBLISHED)


def test_imports_are_published_without_what_is_required() -> None:
    given = ScenarioInput(
        situation=SituationInput(title="停机", situation="客户说停机了。"), source={"row": 2}
    )
    prepared = capture.prepare_capture(read(), CY, given, kind=RevisionKind.IMPORT)
    with write() as uow:
        found = capture.capture_scenario(uow, CY, prepared)
        transitions.publish_imported(uow, CY, found)

    assert scenario(found.no).state == "published"
    assert [one["imported"] for one in recorded("ScenarioSubmitted", "ScenarioPublished")] == [True, True]
    assert found.source == {"row": 2}
