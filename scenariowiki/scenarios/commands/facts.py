"""Facts outside the revision: audience, team and owner, changed by leads and curators, logged."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.revise.preparing import refuse_merged
from scenariowiki.scenarios.events import AudienceChanged, OwnerChanged, OwnershipHandedOver
from scenariowiki.scenarios.models import Category, Scenario
from scenariowiki.scenarios.rules.states import Audience


@dataclass(frozen=True, kw_only=True)
class FactsInput:
    """What is to change; None leaves a fact as it is."""

    audience: Audience | None = None
    team: int | None = None
    owner: int | None = None


def change_facts(uow: UnitOfWork, actor: Actor, no: int, given: FactsInput) -> Scenario:
    """Change audience, team or owner; records AudienceChanged and OwnerChanged.

    What was merged into it follows its audience: whoever may read the one may read the other.
    """
    scenario = queries.get_scenario(uow.session, actor, no)
    refuse_merged(uow.session, scenario)
    policy.require(policy.may_change_facts(actor, scenario))
    _change_audience(uow, actor, scenario, given)
    _change_owner(uow, actor, scenario, given.owner)
    return scenario


def hand_over(uow: UnitOfWork, actor: Actor, from_id: int, to_id: int) -> OwnershipHandedOver:
    """Give everything one person owns to another in one step; credits stay with who earned them (R90).

    Administrators may, and curators where the person has left.
    """
    policy.require(policy.may_hand_over(actor, left=True))
    if from_id == to_id or not accounts.is_person(uow.session, to_id):
        raise Invalid(fields={"to": "no_account"})
    policy.require(policy.may_hand_over(actor, left=accounts.has_left(uow.session, from_id)))
    owned = select(Scenario.id).where(Scenario.owner_id == from_id)
    scenarios = uow.session.scalars(owned).all()
    uow.session.execute(
        update(Scenario)
        .where(Scenario.owner_id == from_id)
        .values(owner_id=to_id, page_version=Scenario.page_version + 1)
    )
    kept = uow.session.scalars(select(Category).where(Category.owner_id == from_id)).all()
    for category in kept:
        category.owner_id = to_id
    event = OwnershipHandedOver(from_id=from_id, to_id=to_id, scenarios=len(scenarios), categories=len(kept))
    uow.record(event, by=actor)
    return event


def _change_audience(uow: UnitOfWork, actor: Actor, scenario: Scenario, given: FactsInput) -> None:
    audience = given.audience or Audience(scenario.audience)
    team = given.team if given.team is not None else scenario.team_id
    if given.team is not None and not accounts.is_team(uow.session, given.team):
        raise Invalid(fields={"team": "no_team"})
    if audience is Audience.TEAM and team is None:
        raise Invalid(fields={"audience": "team_missing"})
    if (audience, team) == (scenario.audience, scenario.team_id):
        return
    event = AudienceChanged(
        scenario_id=scenario.id,
        before=scenario.audience,
        after=audience,
        team_before=scenario.team_id,
        team_after=team,
    )
    scenario.audience, scenario.team_id = audience, team
    scenario.version += 1
    _let_follow(uow, scenario)
    uow.record(event, by=actor, subject=scenario.id)


def _let_follow(uow: UnitOfWork, canonical: Scenario) -> None:
    """Give what was merged into a scenario its audience; the team only counts where it is the audience."""
    values: dict[str, Any] = {"audience": canonical.audience}
    if canonical.audience == Audience.TEAM:
        values["team_id"] = canonical.team_id
    merged = (Scenario.canonical_id == canonical.id, Scenario.id != canonical.id)
    uow.session.execute(update(Scenario).where(*merged).values(**values))


def _change_owner(uow: UnitOfWork, actor: Actor, scenario: Scenario, owner: int | None) -> None:
    if owner is None or owner == scenario.owner_id:
        return
    if not accounts.is_active(uow.session, owner):
        raise Invalid(fields={"owner": "no_account"})
    event = OwnerChanged(scenario_id=scenario.id, before=scenario.owner_id, after=owner)
    scenario.owner_id = owner
    scenario.version += 1
    uow.record(event, by=actor, subject=scenario.id)


def note_sops(uow: UnitOfWork, scenario_ids: Collection[int], holding: Collection[int]) -> None:
    """Repeat on scenarios whether an SOP is in force on them, as told from above; edits then wait (1.2)."""
    changed = select(Scenario).where(Scenario.id.in_(scenario_ids)).order_by(Scenario.id)
    for scenario in uow.session.scalars(changed).all():
        scenario.has_sop = scenario.id in holding
