"""The checklist in force, and those that old reviews were judged by."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.kernel.errors import NotFound
from scenariowiki.quality.models import ChecklistVersion
from scenariowiki.quality.rules.checklist import Checklist, Criterion

_BUILT_IN = json.loads(
    resources.files("scenariowiki.quality").joinpath("default_checklist.json").read_text("utf-8")
)


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """One version in the list; the built-in one has neither day nor author."""

    number: int
    criteria: int
    created_at: dt.datetime | None = None
    author: str | None = None


def _criteria(stored: Sequence[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    return tuple(Criterion.from_json(one) for one in stored)


# Number 0 is in force until somebody changes it.
BUILT_IN = Checklist(
    number=0,
    criteria=_criteria(_BUILT_IN["criteria"]),
    size=_BUILT_IN["size"],
    monthly=_BUILT_IN["monthly"],
    rest_days=_BUILT_IN["rest_days"],
    guide=_BUILT_IN["guide"],
)


def current_checklist(session: Session) -> Checklist:
    """Return the list in force."""
    newest = select(ChecklistVersion).order_by(ChecklistVersion.number.desc()).limit(1)
    return _checklist(session.scalar(newest))


def get_checklist(session: Session, number: int) -> Checklist:
    """Return a version of the list by its number."""
    if number == 0:
        return BUILT_IN
    row = session.get(ChecklistVersion, number)
    if row is None:
        raise NotFound("no_checklist")
    return _checklist(row)


def all_checklists(session: Session) -> Mapping[int, Checklist]:
    """Map the numbers of all versions to them."""
    rows = session.scalars(select(ChecklistVersion).order_by(ChecklistVersion.number))
    return {0: BUILT_IN} | {row.number: _checklist(row) for row in rows}


def list_versions(session: Session) -> list[VersionRow]:
    """List all versions, the newest first, the built-in one at the end."""
    rows = session.execute(
        select(
            ChecklistVersion.number,
            ChecklistVersion.criteria,
            ChecklistVersion.created_at,
            Account.display_name.label("author"),
        )
        .join(Account, Account.id == ChecklistVersion.created_by, isouter=True)
        .order_by(ChecklistVersion.number.desc())
    )
    found = [
        VersionRow(
            number=row.number, criteria=len(row.criteria), created_at=row.created_at, author=row.author
        )
        for row in rows
    ]
    return [*found, VersionRow(number=0, criteria=len(BUILT_IN.criteria))]


def _checklist(row: ChecklistVersion | None) -> Checklist:
    if row is None:
        return BUILT_IN
    return Checklist(
        number=row.number,
        criteria=_criteria(row.criteria),
        size=row.size,
        monthly=row.monthly,
        rest_days=row.rest_days,
        guide=row.guide,
    )
