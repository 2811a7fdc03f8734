"""Reviews: opened by themselves with the reason, closed by whoever looked, and the clock of every page."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import facts as places
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.curation.commands.opening import close_stale, find_open, open_item
from scenariowiki.curation.rules import items
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios import queries as scenarios
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops import policy
from scenariowiki.sops.events import PageReviewed, ReviewAsked
from scenariowiki.sops.models import PageReview, ReviewNote, Sop
from scenariowiki.sops.rules import reviews, texts
from scenariowiki.sops.rules.reviews import Found, ReviewReason

NO_FACTS: Mapping[str, Any] = {}
_SYSTEM = "the built-in account"


def sop_key(sop_id: int) -> str:
    """Name the item that asks for a review of an SOP."""
    return f"{reviews.SOP_KEY}{sop_id}"


def page_key(scenario_id: int) -> str:
    """Name the item that asks for a review of a scenario."""
    return f"{reviews.PAGE_KEY}{scenario_id}"


def ask_review(
    uow: UnitOfWork,
    scenario_id: int,
    reason: ReviewReason,
    *,
    sop: Sop | None = None,
    facts: Mapping[str, Any] = NO_FACTS,
) -> bool:
    """Open a review, or add the reason to the one that waits; records ReviewAsked; False if known.

    `facts` are kept with it, for whoever decides, as they were found last.
    """
    system = _system(uow)
    key = page_key(scenario_id) if sop is None else sop_key(sop.id)
    waiting = find_open(uow.session, key)
    about = {"reasons": [reason.value], **({"sop_id": sop.id} if sop else {}), **facts}
    if waiting is None:
        weight = items.weight(risk=reviews.RISKS[reason])
        opened = open_item(
            uow,
            kind=ItemKind.STALE_REVIEW,
            key=key,
            weight=weight,
            by=system,
            scenario_id=scenario_id,
            facts=about,
        )
        if opened is None:
            return False
    elif reason.value in waiting.facts.get("reasons", ()):
        waiting.facts = {**waiting.facts, **facts}
        return False
    else:
        reasons = [*waiting.facts.get("reasons", ()), reason.value]
        waiting.facts = {**waiting.facts, **facts, "reasons": reasons}
        waiting.weight = max(waiting.weight, items.weight(risk=reviews.RISKS[reason]))
    event = ReviewAsked(scenario_id=scenario_id, reason=reason.value, sop_id=sop.id if sop else None)
    uow.record(event, by=system, subject=scenario_id)
    return True


def _system(uow: UnitOfWork) -> Actor:
    """Return the built-in account, read once a transaction: the clock asks for many reviews in one."""
    kept: Actor | None = uow.session.info.get(_SYSTEM)
    if kept is None:
        kept = accounts.find_actor(uow.session, SYSTEM)
        assert kept is not None  # noqa: S101 - it is there from the first day
        uow.session.info[_SYSTEM] = kept
    return kept


def close_review(uow: UnitOfWork, actor: Actor, key: str) -> None:
    """Take a review out of the queue that was answered elsewhere."""
    item = find_open(uow.session, key)
    if item is not None:
        close_stale(uow, item, actor, why="reviewed")


def note_review(
    uow: UnitOfWork, actor: Actor, scenario_id: int, found: Found, note: str, *, sop_id: int | None = None
) -> None:
    """Keep what somebody found."""
    kept = ReviewNote(
        scenario_id=scenario_id, sop_id=sop_id, found=found, note=note, account_id=actor.id, at=uow.now
    )
    uow.session.add(kept)


def review_page(uow: UnitOfWork, actor: Actor, no: int, note: str, *, days: int | None = None) -> PageReview:
    """Say that a scenario is still right: due again an interval from today; records PageReviewed."""
    scenario = scenarios.get_scenario(uow.session, actor, no)
    if scenario.state != State.PUBLISHED:
        raise Conflict("bad_state", state=scenario.state)
    wiki.require(policy.may_review(actor, scenario.owner_id))
    kept = texts.checked_note(note, required=True)
    row = uow.session.get(PageReview, scenario.id)
    if row is None:
        start_clocks(uow, (scenario.id,))
        row = uow.session.get_one(PageReview, scenario.id)
    if days is not None:
        row.interval_days = reviews.checked_days(days)
    _renew_page(uow, actor, row, kept)
    close_review(uow, actor, page_key(scenario.id))
    return row


def renew_reviewed(uow: UnitOfWork, actor: Actor, scenario_id: int, note: str) -> None:
    """Do the same where the queue decided that a page stays as it is."""
    start_clocks(uow, (scenario_id,))
    row = uow.session.get(PageReview, scenario_id)
    if row is not None:
        _renew_page(uow, actor, row, note)


def _renew_page(uow: UnitOfWork, actor: Actor, row: PageReview, note: str) -> None:
    today = places.stamp(uow.session, actor.id, uow.now).day
    row.due_on = today + dt.timedelta(days=row.interval_days)
    row.checked_at, row.checked_by, row.note = uow.now, actor.id, note
    row.version += 1
    note_review(uow, actor, row.scenario_id, Found.STILL_RIGHT, note)
    event = PageReviewed(scenario_id=row.scenario_id, due=row.due_on.isoformat())
    uow.record(event, by=actor, subject=row.scenario_id)


def start_clocks(uow: UnitOfWork, scenario_ids: Collection[int]) -> int:
    """Give published scenarios that have none their clock, from the day of their publication."""
    chosen = select(Scenario.id, Scenario.published_at, Scenario.updated_at).outerjoin(
        PageReview, PageReview.scenario_id == Scenario.id
    )
    new = uow.session.execute(
        chosen.where(
            Scenario.id.in_(scenario_ids),
            Scenario.state == State.PUBLISHED,
            PageReview.scenario_id.is_(None),
        )
    ).all()
    if not new:
        return 0
    interval = dt.timedelta(days=reviews.PAGE_DAYS)
    rows = [
        {
            "scenario_id": row.id,
            "interval_days": reviews.PAGE_DAYS,
            "due_on": (row.published_at or row.updated_at).date() + interval,
        }
        for row in new
    ]
    uow.session.execute(insert(PageReview), rows)
    return len(rows)


def list_without_clock(uow: UnitOfWork, *, limit: int) -> Sequence[int]:
    """List published scenarios without a clock."""
    chosen = (
        select(Scenario.id)
        .outerjoin(PageReview, PageReview.scenario_id == Scenario.id)
        .where(Scenario.state == State.PUBLISHED, PageReview.scenario_id.is_(None))
    )
    return uow.session.scalars(chosen.order_by(Scenario.id).limit(limit)).all()
