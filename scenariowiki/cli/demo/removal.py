"""Taking the demo content away again; the events stay, they hold no text."""

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from scenariowiki.accounts import models as people
from scenariowiki.cli.demo.hanging import delete_with_all_that_hangs, pointing_at
from scenariowiki.curation import models as curation
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points import models as points
from scenariowiki.points.commands.awarding import take_back
from scenariowiki.points.rules.reasons import Reason
from scenariowiki.scenarios import models as wiki
from scenariowiki.scenarios import reactions

MARK = "demo"


def is_whole(session: Session) -> bool:
    """Tell whether the demo content was loaded to its end."""
    return session.get(people.InstanceSetting, MARK) is not None


def mark_whole(uow: UnitOfWork) -> None:
    """Note that the demo content was loaded to its end."""
    uow.session.add(people.InstanceSetting(name=MARK, value={"at": uow.now.isoformat()}))


def remove(uow: UnitOfWork) -> dict[str, int]:
    """Delete what is marked as demo content; accounts that others' content still names are closed instead."""
    session = uow.session
    doomed = list(session.scalars(select(wiki.Scenario.id).where(wiki.Scenario.demo)))
    people_ids = list(session.scalars(select(people.Account.id).where(people.Account.demo)))
    reactions.refresh(uow, doomed)
    _take_points_back(uow, doomed, people_ids)
    _remove_points(session, people_ids)
    _remove_pairs(session, doomed)
    delete_with_all_that_hangs(session, {"scenario": doomed})
    counts = {"scenarios": len(doomed), "accounts": _remove_accounts(uow)}
    _remove_taxonomy(session)
    session.execute(delete(people.InstanceSetting).where(people.InstanceSetting.name == MARK))
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


def _remove_pairs(session: Session, scenario_ids: list[int]) -> None:
    solutions = session.scalars(select(wiki.Solution.id).where(wiki.Solution.scenario_id.in_(scenario_ids)))
    for kind, ids in (("scenario", scenario_ids), ("solution", list(solutions))):
        for table in (curation.DuplicateCandidate, curation.PairVerdict):
            is_one = table.lo.in_(ids) | table.hi.in_(ids)
            session.execute(delete(table).where(table.kind == kind, is_one))


def _remove_taxonomy(session: Session) -> None:
    session.execute(delete(wiki.SynonymGroup).where(wiki.SynonymGroup.demo))
    unused = ~exists().where(wiki.ScenarioTag.tag_id == wiki.Tag.id)
    tags = list(session.scalars(select(wiki.Tag.id).where(wiki.Tag.demo, unused)))
    session.execute(delete(wiki.TagAlias).where(wiki.TagAlias.tag_id.in_(tags)))
    session.execute(delete(wiki.Subscription).where(wiki.Subscription.tag_id.in_(tags)))
    session.execute(delete(wiki.Tag).where(wiki.Tag.id.in_(tags)))
    for depth in (3, 2, 1):
        used = select(wiki.Scenario.category_id).where(wiki.Scenario.category_id.is_not(None))
        parents = select(wiki.Category.parent_id).where(wiki.Category.parent_id.is_not(None))
        session.execute(
            delete(wiki.Category).where(
                wiki.Category.demo,
                wiki.Category.depth == depth,
                wiki.Category.id.not_in(used),
                wiki.Category.id.not_in(parents),
            )
        )


def _remove_accounts(uow: UnitOfWork) -> int:
    session = uow.session
    demo = list(session.scalars(select(people.Account.id).where(people.Account.demo)))
    for table in (people.AccountSession, people.ApiToken):
        session.execute(delete(table).where(table.account_id.in_(demo)))
    for personal in (wiki.Favourite, wiki.Subscription, wiki.WorkingCopy):
        session.execute(delete(personal).where(personal.account_id.in_(demo)))
    _remove_memberships(session, demo)
    named = [id_ for id_ in demo if _is_named(session, id_)]
    free = [id_ for id_ in demo if id_ not in named]
    session.execute(
        update(people.Account)
        .where(people.Account.id.in_(named))
        .values(disabled_at=uow.now, password_hash=None, demo=False)
    )
    session.execute(delete(people.Account).where(people.Account.id.in_(free)))
    return len(demo)


def _remove_memberships(session: Session, demo: list[int]) -> None:
    session.execute(update(people.Team).where(people.Team.lead_id.in_(demo)).values(lead_id=None))
    for member in (people.TeamMembership, people.AccountRole):
        session.execute(delete(member).where(member.account_id.in_(demo)))


def _is_named(session: Session, id_: int) -> bool:
    """Tell whether anything that stays names somebody."""
    mine = (select(column).where(column == id_).exists() for column in pointing_at("account"))
    return bool(session.scalar(select(or_(*mine))))
