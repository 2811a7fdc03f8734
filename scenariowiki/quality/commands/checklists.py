"""Changing the checklist: always a new version; what was reviewed keeps its own."""

from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.quality import policy
from scenariowiki.quality.events import ChecklistChanged
from scenariowiki.quality.models import ChecklistVersion
from scenariowiki.quality.queries import checklists
from scenariowiki.quality.rules.checklist import Checklist, check_checklist, cleaned, keyed
from scenariowiki.scenarios.policy import require
from scenariowiki.text import characters


def change_checklist(uow: UnitOfWork, actor: Actor, given: Checklist) -> ChecklistVersion:
    """Put a new version in force, written from version `given.number`; records ChecklistChanged.

    Raises Invalid by field, or `edit_conflict` when another version came in between.
    """
    require(policy.may_manage_checklist(actor))
    before = checklists.all_checklists(uow.session)
    newest = max(before)
    if newest != given.number:
        raise Conflict("edit_conflict")
    used = {one.key for version in before.values() for one in version.criteria}
    criteria = keyed([cleaned(one) for one in given.criteria], used)
    fresh = {new.key for old, new in zip(given.criteria, criteria, strict=True) if not old.key.strip()}
    wanted = replace(given, criteria=criteria, guide=characters.clean(given.guide).strip())
    problems = check_checklist(wanted, used | fresh)
    if problems:
        raise Invalid(fields=problems)
    if wanted == before[newest]:
        raise Invalid("same_checklist")
    return _put_in_force(uow, actor, replace(wanted, number=newest + 1))


def _put_in_force(uow: UnitOfWork, actor: Actor, checklist: Checklist) -> ChecklistVersion:
    """Let the primary key decide between two who save in the same moment."""
    version = ChecklistVersion(
        number=checklist.number,
        criteria=[one.to_json() for one in checklist.criteria],
        size=checklist.size,
        monthly=checklist.monthly,
        rest_days=checklist.rest_days,
        guide=checklist.guide,
        created_at=uow.now,
        created_by=actor.id,
    )
    try:
        with uow.session.begin_nested():
            uow.session.add(version)
    except IntegrityError as taken:
        raise Conflict("edit_conflict") from taken
    uow.record(ChecklistChanged(number=version.number), by=actor)
    return version
