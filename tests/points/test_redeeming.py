"""Redemptions: three reservations at once, settled once, by somebody else (L4, L5, L9, L15)."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from scenariowiki.accounts import commands as accounts
from scenariowiki.jobs.rewards import expire_redemptions
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.kernel.events import EventRow
from scenariowiki.points.commands import awarding, redeeming
from scenariowiki.points.models import Purse, Redemption, RedemptionStep, StockChange, Transfer
from scenariowiki.points.queries.tariffs import BUILT_IN
from scenariowiki.points.rules.ledger import Code, PurseKind
from scenariowiki.points.rules.rewards import WAITS, RewardKind
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.points.rewarding import (
    NOON,
    REW,
    Standing,
    act,
    adds_up,
    ask,
    budget,
    grant,
    offer,
    standing,
    state_of,
)
from tests.points.test_ledger import earned, give, take_back

pytestmark = pytest.mark.usefixtures("app")
ANN, ZOE, ADA = personas.ANN, personas.ZOE, personas.ADA
FREE = Standing(wallet=100, held=0, stock=3, used=0)
HELD = Standing(wallet=100, held=60, stock=2, used=60)
SPENT = Standing(wallet=40, held=0, stock=2, used=60)


@pytest.fixture
def item() -> int:
    """Give a reward that ann can pay for, out of a budget."""
    grant(ANN, 100)
    budget(200)
    return offer()


def test_l15_a_request_reserves_points_stock_and_budget_together(item: int) -> None:
    ask(ANN, item)

    assert standing(ANN, item) == HELD
    assert adds_up()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("not_enough_points", {"price": 101}),
        ("out_of_stock", {"stock": 0}),
        ("budget_exhausted", {"price": 90}),
        ("not_for_your_site", {"sites": (1,)}),
        ("not_offered", {"active_from": NOON.date().replace(day=5)}),
        ("not_offered", {"active_until": NOON.date().replace(day=3)}),
    ],
)
def test_l15_what_cannot_be_had_leaves_nothing_half_done(code: str, change: dict) -> None:
    person = personas.SYSTEM if code == "not_for_your_site" else ANN
    grant(person, 100)
    budget(80 if code == "budget_exhausted" else 200)
    item = offer(**change)
    before = standing(person, item)

    with pytest.raises(Conflict, match=code):
        ask(person, item)
    assert standing(person, item) == before


@pytest.mark.parametrize("value", [-1, 1.5, True, 2**63])
def test_l2_l15_prices_stocks_and_budgets_are_whole(value: Any) -> None:
    attempts = {
        "price": lambda: offer(price=value),
        "stock": lambda: offer(stock=value),
        "points": lambda: budget(value),
    }
    for field, attempt in attempts.items():
        with pytest.raises(Invalid) as refused:
            attempt()
        assert set(refused.value.fields) == {field}


def test_l9_points_are_spent_when_it_is_handed_over_and_not_before(item: int) -> None:
    redemption = ask(ANN, item)
    act(redeeming.approve, REW, redemption)
    approved = standing(ANN, item)
    act(redeeming.fulfil, REW, redemption)

    assert (approved, standing(ANN, item)) == (HELD, SPENT)
    assert adds_up()


def test_l15_rejecting_gives_all_three_back(item: int) -> None:
    redemption = ask(ANN, item)
    act(redeeming.reject, REW, redemption, note="书单这个月不订。")

    assert standing(ANN, item) == FREE


def test_l15_cancelling_an_approved_request_gives_all_three_back(item: int) -> None:
    redemption = ask(ANN, item)
    act(redeeming.approve, REW, redemption)
    act(redeeming.cancel, ANN, redemption)

    assert standing(ANN, item) == FREE


def test_l17_what_is_spent_names_the_tariff_of_its_day(item: int) -> None:
    redemption = ask(ANN, item)
    act(redeeming.approve, REW, redemption)
    act(redeeming.fulfil, REW, redemption)

    chosen = select(Transfer.tariff).where(Transfer.code == Code.REDEMPTION)
    assert read().scalars(chosen).all() == [BUILT_IN.number]


def test_l17_what_is_spent_and_refunded_names_its_event(item: int) -> None:
    redemption = ask(ANN, item)
    act(redeeming.approve, REW, redemption)
    act(redeeming.fulfil, REW, redemption)
    act(redeeming.refund, REW, redemption, note="供应商断货。")

    chosen = select(Transfer.code, EventRow.name).join(EventRow, EventRow.id == Transfer.event_id)
    rows = read().execute(chosen.where(Transfer.award_id.is_(None)).order_by(Transfer.id)).all()
    assert [(row.code, row.name) for row in rows] == [
        (Code.REDEMPTION, "RedemptionFulfilled"),
        (Code.REFUND, "RedemptionRefunded"),
    ]


def test_l15_a_refund_gives_all_three_back_and_names_its_code(item: int) -> None:
    redemption = ask(ANN, item)
    act(redeeming.approve, REW, redemption)
    act(redeeming.fulfil, REW, redemption)
    act(redeeming.refund, REW, redemption, note="供应商断货。")

    assert standing(ANN, item) == FREE
    codes = read().scalars(select(Transfer.code).where(Transfer.account_id == ANN.id).order_by(Transfer.id))
    assert list(codes) == [Code.MANUAL, Code.REDEMPTION, Code.REFUND]
    assert adds_up()


STEPS: dict[str, tuple[Any, dict[str, Any]]] = {
    "approve": (redeeming.approve, {}),
    "reject": (redeeming.reject, {"note": "没有了。"}),
    "fulfil": (redeeming.fulfil, {}),
    "refund": (redeeming.refund, {"note": "坏了。"}),
}
LEADS: dict[str, tuple[list[str], set[str]]] = {
    "requested": ([], {"approve", "reject", "cancel"}),
    "approved": (["approve"], {"reject", "fulfil", "cancel"}),
    "fulfilled": (["approve", "fulfil"], {"refund"}),
    "refunded": (["approve", "fulfil", "refund"], set()),
    "rejected": (["reject"], set()),
    "cancelled": (["cancel"], set()),
}


@pytest.mark.parametrize("state", LEADS)
def test_l15_what_the_machine_does_not_list_is_refused(item: int, state: str) -> None:
    way, allowed = LEADS[state]
    redemption = ask(ANN, item)
    for step in way:
        _go(redemption, step)
    before = standing(ANN, item)

    assert state_of(redemption) == state
    for step in {*STEPS, "cancel"} - allowed:
        with pytest.raises(Conflict, match="bad_state"):
            _go(redemption, step)
    assert standing(ANN, item) == before


def _go(redemption: int, step: str) -> None:
    if step == "cancel":
        act(redeeming.cancel, ANN, redemption)
    else:
        command, more = STEPS[step]
        act(command, REW, redemption, **more)


def test_nobody_decides_about_their_own() -> None:
    grant(REW, 100)
    redemption = ask(REW, offer())

    for command, more in STEPS.values():
        with pytest.raises(Forbidden, match="own_redemption"):
            act(command, REW, redemption, **more)


def test_only_who_keeps_rewards_decides(item: int) -> None:
    redemption = ask(ANN, item)

    for person in (ZOE, ADA, personas.CY):
        with pytest.raises(Forbidden):
            act(redeeming.approve, person, redemption)


def test_nobody_cancels_what_others_asked_for(item: int) -> None:
    redemption = ask(ANN, item)

    for person in (ZOE, REW):
        with pytest.raises(NotFound):
            act(redeeming.cancel, person, redemption)


def test_a_refusal_needs_its_reason(item: int) -> None:
    redemption = ask(ANN, item)

    with pytest.raises(Invalid):
        act(redeeming.reject, REW, redemption, note="  ")


def test_a_price_that_changed_meanwhile_is_not_paid_unseen(item: int) -> None:
    with pytest.raises(Conflict, match="price_changed"), write(now=NOON) as uow:
        redeeming.request_reward(uow, ANN, item, price=50)


def test_a_limit_counts_what_is_open_or_had_but_not_what_was_given_back() -> None:
    grant(ANN, 300)
    item = offer(per_quarter=1)
    first = ask(ANN, item)
    with pytest.raises(Conflict, match="limit_reached"):
        ask(ANN, item)

    act(redeeming.cancel, ANN, first)

    assert ask(ANN, item)


def test_a_site_s_own_budget_comes_before_that_of_all(item: int) -> None:
    budget(10, site_id=personas.SITE)

    with pytest.raises(Conflict, match="budget_exhausted"):
        ask(ANN, item)


def test_l4_what_is_held_cannot_be_asked_for_again(item: int) -> None:
    ask(ANN, item)

    with pytest.raises(Conflict, match="not_enough_points"):
        ask(ANN, item)


def test_l8_a_reversal_while_points_are_held_becomes_debt_and_the_reservation_stands() -> None:
    award = give(earned())
    item = offer(price=7)
    redemption = ask(ANN, item)
    take_back(award)
    act(redeeming.approve, REW, redemption)
    act(redeeming.fulfil, REW, redemption)

    assert standing(ANN, item) == Standing(wallet=0, held=0, stock=2)
    with write(now=NOON) as uow:
        assert awarding.debt_of(uow, ANN.id) == 7
    assert adds_up()


def test_l15_what_nobody_acted_on_lapses_after_14_days(item: int) -> None:
    redemption = ask(ANN, item)
    late = NOON + WAITS
    assert expire_redemptions(late - WAITS / 14) == "0"
    assert expire_redemptions(late) == "1"
    assert expire_redemptions(late) == "0"
    assert (state_of(redemption), standing(ANN, item)) == ("expired", FREE)


def test_approving_gives_another_14_days(item: int) -> None:
    redemption = ask(ANN, item)
    act(redeeming.approve, REW, redemption, at=NOON + WAITS / 2)

    assert read().get_one(Redemption, redemption).expires_at == NOON + WAITS / 2 + WAITS


def test_l19_who_leaves_holds_nothing_and_asks_for_nothing(item: int) -> None:
    redemption = ask(ANN, item)
    with write(now=NOON) as uow:
        accounts.disable_account(uow, ADA, ANN.id)

    assert (state_of(redemption), standing(ANN, item)) == ("cancelled", FREE)
    closed = select(Purse.closed_at).where(Purse.kind == PurseKind.WALLET, Purse.account_id == ANN.id)
    assert read().scalar(closed) == NOON
    with pytest.raises(Forbidden):
        ask(ANN, item)


def test_l19_who_comes_back_has_their_points(item: int) -> None:
    with write(now=NOON) as uow:
        accounts.disable_account(uow, ADA, ANN.id)
    with write(now=NOON) as uow:
        accounts.enable_account(uow, ADA, ANN.id)

    assert ask(ANN, item)


def test_every_step_stays_in_the_history(item: int) -> None:
    redemption = ask(ANN, item)
    act(redeeming.approve, REW, redemption)

    rows = read().scalars(select(RedemptionStep).order_by(RedemptionStep.id)).all()
    assert [(row.state, row.by) for row in rows] == [("requested", ANN.id), ("approved", REW.id)]
    for table in ("redemption_step", "stock_change"):
        with pytest.raises(DatabaseError, match="append-only"), write() as uow:
            uow.session.execute(text(f"DELETE FROM {table}"))


def test_l17_each_step_records_who_did_it(item: int) -> None:
    redemption = ask(ANN, item)
    act(redeeming.approve, REW, redemption)

    rows = read().execute(
        select(EventRow.name, EventRow.actor_id).where(EventRow.name.startswith("Redemption"))
    )
    assert [tuple(row) for row in rows] == [("RedemptionRequested", ANN.id), ("RedemptionApproved", REW.id)]


def test_stock_tells_why_it_is_what_it_is(item: int) -> None:
    redemption = ask(ANN, item)
    act(redeeming.cancel, ANN, redemption)

    rows = read().execute(select(StockChange.change, StockChange.left).order_by(StockChange.id))
    assert [tuple(row) for row in rows] == [(3, 3), (-1, 2), (1, 3)]


def test_a_certificate_costs_nothing_and_gets_a_number_when_it_is_handed_over() -> None:
    item = offer(name="贡献证书", kind=RewardKind.CERTIFICATE, price=0, stock=None, icon="award")
    redemption = ask(ANN, item)
    act(redeeming.approve, REW, redemption)
    act(redeeming.fulfil, REW, redemption)

    number = read().get_one(Redemption, redemption).certificate
    assert number is not None
    assert number.startswith(f"C{redemption:05d}-")
    assert adds_up()
