"""Merging scenarios: one reversible edge and one two-parent revision, nothing attached is moved."""

import datetime as dt
from contextlib import nullcontext
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries.subjects import winner_of
from scenariowiki.curation.rules.merging import (
    Choice,
    FieldChoice,
    MergeKind,
    Side,
    check_states,
    default_winner,
)
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import outcomes
from scenariowiki.scenarios.commands.outcomes import OutcomeInput
from scenariowiki.scenarios.models import Revision
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import (
    Audience,
    Layer,
    OutcomeState,
    RejectReason,
    Result,
    RevisionKind,
    State,
)
from tests import personas
from tests.curation.acts import NOTE, apply, merge_pages, merge_solutions, prepared, request
from tests.curation.queueing import locking
from tests.scenarios.writing import (
    draft,
    happened,
    head,
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
ANN, CY, DAN, ZOE = personas.ANN, personas.CY, personas.DAN, personas.ZOE


def two() -> tuple[int, int]:
    return (
        published(ANN, solution("核对账户。"), about=situation("余额充足却停机")),
        published(ZOE, solution("人工复机。"), about=situation("有余额仍被停机", tags=("复机",))),
    )


def test_m1_every_number_leads_somewhere_for_ever_and_is_given_once() -> None:
    winner, loser = two()
    rejected, archived = draft(ANN), published(ANN)
    move(ANN, rejected, State.SUBMITTED)
    move(CY, rejected, State.REJECTED, reason=RejectReason.SPAM)
    move(CY, archived, State.ARCHIVED)
    numbers = (winner, loser, rejected, archived)
    ids = [scenario(no).id for no in numbers]
    (op,) = merge_pages(winner, loser)
    with write() as uow:
        unmerge(uow, DAN, prepare_unmerge(read(), DAN, op.id), UnmergeRequest(note=NOTE))
    merge_pages(loser, winner)

    assert draft(ANN) == max(numbers) + 1
    assert [page.get_page(read(), CY, no)[0].id for no in numbers] == ids
    assert [scenario(no).canonical_id for no in numbers] == [ids[1], *ids[1:]]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"state": "published", "verified": 0}, {"state": "archived", "has_sop": True}),
        ({"has_sop": True, "verified": 0}, {"verified": 9}),
        ({"verified": 2, "days": 9}, {"verified": 1}),
        ({"days": 1, "id": 9}, {"days": 2, "id": 1}),
        ({"id": 1}, {"id": 2}),
    ],
)
def test_m8_by_default_the_better_one_wins(better: dict[str, Any], worse: dict[str, Any]) -> None:
    sides = [side(**{"id": id_, **given}) for id_, given in ((5, better), (4, worse))]

    assert default_winner(sides) == default_winner(sides[::-1]) == sides[0].id


def side(*, days: int = 5, **given: Any) -> Side:
    made = {"id": 1, "state": "published", "has_sop": False, "verified": 0, **given}
    return Side(created_at=dt.datetime(2026, 1, days, tzinfo=dt.UTC), **made)


def test_m8_verified_outcomes_are_counted_over_the_whole_group() -> None:
    older, newer = two()
    third = published(ANN, solution("查缴费记录。"), about=situation("停机后无法复机"))
    merge_pages(newer, third)
    with write() as uow:
        given = OutcomeInput(result=Result.SOLVED, applied_on=dt.date(2026, 11, 2), evidence="工单 7")
        reported = outcomes.report_outcome(uow, personas.REA, solutions_of(third)[0].id, given).id
    with write() as uow:
        outcomes.move_outcome(uow, CY, reported, OutcomeState.VERIFIED)

    ids = [scenario(no).id for no in (older, newer)]
    assert winner_of(read(), MergeKind.SCENARIO, ids) == ids[1]


def test_m5_the_loser_points_at_the_winner() -> None:
    winner, loser = two()

    merge_pages(winner, loser)

    assert scenario(loser).state == State.MERGED
    assert scenario(loser).merged_into_id == scenario(loser).canonical_id == scenario(winner).id


def test_m11_the_winner_gets_one_revision_with_two_parents() -> None:
    winner, loser = two()
    first, second = head(winner), head(loser)

    merge_pages(winner, loser)

    made = head(winner)
    assert (made.kind, made.parent_id, made.second_parent_id) == (RevisionKind.MERGE, first.id, second.id)
    assert head(loser).id == second.id


def test_m12_every_field_keeps_the_winners_text_unless_chosen() -> None:
    winner = published(ANN, about=situation("余额充足却停机"))
    loser = published(ZOE, about=situation("有余额仍被停机", "另一种说法。", layer=Layer.MANAGEMENT))
    before = head(winner).snapshot

    merge_pages(winner, loser)

    assert head(winner).snapshot == before


def test_m12_fields_whose_amounts_differ_must_be_chosen() -> None:
    winner = published(ANN, about=situation(text="超过 24 小时未复机。"))
    loser = published(ZOE, about=situation(text="超过 48 小时未复机。"))

    with pytest.raises(Invalid) as refused:
        merge_pages(winner, loser)

    assert refused.value.fields == {"situation": "choice_required"}


@pytest.mark.parametrize("path", ["colour", "expected_effect"])
def test_m12_what_neither_side_has_is_refused_and_not_dropped(path: str) -> None:
    no = published(ANN, solution("核对账户。"), solution("核对账户余额。"))

    with pytest.raises(Invalid) as refused:
        merge_solutions(
            *(one.id for one in solutions_of(no)),
            fields={path: FieldChoice(choice=Choice.EDITED, value="当天恢复。")},
        )

    assert refused.value.fields == {path: "unknown_field"}


def test_m13_tags_are_united() -> None:
    winner, loser = two()

    merge_pages(winner, loser)

    assert len(head(winner).snapshot["tags"]) == 2


def test_m14_what_is_taken_from_the_loser_stays_its_authors() -> None:
    winner, loser = two()
    taken = head(loser)

    merge_pages(winner, loser, fields={"title": FieldChoice(choice=Choice.TAKE_LOSER)})

    assert head(winner).attribution["title"] == [[taken.id, len("有余额仍被停机")]]


def test_m15_the_page_shows_the_solutions_of_both_where_they_were_addressed() -> None:
    winner, loser = two()

    merge_pages(winner, loser)

    content = page.load_page(read(), scenario(winner).id)
    assert [part.row.addressed_no for part in content.solutions] == [winner, loser]


def test_m3_merging_what_is_one_already_is_refused() -> None:
    winner, loser = two()
    merge_pages(winner, loser)
    before = happened()

    with pytest.raises(Conflict, match="already_same"):
        merge_pages(loser, winner)

    assert (happened(), read().query(MergeOp).count()) == (before, 1)


def test_m5_a_chain_leads_to_its_end_in_one_step() -> None:
    first, second = two()
    third = published(ANN, about=situation("停机后无法复机"))

    merge_pages(second, first)
    merge_pages(third, second)

    assert scenario(first).merged_into_id == scenario(second).id
    assert scenario(first).canonical_id == scenario(third).id


@pytest.mark.parametrize("loser", State)
@pytest.mark.parametrize("winner", State)
def test_m6_which_states_may_become_one(winner: State, loser: State) -> None:
    wins = loser in {"submitted", "published", "archived"} if winner == "published" else False
    both_wait = winner == loser == "submitted"

    with nullcontext() if wins or both_wait else pytest.raises(Conflict, match="bad_state"):
        check_states(winner, loser)


def test_m7_two_teams_are_different_readers() -> None:
    red, blue = (
        draft(author, about=situation(author.name), audience=Audience.TEAM, team=author.team_id)
        for author in (ANN, ZOE)
    )
    for author, no in ((ANN, red), (ZOE, blue)):
        move(author, no, State.SUBMITTED)
        move(CY, no, State.PUBLISHED)

    with pytest.raises(Conflict, match="audience_differs"):
        merge_pages(red, blue)


def test_m6_a_rejected_one_is_not_merged() -> None:
    winner, _loser = two()
    refused = draft(ANN)
    move(ANN, refused, State.SUBMITTED)
    move(CY, refused, State.REJECTED, reason=RejectReason.SPAM)

    with pytest.raises(Conflict, match="bad_state"):
        merge_pages(winner, refused)


def test_m6_somebody_elses_draft_is_not_known() -> None:
    winner, _loser = two()

    with pytest.raises(NotFound):
        merge_pages(winner, draft(ANN))


@pytest.mark.parametrize("side", [0, 1])
def test_m9_a_side_that_was_edited_since_the_preview_refuses(side: int) -> None:
    winner, loser = two()
    asked = request(scenario(winner).id, scenario(loser).id)
    edited = (winner, loser)[side]
    save(ANN, edited, PageInput(situation=situation("余额充足却被停机"), base_seq={None: 2}))

    with pytest.raises(Conflict, match="stale_preview"):
        prepared(asked)


@pytest.mark.parametrize("side", [0, 1])
def test_m9_and_m27_a_solution_that_was_edited_since_the_preview_refuses(side: int) -> None:
    no = published(ANN, solution("核对账户。"), solution("核对账户余额。"))
    ids = [one.id for one in solutions_of(no)]
    asked = request(*ids, kind=MergeKind.SOLUTION)
    edited = solution("先致歉，再核对账户。", id_=ids[side])
    save(ANN, no, PageInput(solutions=(edited,), base_seq={ids[side]: 2 + side}))

    with pytest.raises(Conflict, match="stale_preview"):
        prepared(asked)


def test_m9_both_roots_are_locked_first_and_in_ascending_order() -> None:
    older, newer = (scenario(no).id for no in two())
    ready = prepared(request(newer, older))

    with locking() as locked:
        apply(ready)

    assert locked[0] == ("scenario", "scenario.id", [older, newer])


def test_race_a_winner_archived_since_the_preview_refuses() -> None:
    winner, loser = two()
    asked = request(scenario(winner).id, scenario(loser).id)
    move(CY, winner, State.ARCHIVED)

    with pytest.raises(Conflict, match="stale_preview"):
        prepared(asked)


def test_m31_a_note_has_ten_characters_at_least() -> None:
    winner, loser = two()

    with pytest.raises(Invalid) as refused:
        merge_pages(winner, loser, note=" 两条是同一件事情。 ")

    assert refused.value.fields == {"note": "note_too_short"}
    assert merge_pages(winner, loser, note="两条是同一件事情的。")


def test_m31_only_curators_merge() -> None:
    winner, loser = two()

    with pytest.raises(Forbidden):
        merge_pages(winner, loser, actor=ANN)


def test_m33_whoever_wrote_a_side_does_not_decide() -> None:
    winner = published(ANN)
    loser = draft(DAN, about=situation("有余额仍被停机"))
    move(DAN, loser, State.SUBMITTED)
    move(CY, loser, State.PUBLISHED)

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        merge_pages(winner, loser, actor=DAN)


def test_m30_a_commit_leaves_the_work_of_indexing_both_sides_behind() -> None:
    winner, loser = two()
    with write() as uow:
        uow.session.query(OutboxRow).delete()
    (op,) = merge_pages(winner, loser)
    assert to_be_indexed() == [winner, loser]

    with write() as uow:
        uow.session.query(OutboxRow).delete()
        unmerge(uow, DAN, prepare_unmerge(read(), DAN, op.id), UnmergeRequest(note=NOTE))

    assert to_be_indexed() == [winner, loser]


def to_be_indexed() -> list[int]:
    read().rollback()
    return sorted({int(row.key) for row in read().query(OutboxRow).filter_by(kind="index")})


@pytest.mark.parametrize("late", [True, False])
def test_pm1_the_event_tells_what_points_ask(*, late: bool) -> None:
    first, second = two()

    merge_pages(*((first, second) if late else (second, first)))

    (told,) = recorded("ScenarioMerged")
    authors = (ZOE.id, ANN.id) if late else (ANN.id, ZOE.id)
    assert (told["loser_author_id"], told["winner_author_id"]) == authors
    assert told["late"] is late
    assert told["same_author"] is False


def test_m10_several_losers_make_one_batch() -> None:
    winner, loser = two()
    third = published(ANN, about=situation("停机后无法复机"))

    ops = merge_pages(winner, loser, third)

    assert {op.batch_id for op in ops} == {ops[0].id}
    assert read().get_one(Revision, ops[1].journal["merge_rev"]).parent_id == ops[0].journal["merge_rev"]


def test_m10_where_one_of_several_moved_on_none_is_merged() -> None:
    winner, loser = two()
    third = published(ANN, about=situation("停机后无法复机"))
    ready = prepared(request(*(scenario(no).id for no in (winner, loser, third))))
    save(ANN, third, PageInput(situation=situation("停机后不能复机"), base_seq={None: 1}))

    with pytest.raises(Conflict, match="stale_preview"):
        apply(ready)

    assert {scenario(no).state for no in (winner, loser, third)} == {State.PUBLISHED}
    assert (read().query(MergeOp).count(), recorded("ScenarioMerged")) == (0, [])
    assert head(winner).kind == RevisionKind.EDIT


def test_m12_a_choice_cannot_be_two() -> None:
    winner = published(ANN, about=situation(fields={"business_line": "telecom"}))
    loser = published(ZOE, about=situation("有余额仍被停机", fields={"business_line": "bank_card"}))

    with pytest.raises(Invalid) as refused:
        merge_pages(winner, loser, fields={"fields.business_line": FieldChoice(choice=Choice.COMBINE)})

    assert refused.value.fields == {"fields.business_line": "cannot_combine"}


def test_m2_one_row_has_one_active_edge() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)

    same = {column.key: getattr(op, column.key) for column in MergeOp.__table__.columns if column.key != "id"}

    with pytest.raises(IntegrityError), write() as uow:
        uow.session.add(MergeOp(**same))
