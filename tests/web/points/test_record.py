"""One's own contribution record, as a page and as a PDF."""

import datetime as dt

import pypdfium2
import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.kernel import clock
from scenariowiki.points.commands import awarding
from scenariowiki.points.commands.thanking import Thanks, thank
from scenariowiki.points.models import Award
from scenariowiki.points.queries.record import Record, Span, get_record
from scenariowiki.points.rules.thanks import ThanksKind
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.rules.states import Result
from tests import personas
from tests.browser import Browser, SignIn
from tests.curation import queueing
from tests.points.giving import earn
from tests.scenarios.writing import scenario
from tests.sops import acts as sops
from tests.wiki import publish

ANN = personas.ANN
DAY = dt.timedelta(days=1)


@pytest.fixture
def ann_in(sign_in: SignIn) -> Browser:
    return sign_in(ANN)


def test_what_was_adopted_is_on_the_record_with_its_link(ann_in: Browser) -> None:
    no = publish(ANN, "节前赠品缺货")

    page = ann_in.get("/me/record").text

    assert "节前赠品缺货" in page
    assert f'href="/scenarios/{no}"' in page


def test_what_was_applied_became_an_sop_and_was_decided_is_on_the_record(ann_in: Browser) -> None:
    no = sops.page("节前赠品缺货", ANN)
    sops.verified(no, Result.SOLVED)
    sops.in_force(no)
    queueing.decide(queueing.a_pair(), Verdict.DISTINCT, personas.DAN)

    own, of_zoe, of_dan = (recorded(one) for one in (ANN, personas.ZOE, personas.DAN))

    assert [len(part) for part in (own.scenarios, own.solutions, own.applied, own.sops)] == [2, 1, 1, 1]
    assert (own.applied[0].team, own.reported, of_zoe.reported) == ("蓝队", 0, 1)
    assert (own.curated, of_dan.curated) == ({}, {ItemKind.DUP_SCENARIO: 1})
    section = ann_in.get("/me/record").text.partition("成为 SOP</caption>")[2].partition("</table>")[0]
    assert f'href="/scenarios/{no}"' in section
    assert "成为 SOP" in printed(ann_in)


def recorded(person: Actor) -> Record:
    """Gather somebody's record of a week around now."""
    now = clock.now()
    return get_record(read(), person.id, Span(since=now - 7 * DAY, until=now + DAY))


def test_other_days_and_other_people_are_not_on_it(ann_in: Browser, sign_in: SignIn) -> None:
    publish(ANN, "节前赠品缺货")

    assert "节前赠品缺货" not in ann_in.get("/me/record?since=2020-01-01&until=2020-12-31").text
    assert "节前赠品缺货" not in sign_in(personas.ZOE).get("/me/record").text


@pytest.mark.usefixtures("app")
def test_improvements_that_lasted_are_counted() -> None:
    now = clock.now()
    earn(ANN, "P7", at=now)  # has not lasted yet
    ripe = earn(ANN, "P7", at=now, amount=3)
    with write() as uow:
        awarding.ripen(uow, uow.session.get_one(Award, ripe))

    assert recorded(ANN).improved == 1


@pytest.mark.parametrize(
    "query", ["since=x&until=y", "since=2030-01-01&until=2020-01-01", "until=9999-12-31", "since=0001-01-01"]
)
def test_days_that_make_no_sense_show_a_record(ann_in: Browser, query: str) -> None:
    assert ann_in.get(f"/me/record?{query}").status_code == 200
    assert ann_in.get(f"/me/record.pdf?{query}").status_code == 200


def test_the_paper_is_a_pdf_whose_numbers_lead_to_their_pages(ann_in: Browser) -> None:
    no = publish(ANN, "节前赠品缺货")

    answer = ann_in.get("/me/record.pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert f"/scenarios/{no})".encode() in answer.data


def test_badges_and_thanks_are_on_the_record_and_the_paper(ann_in: Browser) -> None:
    no = publish(ANN, "节前赠品缺货")
    page = scenario(no).id
    earn(ANN, scenario_id=page)
    said = Thanks(no=no, kind=ThanksKind.SCENARIO, object_id=page, text="照着做真的有用")
    with write() as uow:
        thank(uow, personas.ZOE, said)

    shown, paper = ann_in.get("/me/record").text, printed(ann_in)

    for text in (shown, paper):
        assert "首个情景被采纳" in text
        assert "Zoe · 照着做真" in text
    assert shown.count(f'href="/scenarios/{no}"') == 3


def printed(browser: Browser) -> str:
    """Read the first sheet of the paper."""
    with pypdfium2.PdfDocument(browser.get("/me/record.pdf").data) as document:
        return str(document[0].get_textpage().get_text_range())


def test_a_stranger_is_asked_to_sign_in(client: Browser) -> None:
    assert client.get("/me/record").status_code == 303
    assert client.get("/me/record.pdf").status_code == 303


def test_home_shows_what_came_in_what_waits_and_a_next_step(ann_in: Browser) -> None:
    no = publish(ANN, "没人解决的情景")
    earn(ANN)
    earn(ANN, "P1")

    page = ann_in.get("/").text

    assert "+10" in page
    assert "+2 待入账" in page
    assert f'href="/scenarios/{no}"' in page


def test_home_has_a_word_for_those_without_points(sign_in: SignIn) -> None:
    assert "还没有积分" in sign_in(personas.REA).get("/").text
