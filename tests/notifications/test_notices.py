"""Who is told what, once, and when."""

import datetime as dt
from typing import Any

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands import reporting
from scenariowiki.curation.commands.opening import open_item
from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.events import QueueDecisionWithdrawn, QueueItemDecided
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import NotFound
from scenariowiki.notifications import commands, queries
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.rules import effective_level
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import facts, personal
from scenariowiki.scenarios.commands.facts import FactsInput
from scenariowiki.scenarios.queries.personal import watched_changes
from scenariowiki.scenarios.rules.states import Audience, RejectReason, State
from tests import personas
from tests.curation import queueing
from tests.curation.acts import NOTE, merge_pages, merge_solutions
from tests.scenarios.writing import draft, move, published, scenario, situation, solution, solutions_of

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, LEE, PAT, REA, ZOE = (
    personas.ANN,
    personas.CY,
    personas.DAN,
    personas.LEE,
    personas.PAT,
    personas.REA,
    personas.ZOE,
)
NAMES = {one.id: one.name for one in personas.EVERYBODY}
LATER = dt.timedelta(minutes=2)


def two() -> tuple[int, int]:
    return (
        published(ANN, solution("核对账户。"), about=situation("余额充足却停机")),
        published(ZOE, solution("人工复机。"), about=situation("有余额仍被停机")),
    )


def watch(person: Actor, no: int, level: str | None = "watch") -> None:
    with write() as uow:
        personal.watch_scenario(uow, person, no, level)


def told(prefix: str) -> dict[str, str]:
    """Map the people who are told of something to what they are told."""
    read().rollback()
    return {NAMES[one.account_id]: one.kind for one in read().query(Notice) if one.key.startswith(prefix)}


def undo(op_id: int, *, withdrawn: bool = False) -> None:
    prepared = prepare_unmerge(read(), DAN, op_id)
    with write() as uow:
        unmerge(uow, DAN, prepared, UnmergeRequest(note=NOTE, withdrawn=withdrawn))


def test_m34_the_losers_author_is_told_and_may_object() -> None:
    winner, loser = two()

    (op,) = merge_pages(winner, loser)

    assert told("merge:") == {"zoe": "yours_merged"}
    shown, *_rest = queries.list_notices(read(), ZOE, now=clock.now() + LATER)
    assert (shown.no, shown.other_no, shown.by, shown.op_id) == (winner, loser, "Cy", op.id)


def test_q9_a_merge_is_told_a_minute_later() -> None:
    winner, loser = two()
    merge_pages(winner, loser)

    assert queries.count_unread(read(), ZOE, now=clock.now() + dt.timedelta(seconds=50)) == 0
    assert queries.count_unread(read(), ZOE, now=clock.now() + LATER) >= 1


def test_q9_a_withdrawn_merge_is_told_to_nobody() -> None:
    winner, loser = two()
    watch(REA, winner)
    (op,) = merge_pages(winner, loser)

    undo(op.id, withdrawn=True)

    assert told("merge:") == told("unmerge:") == {}


def test_m19_the_watchers_of_both_are_told_once_each() -> None:
    winner, loser = two()
    for person, no in ((REA, winner), (LEE, loser), (PAT, winner), (PAT, loser), (ZOE, loser), (CY, loser)):
        watch(person, no)

    merge_pages(winner, loser)

    assert told("merge:") == {
        "rea": "merged",
        "lee": "merged",
        "pat": "merged",
        "zoe": "yours_merged",
    }  # nobody is told of their own act


def test_m19_an_explicit_mute_on_the_canonical_wins() -> None:
    winner, loser = two()
    watch(REA, loser)
    watch(REA, winner, "mute")
    watch(LEE, winner)
    watch(LEE, loser, "mute")

    merge_pages(winner, loser)

    assert told("merge:") == {"zoe": "yours_merged", "lee": "merged"}


@pytest.mark.parametrize(
    ("levels", "level"),
    [
        ({}, None),
        ({1: "mute", 2: "watch"}, "mute"),
        ({1: "watch", 2: "mute"}, "watch"),
        ({2: "mute", 3: "watch"}, "watch"),
        ({2: "mute"}, "mute"),
    ],
)
def test_m19_the_level_on_the_canonical_counts_else_the_strongest(
    levels: dict[int, str], level: str | None
) -> None:
    assert effective_level(levels, 1) == level


def test_u12_an_unmerge_tells_authors_deciders_and_the_losers_watchers() -> None:
    winner, loser = two()
    watch(REA, winner)
    watch(LEE, loser)
    (op,) = merge_pages(winner, loser)

    undo(op.id)

    assert told("unmerge:") == {
        "ann": "yours_unmerged",
        "zoe": "yours_unmerged",
        "cy": "decision_undone",
        "lee": "unmerged",
    }


def test_m34_merged_solutions_are_told_to_their_authors() -> None:
    winner, loser = two()
    merge_pages(winner, loser)

    (op,) = merge_solutions(solutions_of(winner)[0].id, solutions_of(loser)[0].id)

    assert told(f"merge:{op.id}") == {"zoe": "your_solution_merged"}


def test_m34_an_objection_is_told_to_curators_who_had_no_part() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)

    with write() as uow:
        reporting.object_to_merge(uow, ZOE, op.id, NOTE)

    assert told("objection:") == {"dan": "objected"}


def test_an_author_is_told_what_was_decided() -> None:
    no = draft(ANN, solution("核实。"))
    move(ANN, no, State.SUBMITTED)
    move(CY, no, State.NEEDS_WORK)
    move(ANN, no, State.SUBMITTED)
    move(CY, no, State.REJECTED, reason=RejectReason.SPAM)
    published(ZOE, solution("人工复机。"))

    kinds = [one.kind for one in read().query(Notice).order_by(Notice.id)]

    assert kinds == ["sent_back", "rejected", "published"]
    assert told("verdict:") == {"ann": "rejected", "zoe": "published"}


def test_what_may_no_longer_be_read_is_no_longer_told() -> None:
    no = published(ZOE)
    now = clock.now() + LATER
    assert queries.count_unread(read(), ZOE, now=now) == 1
    with write() as uow:
        notice = uow.session.query(Notice).one()
        notice.account_id = LEE.id
    assert queries.count_unread(read(), LEE, now=now) == 1

    with write() as uow:
        facts.change_facts(uow, CY, no, FactsInput(audience=Audience.TEAM, team=personas.BLUE))

    assert queries.list_notices(read(), LEE, now=now) == []


def test_unread_ones_come_first_and_the_list_is_bounded() -> None:
    numbers = [published(ZOE, about=situation(f"第 {one} 个")) for one in range(10)]
    now = clock.now() + LATER
    newest = queries.list_notices(read(), ZOE, now=now)[0]
    assert newest.no == numbers[-1]

    with write(now=now) as uow:
        commands.mark_read(uow, ZOE, newest.id)

    listed = queries.list_notices(read(), ZOE, now=now)
    assert len(listed) == queries.LISTED
    assert newest.id not in [one.id for one in listed]
    assert queries.count_unread(read(), ZOE, now=now) == 9
    with write(now=now) as uow:
        commands.mark_all_read(uow, ZOE)
    assert queries.count_unread(read(), ZOE, now=now) == 0
    assert all(one.is_read for one in queries.list_notices(read(), ZOE, now=now))


def test_somebody_elses_notice_does_not_exist() -> None:
    published(ZOE)
    notice = read().query(Notice).one().id

    with pytest.raises(NotFound), write() as uow:
        commands.mark_read(uow, ANN, notice)


def test_m19_whoever_watched_the_merged_one_goes_on_seeing_what_happens() -> None:
    winner, loser = two()
    watch(REA, loser)
    watch(LEE, loser)
    watch(LEE, winner, "mute")

    merge_pages(winner, loser)
    move(CY, winner, State.ARCHIVED)

    assert [row.no for row in watched_changes(read(), REA)] == [winner]
    assert watched_changes(read(), LEE) == []


def decide(no: int, verdict: Verdict, *, withdraw: bool = False) -> None:
    """Decide about an edit that Zoe suggested, as the queue does."""
    with write() as uow:
        page = scenario(no)
        item = open_item(
            uow,
            kind=ItemKind.REVISION,
            key=f"revision:{verdict}",
            weight=1.0,
            by=ZOE,
            scenario_id=page.id,
            revision_id=page.head_rev_id,
        )
        assert item is not None
        about: dict[str, Any] = {"item_id": item.id, "kind": item.kind, "deciders": (CY.id,)}
        uow.record(QueueItemDecided(verdict=verdict, **about), by=CY, subject=page.id)
        uow.react()
        if withdraw:
            uow.record(QueueDecisionWithdrawn(**about), by=CY, subject=page.id)


def test_whoever_suggested_an_edit_is_told_what_became_of_it() -> None:
    no = published(ZOE)

    decide(no, Verdict.ACCEPT)
    assert told("decision:") == {"zoe": "edit_accepted"}
    decide(no, Verdict.REJECT)
    assert "edit_rejected" in [one.kind for one in read().query(Notice)]


def test_q9_a_verdict_taken_back_within_the_minute_is_told_to_nobody() -> None:
    no = published(ZOE)

    decide(no, Verdict.ACCEPT, withdraw=True)

    assert told("decision:") == {}


def test_q9_taking_one_decision_back_leaves_what_others_are_told_of_the_page() -> None:
    no = draft(ANN, solution("核实。"))
    move(ANN, no, State.SUBMITTED)
    (waits,) = queueing.waiting(ItemKind.PUBLISH)
    queueing.decide(waits.id, Verdict.PUBLISH)

    decide(no, Verdict.ACCEPT, withdraw=True)
    assert told("verdict:") == {"ann": "published"}

    queueing.withdraw(waits.id)
    assert told("verdict:") == {}


def test_q9_what_was_decided_on_its_page_is_taken_back_by_its_item() -> None:
    no = draft(ANN, solution("核实。"))
    move(ANN, no, State.SUBMITTED)
    (waits,) = queueing.waiting(ItemKind.PUBLISH)
    move(CY, no, State.NEEDS_WORK)
    assert told("verdict:") == {"ann": "sent_back"}

    queueing.withdraw(waits.id)

    assert told("verdict:") == {}


def test_m33_administrators_are_told_of_a_decision_despite_a_conflict_of_interest() -> None:
    mine = draft(DAN, about=situation("有余额仍被停机"))
    move(DAN, mine, State.SUBMITTED)
    move(CY, mine, State.PUBLISHED)
    item = queueing.pair(queueing.two()[0], scenario(mine).id)

    queueing.decide(item, Verdict.DISTINCT, DAN, override=True, note=NOTE)

    assert told("decision:") == {"ada": "overridden"}
