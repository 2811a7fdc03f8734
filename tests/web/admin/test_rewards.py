"""Administration of rewards: decisions, the catalogue, stocks and budgets."""

import pytest

from scenariowiki.kernel import clock
from scenariowiki.notifications.models import Notice
from scenariowiki.points.models import RewardBudget, RewardItem
from scenariowiki.points.rules.rewards import quarter_of
from scenariowiki.runtime.session import read
from tests import personas
from tests.browser import Browser, SignIn
from tests.points.rewarding import ask, grant, offer, state_of

ANN, REW = personas.ANN, personas.REW
BOOK = {
    "name": "专业书任选一本",
    "kind": "training",
    "icon": "book-open",
    "price": "60",
    "stock": "5",
    "label_en": "A book",
}


@pytest.fixture
def rew_in(sign_in: SignIn) -> Browser:
    return sign_in(REW)


@pytest.fixture
def redemption() -> int:
    """Give ann's request."""
    grant(ANN, 100)
    return ask(ANN, offer(), at=clock.now())


def decide(browser: Browser, redemption: int, act: str, note: str = "") -> int:
    return browser.post(f"/admin/redemptions/{redemption}", data={"act": act, "note": note}).status_code


def only_item() -> RewardItem:
    read().rollback()
    return read().query(RewardItem).one()


def test_a_request_is_approved_handed_over_and_refunded(rew_in: Browser, redemption: int) -> None:
    assert "R-0001" in rew_in.get("/admin/rewards").text

    states = []
    for act in ("approve", "fulfil", "refund"):
        assert decide(rew_in, redemption, act, "坏了。" if act == "refund" else "") == 303
        states.append(state_of(redemption))

    assert states == ["approved", "fulfilled", "refunded"]
    kinds = [row.kind for row in read().query(Notice).filter_by(account_id=ANN.id).order_by(Notice.id)]
    assert kinds == ["reward_approved", "reward_fulfilled", "reward_refunded"]


def test_turning_down_needs_its_reason(rew_in: Browser, redemption: int) -> None:
    assert decide(rew_in, redemption, "reject") == 303
    assert state_of(redemption) == "requested"

    assert decide(rew_in, redemption, "reject", "本月没有。") == 303
    assert state_of(redemption) == "rejected"


def test_case_80_what_was_decided_is_not_decided_again(rew_in: Browser, redemption: int) -> None:
    decide(rew_in, redemption, "approve")

    assert decide(rew_in, redemption, "approve") == 409


def test_case_74_my_own_request_waits_for_somebody_else(rew_in: Browser) -> None:
    grant(REW, 100)
    own = ask(REW, offer(), at=clock.now())

    assert "自己的单由别人处理" in rew_in.get("/admin/rewards").text
    assert decide(rew_in, own, "approve") == 403


def test_an_act_that_is_none_changes_nothing(rew_in: Browser, redemption: int) -> None:
    assert decide(rew_in, redemption, "destroy") == 422
    assert state_of(redemption) == "requested"


def test_who_may_decide_is_told_of_a_request_at_home(rew_in: Browser, redemption: int) -> None:
    del redemption

    assert "申请兑换，等您审批" in rew_in.get("/").text


def test_a_reward_is_offered_with_its_stock(rew_in: Browser) -> None:
    answer = rew_in.post("/admin/rewards/new", data=BOOK)

    item = only_item()
    assert (answer.status_code, item.price, item.stock, item.labels) == (303, 60, 5, {"en": "A book"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", "-1"),
        ("price", "1.5"),
        ("price", "99999999999999999999"),
        ("price", "0"),
        ("price", ""),
        ("stock", "-1"),
        ("stock", "很多"),
        ("name", ""),
        ("name", "长" * 81),
        ("kind", "bribe"),
        ("icon", "../../etc/passwd"),
        ("sites", "99"),
        ("active_until", "2026-13-01"),
    ],
)
def test_wrong_input_is_told_and_kept(rew_in: Browser, field: str, value: str) -> None:
    answer = rew_in.post("/admin/rewards/new", data={**BOOK, field: value})

    assert answer.status_code == 422
    assert "A book" in answer.text
    assert read().query(RewardItem).count() == 0


def test_a_reward_is_changed_unless_another_was_quicker(rew_in: Browser) -> None:
    item = offer()
    form = {**BOOK, "price": "70", "base_version": "1"}

    assert rew_in.post(f"/admin/rewards/{item}", data=form).status_code == 303
    assert only_item().price == 70
    assert rew_in.post(f"/admin/rewards/{item}", data={**form, "price": "80"}).status_code == 409
    assert only_item().price == 70


def test_stock_is_counted_anew_with_its_reason(rew_in: Browser) -> None:
    item = offer(stock=3)

    rew_in.post(f"/admin/rewards/{item}/stock", data={"stock": "9", "note": "到货六本"})

    assert only_item().stock == 9
    assert "到货六本" in rew_in.get(f"/admin/rewards/{item}").text
    assert rew_in.post(f"/admin/rewards/{item}/stock", data={"stock": "-2"}).status_code == 422


def test_what_is_archived_is_not_offered_until_it_is_restored(rew_in: Browser, sign_in: SignIn) -> None:
    item = offer()
    rew_in.post(f"/admin/rewards/{item}/archive")
    assert "专业书" not in sign_in(ANN).get("/rewards").text

    rew_in.post(f"/admin/rewards/{item}/restore")
    assert "专业书" in sign_in(ANN).get("/rewards").text


def test_a_budget_is_set_but_never_below_what_is_used(rew_in: Browser) -> None:
    quarter = quarter_of(clock.now().date())
    form = {"site": "0", "quarter": quarter.isoformat(), "points": "100"}
    assert rew_in.post("/admin/budgets", data=form).status_code == 303
    grant(ANN, 100)
    ask(ANN, offer(), at=clock.now())

    answer = rew_in.post("/admin/budgets", data={**form, "points": "59"})

    assert answer.status_code == 422
    assert "已经用掉的比这更多" in answer.text
    assert read().query(RewardBudget.points).scalar() == 100


@pytest.mark.parametrize(("field", "value"), [("points", "-5"), ("points", "1e9"), ("quarter", "2026-02-01")])
def test_a_budget_that_makes_no_sense_is_refused(rew_in: Browser, field: str, value: str) -> None:
    quarter = quarter_of(clock.now().date())
    form = {"site": "0", "quarter": quarter.isoformat(), "points": "100", field: value}

    assert rew_in.post("/admin/budgets", data=form).status_code == 422


def test_one_that_is_not_there_is_not_found(rew_in: Browser) -> None:
    assert rew_in.get("/admin/rewards/99").status_code == 404
    assert decide(rew_in, 99, "approve") == 404


def test_strangers_sign_in_and_others_may_not(client: Browser, sign_in: SignIn) -> None:
    assert client.get("/admin/rewards").status_code == 303
    assert sign_in(personas.ADA).get("/admin/rewards").status_code == 403
    assert sign_in(ANN).post("/admin/redemptions/1", data={"act": "approve"}).status_code == 403


def test_the_wrong_method_is_told(rew_in: Browser) -> None:
    assert rew_in.get("/admin/redemptions/1").status_code == 405
