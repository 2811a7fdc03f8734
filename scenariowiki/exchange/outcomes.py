"""Outcomes that came with a file: read, and told apart from those that are known already."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scenariowiki.exchange.records import SolutionRecord
from scenariowiki.kernel.errors import Invalid
from scenariowiki.scenarios.commands.outcomes import TEXTS, OutcomeInput
from scenariowiki.scenarios.models import Outcome, Solution
from scenariowiki.scenarios.rules.states import Result
from scenariowiki.text import characters

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")


def read(solution: SolutionRecord) -> list[OutcomeInput]:
    """Return the outcomes of a file's solution; raises Invalid naming what is wrong."""
    return [_outcome(one) for one in solution.outcomes]


def missing(session: Session, solution_id: int, solution: SolutionRecord) -> list[OutcomeInput]:
    """Return those that nobody reported yet, here or at what was merged into it, whatever became of them."""
    if not solution.outcomes:
        return []
    rows = session.execute(
        select(Outcome.result, Outcome.applied_on, Outcome.note)
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(or_(Solution.id == solution_id, Solution.canonical_id == solution_id))
    )
    known = {(row.result, row.applied_on, row.note) for row in rows}
    return [one for one in read(solution) if (one.result, one.applied_on, one.note) not in known]


def _outcome(given: Mapping[str, Any]) -> OutcomeInput:
    if given.get("result") not in set(Result):
        raise Invalid(fields={"result": "not_a_choice"})
    texts = {name: characters.clean(str(given.get(name) or "")).strip() for name in TEXTS}
    return OutcomeInput(result=Result(given["result"]), applied_on=_day(given.get("applied_on")), **texts)


def _day(given: Any) -> dt.date:
    found = _DAY.match(str(given or ""))
    try:
        return dt.date(*map(int, found.groups())) if found else _refuse()
    except ValueError:
        return _refuse()


def _refuse() -> dt.date:
    raise Invalid(fields={"applied_on": "not_a_date"})
