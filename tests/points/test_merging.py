"""Merging moves little (PM1, PM2), and undoing a merge restores points exactly (PM3, PM4)."""

import datetime as dt
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.foretelling import effects_of_undoing
from scenariowiki.curation.commands.merging import preview_merge
from scenariowiki.curation.commands.queue import withdraw
from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.curation.rules.merging import Choice, FieldChoice, MergeKind, MergeRequest, UnmergeReason
from scenariowiki.kernel import clock
from scenariowiki.points.commands.tariffs import TariffInput, change_tariff
from scenariowiki.points.models import CapUse, PeriodScore, PersonScore, Purse
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.queries.tariffs import BUILT_IN
from scenariowiki.points.rules.merging import takes_adoption
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import capture, transitions
from scenariowiki.scenarios.rules.content import ScenarioInput
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.curation import acts, queueing
from tests.curation.test_swapping import turn
from tests.points.earning import (
    DAY,
    HOUR,
    MORNING,
    add,
    adopted,
    awards,
    judge,
    points,
    publish_solution,
    report,
    ripen,
    used,
    wallet,
    with_solution,
)
from tests.scenarios.writing import scenario, situation, solution

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE, DAN, PAT = personas.ANN, personas.CY, personas.ZOE, personas.DAN, personas.PAT
NOTE = "两条不是同一件事，分开更好找。"
LATER = MORNING + 5 * DAY


def test_pm1_a_merge_moves_no_points_by_default() -> None:
    winner, loser = adopted(ANN), adopted(ZOE, title="有余额仍被停机")
    before = _all()
    _merge(winner, loser)

    assert _all() == before


def test_pm1_a_loser_by_the_same_author_loses_its_adoption() -> None:
    winner, loser = adopted(ANN), adopted(ANN, title="有余额仍被停机")
    _merge(winner, loser)

    assert points("P2", ANN) == {"posted": 10, "reversed": 10}
    assert points("P1", ANN) == {"posted": 4}
    assert list(verify(read())) == []


def test_pm1_a_loser_whose_author_had_been_warned_loses_its_adoption() -> None:
    winner = adopted(ANN)
    _merge(winner, _warned(ZOE, of=winner))

    assert points("P2", ZOE) == {"reversed": 10, "posted": 8}


@pytest.mark.parametrize(
    ("same_author", "late", "warned", "taken"),
    [
        (True, False, False, True),
        (False, True, True, True),
        (False, False, True, False),
        (False, True, False, False),
    ],
)
def test_pm1_asks_for_both_to_have_been_there_and_to_have_been_warned(
    *, same_author: bool, late: bool, warned: bool, taken: bool
) -> None:
    assert takes_adoption(same_author=same_author, late=late, warned=warned) is taken


def test_pm1_a_warning_of_another_one_takes_nothing() -> None:
    other, winner = adopted(PAT, title="余额不足却未停机"), adopted(ANN)
    loser = _warned(ZOE, of=other)
    before = _all()
    _merge(winner, loser)

    assert _all() == before


def test_pm1_m32_the_preview_says_what_is_taken() -> None:
    winner, loser = adopted(ANN), adopted(ANN, title="有余额仍被停机")
    asked = MergeRequest(kind=MergeKind.SCENARIO, winner=scenario(winner).id, losers=(scenario(loser).id,))

    found = preview_merge(read(), DAN, asked, current_app.extensions["merge_effects"])

    (effect,) = [one for one in found.effects if one.code == "points_taken"]
    assert (effect.points, effect.facts["count"]) == (10, 10)


def test_pm2_the_first_who_shared_the_situation_has_a_tenth() -> None:
    made = with_solution(ANN)
    loser = adopted(PAT, title="有余额仍被停机", at=MORNING - DAY)
    _merge(1, loser)
    used(ZOE, made, at=LATER)

    assert {award.account_id: award.amount for award in awards("P3")} == {ANN.id: 14, PAT.id: 1}


def test_m14_and_g1_a_curator_earns_no_share_by_what_they_write_into_a_merge() -> None:
    made = with_solution(ANN)
    other = add(ANN, 1, "先致歉，再登记。")
    publish_solution(other)
    written = "先查看停机原因代码，再核对缴费记录。\n致电客户说明恢复的时间。"
    fields = {"steps": FieldChoice(choice=Choice.EDITED, value=written)}
    asked = acts.request(made, other, kind=MergeKind.SOLUTION, fields=fields)
    acts.apply(acts.prepared(asked), now=MORNING + 3 * DAY)
    used(ZOE, made, at=LATER)

    judge(report(CY, made, at=LATER), by=DAN, at=LATER + HOUR)

    assert {award.account_id: award.amount for award in awards("P3")} == {ANN.id: 15}
    assert points("P6", CY) == {}  # it is the curator's text all the same (G1)


def test_pm3_undoing_a_merge_restores_points_exactly() -> None:
    winner, loser = adopted(ANN), adopted(ANN, title="有余额仍被停机")
    before = _all()
    op = _merge(winner, loser)
    assert _all() != before

    _unmerge(op)

    assert _all() == before
    assert list(verify(read())) == []


def test_pm3_the_preview_says_what_comes_back() -> None:
    op = _merge(adopted(ANN), adopted(ANN, title="有余额仍被停机"))

    assert _foretold(op) == {"points_back": 10}
    _unmerge(op)
    assert points("P2", ANN) == {"posted": 20, "reversed": 10}


def test_pm3_the_preview_says_what_comes_back_that_had_not_counted_yet() -> None:
    winner = adopted(ANN)
    for number in range(2):
        adopted(ANN, title=f"停机第{number}种")
    op = _merge(winner, adopted(ANN, title="有余额仍被停机"))

    assert _foretold(op) == {"points_back": 10}


def test_pm3_the_preview_says_what_is_divided_anew() -> None:
    made = with_solution(ANN)
    op = _merge(1, adopted(PAT, title="有余额仍被停机", at=MORNING - DAY))
    used(ZOE, made, at=LATER)

    assert _foretold(op) == {"points_divided_anew": 15}


def test_pm3_the_preview_of_several_adds_up_equal_sums_and_no_award_twice() -> None:
    winner = adopted(ANN)
    ops = [_merge(winner, adopted(ANN, title=title)) for title in ("有余额仍被停机", "缴费后仍停机")]

    assert _foretold(*ops) == {"points_back": 20}
    assert _foretold(ops[0], ops[0]) == {"points_back": 10}


def test_l11_what_is_divided_anew_takes_its_place_under_the_cap() -> None:
    """L11: dividing anew frees the places that the old parts had, and takes those of the new ones."""
    lines = {**BUILT_IN.to_json(), "P3": {**BUILT_IN.to_json()["P3"], "cap": 20}}
    with write(now=MORNING - 9 * DAY) as uow:
        given = TariffInput(rules=lines, effective_from=(MORNING - 9 * DAY).date())
        change_tariff(uow, personas.ADA, given, base_number=0)
    made = with_solution(ANN)
    op = _merge(1, adopted(PAT, title="有余额仍被停机", at=MORNING - DAY))
    used(ZOE, made, at=LATER)
    _unmerge(op, at=LATER + DAY)

    uses = {row.account_id: row.used for row in read().query(CapUse).filter_by(rule="P3")}
    assert uses == {ANN.id: 15, PAT.id: 0}
    assert list(verify(read())) == []


def test_pm3_what_was_held_when_a_merge_took_it_is_held_again() -> None:
    winner = adopted(ANN)
    for number in range(2):
        adopted(ANN, title=f"停机第{number}种")
    loser = adopted(ANN, title="有余额仍被停机")
    before = points("P2", ANN)
    op = _merge(winner, loser)
    _unmerge(op)

    held = [award for award in awards("P2", ANN) if award.state == "held"]
    assert before["held"] == 10
    assert [award.amount for award in held] == [10]
    assert list(verify(read())) == []


def test_pm3_what_is_frozen_meanwhile_stays_frozen() -> None:
    winner, loser = adopted(ANN), adopted(ANN, title="有余额仍被停机")
    before = _all()
    op = _merge(winner, loser, at=MORNING + 70 * DAY)
    _unmerge(op, at=MORNING + 71 * DAY)

    assert _all() == before
    assert list(verify(read())) == []


def test_pm3_the_cap_of_the_day_keeps_its_place_for_what_may_come_back() -> None:
    winner, loser = adopted(ANN), adopted(ANN, title="有余额仍被停机")
    op = _merge(winner, loser, at=MORNING + 2 * HOUR)
    for number in range(3):
        adopted(ANN, title=f"停机第{number}种", at=MORNING + 2 * HOUR)
    _unmerge(op, at=MORNING + 5 * HOUR)

    posted = sum(award.amount for award in awards("P2", ANN) if award.state in ("posted", "held"))
    assert posted == 40
    assert list(verify(read())) == []


def test_pm3_awards_divided_by_the_merged_text_are_divided_anew_with_the_same_sum() -> None:
    made = with_solution(ANN)
    loser = adopted(PAT, title="有余额仍被停机", at=MORNING - DAY)
    op = _merge(1, loser)
    used(ZOE, made, at=LATER)
    _unmerge(op, at=LATER + DAY)

    live = {award.account_id: award.amount for award in awards("P3") if award.state == "posted"}
    assert live == {ANN.id: 15}
    assert list(verify(read())) == []


def test_l6_what_is_held_stays_in_its_case_when_it_is_divided_anew() -> None:
    for number in range(3):
        used(ZOE, with_solution(ANN, title=f"停机第{number}种"), at=LATER)
    made = with_solution(ANN)
    loser = adopted(PAT, title="有余额仍被停机", at=MORNING - DAY)
    op = _merge(4, loser)
    used(ZOE, made, at=LATER)
    _unmerge(op, at=LATER + DAY)

    (held,) = [award for award in awards("P3") if award.state == "held"]
    cases = read().scalars(select(QueueItem.facts).where(QueueItem.kind == ItemKind.FRAUD))
    assert held.id in [id_ for facts in cases for id_ in facts["award_ids"]]


def test_pm3_awards_issued_in_between_stay() -> None:
    made = with_solution(ANN)
    loser = adopted(ZOE, title="有余额仍被停机")
    op = _merge(1, loser)
    used(DAN, made, at=LATER)
    earned = wallet(DAN)
    _unmerge(op, at=LATER + DAY)

    assert wallet(DAN) == earned
    assert sum(award.amount for award in awards("P3") if award.state == "posted") == 15


@pytest.mark.parametrize(("days", "was", "then"), [(0, "pending", "voided"), (8, "posted", "reversed")])
def test_pm3_p8_of_who_decided_goes_when_it_is_undone(days: int, was: str, then: str) -> None:
    item = queueing.a_pair()
    queueing.decide(item, Verdict.DUPLICATE, DAN)
    ripen(clock.now() + days * DAY)
    assert points("P8", DAN) == {was: 2}

    (op,) = read().query(MergeOp).all()
    _unmerge(op.id, at=None)

    assert points("P8", DAN) == {then: 2}


def test_m8_turning_a_merge_round_leaves_p8_until_it_is_undone() -> None:
    item = queueing.a_pair()
    queueing.decide(item, Verdict.DUPLICATE, DAN)
    (op,) = read().query(MergeOp).all()

    turned = turn(op, CY)
    assert points("P8", DAN) == {"pending": 2}

    _unmerge(turned.id, at=None)
    assert points("P8", DAN) == {"voided": 2}


def test_pm3_u3_withdrawing_within_the_minute_restores_points_too() -> None:
    winner, loser = adopted(ANN), adopted(ANN, title="有余额仍被停机")
    before = _all()
    item = queueing.pair(scenario(winner).id, scenario(loser).id)
    queueing.decide(item, Verdict.DUPLICATE, DAN)
    with write() as uow:
        withdraw(uow, DAN, item)

    assert _all() == before


def test_pm4_a_pair_pays_once_in_its_life_however_often_it_is_merged() -> None:
    one, other = (scenario(adopted(who, title=title)).id for who, title in ((ANN, "停机"), (ZOE, "欠费停机")))
    for verdict in (Verdict.RELATED, Verdict.DISTINCT, Verdict.DUPLICATE):
        queueing.decide(queueing.pair(one, other), verdict, DAN, override=True, note=NOTE)

    assert len([award for award in awards("P8", DAN) if "pair" in award.facts]) == 1


def _all() -> list[Any]:
    """Tell all balances and all scores."""
    read().rollback()
    purses = [(row.kind, row.account_id, row.credits - row.debits) for row in read().query(Purse)]
    people = [
        (row.period, row.start, row.account_id, row.outcome, row.activity, row.score, row.applied)
        for row in read().query(PersonScore)
    ]
    places = [
        (row.period, row.start, row.account_id, row.team_id, row.site_id, row.outcome, row.activity)
        for row in read().query(PeriodScore)
    ]
    return [sorted(one for one in purses if one[2]), sorted(people), sorted(places)]


def _merge(winner: int, *losers: int, at: dt.datetime = MORNING + 3 * DAY, **more: Any) -> int:
    ids = [scenario(no).id for no in (winner, *losers)]
    asked = acts.request(*ids, actor=DAN, **more)
    (op,) = acts.apply(acts.prepared(asked, DAN), DAN, now=at)
    return op.id


def _foretold(*op_ids: int) -> dict[str, int]:
    """Return what the preview of an undoing says of points."""
    read().rollback()
    prepared = [prepare_unmerge(read(), DAN, op_id) for op_id in op_ids]
    told = effects_of_undoing(read(), prepared, current_app.extensions["unmerge_effects"])
    return {one.code: one.points for one in told}


def _unmerge(op_id: int, at: dt.datetime | None = MORNING + 4 * DAY) -> None:
    read().rollback()
    prepared = prepare_unmerge(read(), DAN, op_id)
    with write(now=at) as uow:
        unmerge(uow, DAN, prepared, UnmergeRequest(reason=UnmergeReason.NOT_THE_SAME, note=NOTE))


def _warned(actor: Actor, *, of: int) -> int:
    given = ScenarioInput(
        situation=situation("有余额仍被停机"), solutions=(solution("先致歉"),), warned_duplicate=of
    )
    prepared = capture.prepare_capture(read(), actor, given)
    with write(now=MORNING + DAY) as uow:
        no = capture.capture_scenario(uow, actor, prepared).no
    for who, to in ((actor, State.SUBMITTED), (CY, State.PUBLISHED)):
        with write(now=MORNING + DAY + HOUR) as uow:
            transitions.move_scenario(uow, who, no, to)
    return no
