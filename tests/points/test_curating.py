"""What decisions of the queue earn (P8), and how suspicions and appeals are decided (G3, G5, G11)."""

import pytest
from sqlalchemy import select

from scenariowiki.curation.commands.opening import open_item
from scenariowiki.curation.events import QueueItemDecided
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.kernel.errors import Forbidden
from scenariowiki.points.commands import awarding
from scenariowiki.points.models import Award
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.rules.reasons import MADE_GOOD, Reason
from scenariowiki.runtime.messages.points import REASONS
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import taking_back
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.curation import queueing
from tests.points.earning import (
    DAY,
    HOUR,
    MORNING,
    adopted,
    awards,
    move,
    points,
    ripen,
    used,
    wallet,
    with_solution,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE, DAN = personas.ANN, personas.CY, personas.ZOE, personas.DAN
NOTE = "与工单记录核对过，确有其事。"


@pytest.mark.parametrize("verdict", [Verdict.DUPLICATE, Verdict.RELATED, Verdict.DISTINCT])
def test_p8_pays_the_same_for_every_verdict(verdict: Verdict) -> None:
    queueing.decide(queueing.a_pair(), verdict, DAN)

    assert points("P8", DAN) == {"pending": 2}


def test_p8_counts_after_a_week() -> None:
    adopted(ANN)
    assert points("P8", CY) == {"pending": 2}

    ripen(MORNING + HOUR + 7 * DAY)

    assert points("P8", CY) == {"posted": 2}


def test_p8_is_void_when_the_decision_is_withdrawn() -> None:
    item = queueing.a_pair()
    queueing.decide(item, Verdict.DISTINCT, DAN)
    queueing.withdraw(item, DAN)

    assert points("P8", DAN) == {"voided": 2}


def test_p8_pm4_a_pair_pays_once() -> None:
    one, other = queueing.two()
    queueing.decide(queueing.pair(one, other), Verdict.RELATED, DAN)
    queueing.decide(queueing.pair(one, other), Verdict.DISTINCT, CY)

    paid = [award for award in awards("P8") if "pair" in award.facts]
    assert [award.account_id for award in paid] == [DAN.id]


def test_g8_a_pair_one_proposed_oneself_pays_nothing() -> None:
    item = queueing.a_pair()
    with write() as uow:
        uow.session.get_one(QueueItem, item).created_by = DAN.id
    queueing.decide(item, Verdict.DISTINCT, DAN)

    assert points("P8", DAN) == {}


def test_g1_whoever_wrote_a_part_of_it_earns_nothing_by_deciding() -> None:
    """Whatever let them decide: the payment looks for itself."""
    one, other = queueing.two()
    item = queueing.pair(one, other)
    event = QueueItemDecided(
        item_id=item, kind="dup_scenario", verdict="distinct", deciders=(ANN.id, DAN.id), pair=(one, other)
    )
    with write() as uow:
        uow.record(event, by=DAN)

    assert {award.account_id for award in awards("P8") if "pair" in award.facts} == {DAN.id}


def test_g5_the_case_shows_who_and_what_and_releasing_it_pays() -> None:
    item = _suspicion()
    assert item.facts["account_ids"] == sorted([ANN.id, ZOE.id])

    queueing.decide(item.id, Verdict.RELEASE, CY, note=NOTE)

    assert points("P3", ANN) == {"posted": 60}
    assert list(verify(read())) == []


def test_g5_voiding_the_case_pays_nothing() -> None:
    item = _suspicion()
    before = wallet(ANN)
    queueing.decide(item.id, Verdict.VOID, CY, note=NOTE)

    (award,) = [one for one in awards("P3") if one.state == "voided"]
    assert (award.reason, wallet(ANN)) == ("fraud", before)


def test_q8_nobody_decides_on_their_own_suspicion() -> None:
    item = _suspicion(curator_wrote=True)

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        queueing.claim(item.id, DAN)


def test_g11_an_appeal_that_is_right_gives_the_award_once_more() -> None:
    award, item = _appeal()
    queueing.decide(item, Verdict.OVERTURN, DAN, note=NOTE)

    again = awards("P3")[-1]
    assert (again.issue, again.amount, again.state, again.event_id) == (2, 15, "posted", award.event_id)
    assert again.effective_day == award.effective_day
    assert list(verify(read())) == []


@pytest.mark.parametrize("reason", sorted(MADE_GOOD))
def test_l7_what_was_made_good_meanwhile_is_not_given_twice(reason: Reason) -> None:
    award, item = _appeal()
    with write() as uow:
        uow.session.get_one(Award, award.id).reason = reason
    queueing.decide(item, Verdict.OVERTURN, DAN, note=NOTE)

    assert points("P3") == {"reversed": 15}


def test_l7_what_was_earned_once_more_meanwhile_is_not_given_twice() -> None:
    no = adopted(ANN)
    award, item = _appeal("P2")
    with write(now=MORNING + 3 * DAY) as uow:
        taking_back.take_back_scenario(uow, CY, award.scenario_id or 0, ())
    move(CY, no, State.PUBLISHED, at=MORNING + 3 * DAY + HOUR)
    queueing.decide(item, Verdict.OVERTURN, DAN, note=NOTE)

    assert points("P2") == {"reversed": 10, "posted": 10}


def test_g11_an_appeal_that_is_wrong_changes_nothing() -> None:
    _award, item = _appeal()
    queueing.decide(item, Verdict.UPHOLD, DAN, note=NOTE)

    assert points("P3") == {"reversed": 15}


def test_g11_an_appeal_is_not_decided_by_whom_it_concerns() -> None:
    _award, item = _appeal()

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        queueing.claim(item, CY)


def _suspicion(*, curator_wrote: bool = False) -> QueueItem:
    author = DAN if curator_wrote else ANN
    reporter = ANN if curator_wrote else ZOE
    for number in range(4):
        at = MORNING + number * HOUR
        used(reporter, with_solution(author, title=f"停机第{number}种", at=at), at=MORNING + 6 * HOUR)
    chosen = select(QueueItem).where(QueueItem.kind == ItemKind.FRAUD)
    return read().scalars(chosen.order_by(QueueItem.id.desc())).first()  # type: ignore[return-value]


def _appeal(rule: str = "P3") -> tuple[Award, int]:
    if rule == "P3":
        used(ZOE, with_solution(ANN))
    (award,) = awards(rule)
    with write(now=MORNING + 2 * DAY) as uow:
        awarding.reverse(uow, uow.session.get_one(Award, award.id), actor_id=CY.id, reason="fabricated")
        assert award.scenario_id is not None
        item = open_item(
            uow,
            kind=ItemKind.POINTS_APPEAL,
            key=f"points_appeal:{award.id}",
            weight=0.0,
            by=ANN,
            scenario_id=award.scenario_id,
            facts={"award_id": award.id, "account_id": ANN.id, "involved": [CY.id]},
        )
        assert item is not None
        return award, item.id


@pytest.mark.parametrize("reason", list(Reason))
def test_g11_every_reason_has_its_sentence(reason: Reason) -> None:
    assert reason in REASONS
