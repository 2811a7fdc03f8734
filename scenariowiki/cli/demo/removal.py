"""Taking the demo content away again; the events stay, they hold no text."""

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from scenariowiki.accounts import models as people
from scenariowiki.kernel.unit_of_work import UnitOfWork
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
    numbers = list(session.scalars(select(wiki.Scenario.no).where(wiki.Scenario.demo)))
    reactions.refresh(uow, doomed)
    _remove_scenarios(session, doomed)
    counts = {"scenarios": len(numbers), "accounts": _remove_accounts(uow)}
    _remove_taxonomy(session)
    session.execute(delete(people.InstanceSetting).where(people.InstanceSetting.name == MARK))
    return {name: count for name, count in counts.items() if count}


def _remove_scenarios(session: Session, ids: list[int]) -> None:
    solutions = select(wiki.Solution.id).where(wiki.Solution.scenario_id.in_(ids))
    revisions = select(wiki.Revision.id).where(wiki.Revision.scenario_id.in_(ids))
    session.execute(delete(wiki.Outcome).where(wiki.Outcome.solution_id.in_(solutions)))
    session.execute(delete(wiki.Rendered).where(wiki.Rendered.revision_id.in_(revisions)))
    for table in (wiki.Comment, wiki.Favourite, wiki.Subscription, wiki.ScenarioTag, wiki.ViewCount):
        session.execute(delete(table).where(table.scenario_id.in_(ids)))
    session.execute(delete(wiki.Reference).where(wiki.Reference.source_id.in_(ids)))
    session.execute(update(wiki.Revision).where(wiki.Revision.scenario_id.in_(ids)).values(parent_id=None))
    session.execute(delete(wiki.Revision).where(wiki.Revision.scenario_id.in_(ids)))
    session.execute(delete(wiki.Solution).where(wiki.Solution.scenario_id.in_(ids)))
    session.execute(delete(wiki.Scenario).where(wiki.Scenario.id.in_(ids)))


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
    named = [id_ for id_ in demo if _is_named(session, id_)]
    free = [id_ for id_ in demo if id_ not in named]
    session.execute(
        update(people.Account)
        .where(people.Account.id.in_(named))
        .values(disabled_at=uow.now, password_hash=None, demo=False)
    )
    session.execute(update(people.Team).where(people.Team.lead_id.in_(free)).values(lead_id=None))
    for member in (people.TeamMembership, people.AccountRole):
        session.execute(delete(member).where(member.account_id.in_(free)))
    session.execute(delete(people.Account).where(people.Account.id.in_(free)))
    return len(demo)


def _is_named(session: Session, id_: int) -> bool:
    scenario = exists().where(or_(wiki.Scenario.author_id == id_, wiki.Scenario.owner_id == id_))
    others = (
        exists().where(wiki.Revision.author_id == id_),
        exists().where(wiki.Solution.author_id == id_),
        exists().where(wiki.Outcome.reporter_id == id_),
        exists().where(wiki.Comment.author_id == id_),
        exists().where(wiki.Category.owner_id == id_),
    )
    return bool(session.scalar(select(or_(scenario, *others))))
