"""What curators decide, told to those it concerns."""

from collections.abc import Iterable, Mapping

from sqlalchemy import and_, delete, func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.queries import facts
from scenariowiki.curation import events as curation
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.queries import standing
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.events import Event, Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.reactions.telling import Told, is_watched, readers, tell, watchers
from scenariowiki.notifications.rules import PUBLICATIONS, VERDICTS, NoticeKind, Telling
from scenariowiki.scenarios import events as scenarios
from scenariowiki.scenarios.models import Revision, Scenario, Solution

AUTHORS: Mapping[type[Event], NoticeKind] = {
    scenarios.ScenarioPublished: NoticeKind.PUBLISHED,
    scenarios.ScenarioSentBack: NoticeKind.SENT_BACK,
    scenarios.ScenarioRejected: NoticeKind.REJECTED,
    scenarios.SolutionPublished: NoticeKind.SOLUTION_PUBLISHED,
    scenarios.SolutionSentBack: NoticeKind.SOLUTION_SENT_BACK,
    scenarios.SolutionRejected: NoticeKind.SOLUTION_REJECTED,
}
PUBLISHED: Mapping[type[Event], NoticeKind] = {
    scenarios.ScenarioPublished: NoticeKind.PAGE_PUBLISHED,
    scenarios.SolutionPublished: NoticeKind.PAGE_SOLUTION,
}


def tell_of_merge(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell the loser's author, who may object (M34), and whoever watches either side (M19)."""
    event = recorded.event
    assert isinstance(event, curation.ScenarioMerged | curation.SolutionMerged)  # noqa: S101 - as wired
    is_page = isinstance(event, curation.ScenarioMerged)
    yours = NoticeKind.YOURS_MERGED if is_page else NoticeKind.YOUR_SOLUTION_MERGED
    told: Told = [
        (yours, [event.loser_author_id]),
        (NoticeKind.MERGED, watchers(uow.session, event.scenario_id) if is_page else ()),
    ]
    telling = Telling(
        key=f"merge:{event.op_id}",
        scenario_id=event.scenario_id,
        facts=_facts(uow.session, recorded, event.loser_id, is_page=is_page, op_id=event.op_id),
    )
    tell(uow, recorded, telling, told)


def tell_of_unmerge(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell both authors, the deciders, and who watches the loser's group (U12); forget what was withdrawn."""
    event = recorded.event
    assert isinstance(event, curation.ScenarioUnmerged | curation.SolutionUnmerged)  # noqa: S101 - as wired
    if event.withdrawn:
        key = Notice.key == f"merge:{event.op_id}"
        uow.session.execute(delete(Notice).where(key, Notice.not_before > uow.now))
        return
    if event.swapped:
        return  # they are told of the merge the other way round
    is_page = isinstance(event, curation.ScenarioUnmerged)
    authors = [event.loser_author_id, event.winner_author_id]
    watching = watchers(uow.session, event.loser_id) if is_page else ()
    told: Told = [
        (NoticeKind.YOURS_UNMERGED if is_page else NoticeKind.YOUR_SOLUTION_UNMERGED, authors),
        (NoticeKind.DECISION_UNDONE, event.deciders),
        (NoticeKind.UNMERGED, watching),
    ]
    telling = Telling(
        key=f"unmerge:{event.op_id}",
        scenario_id=event.scenario_id,
        facts=_facts(uow.session, recorded, event.loser_id, is_page=is_page, op_id=None),
    )
    tell(uow, recorded, telling, told)


def tell_of_objection(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell the curators who had no part in it that somebody objects to a merge (M34)."""
    event = recorded.event
    assert isinstance(event, curation.MergeObjected)  # noqa: S101 - as wired
    op = uow.session.get_one(MergeOp, event.op_id)
    kind = MergeKind(op.kind)
    stakes = [standing.stake_in(uow.session, kind, _canonical(uow.session, kind, op.winner_id))]
    free = standing.eligible(uow.session, stakes) - {*op.deciders, op.applied_by, event.author_id}
    telling = Telling(
        key=f"objection:{event.item_id}",
        scenario_id=event.scenario_id,
        facts=_facts(uow.session, recorded, op.loser_id, is_page=kind is MergeKind.SCENARIO, op_id=None),
    )
    tell(uow, recorded, telling, [(NoticeKind.OBJECTED, free)])


def tell_author(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell an author what was decided about what they had handed in, and who watches what is new there."""
    event = recorded.event
    assert isinstance(event, scenarios.PageEvent)  # noqa: S101 - as wired
    if getattr(event, "imported", False):
        return
    told: list[tuple[NoticeKind, Iterable[int | None]]] = [
        (AUTHORS[type(event)], [getattr(event, "author_id", None)])
    ]
    along = getattr(event, "solution_ids", ())
    if along:
        wrote = select(Solution.author_id).where(Solution.id.in_(along))
        told.append((NoticeKind.SOLUTION_PUBLISHED, uow.session.scalars(wrote).all()))
    if type(event) in PUBLISHED and is_watched(uow.session, event.scenario_id):
        told.append((PUBLISHED[type(event)], readers(uow.session, event.scenario_id)))
    telling = Telling(
        key=f"verdict:{recorded.id}",
        scenario_id=event.scenario_id,
        facts={"by": recorded.actor_id, "item_id": _decided_now(uow, recorded)},
    )
    tell(uow, recorded, telling, told)


def tell_of_decision(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell who suggested an edit, or objected to a merge, what became of it.

    Administrators are told of a decision that was made despite a conflict of interest (M33).
    """
    event = recorded.event
    assert isinstance(event, curation.QueueItemDecided)  # noqa: S101 - as wired
    item = uow.session.get_one(QueueItem, event.item_id)
    told: list[tuple[NoticeKind, Iterable[int | None]]] = []
    if event.override:
        told.append((NoticeKind.OVERRIDDEN, facts.administrators(uow.session)))
    if item.kind == ItemKind.REVISION and item.revision_id is not None:
        accepted = event.verdict == Verdict.ACCEPT
        kind = NoticeKind.EDIT_ACCEPTED if accepted else NoticeKind.EDIT_REJECTED
        told.append((kind, [uow.session.get_one(Revision, item.revision_id).author_id]))
    elif item.kind == ItemKind.UNMERGE_APPEAL and event.verdict == Verdict.UPHOLD:
        told.append((NoticeKind.OBJECTION_REFUSED, [item.created_by]))
    telling = Telling(
        key=f"decision:{recorded.id}",
        scenario_id=item.scenario_id,
        facts={"by": recorded.actor_id, "item_id": item.id},
    )
    tell(uow, recorded, telling, told)


def drop_withdrawn(uow: UnitOfWork, recorded: Recorded) -> None:
    """Forget what was to be told of a decision that was taken back within the minute (Q9)."""
    event = recorded.event
    assert isinstance(event, curation.QueueDecisionWithdrawn)  # noqa: S101 - as wired
    own = Notice.facts["item_id"].as_integer() == event.item_id
    held = (own, Notice.not_before > uow.now, Notice.kind.in_(VERDICTS | PUBLICATIONS))
    uow.session.execute(delete(Notice).where(*held))


def _decided_now(uow: UnitOfWork, recorded: Recorded) -> int | None:
    """Return the publish item that was closed by what is told; an import decides without one."""
    event = recorded.event
    assert isinstance(event, scenarios.PageEvent)  # noqa: S101 - as wired
    solution_id = getattr(event, "solution_id", None)
    about = (
        QueueItem.solution_id == solution_id
        if solution_id is not None
        else and_(QueueItem.scenario_id == event.scenario_id, QueueItem.solution_id.is_(None))
    )
    now = (QueueItem.decided_at == uow.now, QueueItem.decided_by == recorded.actor_id)
    found = select(func.max(QueueItem.id)).where(QueueItem.kind == ItemKind.PUBLISH, about, *now)
    return uow.session.scalar(found)


def _facts(
    session: Session, recorded: Recorded, loser_id: int, *, is_page: bool, op_id: int | None
) -> dict[str, int | None]:
    """Name the loser by its number: the title is read when it is told, it may be redacted by then."""
    scenario_id = loser_id if is_page else session.get_one(Solution, loser_id).scenario_id
    no = session.scalars(select(Scenario.no).where(Scenario.id == scenario_id)).one()
    return {"by": recorded.actor_id, "other_no": no, "op_id": op_id}


def _canonical(session: Session, kind: MergeKind, id_: int) -> int:
    if kind is MergeKind.SCENARIO:
        return session.get_one(Scenario, id_).canonical_id or id_
    return session.get_one(Solution, id_).canonical_id or id_
