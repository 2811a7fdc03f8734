"""Administration of people, teams, sites and the brand."""

import io
import re

import pytest

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Role
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Category
from tests import personas
from tests.browser import Browser, SignIn
from tests.scenarios.writing import category

BOB = {
    "name": "bob",
    "display_name": "小博",
    "roles": ["contributor"],
    "team": "1",
    "site": "1",
    "locale": "zh-Hans",
}
REA = f"/admin/people/{personas.REA.id}"
SITE = {
    "name": "台北",
    "timezone": "Asia/Taipei",
    "cutover": "04:00",
    "week": ["1", "2"],
    "opens": "08:30",
    "closes": "20:00",
    "holidays": "2026-10-10",
}


@pytest.fixture
def ada_in(sign_in: SignIn) -> Browser:
    return sign_in(personas.ADA)


def test_people_are_listed_with_team_and_roles(ada_in: Browser) -> None:
    page = ada_in.get("/admin/people").text

    assert "Ann" in page
    assert "红队" in page


@pytest.mark.parametrize(
    ("query", "found"), [("who=ann", 1), ("role=admin", 1), ("site=1&leavers=y", 11), ("who=%25", 0)]
)
def test_people_are_found(ada_in: Browser, query: str, found: int) -> None:
    page = ada_in.get(f"/admin/people?{query}").text

    assert len(re.findall(r'href="/admin/people/\d+"', page)) == found


@pytest.mark.parametrize(
    "query", ["offset=-1", "offset=99999999999999999999", "site=x", "role=king", "offset=50"]
)
def test_odd_questions_are_answered(ada_in: Browser, query: str) -> None:
    assert ada_in.get(f"/admin/people?{query}").status_code == 200


def test_a_person_is_added_with_a_first_password(ada_in: Browser) -> None:
    answer = ada_in.post("/admin/people/new", data=BOB)

    assert answer.status_code == 201
    assert 'class="secret"' in answer.text
    bob = accounts.find_actor(read(), "bob")
    assert bob is not None
    assert bob.roles == {Role.CONTRIBUTOR}
    assert bob.teams == {personas.RED}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "ann"},
        {"name": "a b"},
        {"name": ""},
        {"roles": []},
        {"roles": ["king"]},
        {"team": "99"},
        {"site": "x"},
    ],
)
def test_a_person_is_checked_and_what_was_typed_is_kept(ada_in: Browser, wrong: dict[str, object]) -> None:
    answer = ada_in.post("/admin/people/new", data={**BOB, **wrong})

    assert answer.status_code == 422
    assert "小博" in answer.text
    assert "is not a valid" not in answer.text
    assert accounts.find_account(read(), "bob") is None


def test_roles_change_and_the_sessions_of_old_end(ada_in: Browser, sign_in: SignIn) -> None:
    rea = sign_in(personas.REA)

    ada_in.post(REA, data={"display_name": "Rea", "roles": ["curator"], "team": "2"})

    actor = accounts.get_actor(read(), personas.REA.id)
    assert actor.roles == {Role.CURATOR}
    assert actor.teams == {personas.BLUE}
    assert rea.get("/me/settings").status_code == 303


def test_the_last_administrator_cannot_demote_herself(ada_in: Browser) -> None:
    answer = ada_in.post(f"/admin/people/{personas.ADA.id}", data={"display_name": "X", "roles": ["reader"]})

    assert answer.status_code == 422
    assert accounts.get_account(read(), personas.ADA.id).display_name == "Ada"


def test_a_leaver_is_signed_out_and_may_come_back(ada_in: Browser, sign_in: SignIn) -> None:
    rea = sign_in(personas.REA)

    assert ada_in.post(f"{REA}/leave").status_code == 303
    assert rea.get("/me/settings").status_code == 303
    assert ada_in.post(f"{REA}/leave").status_code == 409
    assert ada_in.post(f"{REA}/return").status_code == 303
    assert ada_in.get(REA).status_code == 200


def test_a_first_password_is_set_anew(ada_in: Browser) -> None:
    assert 'class="secret"' in ada_in.post(f"{REA}/password").text


def test_l19_the_name_of_a_leaver_is_forgotten_for_good(ada_in: Browser) -> None:
    assert ada_in.post(f"{REA}/forget-name", data={"sure": "1"}).status_code == 409
    ada_in.post(f"{REA}/leave")
    unsure = ada_in.post(f"{REA}/forget-name")
    assert (unsure.status_code, "请勾选" in unsure.text) == (422, True)

    ada_in.post(f"{REA}/forget-name", data={"sure": "1"})

    page = ada_in.get(REA).text
    assert "Rea" not in page
    assert "离职同事" in page
    assert f"{REA}/return" not in page


def test_what_a_leaver_maintains_is_handed_over(ada_in: Browser) -> None:
    kept = category("退换货", owner_id=personas.REA.id)
    ada_in.post(f"{REA}/leave")
    assert "维护着 1 项" in ada_in.get(REA).text
    assert "还维护着 1 项" in ada_in.get("/admin/people?leavers=y").text

    for nobody in ("", "999", str(personas.REA.id)):
        assert ada_in.post(f"{REA}/hand-over", data={"to": nobody}).status_code == 422
    assert ada_in.post(f"{REA}/hand-over", data={"to": str(personas.ANN.id)}).status_code == 303

    assert read().get_one(Category, kept).owner_id == personas.ANN.id
    assert "维护着" not in ada_in.get(REA).text


@pytest.mark.parametrize(
    "path", ["/admin/people/1", "/admin/people/999", "/admin/teams/99", "/admin/sites/99"]
)
def test_what_is_not_there_is_not_found(ada_in: Browser, path: str) -> None:
    assert ada_in.get(path).status_code == 404
    assert ada_in.post(path, data={"name": "x"}).status_code == 404


def test_a_team_is_added_led_and_filled(ada_in: Browser) -> None:
    ada_in.post("/admin/teams/new", data={"name": "绿队", "site": "1", "lead_id": str(personas.LEE.id)})
    ada_in.post("/admin/teams/3/members", data={"account": str(personas.ANN.id), "since": "2026-02-01"})

    assert personas.ANN.display_name in ada_in.get("/admin/teams/3").text
    assert accounts.get_actor(read(), personas.ANN.id).teams == {3}
    assert accounts.get_actor(read(), personas.LEE.id).leads == {personas.RED, 3}


@pytest.mark.parametrize("wrong", [{"name": "红队"}, {"name": ""}, {"lead_id": "999"}])
def test_a_team_is_checked(ada_in: Browser, wrong: dict[str, str]) -> None:
    assert ada_in.post("/admin/teams/new", data={"name": "绿队", **wrong}).status_code == 422


def test_a_member_leaves_and_stays_on_record(ada_in: Browser) -> None:
    for person in (personas.ZOE, personas.DAN):
        ada_in.post(f"/admin/teams/{personas.BLUE}/members/{person.id}/end")

    assert accounts.get_actor(read(), personas.ZOE.id).teams == frozenset()
    assert "Zoe" in ada_in.get(f"/admin/teams/{personas.BLUE}").text


@pytest.mark.parametrize(
    ("wrong", "kept"),
    [
        ({"account": ""}, "2026-02-01"),
        ({"since": "2999-01-01"}, "2999-01-01"),
        ({"since": "yesterday"}, "yesterday"),
    ],
)
def test_a_member_is_checked_and_what_was_typed_is_kept(
    ada_in: Browser, wrong: dict[str, str], kept: str
) -> None:
    data = {"account": str(personas.CY.id), "since": "2026-02-01", **wrong}

    answer = ada_in.post(f"/admin/teams/{personas.BLUE}/members", data=data)

    assert answer.status_code == 422
    assert f'value="{kept}"' in answer.text
    assert (f'<option selected value="{personas.CY.id}">' in answer.text) is bool(data["account"])


def test_an_empty_team_is_closed(ada_in: Browser) -> None:
    close = f'action="/admin/teams/{personas.BLUE}/close"'
    assert close not in ada_in.get(f"/admin/teams/{personas.BLUE}").text
    for person in (personas.ZOE, personas.DAN):
        ada_in.post(f"/admin/teams/{personas.BLUE}/members/{person.id}/end")
    assert close in ada_in.get(f"/admin/teams/{personas.BLUE}").text

    assert ada_in.post(f"/admin/teams/{personas.BLUE}/close").status_code == 303
    assert ada_in.post(f"/admin/teams/{personas.RED}/close").status_code == 409


def test_a_site_keeps_its_calendar(ada_in: Browser) -> None:
    assert ada_in.post("/admin/sites", data=SITE).status_code == 303

    site = accounts.get_site(read(), 2)
    assert site.week == (1, 2)
    assert [day.isoformat() for day in site.holidays] == ["2026-10-10"]
    assert "2026-10-10" in ada_in.get("/admin/sites/2").text


@pytest.mark.parametrize(
    "wrong", [{"timezone": "Mars"}, {"holidays": "soon"}, {"week": []}, {"cutover": "25:00"}]
)
def test_a_site_is_checked(ada_in: Browser, wrong: dict[str, object]) -> None:
    assert ada_in.post("/admin/sites", data={**SITE, **wrong}).status_code == 422


def test_the_brand_shows_on_every_page(ada_in: Browser) -> None:
    ada_in.post("/admin/brand", data={"name": "客服情景库", "accent": "#AA0000"})

    assert "客服情景库" in ada_in.get("/me/settings").text


@pytest.mark.parametrize("accent", ["red", "#12", "#fff;}", "javascript"])
def test_a_colour_is_a_colour(ada_in: Browser, accent: str) -> None:
    assert ada_in.post("/admin/brand", data={"name": "x", "accent": accent}).status_code == 422


def test_a_site_takes_its_days_from_a_file(ada_in: Browser) -> None:
    ada_in.post("/admin/sites", data=SITE)
    content = "日期,类型\n2026-10-01,放假\n2026-10-11,上班\n2027-01-01,放假".encode("gb18030")

    answer = ada_in.post("/admin/sites/2/days", data={"days": (io.BytesIO(content), "假期.csv")})

    assert answer.status_code == 303
    site = accounts.get_site(read(), 2)
    assert [day.isoformat() for day in site.holidays] == ["2026-10-01", "2027-01-01"]
    assert [day.isoformat() for day in site.workdays] == ["2026-10-11"]
    assert site.week == (1, 2)


def test_a_wrong_file_of_days_changes_nothing(ada_in: Browser) -> None:
    ada_in.post("/admin/sites", data=SITE)

    for content in (b"", b"2026-10-01,holiday\n2026-10-02,?"):
        answer = ada_in.post("/admin/sites/2/days", data={"days": (io.BytesIO(content), "x.csv")})
        assert answer.status_code == 422
    assert "第 2 行" in answer.text
    assert [day.isoformat() for day in accounts.get_site(read(), 2).holidays] == ["2026-10-10"]
