"""What becomes of the demo's people: they go with their own things, unless others' content names them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, delete, select, update
from sqlalchemy.orm import Session

from scenariowiki.accounts import models as people
from scenariowiki.accounts.rules import skeleton
from scenariowiki.cli.demo.content import BEGAN
from scenariowiki.cli.demo.hanging import columns_called, delete_with_all_that_hangs, pointing_at
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.models import PeriodSnapshot
from scenariowiki.points.rules.ranking import BoardKind

# Rows that are nothing without their person, by the column that names them.
PERSONAL = frozenset(
    {
        *("account_role.account_id", "account_session.account_id", "api_token.account_id"),
        *("expiry_notice.account_id", "favourite.account_id", "gap_request.account_id"),
        *("import_job.account_id", "mail_box.account_id", "notice.account_id"),
        *("notice_choice.account_id", "points_grant.account_id"),
        *("quality_author.account_id", "gap_search.account_id"),
        *("queue_skip.account_id", "request_key.account_id", "reward_wait.account_id"),
        *("search_log.account_id", "sop_acknowledgement.account_id", "subscription.account_id"),
        *("team_membership.account_id", "working_copy.account_id"),
    }
)
# Names of columns that name a person without a foreign key.
NAMES = frozenset(
    {
        *("account_id", "actor_id", "by", "caused_by", "created_by"),
        *("decided_by", "granted_by", "published_by"),
    }
)
# What happened stays told, whoever did it: it holds no text, and keeps nobody.
KEEPS_NOBODY = frozenset({"event"})


def naming() -> Iterator[Column[Any]]:
    """List every column of any table that names a person, by a foreign key or without."""
    yield from pointing_at("account")
    yield from columns_called(NAMES)


def remove_people(uow: UnitOfWork, ids: list[int]) -> None:
    """Delete accounts with their own things; close those that others' content names, under another name.

    Whatever column names somebody keeps them, unless it is known to be personal: a table that comes to be
    cannot make this fail.
    """
    session = uow.session
    for column in naming():
        if f"{column.table.name}.{column.name}" in PERSONAL:
            session.execute(delete(column.table).where(column.in_(ids)))
    session.execute(update(people.Team).where(people.Team.lead_id.in_(ids)).values(lead_id=None))
    named = _named(session, ids)
    for account in session.scalars(select(people.Account).where(people.Account.id.in_(named))):
        account.name = f"{account.name}.{account.id}"  # the demo may be loaded again
        account.key = skeleton(account.name)
        account.disabled_at, account.password_hash, account.demo = uow.now, None, False
    session.flush()
    session.execute(delete(people.Account).where(people.Account.id.in_(set(ids) - named)))


def remove_places(session: Session) -> None:
    """Delete the teams and sites that came with the demo and that nobody and nothing is of."""
    for model, name in ((people.Team, "team"), (people.Site, "site")):
        born = session.scalars(select(model.id).where(model.created_at == BEGAN))
        empty = set(born) - _used(session, name)
        delete_with_all_that_hangs(session, {name: empty})


def _named(session: Session, ids: list[int]) -> set[int]:
    ranked = PeriodSnapshot.subject_id.in_(ids) & (PeriodSnapshot.board == BoardKind.PEOPLE)
    found = set(session.scalars(select(PeriodSnapshot.subject_id).where(ranked)))
    for column in naming():
        if column.table.name not in KEEPS_NOBODY:
            found.update(session.scalars(select(column).where(column.in_(ids)).distinct()))
    return found


def _used(session: Session, table_name: str) -> set[int]:
    ranked = PeriodSnapshot.board == BoardKind.TEAMS
    found = (
        set(session.scalars(select(PeriodSnapshot.subject_id).where(ranked)))
        if table_name == "team"
        else set()
    )
    for column in (*pointing_at(table_name), *columns_called({f"{table_name}_id"})):
        if column.table.name not in KEEPS_NOBODY:
            found.update(session.scalars(select(column).where(column.is_not(None)).distinct()))
    return found
