"""Taking the demo content away again; the events stay, they hold no text."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts import models as people
from scenariowiki.accounts.queries import DEMO
from scenariowiki.cli.demo.hanging import delete_with_all_that_hangs
from scenariowiki.cli.demo.leaving import remove_people, remove_places
from scenariowiki.cli.demo.parting import part_from
from scenariowiki.cli.demo.unasking import remove_wanted
from scenariowiki.cli.demo.unshelving import remove_rewards
from scenariowiki.curation import models as curation
from scenariowiki.kernel.db import create_triggers, drop_triggers
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications.models import Notice
from scenariowiki.points import models as points
from scenariowiki.points.commands.awarding import take_back
from scenariowiki.points.rules.ranking import BoardKind
from scenariowiki.points.rules.reasons import Reason
from scenariowiki.quality.models import QualityReview, QualitySample
from scenariowiki.scenarios import models as wiki
from scenariowiki.scenarios import reactions

# What the keys of notices begin with, and what they number.
TOLD_OF: Mapping[str, Any] = {
    "redemption": points.Redemption,
    "kudos": points.Kudos,
    "merge": curation.MergeOp,
    "unmerge": curation.MergeOp,
    "objection": curation.QueueItem,
    "quality": QualityReview,
}


def is_whole(session: Session) -> bool:
    """Tell whether the demo content was loaded to its end."""
    return session.get(people.InstanceSetting, DEMO) is not None


def mark_whole(uow: UnitOfWork) -> None:
    """Note that the demo content was loaded to its end."""
    uow.session.add(people.InstanceSetting(name=DEMO, value={"at": uow.now.isoformat()}))


def remove(uow: UnitOfWork) -> dict[str, int]:
    """Delete what is marked as demo content; accounts that others' content still names are closed instead."""
    session = uow.session
    doomed = list(session.scalars(select(wiki.Scenario.id).where(wiki.Scenario.demo)))
    people_ids = list(session.scalars(select(people.Account.id).where(people.Account.demo)))
    reactions.refresh(uow, doomed)
    _take_points_back(uow, doomed, people_ids)
    remove_rewards(uow, people_ids)
    _remove_points(session, people_ids)
    _remove_freezes(session, people_ids)
    _remove_pairs(session, doomed)
    _remove_samples(session, people_ids)
    part_from(uow, doomed)
    _remove_taxonomy(session)
    _remove_notices(session)
    remove_wanted(uow, people_ids)
    remove_people(uow, people_ids)
    remove_places(session)
    session.execute(delete(people.InstanceSetting).where(people.InstanceSetting.name == DEMO))
    counts = {"scenarios": len(doomed), "accounts": len(people_ids)}
    return {name: count for name, count in counts.items() if count}


def _take_points_back(uow: UnitOfWork, scenario_ids: list[int], people_ids: list[int]) -> None:
    """Take back what real people earned by what is made up; their ledger remembers it."""
    chosen = select(points.Award).where(
        points.Award.scenario_id.in_(scenario_ids), points.Award.account_id.not_in(people_ids)
    )
    for award in uow.session.scalars(chosen.order_by(points.Award.id)).all():
        take_back(uow, award, actor_id=award.caused_by, reason=Reason.DEMO_REMOVED)


def _remove_points(session: Session, people_ids: list[int]) -> None:
    """Delete the points of people who are made up, as if they had never been earned."""
    awards = session.scalars(select(points.Award.id).where(points.Award.account_id.in_(people_ids)))
    purses = session.scalars(select(points.Purse.id).where(points.Purse.account_id.in_(people_ids)))
    delete_with_all_that_hangs(session, {"award": list(awards), "purse": list(purses)})
    for table in (points.CapUse, points.PeriodScore, points.PersonScore):
        session.execute(delete(table).where(table.account_id.in_(people_ids)))


def _remove_freezes(session: Session, people_ids: list[int]) -> None:
    """Delete frozen periods in which nobody real stands; the others are history."""
    frozen, one = points.PeriodFreeze, points.PeriodSnapshot
    stands = (one.period == frozen.period) & (one.start == frozen.start) & (one.board == BoardKind.PEOPLE)
    made_up = exists().where(stands, one.subject_id.in_(people_ids))
    real = exists().where(stands, one.subject_id.not_in(people_ids))
    periods = session.execute(select(frozen.period, frozen.start).where(made_up, ~real)).all()
    names = [frozen.__tablename__, one.__tablename__]
    drop_triggers(session.connection(), names)
    for period, start in periods:
        for table in (one, frozen):
            session.execute(delete(table).where(table.period == period, table.start == start))
    create_triggers(session.connection(), names)


def _remove_pairs(session: Session, scenario_ids: list[int]) -> None:
    solutions = session.scalars(select(wiki.Solution.id).where(wiki.Solution.scenario_id.in_(scenario_ids)))
    for kind, ids in (("scenario", scenario_ids), ("solution", list(solutions))):
        for table in (curation.DuplicateCandidate, curation.PairVerdict):
            is_one = table.lo.in_(ids) | table.hi.in_(ids)
            session.execute(delete(table).where(table.kind == kind, is_one))


def _remove_samples(session: Session, people_ids: list[int]) -> None:
    """Delete what coaches who are made up drew and wrote, of real scenarios too."""
    drawn = session.scalars(select(QualitySample.id).where(QualitySample.coach_id.in_(people_ids)))
    delete_with_all_that_hangs(session, {"quality_sample": list(drawn)})


def _remove_notices(session: Session) -> None:
    """Delete what was told of things that are gone; a key names its thing by id, and ids come again."""
    for word, table in TOLD_OF.items():
        there = set(session.scalars(select(table.id)))
        told = session.execute(select(Notice.id, Notice.key).where(Notice.key.startswith(f"{word}:"))).all()
        stale = [one.id for one in told if int(one.key.split(":")[1]) not in there]
        session.execute(delete(Notice).where(Notice.id.in_(stale)))


def _remove_taxonomy(session: Session) -> None:
    session.execute(delete(wiki.SynonymGroup).where(wiki.SynonymGroup.demo))
    unused = ~exists().where(wiki.ScenarioTag.tag_id == wiki.Tag.id)
    tags = session.execute(select(wiki.Tag.id, wiki.Tag.group_id).where(wiki.Tag.demo, unused)).all()
    delete_with_all_that_hangs(session, {"tag": [tag.id for tag in tags]})
    left = {tag.group_id for tag in tags} - set(session.scalars(select(wiki.Tag.group_id)))
    session.execute(delete(wiki.TagGroup).where(wiki.TagGroup.id.in_(left)))
    for depth in (3, 2, 1):
        used = select(wiki.Scenario.category_id).where(wiki.Scenario.category_id.is_not(None))
        below = aliased(wiki.Category)
        parents = select(below.parent_id).where(below.parent_id.is_not(None))
        unused = wiki.Category.id.not_in(used) & wiki.Category.id.not_in(parents)
        chosen = select(wiki.Category.id).where(wiki.Category.demo, wiki.Category.depth == depth, unused)
        delete_with_all_that_hangs(session, {"category": session.scalars(chosen).all()})
