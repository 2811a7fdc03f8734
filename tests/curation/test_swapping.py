"""Turning a merge round (M8): undone and made the other way in one transaction; readers see the same page."""

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.swapping import SwapRequest, prepare_swap, swap
from scenariowiki.curation.models import MergeOp, PairVerdict, QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.items import ItemState, Verdict
from scenariowiki.curation.rules.merging import Choice, FieldChoice
from scenariowiki.kernel.errors import Conflict, DomainError, Forbidden, Invalid
from scenariowiki.notifications.models import Notice
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.curation.acts import merge_pages, merge_solutions
from tests.curation.queueing import withdraw
from tests.curation.test_unmerging import state_of, two, undo
from tests.scenarios.writing import head, published, recorded, save_text, scenario, situation, solutions_of

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, ZOE = personas.ANN, personas.CY, personas.DAN, personas.ZOE
WHY = "另一条的编号大家更熟，改留那一条。"


def turn(op: MergeOp, actor: Actor = DAN, **more: object) -> MergeOp:
    """Turn a merge round as somebody who has looked at it."""
    versions = subjects.versions_of_ops(read(), [op])
    given = SwapRequest(**{"versions": versions, "note": WHY, **more})  # type: ignore[arg-type]
    with write() as uow:
        (made,) = swap(uow, actor, prepare_swap(uow.session, actor, op.id), given)
        return made


def text_of(no: int) -> tuple[str, str, set[int]]:
    snapshot = head(no).snapshot
    return snapshot["title"], snapshot["situation"], set(snapshot["tags"])


def refused(op: MergeOp, actor: Actor = DAN, **more: object) -> str:
    with pytest.raises(DomainError) as refusal:
        turn(op, actor, **more)
    read().rollback()
    assert read().get_one(MergeOp, op.id).undone_at is None
    return refusal.value.reason


def test_m8_the_other_number_stays_and_the_page_reads_as_before() -> None:
    winner, loser = two()
    fields = {"situation": FieldChoice(choice=Choice.EDITED, value="两边的说法合成一句。")}
    (op,) = merge_pages(winner, loser, fields=fields)
    shown = text_of(winner)

    made = turn(op)

    assert (scenario(winner).canonical_id, scenario(loser).state) == (scenario(loser).id, State.PUBLISHED)
    assert text_of(loser) == shown
    assert made.deciders == [CY.id, DAN.id]


def test_m8_undoing_what_was_turned_round_leaves_both_as_they_were() -> None:
    winner, loser = two()
    before = state_of(winner, loser)
    (op,) = merge_pages(winner, loser, fields={"title": FieldChoice(choice=Choice.TAKE_LOSER)})

    undo(turn(op).id)

    assert state_of(winner, loser) == before


def test_m8_what_was_merged_into_either_goes_along() -> None:
    a, b = two()
    c, d = (published(ANN, about=situation(title)) for title in ("停机后无法复机", "停机没有通知"))
    merge_pages(a, c)
    merge_pages(b, d)
    (op,) = merge_pages(b, a)

    turn(op)

    assert {scenario(no).canonical_id for no in (a, b, c, d)} == {scenario(a).id}


def test_m8_merges_of_their_solutions_stay() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)
    kept, merged = solutions_of(winner)[0].id, solutions_of(loser)[0].id
    (along,) = merge_solutions(kept, merged)

    turn(op)

    assert read().get_one(MergeOp, along.id).undone_at is None
    assert solutions_of(loser)[0].canonical_id == kept


def test_m8_and_u9_turning_round_is_no_doubt_about_the_pair() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)

    turn(op)

    (known,) = read().query(PairVerdict)
    assert (known.verdict, known.unmerged) == (Verdict.DUPLICATE, 0)


def test_m8_and_m34_only_the_new_losers_author_is_told() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)
    before = read().query(Notice).count()

    turn(op)

    told = [(one.account_id, one.kind) for one in read().query(Notice).order_by(Notice.id)][before:]
    assert (ANN.id, "yours_merged") in told
    assert not {kind for _id, kind in told} & {"yours_unmerged", "decision_undone", "unmerged"}


def test_m8_and_pm4_it_pays_nobody_and_is_not_taken_back_like_a_decision() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)

    made = turn(op)

    assert recorded("QueueItemDecided")[-1]["is_paid"] is False
    assert read().get_one(QueueItem, made.item_id).state == ItemState.APPLIED
    with pytest.raises(Conflict, match="cannot_withdraw"):
        withdraw(made.item_id, DAN)


def test_m8_and_m9_what_moved_since_it_was_shown_refuses() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)
    seen = subjects.versions_of_ops(read(), [op])
    save_text(ANN, winner, "客户又打来一次。", base_seq=scenario(winner).last_seq)

    assert refused(op, versions=seen) == "stale_preview"


def test_m8_and_m33_whoever_wrote_a_side_does_not_turn_it_round() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)

    with pytest.raises(Forbidden):
        turn(op, ANN)


def test_m8_and_m31_it_wants_words() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)

    with pytest.raises(Invalid):
        turn(op, note="短")


def test_m8_and_m32_whoever_merged_an_unlikely_pair_alone_leaves_it_to_another() -> None:
    one = published(ANN, about=situation("余额充足却停机", "客户来电询问停机原因。"))
    other = published(ZOE, about=situation("快递迟迟未到", "物流信息停在中转仓。"))
    (op,) = merge_pages(one, other)

    assert refused(op, CY) == "second_curator"
    assert turn(op, DAN).winner_id == scenario(other).id


def test_m8_what_was_merged_on_is_turned_round_at_its_end_first() -> None:
    a, b = two()
    c = published(ANN, about=situation("停机后无法复机"))
    (lower,) = merge_pages(b, a)
    merge_pages(c, b)

    assert refused(lower) == "merged_further"


def test_m8_the_other_side_must_be_one_that_may_stay() -> None:
    winner, loser = two()
    with write() as uow:
        uow.session.get_one(type(scenario(loser)), scenario(loser).id).state = State.SUBMITTED
    (op,) = merge_pages(winner, loser)

    assert refused(op) == "bad_state"
