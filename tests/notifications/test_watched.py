"""Who watches a page or a tag is told what is new: once until it was read, nothing of their own or hidden."""

import datetime as dt

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.feedback.commands import using, wanting
from scenariowiki.feedback.commands.using import UseInput
from scenariowiki.kernel import clock
from scenariowiki.notifications import commands, queries
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.queries import Shown
from scenariowiki.notifications.rules import EDITS, PUBLICATIONS, NoticeKind
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import personal, transitions
from scenariowiki.scenarios.commands.tags import merge_tags
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.curation.queueing import decide, waiting, withdraw
from tests.scenarios.writing import (
    draft,
    head,
    move,
    published,
    save,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
    tag,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, LEE, PAT = personas.ANN, personas.CY, personas.LEE, personas.PAT
REA, ZOE = personas.REA, personas.ZOE
MOMENT = dt.datetime(2026, 11, 27, 2, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def minutes(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """Let every look at the clock be a second later than the one before."""
    now = [MOMENT]

    def tick() -> dt.datetime:
        now[0] += dt.timedelta(seconds=1)
        return now[0]

    monkeypatch.setattr(clock, "now", tick)
    return now


def watch(person: Actor, no: int, level: str | None = "watch") -> None:
    with write() as uow:
        personal.watch_scenario(uow, person, no, level)


def edit(person: Actor, no: int, text: str) -> None:
    save_text(person, no, text, base_seq=head(no).seq or 0)


def told(person: Actor, *, at: dt.timedelta = dt.timedelta(hours=1)) -> list[Shown]:
    read().rollback()
    shown = queries.list_notices(read(), person, now=clock.now() + at)
    return [one for one in shown if one.kind in EDITS]


def test_m19_watchers_are_told_of_an_edit_and_its_author_is_not() -> None:
    no = published(ANN, solution("核对账户。"))
    for person in (ANN, REA, ZOE):
        watch(person, no)
    watch(ZOE, no, "mute")

    edit(ANN, no, "先核对身份。")

    (shown,) = told(REA)
    assert (shown.kind, shown.no, shown.by) == ("page_edited", no, "Ann")
    assert told(ANN) == told(ZOE) == told(CY) == []


def test_edits_that_nobody_read_are_one_notice() -> None:
    no = published(ANN, solution("核对账户。"))
    watch(REA, no)

    for text in ("一。", "二。", "三。"):
        edit(ANN, no, text)

    (shown,) = told(REA)
    assert (shown.kind, shown.facts["edits"]) == ("page_edited_again", 3)
    with write() as uow:
        commands.mark_read(uow, REA, shown.id)
    edit(ANN, no, "四。")
    assert [one.kind for one in told(REA)] == ["page_edited", "page_edited_again"]


def test_edits_that_follow_each_other_are_told_ten_minutes_after_the_first(
    minutes: list[dt.datetime],
) -> None:
    no = published(ANN, solution("核对账户。"))
    watch(REA, no)
    edit(ANN, no, "一。")
    first = clock.now()
    minutes[0] += dt.timedelta(minutes=8)
    edit(ANN, no, "二。")

    (due,) = read().scalars(select(Notice.not_before).where(Notice.kind.in_(EDITS))).all()

    assert told(REA, at=dt.timedelta()) == []
    assert due < first + dt.timedelta(minutes=10)


def test_one_save_of_several_texts_is_one_edit() -> None:
    no = published(ANN, solution("核对账户。"))
    watch(REA, no)
    (own,) = solutions_of(no)
    both = PageInput(
        base_seq={None: head(no).seq or 0, own.id: 2},
        situation=situation(text="客户说余额充足。"),
        solutions=(solution("先核对身份。", id_=own.id),),
    )

    save(ANN, no, both)

    assert [one.facts["edits"] for one in told(REA)] == [1]


def test_what_is_not_published_is_told_to_nobody() -> None:
    no = draft(ANN, solution("核对账户。"))
    watch(ANN, no)

    edit(ANN, no, "先核对身份。")

    assert scenario(no).state == "draft"
    assert read().scalars(select(Notice.id).where(Notice.kind.in_(EDITS))).all() == []


def watch_tag(person: Actor, tag_id: int, level: str | None = "watch") -> None:
    with write() as uow:
        personal.watch_tag(uow, person, tag_id, level)


def news(person: Actor, *, at: dt.timedelta = dt.timedelta(hours=1)) -> list[tuple[str, int | None]]:
    """List what somebody is told of as a watcher: kind and page."""
    read().rollback()
    wanted = {*EDITS, *PUBLICATIONS, NoticeKind.PAGE_OUTCOMES, NoticeKind.GAP_ANSWERED}
    shown = queries.list_notices(read(), person, now=clock.now() + at)
    return [(one.kind, one.no) for one in shown if one.kind in wanted]


def use(person: Actor, no: int) -> int:
    (own, *_rest) = solutions_of(no)
    given = using.prepare_use(UseInput(helped=True, day=MOMENT.date()))
    with write() as uow:
        return using.record_use(uow, person, own.id, given).id


def test_m19_who_watches_a_tag_is_told_of_edits_under_it() -> None:
    stopped, other = tag("停机"), tag("缴费")
    no = published(ANN, solution("核对账户。"), about=situation(tags=("停机", "缴费")))
    for person in (ANN, REA, ZOE, PAT, CY):
        watch_tag(person, stopped)
    watch(ZOE, no, "mute")
    watch_tag(PAT, other, "mute")
    watch(CY, no)

    save_text(ANN, no, "先核对身份。", base_seq=head(no).seq or 0, tags=("停机", "缴费"))

    assert news(REA) == [("page_edited", no)]
    assert [one.kind for one in told(CY)] == ["page_edited"], "watched twice, told once"
    assert news(ANN) == news(ZOE) == news(PAT) == []


def test_a_merged_tag_is_watched_on_by_the_name_it_was_given() -> None:
    old, new = tag("断网"), tag("停机")
    watch_tag(REA, old)
    with write() as uow:
        merge_tags(uow, CY, old, new)

    no = published(ANN, solution("核对账户。"))

    assert news(REA) == [("page_published", no)]


def test_m19_a_new_page_under_a_tag_is_told_once_each() -> None:
    id_ = tag("停机")
    for person in (ANN, REA, CY):
        watch_tag(person, id_)

    no = published(ANN, solution("核对账户。"))

    assert news(REA) == [("page_published", no)]
    assert news(ANN) == news(CY) == [], "one knows it as its author, the other did it"


def test_q9_a_publication_taken_back_is_told_to_no_watcher() -> None:
    watch_tag(REA, tag("停机"))
    move(ANN, draft(ANN, solution("核对账户。")), State.SUBMITTED)
    (item,) = waiting(ItemKind.PUBLISH)

    decide(item.id, Verdict.PUBLISH)
    assert [kind for kind, _no in news(REA)] == ["page_published"]
    withdraw(item.id)

    assert news(REA) == []


def test_who_asked_for_it_and_watches_its_tag_is_told_once() -> None:
    watch_tag(REA, tag("停机"))
    given = wanting.prepare_request(read(), "eSIM 换手机 激活失败")
    with write() as uow:
        gap_id = wanting.request_gap(uow, REA, given).id
    no = draft(ANN, solution("核对账户。"))
    with write() as uow:
        wanting.name_answer(uow, ANN, gap_id, no)

    move(ANN, no, State.SUBMITTED)
    move(CY, no, State.PUBLISHED)

    assert news(REA) == [("gap_answered", no)]


def test_watchers_are_told_of_a_new_solution() -> None:
    no = published(ANN, solution("核对账户。"))
    for person in (REA, ZOE, CY):
        watch(person, no)

    save(ZOE, no, PageInput(solutions=(solution("先致歉，再说明恢复时间。"),)))
    with write() as uow:
        transitions.move_solution(uow, CY, solutions_of(no)[-1].id, State.PUBLISHED)

    assert news(REA) == [("page_solution", no)]
    assert news(ZOE) == news(CY) == []


def test_outcomes_are_one_notice_that_counts_until_it_was_read() -> None:
    no = published(ANN, solution("核对账户。"))
    watch(REA, no)
    watch(ZOE, no)

    use(ZOE, no)
    slip = use(LEE, no)
    with write() as uow:
        using.take_use_back(uow, LEE, slip)
    use(PAT, no)

    (shown,) = queries.list_notices(read(), REA, now=clock.now() + dt.timedelta(hours=1))
    assert (shown.kind, shown.facts["outcomes"]) == ("page_outcomes", 2)
    (own,) = queries.list_notices(read(), ZOE, now=clock.now() + dt.timedelta(hours=1))
    assert own.facts["outcomes"] == 1, "not of their own"
    assert news(REA, at=dt.timedelta()) == [], "as long as it may be a slip"


def test_an_outcome_that_was_a_slip_is_told_to_nobody() -> None:
    no = published(ANN, solution("核对账户。"))
    watch(REA, no)

    slip = use(LEE, no)
    with write() as uow:
        using.take_use_back(uow, LEE, slip)

    assert news(REA) == []
