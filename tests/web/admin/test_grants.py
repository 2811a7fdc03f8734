"""Points by hand, and other people's statements, in the browser."""

import pytest
from sqlalchemy import func, select

from scenariowiki.points.models import PointsGrant
from scenariowiki.points.queries.wallet import get_wallet
from scenariowiki.runtime.session import read
from tests import personas
from tests.browser import Browser, SignIn
from tests.points.giving import earn
from tests.scenarios.writing import recorded

ANN, ADA, REW = personas.ANN, personas.ADA, personas.REW
WHY = "连续三个月带教新人，班组长一致推荐。"
DATA = {"account_id": str(ANN.id), "amount": "20", "reason": WHY, "once": "k1"}


@pytest.fixture
def rew_in(sign_in: SignIn) -> Browser:
    return sign_in(REW)


def test_p12_proposed_by_one_and_approved_by_another(rew_in: Browser, ada_in: Browser) -> None:
    rew_in.post("/admin/grants", data=DATA)

    answer = ada_in.post("/admin/grants/1/approve")

    assert answer.status_code == 303
    assert get_wallet(read(), ANN.id).available == 20


def test_p12_the_person_reads_the_reason_and_both_names(
    rew_in: Browser, ada_in: Browser, sign_in: SignIn
) -> None:
    rew_in.post("/admin/grants", data=DATA)
    ada_in.post("/admin/grants/1/approve")

    page = sign_in(ANN).get("/me/points").text

    assert WHY in page
    assert "Rew" in page
    assert "Ada" in page


def test_p12_one_does_not_approve_what_one_proposed(rew_in: Browser) -> None:
    rew_in.post("/admin/grants", data=DATA)

    assert rew_in.post("/admin/grants/1/approve").status_code == 403
    assert "/admin/grants/1/approve" not in rew_in.get("/admin/grants").text


def test_p12_an_exhausted_budget_says_what_is_left(rew_in: Browser, ada_in: Browser) -> None:
    rew_in.post("/admin/grants", data={**DATA, "amount": "150", "once": "a"})
    rew_in.post("/admin/grants", data={**DATA, "amount": "100", "once": "b"})
    ada_in.post("/admin/grants/1/approve")

    answer = ada_in.post("/admin/grants/2/approve")

    assert answer.status_code == 409
    assert "还剩 50 分" in answer.text


def test_l5_a_double_click_is_one_proposal_and_another_body_is_refused(rew_in: Browser) -> None:
    rew_in.post("/admin/grants", data=DATA)

    again = rew_in.post("/admin/grants", data=DATA)
    other = rew_in.post("/admin/grants", data={**DATA, "amount": "30"})

    assert (again.status_code, other.status_code) == (303, 422)
    assert read().scalar(select(func.count()).select_from(PointsGrant)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "0"),
        ("amount", "1.5"),
        ("amount", "x"),
        ("amount", ""),
        ("amount", "9999999"),
        ("amount", "201"),
        ("reason", "短"),
        ("reason", ""),
        ("account_id", ""),
        ("account_id", "999"),
        ("account_id", "x"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_kept(rew_in: Browser, field: str, value: str) -> None:
    answer = rew_in.post("/admin/grants", data={**DATA, field: value})

    assert answer.status_code == 422
    assert f'id="{field}-err"' in answer.text
    assert field == "reason" or WHY in answer.text
    assert read().scalar(select(func.count()).select_from(PointsGrant)) == 0


def test_others_do_not_see_it(sign_in: SignIn) -> None:
    assert sign_in(ANN).get("/admin/grants").status_code == 403
    assert sign_in(ANN).post("/admin/grants", data=DATA).status_code == 403


def test_a_look_at_somebody_s_statement_is_asked_for_and_recorded(sign_in: SignIn) -> None:
    earn(ANN)
    auditor = sign_in(personas.AUD)

    before = auditor.get(f"/admin/ledger/{ANN.id}").text
    assert "+10" not in before
    auditor.post(f"/admin/ledger/{ANN.id}")
    after = auditor.get(f"/admin/ledger/{ANN.id}").text

    assert "+10" in after
    assert recorded("StatementOpened") == [{"schema": 1, "account_id": ANN.id}]


def test_looking_writes_nothing_by_itself(sign_in: SignIn) -> None:
    sign_in(personas.AUD).get(f"/admin/ledger/{ANN.id}")

    assert recorded("StatementOpened") == []


def test_people_are_found_by_name(sign_in: SignIn) -> None:
    page = sign_in(personas.AUD).get("/admin/ledger?name=an").text

    assert f"/admin/ledger/{ANN.id}" in page
    assert f"/admin/ledger/{personas.ZOE.id}" not in page


def test_there_is_no_such_person(sign_in: SignIn) -> None:
    auditor = sign_in(personas.AUD)

    assert auditor.get("/admin/ledger/999").status_code == 404
    assert auditor.post("/admin/ledger/999").status_code == 404


def test_a_contributor_sees_no_statement_but_their_own(sign_in: SignIn) -> None:
    assert sign_in(ANN).get("/admin/ledger").status_code == 403
    assert sign_in(ANN).get(f"/admin/ledger/{personas.ZOE.id}").status_code == 403
