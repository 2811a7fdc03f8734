"""The scan of the whole catalogue: what it proposes, what it leaves alone, how it goes on."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from scenariowiki.curation.commands import detecting, proposing
from scenariowiki.curation.commands.detecting import Detection, Progress
from scenariowiki.curation.models import DuplicateCandidate, PairVerdict, QueueEvent, QueueItem
from scenariowiki.curation.queries.names import near_names
from scenariowiki.curation.queries.weighing import READ_BY_ALL, weigh
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Category, Outcome, Scenario, Tag, ViewCount
from scenariowiki.scenarios.rules.states import Audience, OutcomeState, RejectReason, Result, State
from tests import personas
from tests.curation.acts import merge_solutions
from tests.scenarios.writing import (
    draft,
    move,
    published,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, SYSTEM = personas.ANN, personas.CY, personas.SYSTEM
TOLD = (
    "客户周一在网上商城下单购买无线路由器，页面显示有货，付款以后仓库通知商品缺货。"
    "需要等待两个星期才能发出。客户非常不满，要求马上退款并赔偿优惠券。客服按流程登记后转交组长。"
)
AGAIN = "您好，" + TOLD.replace("客户非常不满，", "客户很不高兴，")
OTHER = (
    "夜班只有一名组长在岗，凌晨系统升级之后坐席全部无法登录，值班人员不知道应该联系哪一位工程师处理。"
    "排队的来电超过四十通，等了一个小时才恢复，事后发现联系表已经半年没有更新。"
)


def scan(*, again: bool = False) -> Progress:
    task = Detection(read=read, write=write, by=SYSTEM)
    return list(detecting.scan(task, again=again))[-1]


def told(text: str = TOLD, title: str = "缺货要求退款", **more: object) -> int:
    return published(ANN, about=situation(title=title, text=text, **more))


def items() -> list[QueueItem]:
    of_pairs = select(QueueItem).where(QueueItem.kind.startswith("dup_")).order_by(QueueItem.id)
    return list(read().scalars(of_pairs))


def waiting() -> list[str]:
    return [item.key for item in items() if item.closed_at is None]


def candidates() -> int:
    return read().scalar(select(func.count()).select_from(DuplicateCandidate)) or 0


def judge_pair(verdict: str) -> None:
    """Have a curator's verdict on the first two scenarios, as they are now."""
    with write() as uow:
        revs = {one.id: one.published_rev_id or 0 for one in uow.session.scalars(select(Scenario))}
        uow.session.add(
            PairVerdict(
                kind="scenario",
                lo=1,
                hi=2,
                verdict=verdict,
                rev_lo=revs[1],
                rev_hi=revs[2],
                decided_at=uow.now,
            )
        )


def rewrite(no: int, text: str, **more: object) -> None:
    save_text(ANN, no, text, base_seq=scenario(no).last_seq, title="缺货要求退款", **more)


def test_two_that_tell_the_same_come_into_the_queue_with_score_reasons_and_log() -> None:
    told()
    told(AGAIN)
    told(OTHER, title="夜班无法登录")

    end = scan()

    assert (end.settled.pairs, end.settled.opened) == (1, 1)
    item, candidate = items()[0], read().scalars(select(DuplicateCandidate)).one()
    assert (item.kind, item.key) == ("dup_scenario", "dup_scenario:1:2")
    assert (item.scenario_id, item.other_scenario_id) == (1, 2)
    assert item.score == pytest.approx(candidate.score)
    assert candidate.score >= 0.9
    assert "same_words" in candidate.reasons
    logged = select(QueueEvent.name).where(QueueEvent.item_id == item.id)
    assert read().scalars(logged).all() == ["opened"]


def test_a_second_scan_changes_nothing_and_goes_on_from_the_watermark() -> None:
    told()
    told(AGAIN)
    scan()

    assert detecting.count_unscanned(read()) == 0
    assert scan().settled.opened == 0

    told("你好，" + TOLD)
    assert detecting.count_unscanned(read()) == 1
    assert scan().settled.opened == 2


def test_a_scan_that_was_cut_off_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        told()
    monkeypatch.setattr(detecting, "SCENARIOS_A_BATCH", 1)
    cut = detecting.scan(Detection(read=read, write=write, by=SYSTEM))
    while proposing.watermark(read()) < 2:
        next(cut)
    del cut

    assert waiting() == ["dup_scenario:1:2"]
    assert scan().settled.opened == 2
    assert len(waiting()) == 3


def test_m6_drafts_rejected_and_what_nobody_could_merge_are_left_out() -> None:
    told()
    draft(ANN, about=situation(title="缺货要求退款", text=TOLD))
    rejected = draft(ANN, about=situation(title="缺货要求退款", text=TOLD))
    move(ANN, rejected, State.SUBMITTED)
    move(CY, rejected, State.REJECTED, reason=RejectReason.SPAM)

    assert scan().settled == proposing.Settled()


def test_m7_only_scenarios_of_one_audience_are_proposed() -> None:
    told()
    own = draft(
        ANN, about=situation(title="缺货要求退款", text=TOLD), audience=Audience.TEAM, team=personas.RED
    )
    move(ANN, own, State.SUBMITTED)
    move(CY, own, State.PUBLISHED)

    assert scan().settled.pairs == 0


def test_m23_members_of_one_group_are_never_proposed() -> None:
    told()
    merged = told(AGAIN)
    with write() as uow:
        row = uow.session.get_one(Scenario, scenario(merged).id)
        row.state, row.merged_into_id, row.canonical_id, row.pre_merge_state = "merged", 1, 1, "published"

    assert scan().settled.pairs == 0


def test_m23_solutions_that_were_merged_are_never_proposed() -> None:
    steps = ("向客户致歉并核实订单里的商品和付款时间", "当场办理全额退款并赠送二十元优惠券")
    no = published(ANN, solution(*steps), solution(*steps, "登记"))
    assert scan().settled.opened == 1
    items_before = [item.id for item in items()]

    merge_solutions(*(one.id for one in solutions_of(no)))

    assert scan(again=True).settled.opened == 0
    assert [item.id for item in items() if item.closed_at is None and item.id in items_before] == []


@pytest.mark.parametrize("verdict", ["distinct", "related"])
def test_q5_a_verdict_keeps_the_pair_out_of_the_queue(verdict: str) -> None:
    told()
    told(AGAIN)
    judge_pair(verdict)

    assert scan().settled.opened == 0
    assert candidates() == 1  # SOPs over overlapping situations are still found from it


def test_q5_a_verdict_holds_while_a_side_changes_a_little() -> None:
    told()
    told(AGAIN)
    judge_pair("distinct")
    rewrite(2, AGAIN + "请尽快。")

    assert scan().settled.opened == 0


@pytest.mark.parametrize("changes", ["text", "line"])
def test_q5_a_verdict_ends_when_a_side_becomes_another_text_or_of_another_line(changes: str) -> None:
    told(TOLD + TOLD)
    told(AGAIN)
    judge_pair("distinct")
    if changes == "line":
        rewrite(2, AGAIN, fields={"business_line": "ecommerce"})
    else:
        rewrite(2, AGAIN + AGAIN)

    assert scan().settled.opened == 1


def test_m28_solutions_that_come_under_one_scenario_are_proposed_as_pairs() -> None:
    steps = (
        "向客户致歉并核实订单里的商品和付款时间",
        "当场办理全额退款并赠送二十元优惠券",
        "第二天回访确认退款到账",
    )
    one = published(ANN, solution(*steps))
    other = published(ANN, solution(*steps, "登记"), about=situation(title="夜班无法登录", text=OTHER))
    assert scan().settled.pairs == 0

    with write() as uow:
        row = uow.session.get_one(Scenario, scenario(other).id)
        row.state, row.merged_into_id, row.canonical_id, row.pre_merge_state = "merged", 1, 1, "published"
    assert scan(again=True).settled.opened == 1

    item = items()[0]
    mine, theirs = solutions_of(one)[0].id, solutions_of(other)[0].id
    assert item.key == f"dup_solution:{mine}:{theirs}"
    assert (item.scenario_id, item.solution_id, item.other_solution_id) == (1, mine, theirs)
    assert item.other_scenario_id is None


def test_q2_readers_verified_outcomes_and_an_effective_sop_make_a_pair_weigh_more() -> None:
    told()
    no = published(ANN, solution("当场退款"), about=situation(title="缺货要求退款", text=AGAIN))
    (id_,) = (one.id for one in solutions_of(no))
    pair, of_solutions = ((1, 2), 0.9), ((1, id_), 0.9)
    found = [weigh(read(), MergeKind.SCENARIO, *pair)]

    for change in (
        ViewCount(scenario_id=2, day=dt.date(2026, 11, 2), count=READ_BY_ALL),
        Outcome(
            solution_id=id_,
            via_scenario_id=2,
            reporter_id=CY.id,
            applied_on=dt.date(2026, 11, 2),
            result=Result.SOLVED,
            state=OutcomeState.VERIFIED,
            created_at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC),
            created_by=CY.id,
        ),
        Scenario(id=2, has_sop=True),
    ):
        with write() as uow:
            uow.session.merge(change)
        found.append(weigh(read(), MergeKind.SCENARIO, *pair))

    assert found == [pytest.approx(weight) for weight in (18, 18 + 25, 18 + 25 + 20, 18 + 25 + 40)]
    assert weigh(read(), MergeKind.SOLUTION, *of_solutions) == found[-1]


def test_pairs_that_were_saved_since_are_referred_to_the_background() -> None:
    told()
    told(AGAIN)
    scan()
    with write() as uow:
        uow.session.query(OutboxRow).delete()
    rewrite(2, AGAIN + "请尽快。")
    with write() as uow:
        uow.session.query(OutboxRow).delete()

    assert scan().referred == 1
    rows = read().execute(select(OutboxRow.kind, OutboxRow.key)).all()
    assert [tuple(row) for row in rows] == [("duplicates", "1")]


def test_near_and_equal_names_of_categories_and_tags_are_listed() -> None:
    with write() as uow:
        at = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
        uow.session.add_all(
            [
                Category(title="退款与退货", depth=1, description="", created_at=at, created_by=1),
                Category(title="退款 与退货", depth=1, description="", created_at=at, created_by=1),
            ]
        )
        uow.session.add_all(
            [Tag(name=name, key=name, created_at=at, created_by=1) for name in ("网络中断", "网络中断了")]
        )

    found = near_names(read())

    assert {one.kind for one in found} == {"category", "tag"}
    assert ("网络中断", "网络中断了") in {one.names for one in found}
