"""Improvements: an edit of another's page is pending for fourteen days, and worth what is left of it (P7)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from scenariowiki.kernel import outbox
from scenariowiki.kernel.events import EventRow
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import Earned, give_to_cap, ripen, take_place, void
from scenariowiki.points.commands.holding import earn
from scenariowiki.points.models import Award, CapUse
from scenariowiki.points.queries import texts
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.rules.earning import improvement_points
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.limits import Limits
from scenariowiki.points.rules.reasons import Reason
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.rules.states import RevisionKind

IMPROVEMENTS = "improvements"  # the kind of outbox row
IMPROVED = "P7"


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One saved edit of a page by somebody."""

    event: EventRow
    revision: Revision
    page_id: int


def begin_improvement(uow: UnitOfWork, event_id: uuid.UUID, revision_id: int) -> Award | None:
    """Give what an edit would earn if all of it stays, pending; edits of one sitting count as one (G7).

    One a page and day, nothing on one's own page.
    """
    event = uow.session.scalar(select(EventRow).where(EventRow.id == event_id))
    revision = uow.session.get(Revision, revision_id)
    if event is None or revision is None or _is_own(uow, revision):
        return None
    edit = Edit(event=event, revision=revision, page_id=_page_of(uow, revision))
    today = _of_today(uow, edit)
    if today is None:
        return _begin(uow, edit)
    limits = tariff_on(uow.session, today.cap_day).limits[IMPROVED]
    if _is_one_sitting(today, revision, _pause(limits)):
        _go_on(uow, today, edit)
    return today


def begin_waiting(uow: UnitOfWork, *, limit: int = 1_000) -> int:
    """Begin the improvements that were noted and that no jobs process has taken up; return how many."""
    rows = outbox.due(uow.session, IMPROVEMENTS, now=uow.now, limit=limit)
    for row in rows:
        begin_improvement(uow, uuid.UUID(row.key), row.payload["revision"])
    outbox.done(uow.session, [row.id for row in rows])
    return len(rows)


def ripen_improvement(uow: UnitOfWork, award: Award) -> None:
    """Post what the characters that are still there are worth, or void it (P7)."""
    alive = _surviving(uow, award.facts["revisions"], uow.now)
    tariff = tariff_on(uow.session, award.cap_day)
    full, limits = tariff.rule(IMPROVED).amount(), tariff.limits[IMPROVED]
    amount = min(award.amount, improvement_points(full, alive, limits))
    award.facts = {**award.facts, "characters": alive}
    if amount == 0:
        void(uow, award, Reason.REVERTED if alive == 0 else Reason.TOO_SMALL)
        return
    if amount < award.amount:
        _resize(uow, award, amount)
    ripen(uow, award)


def _begin(uow: UnitOfWork, edit: Edit) -> Award | None:
    revision, event = edit.revision, edit.event
    tariff = tariff_on(uow.session, event.business_day)
    full, limits = tariff.rule(IMPROVED).amount(), tariff.limits[IMPROVED]
    sitting = _sitting(uow, edit, _pause(limits))
    amount = improvement_points(full, _surviving(uow, sitting, event.occurred_at), limits)
    if amount == 0:
        return None
    earned = Earned(
        event_id=event.id,
        rule=IMPROVED,
        account_id=revision.author_id,
        cap_day=event.business_day,
        occurred_at=event.occurred_at,
        caused_by=revision.author_id,
        amount=amount,
        scenario_id=edit.page_id,
        solution_id=revision.solution_id,
        facts={"revisions": sitting, "last": event.occurred_at.isoformat()},
    )
    return earn(uow, earned)


def _pause(limits: Limits) -> dt.timedelta:
    """Return how long the pause between two edits of one sitting may be (G7)."""
    return dt.timedelta(minutes=limits["sitting_minutes"])


def _sitting(uow: UnitOfWork, edit: Edit, pause: dt.timedelta) -> list[int]:
    """List the edits of one sitting that ends with this one, no pause between two of them too long (G7)."""
    moment = edit.event.occurred_at
    chosen = select(Revision.id, Revision.created_at).where(
        Revision.scenario_id.in_(select(Scenario.id).where(Scenario.canonical_id == edit.page_id)),
        Revision.author_id == edit.revision.author_id,
        Revision.kind == RevisionKind.EDIT,
        Revision.seq.is_not(None),
        Revision.created_at <= moment,
        Revision.created_at > moment - dt.timedelta(days=1),
    )
    found: list[int] = []
    for row in uow.session.execute(chosen.order_by(Revision.created_at.desc(), Revision.id.desc())):
        if moment - row.created_at > pause:
            break
        found.insert(0, row.id)
        moment = row.created_at
    return found


def _of_today(uow: UnitOfWork, edit: Edit) -> Award | None:
    """Return what somebody's first improvement of a page on a day has been given."""
    return uow.session.scalar(
        select(Award).where(
            Award.rule == IMPROVED,
            Award.account_id == edit.revision.author_id,
            Award.scenario_id == edit.page_id,
            Award.cap_day == edit.event.business_day,
        )
    )


def _is_one_sitting(award: Award, revision: Revision, pause: dt.timedelta) -> bool:
    last = dt.datetime.fromisoformat(award.facts["last"])
    is_known = revision.id in award.facts["revisions"]
    return award.state == AwardState.PENDING and not is_known and revision.created_at - last <= pause


def _go_on(uow: UnitOfWork, award: Award, edit: Edit) -> None:
    """Let an edit of the same sitting count with the first; it is due when the last of them is."""
    tariff = tariff_on(uow.session, award.cap_day)
    rule, limits = tariff.rule(IMPROVED), tariff.limits[IMPROVED]
    moment = edit.event.occurred_at
    revisions = [*award.facts["revisions"], edit.revision.id]
    award.facts = {**award.facts, "revisions": revisions, "last": moment.isoformat()}
    award.due_at = moment + rule.waits
    asked = improvement_points(rule.amount(), _surviving(uow, revisions, moment), limits) or award.amount
    room = rule.cap - _used(uow, award) if rule.cap is not None else asked
    amount = min(asked, award.amount + max(0, room))
    if amount != award.amount:
        _resize(uow, award, amount)


def _used(uow: UnitOfWork, award: Award) -> int:
    key = {"account_id": award.account_id, "rule": award.rule, "day": award.cap_day}
    chosen = select(CapUse).filter_by(**key).with_for_update()
    row = uow.session.scalar(chosen.execution_options(populate_existing=True))
    return row.used if row is not None else 0


def _resize(uow: UnitOfWork, award: Award, amount: int) -> None:
    """Change a pending amount, and its place under the cap with it (L11)."""
    give_to_cap(uow.session, award)
    award.asked = award.amount = amount
    take_place(uow.session, award)


def _surviving(uow: UnitOfWork, edits: Sequence[int], moment: dt.datetime) -> int:
    """Count the characters of some edits on the page as it is read at a moment, merged or not."""
    chosen = select(Revision.solution_id, Revision.scenario_id).where(Revision.id.in_(edits)).distinct()
    heads = set()
    for row in uow.session.execute(chosen):
        if row.solution_id is None:
            page = uow.session.get(Scenario, row.scenario_id)
            heads.add(texts.situation_at(uow.session, page.canonical_id or page.id, moment) if page else None)
        else:
            one = uow.session.get(Solution, row.solution_id)
            heads.add(texts.solution_at(uow.session, one.canonical_id or one.id, moment) if one else None)
    return sum(texts.surviving(uow.session, head, edits) for head in heads)


def _is_own(uow: UnitOfWork, revision: Revision) -> bool:
    """Tell whether somebody edited their own page, or their own solution on another's."""
    page = uow.session.get(Scenario, revision.scenario_id)
    solution = uow.session.get(Solution, revision.solution_id) if revision.solution_id else None
    authors = {page.author_id if page else None, solution.author_id if solution else None}
    if page is not None and page.canonical_id not in (None, page.id):
        authors.add(uow.session.get_one(Scenario, page.canonical_id).author_id)
    return revision.author_id in authors


def _page_of(uow: UnitOfWork, revision: Revision) -> int:
    page = uow.session.get_one(Scenario, revision.scenario_id)
    return page.canonical_id or page.id
