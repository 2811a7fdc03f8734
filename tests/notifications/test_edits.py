"""Who watches a page is told of edits: once until it was read, never of their own, nothing that is hidden."""

import datetime as dt

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.notifications import commands, queries
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.queries import Shown
from scenariowiki.notifications.rules import EDITS
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import personal
from scenariowiki.scenarios.rules.content import PageInput
from tests import personas
from tests.scenarios.writing import (
    draft,
    head,
    published,
    save,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, REA, ZOE = personas.ANN, personas.CY, personas.REA, personas.ZOE
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
