"""Nothing brings back what was masked (U11)."""

from pathlib import Path

import pytest

from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.queries.checking import broken_edges
from scenariowiki.curation.rules.merging import Choice, FieldChoice, UnmergeReason
from scenariowiki.exchange.exporting import Format
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import reverting
from scenariowiki.scenarios.commands.reverting import RevertInput
from scenariowiki.scenarios.commands.revise import EditConflict
from scenariowiki.scenarios.models import Revision
from scenariowiki.scenarios.rules.content import PageInput
from tests.curation.acts import merge_pages
from tests.exchange.files import HEADER, bring_in, csv_file, take_out
from tests.redaction.acts import ANN, BLOCKS, CY, TOLD, ZOE, mask
from tests.redaction.planting import SECRET, holding
from tests.scenarios.writing import (
    TEXT,
    head,
    published,
    save,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)

pytestmark = pytest.mark.usefixtures("app")


def test_u11_going_back_does_not_bring_it_back(told: int) -> None:
    mask(told)
    prepared = reverting.prepare_revert(
        read(), ANN, told, RevertInput(seq=1, base_seq=scenario(told).last_seq)
    )
    with write() as uow:
        reverting.revert_page(uow, ANN, prepared)

    assert BLOCKS in head(told).snapshot["situation"]
    assert holding() == []


@pytest.mark.parametrize("through", ["winner", "loser"])
def test_u11_undoing_a_merge_does_not_bring_it_back(told: int, through: str) -> None:
    """Both parents are masked, through whichever page it is asked for (U5, M11)."""
    winner = published(ZOE, solution("人工复机。"), about=situation("有余额仍被停机", TOLD))
    (op,) = merge_pages(winner, told, fields={"title": FieldChoice(choice=Choice.TAKE_LOSER)})

    mask(winner if through == "winner" else told)
    assert holding() == []
    assert scenario(winner).title == f"{BLOCKS}停机"
    asked = UnmergeRequest(reason=UnmergeReason.NOT_THE_SAME, note="其实是两种情况，分开处理。")
    prepared = prepare_unmerge(read(), CY, op.id)
    with write() as uow:
        unmerge(uow, CY, prepared, asked)

    assert holding() == []
    assert head(winner).snapshot["title"] == "有余额仍被停机"
    assert list(broken_edges(read())) == []


def test_u11_a_merge_undone_before_is_reached_too(told: int) -> None:
    winner = published(ZOE, about=situation("有余额仍被停机", TEXT))
    (op,) = merge_pages(winner, told, fields={"title": FieldChoice(choice=Choice.TAKE_LOSER)})
    prepared = prepare_unmerge(read(), CY, op.id)
    with write() as uow:
        asked = UnmergeRequest(reason=UnmergeReason.NOT_THE_SAME, note="其实是两种情况，分开处理。")
        unmerge(uow, CY, prepared, asked)

    mask(told)

    assert holding() == []


def test_d1_what_is_taken_out_and_brought_in_again_is_as_masked(told: int, tmp_path: Path) -> None:
    mask(told)

    taken = take_out(tmp_path / "out.jsonl", Format.JSONL)
    report = bring_in(taken)

    assert (SECRET in taken.read_text("utf-8"), BLOCKS in taken.read_text("utf-8")) == (False, True)
    assert (report.unchanged, report.updated, report.failed) == (1, 0, 0)
    assert holding() == []


@pytest.mark.parametrize("part", ["situation", "solution"])
def test_u11_a_form_that_was_open_meanwhile_does_not_bring_it_back(part: str) -> None:
    """What was begun on the text before it was masked has to be compared with it, not saved over it (D3)."""
    no = published(ANN, solution(f"回电{SECRET}。"), about=situation(text=TOLD))
    (way,) = solutions_of(no)
    shown = {None: head(no).seq or 0, way.id: read().get_one(Revision, way.head_rev_id).seq or 0}
    mask(no)

    typed = (
        PageInput(situation=situation(text=f"{TOLD}再回访。"), base_seq=shown)
        if part == "situation"
        else PageInput(solutions=(solution(f"回电{SECRET}，再回访。", id_=way.id),), base_seq=shown)
    )
    with pytest.raises(EditConflict) as refused:
        save(ZOE, no, typed)

    assert BLOCKS in str(refused.value.entities[0].merged)
    assert holding() == []


def test_d1_what_others_changed_elsewhere_meanwhile_is_merged() -> None:
    no = published(ANN, about=situation(text=TOLD))
    shown = head(no).seq or 0
    mask(no)

    save_text(ZOE, no, f"{TOLD.replace(SECRET, BLOCKS)}再回访。", base_seq=shown)

    assert head(no).snapshot["situation"].endswith("再回访。")


def test_u11_what_nobody_touched_in_an_open_form_stays_masked() -> None:
    no = published(ANN, solution(f"回电{SECRET}。", "再回访。"), about=situation(text=TOLD))
    (way,) = solutions_of(no)
    shown = {None: head(no).seq or 0, way.id: read().get_one(Revision, way.head_rev_id).seq or 0}
    mask(no)

    typed = (solution(f"回电{SECRET}。", "两天后再回访。", id_=way.id),)
    save(ZOE, no, PageInput(situation=situation("改名", TOLD), solutions=typed, base_seq=shown))

    assert head(no).snapshot["title"] == "改名"
    newest = read().get_one(Revision, solutions_of(no)[0].head_rev_id).snapshot
    assert [step["text"] for step in newest["steps"]] == [f"回电{BLOCKS}。", "两天后再回访。"]
    assert holding() == []


def test_u11_the_file_it_came_with_does_not_bring_it_back(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", [HEADER, ["r1", "停机", TOLD, f"回电{SECRET}。"]])
    bring_in(file)
    mask(1)
    report = bring_in(file)

    assert (report.unchanged, report.updated, report.failed) == (1, 0, 0)
    assert holding() == []
