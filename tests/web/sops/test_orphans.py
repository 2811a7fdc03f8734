"""What leavers left behind: works, not signed in, not allowed, bad input, nothing there."""

import pytest

from scenariowiki.accounts.commands import people
from scenariowiki.runtime.session import write
from tests import personas
from tests.browser import Browser, SignIn
from tests.scenarios.writing import scenario
from tests.sops import acts

ADA, ANN, CY, ZOE = personas.ADA, personas.ANN, personas.CY, personas.ZOE


@pytest.fixture
def no(app: object) -> int:
    """Publish a scenario of ann's, who then leaves."""
    del app
    made = acts.page()
    with write() as uow:
        people.disable_account(uow, ADA, ANN.id)
    return made


def test_r90_a_curator_sees_it_at_home_and_takes_over_in_one_step(no: int, sign_in: SignIn) -> None:
    browser = sign_in(CY)
    assert 'href="/sops/orphans"' in browser.get("/").text
    assert "余额充足却停机" in browser.get("/sops/orphans").text

    done = browser.post("/sops/orphans", data={"from": ANN.id, "to": CY.id})

    assert (done.status_code, scenario(no).owner_id) == (303, CY.id)
    assert 'href="/sops/orphans"' not in browser.get("/").text
    assert "余额充足却停机" not in browser.get("/sops/orphans").text


@pytest.mark.parametrize("given", [{}, {"from": "x", "to": "y"}, {"from": ANN.id, "to": ANN.id}])
def test_who_takes_over_has_to_be_somebody(no: int, sign_in: SignIn, given: dict[str, object]) -> None:
    answer = sign_in(CY).post("/sops/orphans", data=given)

    assert answer.status_code in {403, 422}
    assert scenario(no).owner_id == ANN.id


def test_only_who_curates_or_looks_after_people(no: int, sign_in: SignIn, client: Browser) -> None:
    assert sign_in(ZOE).get("/sops/orphans").status_code == 403
    assert sign_in(ZOE).post("/sops/orphans", data={"from": ANN.id, "to": ZOE.id}).status_code == 403
    assert sign_in(ADA).get("/sops/orphans").status_code == 200
    assert client.get("/sops/orphans").status_code == 303
    assert 'href="/sops/orphans"' not in sign_in(ZOE).get("/").text
    assert scenario(no).owner_id == ANN.id
