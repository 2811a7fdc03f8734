"""Short ways to draw samples, look at them and change the list, at any moment."""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.quality.commands import reviewing, sampling
from scenariowiki.quality.commands.checklists import change_checklist
from scenariowiki.quality.commands.reviewing import ReviewInput
from scenariowiki.quality.models import QualityPick, QualityReview, QualitySample
from scenariowiki.quality.queries import checklists
from scenariowiki.quality.rules.checklist import Answer, Checklist, Criterion
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Scenario
from tests import personas
from tests.feedback.giving import at

COA, CY = personas.COA, personas.CY
# A Monday, nine in the morning in Shanghai, after the scenarios of tests are made.
MONDAY = dt.datetime(2026, 12, 7, 1, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
NOTE = "标题先写客户的话，再写原因。"


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Something that was drawn."""

    id: int
    no: int
    scenario_id: int
    category_id: int | None


def draw(coach: Actor = COA, *, seed: str = "7", when: dt.datetime = MONDAY) -> list[Drawn]:
    """Draw a sample; return what was drawn, in its order."""
    with at(when) as uow:
        id_ = sampling.draw_sample(uow, coach, seed=seed).id
    drawn = (
        select(QualityPick.id, Scenario.no, QualityPick.scenario_id, QualityPick.category_id)
        .join(Scenario, Scenario.id == QualityPick.scenario_id)
        .where(QualityPick.sample_id == id_)
        .order_by(QualityPick.place)
    )
    return [Drawn(**row._mapping) for row in read().execute(drawn)]


def last_sample() -> QualitySample:
    """Read the newest sample."""
    read().rollback()
    return read().scalars(select(QualitySample).order_by(QualitySample.id.desc()).limit(1)).one()


def all_yes(**but: str) -> dict[str, str]:
    """Answer every criterion in force with yes, but some."""
    keys = [one.key for one in checklists.current_checklist(read()).criteria]
    return dict.fromkeys(keys, Answer.YES.value) | but


def look(
    pick: Drawn | int,
    coach: Actor = COA,
    *,
    when: dt.datetime = MONDAY,
    note: str = NOTE,
    checklist: int | None = None,
    shown: int | None = None,
    **but: str,
) -> int:
    """Look at something drawn: everything met, but what is said; return the review's id."""
    number = checklists.current_checklist(read()).number if checklist is None else checklist
    pick_id = pick if isinstance(pick, int) else pick.id
    page = shown_by(pick_id) if shown is None else shown
    given = ReviewInput(checklist=number, scenario_id=page, seq=1, answers=all_yes(**but), note=note)
    with at(when) as uow:
        return reviewing.review_scenario(uow, coach, pick_id, given).id


def shown_by(pick_id: int) -> int:
    """Return the scenario whose page stands for something drawn today; 0 where there is none."""
    read().rollback()
    page = select(Scenario.canonical_id).join(QualityPick, QualityPick.scenario_id == Scenario.id)
    return read().scalar(page.where(QualityPick.id == pick_id)) or 0


def change(actor: Actor = CY, *criteria: Criterion, when: dt.datetime = MONDAY, **more: object) -> int:
    """Put a new version of the list in force; return its number."""
    current = checklists.current_checklist(read())
    given: Checklist = replace(current, criteria=criteria or current.criteria, **more)  # type: ignore[arg-type]
    with at(when) as uow:
        return change_checklist(uow, actor, given).number


def review(review_id: int) -> QualityReview:
    """Read a review anew."""
    read().rollback()
    return read().get_one(QualityReview, review_id, populate_existing=True)
