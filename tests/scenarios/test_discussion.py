"""The thread of a scenario."""

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Forbidden, Invalid, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import discussion
from scenariowiki.scenarios.models import Comment
from scenariowiki.scenarios.rules.states import RejectReason, State
from tests import personas
from tests.scenarios.writing import draft, move, published, recorded, solution, solutions_of

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE = personas.ANN, personas.CY, personas.ZOE


def say(
    actor: Actor, no: int, text: str = "我们也遇到过。", quote: str = "", solution_id: int | None = None
) -> int:
    prepared = discussion.prepare_comment(no, text, quote=quote, solution_id=solution_id)
    with write() as uow:
        return discussion.add_comment(uow, actor, prepared).id


def withdraw(actor: Actor, id_: int) -> None:
    with write() as uow:
        discussion.withdraw_comment(uow, actor, id_)


def test_a_comment_points_at_a_solution_and_a_sentence() -> None:
    no = published(ANN, solution("核实"))
    (one,) = solutions_of(no)

    id_ = say(ZOE, no, "**好** <b>x</b>", quote=" 先\n核实 ", solution_id=one.id)

    found = read().get_one(Comment, id_)
    assert (found.quote, found.solution_id, found.author_id) == ("先 核实", one.id, ZOE.id)
    assert "<strong>好</strong>" in found.html
    assert recorded("CommentAdded") == [
        {"schema": 1, "scenario_id": 1, "comment_id": id_, "solution_id": one.id}
    ]


@pytest.mark.parametrize(
    ("text", "quote", "code"),
    [
        (" \n", "", "required"),
        ("长" * 4_001, "", "too_long"),
        ("a\0", "", "characters_nul"),
        ("好", "a\x07", "characters_control"),
    ],
)
def test_a_comment_that_cannot_be_is_refused(text: str, quote: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        discussion.prepare_comment(1, text, quote=quote)

    assert refused.value.fields == {"text": code}


def test_readers_take_part_auditors_do_not() -> None:
    no = published(ANN)

    assert say(personas.REA, no)
    with pytest.raises(Forbidden):
        say(personas.AUD, no)


def test_what_one_may_not_read_one_cannot_comment() -> None:
    with pytest.raises(NotFound, match="no_scenario"):
        say(ZOE, draft(ANN))


def test_a_solution_of_another_scenario_is_not_found() -> None:
    published(ANN, solution("核实"))

    with pytest.raises(NotFound, match="no_solution"):
        say(ZOE, published(ANN), solution_id=1)


def test_a_rejected_scenario_has_no_thread() -> None:
    no = draft(ANN)
    move(ANN, no, State.SUBMITTED)
    move(CY, no, State.REJECTED, reason=RejectReason.SPAM)

    with pytest.raises(Forbidden):
        say(ANN, no)


def test_its_author_or_a_curator_takes_a_comment_back() -> None:
    no = published(ANN)
    mine, theirs = say(ZOE, no), say(ZOE, no)

    withdraw(ZOE, mine)
    withdraw(CY, theirs)

    assert all(read().get_one(Comment, id_).withdrawn_at for id_ in (mine, theirs))
    assert len(recorded("CommentWithdrawn")) == 2


def test_a_comment_is_taken_back_once() -> None:
    id_ = say(ZOE, published(ANN))
    withdraw(ZOE, id_)

    withdraw(ZOE, id_)

    assert len(recorded("CommentWithdrawn")) == 1


def test_others_comments_stay() -> None:
    id_ = say(ZOE, published(ANN))

    with pytest.raises(Forbidden):
        withdraw(ANN, id_)
    with pytest.raises(NotFound, match="no_comment"):
        withdraw(ANN, 99)
