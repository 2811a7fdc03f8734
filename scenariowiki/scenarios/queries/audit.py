"""The audit log: every recorded event, newest first, a page of them below a position."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, Site, Team
from scenariowiki.kernel.events import EventRow
from scenariowiki.scenarios.models import Category, Scenario, SynonymGroup, Tag, TagGroup

PER_PAGE = 50
SHOWN_WORDS = 4
# What facts name by id, with the column to show.
NAMED: Mapping[str, tuple[Any, Any]] = {
    "account": (Account.id, Account.display_name),
    "category": (Category.id, Category.title),
    "scenario": (Scenario.id, Scenario.no),
    "site": (Site.id, Site.name),
    "synonyms": (SynonymGroup.id, SynonymGroup.words),
    "tag": (Tag.id, Tag.name),
    "tag_group": (TagGroup.id, TagGroup.name),
    "team": (Team.id, Team.name),
}


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """What to look for; `since` is the first moment, `until` the first one no longer wanted."""

    actor_id: int | None = None
    name: str | None = None
    no: int | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AuditRow:
    """An event as recorded; `no` is the number of the scenario it is about."""

    position: int
    name: str
    payload: Mapping[str, Any]
    actor_id: int
    actor: str | None
    occurred_at: dt.datetime
    correlation_id: str
    no: int | None


@dataclass(frozen=True, kw_only=True)
class AuditPage:
    """One page; `older` is the position below which the next one begins, None at the end."""

    rows: tuple[AuditRow, ...]
    older: int | None


def list_events(
    session: Session, wanted: AuditFilter, *, before: int | None = None, limit: int = PER_PAGE
) -> AuditPage:
    """List events below position `before`, newest first."""
    chosen = _filtered(wanted).order_by(EventRow.position.desc()).limit(limit + 1)
    rows = session.execute(chosen.where(EventRow.position < before) if before else chosen).all()
    shown = tuple(AuditRow(**row._mapping) for row in rows[:limit])  # noqa: SLF001 - SQLAlchemy's public name
    return AuditPage(rows=shown, older=shown[-1].position if len(rows) > limit else None)


def _filtered(wanted: AuditFilter) -> Select[Any]:
    return (
        select(
            EventRow.position,
            EventRow.name,
            EventRow.payload,
            EventRow.actor_id,
            Account.display_name.label("actor"),
            EventRow.occurred_at,
            EventRow.correlation_id,
            Scenario.no,
        )
        .join(Account, Account.id == EventRow.actor_id, isouter=True)
        .join(Scenario, Scenario.id == EventRow.subject, isouter=True)
        .where(*_conditions(wanted))
    )


def _conditions(wanted: AuditFilter) -> list[Any]:
    conditions: list[Any] = []
    if wanted.actor_id is not None:
        conditions.append(EventRow.actor_id == wanted.actor_id)
    if wanted.name is not None:
        conditions.append(EventRow.name == wanted.name)
    if wanted.no is not None:
        conditions.append(Scenario.no == wanted.no)
    if wanted.since is not None:
        conditions.append(EventRow.occurred_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(EventRow.occurred_at < wanted.until)
    return conditions


def names(session: Session, wanted: Mapping[str, Collection[int]]) -> dict[tuple[str, int], str]:
    """Map kinds of `NAMED` and ids to what they are called today; what is gone is left out."""
    found: dict[tuple[str, int], str] = {}
    for kind, ids in wanted.items():
        key, name = NAMED[kind]
        rows = session.execute(select(key.label("id"), name.label("name")).where(key.in_(ids)))
        found |= {(kind, row.id): _shown(kind, row.name) for row in rows}
    return found


def _shown(kind: str, name: Any) -> str:
    if kind == "scenario":
        return f"S-{name}"
    return " = ".join(map(str, name[:SHOWN_WORDS])) if isinstance(name, list) else str(name)
