"""Improvements: an edit of another's page is pending for fourteen days, and worth what is left of it (P7)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
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


def begin_improvements(uow: UnitOfWork, noted: Iterable[tuple[uuid.UUID, int]]) -> None:
    """Give what edits would earn if all of it stays, pending; edits of one sitting count as one (G7).

    One a page and day, nothing on one's own page. `noted`: ids of event and revision, the oldest first.
    """
    grown: dict[int, Award] = {}
    for event_id, revision_id in noted:
        edit = _find_edit(uow, event_id, revision_id)
        if edit is None:
            continue
        today = _of_today(uow, edit)
        if today is None:
            _begin(uow, edit)
        elif _join(uow, today, edit):
            grown[today.id] = today
    for award in grown.values():
        _weigh_anew(uow, award)


def begin_waiting(uow: UnitOfWork, *, limit: int = 1_000) -> int:
    """Begin the improvements that were noted and that no jobs process has taken up; return how many."""
    rows = outbox.due(uow.session, IMPROVEMENTS, now=uow.now, limit=limit)
    begin_improvements(uow, [(uuid.UUID(row.key), row.payload["revision"]) for row in rows])
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


def _find_edit(uow: UnitOfWork, event_id: uuid.UUID, revision_id: int) -> Edit | None:
    event = uow.session.scalar(select(EventRow).where(EventRow.id == event_id))
    revision = uow.session.get(Revision, revision_id)
    if event is None or revision is None or _is_own(uow, revision):
        return None
    return Edit(event=event, revision=revision, page_id=_page_of(uow, revision))


def _begin(uow: UnitOfWork, edit: Edit) -> None:
    revision, event = edit.revision, edit.event
    tariff = tariff_on(uow.session, event.business_day)
    full, limits = tariff.rule(IMPROVED).amount(), tariff.limits[IMPROVED]
    sitting = _sitting(uow, edit, _pause(limits))
    amount = improvement_points(full, _surviving(uow, sitting, event.occurred_at), limits)
    if amount == 0:
        return
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
    earn(uow, earned)


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


def _join(uow: UnitOfWork, award: Award, edit: Edit) -> bool:
    """Let an edit of the same sitting count with the first; it is due when the last of them is."""
    tariff = tariff_on(uow.session, award.cap_day)
    revision, moment = edit.revision, edit.event.occurred_at
    since = revision.created_at - dt.datetime.fromisoformat(award.facts["last"])
    is_known = revision.id in award.facts["revisions"]
    if award.state != AwardState.PENDING or is_known or since > _pause(tariff.limits[IMPROVED]):
        return False
    revisions = [*award.facts["revisions"], revision.id]
    award.facts = {**award.facts, "revisions": revisions, "last": moment.isoformat()}
    award.due_at = moment + tariff.rule(IMPROVED).waits
    return True


def _weigh_anew(uow: UnitOfWork, award: Award) -> None:
    """Ask for what all edits of a sitting are worth, as far as the day's cap has room."""
    tariff = tariff_on(uow.session, award.cap_day)
    rule, limits = tariff.rule(IMPROVED), tariff.limits[IMPROVED]
    moment = dt.datetime.fromisoformat(award.facts["last"])
    alive = _surviving(uow, award.facts["revisions"], moment)
    asked = improvement_points(rule.amount(), alive, limits) or award.amount
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
