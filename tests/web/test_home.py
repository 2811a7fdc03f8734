"""The home page: what waits for me, what is new, where things are."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select, update

from scenariowiki.notifications.models import Notice
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import categories, personal
from scenariowiki.scenarios.commands.categories import CategoryInput
from scenariowiki.scenarios.models import Scenario, Tag, TagGroup
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.commands import ending, reviewing
from scenariowiki.sops.models import PageReview, Sop
from tests import personas
from tests.browser import Browser, SignIn
from tests.curation.acts import merge_pages
from tests.sops import acts
from tests.web.scenarios.conftest import Write, statements
from tests.web.scenarios.conftest import reindex as reindex  # noqa: PLC0414 - a fixture
from tests.web.scenarios.conftest import written as written  # noqa: PLC0414 - a fixture

ANN, CY, ZOE, REA = personas.ANN, personas.CY, personas.ZOE, personas.REA


def test_it_greets_by_name_and_begins_with_the_search(sign_in: SignIn) -> None:
    html = sign_in(ANN).get("/").text

    assert "Ann" in html
    assert 'role="search"' in html


def test_my_unfinished_texts_wait_for_me(sign_in: SignIn, written: Write) -> None:
    written(title="没写完的草稿", state=State.DRAFT)
    browser = sign_in(ANN)
    browser.post("/scenarios/new/autosave", data={"title": "打到一半", "copy": "abc"})

    html = browser.get("/").text

    assert "没写完的草稿" in html
    assert "打到一半" in html
    assert "/scenarios/new?copy=abc" in html
    assert "没写完的草稿" not in sign_in(ZOE).get("/").text


def test_curators_see_what_is_to_be_decided(sign_in: SignIn, written: Write) -> None:
    written(title="等审的情景", state=State.SUBMITTED)

    assert "等审的情景" in sign_in(CY).get("/").text
    assert "等审的情景" not in sign_in(ZOE).get("/").text


def test_emergencies_and_favourites_stand_apart(sign_in: SignIn, written: Write) -> None:
    no, urgent = written(title="我收藏的"), written(title="紧急情况")
    with write() as uow:
        personal.keep_favourite(uow, ZOE, no)
        uow.session.query(Scenario).filter_by(no=urgent).one().emergency = True

    html = sign_in(ZOE).get("/").text

    assert html.count("我收藏的") == 2
    assert html.count("紧急情况") == 2


def test_what_one_may_not_read_is_not_counted(
    sign_in: SignIn, written: Write, reindex: Callable[[], int]
) -> None:
    """Security 51: neither a tag's number nor the totals tell of drafts and other teams' scenarios."""
    written()
    written(title="别的班组的", team=1)
    written(title="草稿", state=State.DRAFT)
    with write() as uow:
        uow.session.add(Tag(name="绝密", key="绝密", created_at=uow.now, created_by=1, uses=1))
    reindex()

    html = sign_in(ZOE).get("/").text

    assert "1 个情景" in html
    assert '缺货 <span class="num muted">1</span>' in html
    assert "绝密" not in html


def test_tags_stand_in_the_order_of_what_is_counted(
    sign_in: SignIn, written: Write, reindex: Callable[[], int]
) -> None:
    """Security 51: what one may not read neither moves a tag up nor takes its place."""
    written()
    with write() as uow:
        uow.session.add(TagGroup(id=9, name="中心"))
        uow.session.flush()
        for name, uses in (("多", 90), ("少", 5), *((f"绝密{at}", 50) for at in range(20))):
            group = 9 if len(name) == 1 else None
            tag = Tag(name=name, key=name, created_at=uow.now, created_by=1, uses=uses, group_id=group)
            uow.session.add(tag)
    reindex()

    html = sign_in(ZOE).get("/").text

    assert "绝密" not in html
    assert html.index(">缺货 <span") < html.index(">多</a>") < html.index(">少</a>")


def test_what_changed_where_i_watch_is_told(sign_in: SignIn, written: Write) -> None:
    no = written(title="我关注的情景")
    browser = sign_in(ZOE)
    assert "关注的动态" not in browser.get("/").text

    browser.post(f"/scenarios/{no}/watch", data={"on": "1"})

    html = browser.get("/").text
    assert "关注的动态" in html
    assert "情景已发布 · Cy" in html


def test_every_category_is_one_click_away(sign_in: SignIn) -> None:
    with write() as uow:
        given = CategoryInput(title="口径不一", description="两处说法不同")
        categories.save_category(uow, CY, given)

    html = sign_in(REA).get("/").text

    assert "口径不一" in html
    assert "/scenarios?category=1" in html


def test_it_costs_the_same_for_a_larger_catalogue(sign_in: SignIn, written: Write) -> None:
    browser = sign_in(REA)
    written()
    browser.get("/")
    written(title="又一个")

    with statements() as few:
        browser.get("/")
    for number in range(5):
        written(title=f"第 {number} 个")
    with statements() as more:
        browser.get("/")

    assert len(more) <= len(few) <= 25  # of PostgreSQL one asks what was committed


def test_a_reader_is_offered_no_form_and_a_stranger_signs_in(client: Browser, sign_in: SignIn) -> None:
    assert 'action="/scenarios/new"' not in sign_in(REA).get("/").text
    assert client.get("/").status_code == 303
    assert sign_in(REA).post("/").status_code == 405
    assert read().query(Scenario).count() == 0


def test_m34_notices_are_listed_read_and_objected_to_with_one_click(sign_in: SignIn, written: Write) -> None:
    winner, loser = written(), written(ZOE, title="有货却说缺货")
    (op,) = merge_pages(winner, loser)
    browser = sign_in(ZOE)
    assert "通知" not in browser.get("/").text
    with write() as uow:
        uow.session.execute(update(Notice).values(not_before=uow.now))

    html = browser.get("/").text
    assert f"Cy 把您的情景 S-{loser} 并入了 S-{winner}" in html
    assert f'action="/merges/{op.id}/objection"' in html
    objected = browser.post(f"/merges/{op.id}/objection")
    notice = read().scalars(select(Notice.id).where(Notice.kind == "yours_merged")).one()
    browser.post(f"/notices/{notice}/read")

    assert objected.location == f"/scenarios/{winner}"
    html = browser.get("/").text
    assert f"/notices/{notice}/read" not in html
    assert "objection" not in html
    browser.post("/notices/read")
    assert "/notices/read" not in browser.get("/").text
    assert sign_in(REA).post(f"/notices/{notice}/read").status_code == 404


def test_the_sops_i_have_to_read_wait_for_me(sign_in: SignIn) -> None:
    no, browser = acts.page(), sign_in(ZOE)
    sop_id = acts.in_force(no)
    assert "SOP 待读" in browser.get("/").text

    browser.post(f"/sops/{sop_id}/acknowledge", data={"version": 1})

    assert "SOP 待读" not in browser.get("/").text


def test_the_sops_to_approve_wait_for_whose_turn_it_is(sign_in: SignIn) -> None:
    sop_id = acts.propose(acts.page())
    acts.submit(sop_id)
    assert "SOP 待审批" in sign_in(personas.PAT).get("/").text
    assert "SOP 待审批" not in sign_in(ZOE).get("/").text

    acts.approve(sop_id)

    assert "SOP 待审批" not in sign_in(personas.PAT).get("/").text


def test_the_sops_i_keep_wait_for_me_when_due_or_stopped(sign_in: SignIn) -> None:
    sop_id = acts.in_force(acts.page())
    assert "SOP 待复核" not in sign_in(personas.PAT).get("/").text
    with write() as uow:
        uow.session.get_one(Sop, sop_id).review_due = dt.date(2026, 1, 1)
    assert "SOP 待复核" in sign_in(personas.PAT).get("/").text
    assert "SOP 待复核" not in sign_in(CY).get("/").text

    with write() as uow:
        ending.suspend_sop(uow, CY, sop_id, "客户投诉，先停用。")

    assert "已暂停" in sign_in(personas.PAT).get("/").text


def test_the_scenarios_i_keep_wait_for_me_when_due(sign_in: SignIn) -> None:
    no = acts.page()
    with write() as uow:
        page = uow.session.query(Scenario).filter_by(no=no).one()
        page.owner_id = ZOE.id
        uow.session.get_one(PageReview, page.id).due_on = dt.date(2026, 1, 1)
    assert "情景待复核" in sign_in(ZOE).get("/").text
    assert "情景待复核" not in sign_in(ANN).get("/").text

    with write() as uow:
        reviewing.review_page(uow, ZOE, no, "和现行规定一致。")

    assert "情景待复核" not in sign_in(ZOE).get("/").text


def test_what_i_keep_and_may_no_longer_read_is_not_named(sign_in: SignIn) -> None:
    kept, merged, winner = acts.page(), acts.page("停机后复机慢"), acts.page("复机慢")
    sop_id = acts.in_force(merged)
    with write() as uow:
        pages = {one.no: one for one in uow.session.query(Scenario)}
        pages[kept].owner_id = ZOE.id
        uow.session.get_one(PageReview, pages[kept].id).due_on = dt.date(2026, 1, 1)
        sop = uow.session.get_one(Sop, sop_id)
        sop.owner_id, sop.review_due = ZOE.id, dt.date(2026, 1, 1)
        pages[merged].canonical_id = pages[winner].id
    html = sign_in(ZOE).get("/").text
    assert "情景待复核" in html
    assert "SOP 待复核" in html

    with write() as uow:
        for one in uow.session.query(Scenario).where(Scenario.no.in_((kept, winner))):
            one.audience, one.team_id = "team", ANN.team_id

    html = sign_in(ZOE).get("/").text
    assert "情景待复核" not in html
    assert "SOP 待复核" not in html
