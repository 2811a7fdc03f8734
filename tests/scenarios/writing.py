"""The acts of the wiki in one line each, as the commands' tests need them, and what was recorded."""

from typing import Any

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import capture, revise, transitions
from scenariowiki.scenarios.commands.categories import CategoryInput, save_category
from scenariowiki.scenarios.commands.tags import TagInput, save_tag
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.rules.content import (
    PageInput,
    ScenarioInput,
    SituationInput,
    SolutionInput,
    Step,
)
from scenariowiki.scenarios.rules.states import Layer, State
from tests import personas

TEXT = "客户来电询问停机原因。系统显示账户余额充足。"


def situation(title: str = "余额充足却停机", text: str = TEXT, **more: Any) -> SituationInput:
    given = {
        "layer": Layer.SERVICE,
        "tags": ("停机",),
        "fields": {"business_line": "telecom"},
        **more,
    }
    return SituationInput(title=title, situation=text, **given)


def solution(*steps: str, id_: int | None = None, **more: Any) -> SolutionInput:
    return SolutionInput(id=id_, steps=tuple(Step(text=step) for step in steps), **more)


def draft(actor: Actor, *solutions: SolutionInput, about: SituationInput | None = None, **more: Any) -> int:
    """Capture a draft and return its number."""
    given = ScenarioInput(situation=about or situation(), solutions=solutions, **more)
    prepared = capture.prepare_capture(read(), actor, given)
    with write() as uow:
        return capture.capture_scenario(uow, actor, prepared).no


def move(actor: Actor, no: int, *states: State, **more: Any) -> None:
    """Move a scenario through states."""
    for state in states:
        with write() as uow:
            transitions.move_scenario(uow, actor, no, state, **more)


def published(actor: Actor, *solutions: SolutionInput, about: SituationInput | None = None) -> int:
    """Capture a scenario, hand it in, and have the curator publish it."""
    no = draft(actor, *solutions, about=about)
    move(actor, no, State.SUBMITTED)
    move(personas.CY, no, State.PUBLISHED)
    return no


def save(actor: Actor, no: int, page: PageInput) -> Scenario:
    """Save a page."""
    prepared = revise.prepare_page(read(), actor, no, page)
    with write() as uow:
        return revise.revise_page(uow, actor, prepared)


def save_text(actor: Actor, no: int, text: str, *, base_seq: int, **more: Any) -> Scenario:
    """Save a situation's text as it was shown at `base_seq`."""
    return save(actor, no, PageInput(situation=situation(text=text, **more), base_seq={None: base_seq}))


def scenario(no: int) -> Scenario:
    found = read().scalar(select(Scenario).where(Scenario.no == no))
    assert found is not None
    return found


def solutions_of(no: int) -> list[Solution]:
    chosen = select(Solution).where(Solution.scenario_id == scenario(no).id).order_by(Solution.id)
    return list(read().scalars(chosen))


def head(no: int) -> Revision:
    return read().get_one(Revision, scenario(no).head_rev_id)


def revisions(no: int) -> list[Revision]:
    chosen = select(Revision).where(Revision.scenario_id == scenario(no).id).order_by(Revision.seq)
    return list(read().scalars(chosen))


def recorded(*names: str) -> list[dict[str, Any]]:
    """List the payloads of the events of these names, oldest first."""
    chosen = select(EventRow.payload).where(EventRow.name.in_(names)).order_by(EventRow.position)
    return list(read().scalars(chosen))


def happened() -> list[str]:
    """List the names of all events, oldest first."""
    return list(read().scalars(select(EventRow.name).order_by(EventRow.position)))


def tag(name: str, actor: Actor = personas.CY, **more: Any) -> int:
    with write() as uow:
        return save_tag(uow, actor, TagInput(name=name, **more)).id


def category(title: str, parent_id: int | None = None, actor: Actor = personas.CY, **more: Any) -> int:
    given = CategoryInput(title=title, description=f"{title}的情景", parent_id=parent_id, **more)
    with write() as uow:
        return save_category(uow, actor, given).id
