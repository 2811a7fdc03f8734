"""Completions while typing, and likely duplicates."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from sqlalchemy import select

from scenariowiki.runtime.session import write
from scenariowiki.scenarios.models import Tag, TagAlias, TagGroup
from scenariowiki.scenarios.rules.states import Result, State
from tests import personas
from tests.browser import Browser, SignIn
from tests.sops import acts as sops
from tests.web.scenarios.conftest import Write
from tests.web.scenarios.conftest import reindex as reindex  # noqa: PLC0414 - a fixture
from tests.web.scenarios.conftest import written as written  # noqa: PLC0414 - a fixture

ZOE = personas.ZOE
Reindex = Callable[[], int]


@pytest.mark.parametrize("typed", ["节前", "缺货", "節前", "jieqian", "jqqh"])
def test_titles_are_completed_by_words_script_and_pinyin(
    sign_in: SignIn, written: Write, reindex: Reindex, typed: str
) -> None:
    written()
    reindex()

    html = sign_in(ZOE).get("/suggest", query_string={"q": typed}).text

    assert 'role="option"' in html
    assert "/scenarios/1" in html


def test_a_tag_of_many_names_is_completed_once(sign_in: SignIn, written: Write, reindex: Reindex) -> None:
    written(title="节前小样")
    with write() as uow:
        tag = uow.session.scalars(select(Tag)).one()
        tag.labels = {"zh-Hans": "缺货", "zh-Hant": "缺貨"}
        uow.session.add(TagAlias(key="缺少", name="缺少", tag_id=tag.id))
    reindex()

    html = sign_in(ZOE).get("/suggest", query_string={"q": "缺"}).text

    assert html.count('role="option"') == 1
    assert f'href="/scenarios?q=tag:{quote("缺货")}"' in html


def test_the_box_asks_by_post_too(sign_in: SignIn, written: Write, reindex: Reindex) -> None:
    written()
    reindex()

    assert "/scenarios/1" in sign_in(ZOE).post("/suggest", data={"q": "节前"}).text


def test_tags_are_completed_as_names(sign_in: SignIn, written: Write) -> None:
    written()

    assert sign_in(ZOE).post("/suggest/tags", data={"q": "缺"}).json == ["缺货"]
    assert sign_in(ZOE).post("/suggest/tags", data={"q": "%"}).json == []


def test_the_tag_of_what_one_may_not_read_is_nowhere(sign_in: SignIn, written: Write) -> None:
    written(state=State.DRAFT)
    asked = {"q": "缺"}
    stranger, author = sign_in(ZOE), sign_in(personas.ANN)

    assert stranger.post("/suggest/tags", data=asked).json == []
    assert "缺货" not in stranger.get("/scenarios?tag=1").text
    assert author.post("/suggest/tags", data=asked).json == ["缺货"]


def test_tags_are_completed_in_the_order_of_what_everybody_may_read(
    sign_in: SignIn, written: Write, reindex: Reindex
) -> None:
    """Security 51: stored counts know of drafts and other teams' pages, and would put 缺货甲 first."""
    written()
    with write() as uow:
        uow.session.add(TagGroup(id=9, name="中心"))
        uow.session.flush()
        hidden = {"name": "缺货甲", "key": "缺货甲", "uses": 90, "group_id": 9}
        uow.session.add(Tag(id=500, created_at=uow.now, created_by=1, **hidden))
    reindex()
    browser = sign_in(ZOE)

    assert browser.post("/suggest/tags", data={"q": "缺货"}).json == ["缺货", "缺货甲"]


def test_nothing_typed_or_no_index_is_no_fault(sign_in: SignIn, written: Write) -> None:
    written()

    assert sign_in(ZOE).get("/suggest").status_code == 200
    assert sign_in(ZOE).get("/suggest?q=节前").status_code == 200
    assert sign_in(ZOE).post("/suggest/tags", data={"q": "缺"}).json == ["缺货"]
    assert sign_in(ZOE).post("/scenarios/similar", data={"title": "节前缺货"}).status_code == 200


def test_likely_duplicates_are_shown_with_the_common_words_marked(
    sign_in: SignIn, written: Write, reindex: Reindex
) -> None:
    written()
    written(title="还是草稿的节前缺货", state=State.DRAFT)
    reindex()
    typed = {"title": "节前缺货了", "situation": "客人很急，货不够。"}

    html = sign_in(ZOE).post("/scenarios/similar?add=1", data=typed).text

    assert "<mark>" in html
    assert "/scenarios/1/solutions/take" in html
    assert html.count('class="dup"') == 1
    assert 'class="dup"' not in sign_in(ZOE).post("/scenarios/similar?but=1", data=typed).text


def test_three_likely_duplicates_at_most_each_with_how_its_solutions_worked(
    sign_in: SignIn, written: Write, reindex: Reindex
) -> None:
    for number in range(4):
        sops.verified(written(title=f"节前缺货 {number}"), Result.SOLVED)
    written(title="夜班系统升级以后坐席登录不上", situation="值班人员不知道联系哪一位工程师。")
    reindex()
    likely = {"title": "节前缺货了", "situation": "客人很急。货不够。"}
    strange = {"title": "发票抬头写错", "situation": "客户要求重开一张货物发票，夜班不够人手。"}

    found, none = (sign_in(ZOE).post("/scenarios/similar", data=typed).text for typed in (likely, strange))

    assert found.count('class="dup"') == 3
    assert found.count("1 次反馈中 1 次解决") == 3
    assert 'class="dup"' not in none


def test_a_preview_goes_through_the_safe_pipeline(sign_in: SignIn) -> None:
    html = sign_in(ZOE).post("/scenarios/preview", data={"text": "**好** <script>x</script>"}).text

    assert "<strong>好</strong>" in html
    assert "<script" not in html
    steps = sign_in(ZOE).post("/scenarios/preview?steps=1", data={"text": ["**一**<script>", " ", "二"]}).text
    assert re.findall(r"<li>(.*?)\s*</li>", steps) == [
        "<p><strong>一</strong>&lt;script&gt;</p>",
        "<p>二</p>",
    ]


def test_strangers_get_nothing(client: Browser, sign_in: SignIn) -> None:
    assert client.post("/suggest", data={"q": "x"}).status_code == 401
    assert client.post("/scenarios/similar", data={"title": "x"}).status_code == 401
    assert sign_in(ZOE).delete("/suggest").status_code == 405
