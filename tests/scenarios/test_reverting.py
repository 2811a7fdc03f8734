"""Going back makes a new revision and keeps who wrote what (D4)."""

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Forbidden, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import reverting, transitions
from scenariowiki.scenarios.commands.reverting import RevertInput
from scenariowiki.scenarios.commands.templates import change_template
from scenariowiki.scenarios.queries import history
from scenariowiki.scenarios.queries.page import load_texts
from scenariowiki.scenarios.queries.templates import BUILT_IN
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import State
from scenariowiki.scenarios.rules.template import Field, FieldKind
from tests import personas
from tests.scenarios.writing import (
    head,
    published,
    recorded,
    revisions,
    save,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, ZOE, PAT = personas.ANN, personas.ZOE, personas.PAT
OLD = "客户来电询问停机。系统显示余额充足。"
NEW = "客户来电询问停机。完全不同的一句话。"


def revert(no: int, seq: int, actor: Actor = PAT, *, base_seq: int | None = None, **more: object) -> None:
    base = len(revisions(no)) if base_seq is None else base_seq
    given = RevertInput(seq=seq, base_seq=base, **more)  # type: ignore[arg-type]
    prepared = reverting.prepare_revert(read(), actor, no, given)
    with write() as uow:
        reverting.revert_page(uow, actor, prepared)


def start() -> int:
    no = published(ANN, about=situation(text=OLD))
    save_text(ZOE, no, NEW, base_seq=1)
    return no


def authors(no: int) -> dict[str, str]:
    return {one.text: one.author_name for one in history.who_wrote(read(), head(no))["situation"]}


def test_a_revert_is_a_new_revision_of_its_own_kind() -> None:
    no = start()

    revert(no, 1, summary="先前的对")

    newest = revisions(no)[-1]
    assert (newest.seq, newest.kind, newest.author_id, newest.summary) == (3, "revert", PAT.id, "先前的对")
    assert newest.snapshot == revisions(no)[0].snapshot
    assert recorded("ScenarioRevised")[-1]["kind"] == "revert"


def test_d4_a_revert_earns_nothing_and_steals_nothing() -> None:
    no = start()

    revert(no, 1)

    assert set(authors(no).values()) == {"Ann"}


def test_d4_reverting_the_revert_gives_both_their_sentences_back() -> None:
    no = start()
    before = authors(no)
    revert(no, 1)

    revert(no, 2)

    assert authors(no) == before
    assert set(before.values()) == {"Ann", "Zoe"}


def test_only_some_fields_go_back() -> None:
    no = published(ANN, about=situation(text=OLD))
    save(ZOE, no, PageInput(situation=situation("新标题", NEW), base_seq={None: 1}))

    revert(no, 1, paths=("title",))

    assert (head(no).snapshot["title"], head(no).snapshot["situation"]) == ("余额充足却停机", NEW)


def test_one_field_goes_back_and_the_rest_keeps_its_template() -> None:
    no = published(ANN, about=situation(text=OLD))
    weather = Field(key="weather", kind=FieldKind.LONG_TEXT, labels={"zh-Hans": "天气"})
    with write() as uow:
        change_template(uow, personas.ADA, (*BUILT_IN.fields, weather), base_number=0)
    save_text(ZOE, no, NEW, base_seq=1, fields={"business_line": "telecom", "weather": "**雷雨**"})

    revert(no, 1, paths=("situation",))

    assert head(no).template_number == 1
    assert "<strong>" in load_texts(read(), scenario(no).id).html["fields.weather"]
    revert(no, 1)
    assert head(no).template_number == 0


def test_the_whole_page_goes_back_solutions_too() -> None:
    no = published(ANN, solution("核实"), about=situation(text=OLD))
    (one,) = solutions_of(no)
    page = PageInput(
        situation=situation(text=NEW),
        solutions=(solution("全改了", id_=one.id),),
        base_seq={None: 1, one.id: 2},
    )
    save(ZOE, no, page)

    revert(no, 2)

    assert [
        row.snapshot.get("situation") or row.snapshot["steps"][0]["text"] for row in revisions(no)[-2:]
    ] == [
        OLD,
        "核实",
    ]


def test_going_back_to_the_present_changes_nothing() -> None:
    no = start()

    revert(no, 2)

    assert len(revisions(no)) == 2


def test_a_page_that_moved_on_is_not_reverted_unseen() -> None:
    no = start()
    with pytest.raises(Conflict, match="edit_conflict"):
        revert(no, 1, base_seq=1)

    prepared = reverting.prepare_revert(read(), PAT, no, RevertInput(seq=1, base_seq=2))
    save_text(ANN, no, "又来了一句。", base_seq=2)
    with pytest.raises(Conflict, match="edit_conflict"), write() as uow:
        reverting.revert_page(uow, PAT, prepared)


def test_what_never_was_is_not_found_and_readers_do_not_revert() -> None:
    no = start()

    with pytest.raises(NotFound, match="no_revision"):
        revert(no, 0)
    with pytest.raises(Forbidden, match="edits_need_review"):
        revert(no, 1, personas.REA)


def test_a_solution_that_was_put_away_stays_as_it_is() -> None:
    no = published(ANN, solution("核实"), about=situation(text=OLD))
    (one,) = solutions_of(no)
    save(ZOE, no, PageInput(solutions=(solution("全改了", id_=one.id),), base_seq={one.id: 2}))
    with write() as uow:
        transitions.move_solution(uow, personas.CY, one.id, State.ARCHIVED)

    revert(no, 2)

    assert revisions(no)[-1].seq == 3
