"""A page's past: its revisions, any two states compared (D2), who wrote what (D4)."""

import pytest

from scenariowiki.kernel.errors import NotFound
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import history
from scenariowiki.scenarios.rules.content import PageInput, SolutionInput, Step
from tests import personas
from tests.scenarios.writing import (
    draft,
    head,
    published,
    save,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)
from tests.web.scenarios.conftest import statements

pytestmark = pytest.mark.usefixtures("app")
ANN, ZOE = personas.ANN, personas.ZOE
TEXT = "客户来电询问停机。系统显示余额充足。"


def start() -> int:
    """Write situation (1), solution (2), situation again (3) and solution again (4)."""
    no = published(ANN, solution("核实", "登记"), about=situation(text=TEXT))
    (one,) = solutions_of(no)
    save_text(ZOE, no, TEXT.replace("余额充足", "余额很足"), base_seq=1)
    moved = SolutionInput(id=one.id, steps=(Step(key="s2", text="登记"), Step(key="s1", text="核实")))
    save(ZOE, no, PageInput(solutions=(moved,), base_seq={one.id: 2}, summary="换了次序"))
    return no


def test_revisions_are_listed_newest_first_a_page_at_a_time() -> None:
    id_ = scenario(start()).id

    rows = history.list_history(read(), id_)
    assert [(row.seq, row.author_name) for row in rows] == [(4, "Zoe"), (3, "Zoe"), (2, "Ann"), (1, "Ann")]
    assert rows[0].summary == "换了次序"
    assert [row.seq for row in history.list_history(read(), id_, before=3, limit=1)] == [2]


def test_each_revision_tells_how_much_came_and_went() -> None:
    rows = history.list_history(read(), scenario(start()).id)

    with statements() as seen:
        sizes = history.list_sizes(read(), rows)

    title = len(situation().title)
    assert [sizes[row.id] for row in rows] == [(0, 0), (1, 1), (4, 0), (len(TEXT) + title, 0)]
    assert len(seen) == 2


def test_a_revert_tells_the_difference_in_length() -> None:
    no = published(ANN, about=situation(text=TEXT))
    save_text(ZOE, no, TEXT[:9], base_seq=1)
    save_text(ZOE, no, TEXT, base_seq=2)

    rows = history.list_history(read(), scenario(no).id)

    sizes = history.list_sizes(read(), rows[:2])
    gone = len(TEXT) - 9
    assert [sizes[row.id] for row in rows[:2]] == [(gone, 0), (0, gone)]


def test_a_chosen_value_is_no_text() -> None:
    no = published(ANN, about=situation(text=TEXT))
    save_text(ZOE, no, TEXT, base_seq=1, fields={"business_line": "ecommerce"})

    rows = history.list_history(read(), scenario(no).id)

    assert history.list_sizes(read(), rows)[rows[0].id] == (0, 0)


def test_contributors_are_listed_by_first_revision() -> None:
    id_ = scenario(start()).id

    rows = history.list_contributors(read(), id_)

    assert [(row.name, row.revisions, row.situations, row.first) for row in rows] == [
        ("Ann", 2, 1, 1),
        ("Zoe", 2, 1, 3),
    ]


def test_the_page_at_a_seq_is_the_latest_of_each_part() -> None:
    id_ = scenario(start()).id

    page = history.page_at(read(), id_, 3)

    assert {part: revision.seq for part, revision in page.items()} == {None: 3, 1: 2}
    with pytest.raises(NotFound, match="no_revision"):
        history.page_at(read(), id_, 0)


def test_d2_two_states_are_compared_part_by_part() -> None:
    found = scenario(start())

    situation_diff, solution_diff = history.compare(read(), found, 2, 4)

    assert (situation_diff.solution_id, situation_diff.before_seq, situation_diff.after_seq) == (None, 1, 3)
    assert [field.field for field in situation_diff.fields] == ["situation"]
    assert [field.field for field in solution_diff.fields] == ["steps"]
    assert history.compare(read(), found, 4, 4) == ()


def test_a_part_that_did_not_exist_yet_has_no_before() -> None:
    found = scenario(start())

    (added,) = history.compare(read(), found, 1, 2)

    assert (added.before_seq, added.after_seq, added.title) == (None, 2, "核实")


def test_d4_every_piece_of_text_has_its_author() -> None:
    no = start()

    pieces = history.who_wrote(read(), head(no))["situation"]

    assert "".join(one.text for one in pieces) == head(no).snapshot["situation"]
    assert {one.author_name for one in pieces} == {"Ann", "Zoe"}
    assert next(one for one in pieces if "客户来电" in one.text).seq == 1


def test_d4_a_first_revision_is_its_authors_alone() -> None:
    pieces = history.who_wrote(read(), head(draft(ANN)))

    assert {one.author_name for some in pieces.values() for one in some} == {"Ann"}
