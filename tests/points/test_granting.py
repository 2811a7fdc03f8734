"""Points by hand (P12): two persons, never for oneself, within the month's budget."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.points.commands.granting import GrantInput, approve_grant, propose_grant, refuse_grant
from scenariowiki.points.models import PersonScore, PointsGrant, Transfer
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.queries.statement import list_lines
from scenariowiki.points.queries.wallet import get_wallet
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.points.giving import earn, spend, take_back
from tests.scenarios.writing import recorded

pytestmark = pytest.mark.usefixtures("app")
ANN, ADA, REW, CY = personas.ANN, personas.ADA, personas.REW, personas.CY
WHY = "连续三个月带教新人，班组长一致推荐。"


def propose(amount: int = 20, *, by: Actor = REW, to: Actor = ANN, reason: str = WHY) -> int:
    with write() as uow:
        return propose_grant(uow, by, GrantInput(account_id=to.id, amount=amount, reason=reason)).id


def approve(grant_id: int, by: Actor = ADA) -> None:
    with write() as uow:
        approve_grant(uow, by, grant_id)


def test_p12_two_persons_give_points_that_are_spent_but_not_ranked() -> None:
    approve(propose())

    (line,) = list_lines(read(), ANN.id).lines
    assert line.grant is not None
    assert (line.points, line.grant.reason, line.grant.proposed_by, line.grant.decided_by) == (
        20,
        WHY,
        REW.id,
        ADA.id,
    )
    assert read().scalars(select(PersonScore.score)).all() == []
    assert [one["amount"] for one in recorded("GrantApproved")] == [20]


def test_l17_a_grant_names_its_event_actor_and_tariff() -> None:
    approve(propose())

    row = read().scalars(select(Transfer)).one()
    assert (row.event_id is not None, row.actor_id, row.tariff) == (True, ADA.id, 0)


def test_p12_points_are_taken_too_and_the_ledger_adds_up() -> None:
    earn(ANN)
    approve(propose(-4))

    assert get_wallet(read(), ANN.id).available == 6
    assert list(verify(read())) == []


def test_l8_points_by_hand_repay_what_is_owed_first_and_both_lines_say_why() -> None:
    award = earn(ANN)
    spend(ANN, 10)
    take_back(award)
    approve(propose(30))

    lines = list_lines(read(), ANN.id).lines[:2]
    assert [(line.points, line.balance, line.grant and line.grant.reason) for line in lines] == [
        (20, 20, WHY),
        (10, 0, WHY),
    ]
    assert (get_wallet(read(), ANN.id).debt, list(verify(read()))) == (0, [])


def test_l4_nobody_is_taken_more_than_they_have() -> None:
    grant = propose(-4)

    with pytest.raises(Conflict, match="not_enough_points"):
        approve(grant)
    assert read().get_one(PointsGrant, grant).state == "proposed"


def test_p12_nobody_approves_their_own_proposal() -> None:
    grant = propose(by=ADA)

    with pytest.raises(Forbidden, match="two_persons"):
        approve(grant, by=ADA)


def test_p12_nobody_gives_themselves_points() -> None:
    with pytest.raises(Forbidden, match="not_for_oneself"):
        propose(by=ADA, to=ADA)

    grant = propose(by=REW, to=ADA)
    with pytest.raises(Forbidden, match="not_for_oneself"):
        approve(grant, by=ADA)


@pytest.mark.parametrize("amount", [0, True, 10_001, -10_001, 1.5, "7"])
def test_p12_amounts_are_whole_and_not_huge(amount: Any) -> None:
    with pytest.raises(Invalid) as refused:
        propose(amount)

    assert refused.value.fields == {"amount": "not_whole_signed"}


@pytest.mark.parametrize("reason", ["", "太短", " " * 20, "长" * 301])
def test_p12_the_reason_says_something(reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        propose(reason=reason)

    assert set(refused.value.fields) == {"reason"}


def test_p12_more_than_a_month_holds_is_not_even_proposed() -> None:
    with pytest.raises(Invalid) as refused:
        propose(201)

    assert refused.value.fields == {"amount": "over_budget"}


def test_p12_the_budget_of_a_month_is_kept() -> None:
    """What was given in another month takes nothing of it."""
    with write(now=clock.now() - dt.timedelta(days=40)) as uow:
        given = GrantInput(account_id=ANN.id, amount=150, reason=WHY)
        approve_grant(uow, ADA, propose_grant(uow, REW, given).id)
    approve(propose(150))
    grant = propose(51)

    with pytest.raises(Conflict, match="no_budget_left"):
        approve(grant)
    approve(propose(50))


def test_p12_what_is_decided_stays_decided() -> None:
    grant = propose()
    approve(grant)

    with pytest.raises(Conflict, match="bad_state"):
        approve(grant)
    with pytest.raises(Conflict, match="bad_state"), write() as uow:
        refuse_grant(uow, ADA, grant)
    assert get_wallet(read(), ANN.id).available == 20


def test_p12_a_proposal_is_refused_by_others_or_withdrawn() -> None:
    refused, withdrawn = propose(), propose()

    with write() as uow:
        refuse_grant(uow, ADA, refused, "先等季度评审。")
        refuse_grant(uow, REW, withdrawn)

    states = read().scalars(select(PointsGrant.state).order_by(PointsGrant.id)).all()
    assert states == ["refused", "withdrawn"]
    assert [one["withdrawn"] for one in recorded("GrantRefused")] == [False, True]


def test_others_neither_propose_nor_decide() -> None:
    grant = propose()

    with pytest.raises(Forbidden):
        propose(by=CY)
    with pytest.raises(Forbidden):
        approve(grant, by=CY)


def test_nobody_decides_what_is_not_there() -> None:
    with pytest.raises(NotFound):
        approve(999)
