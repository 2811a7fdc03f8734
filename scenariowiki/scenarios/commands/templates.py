"""Changing the capture template: always a new version; old revisions keep theirs."""

from collections.abc import Sequence

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.events import TemplateChanged
from scenariowiki.scenarios.models import TemplateVersion
from scenariowiki.scenarios.rules.template import Field, check_template

FIELDS_MAX = 60


def change_template(
    uow: UnitOfWork, actor: Actor, fields: Sequence[Field], *, base_number: int
) -> TemplateVersion:
    """Put a new version of the template in force; raises `edit_conflict` when another one came first."""
    policy.require(policy.may_manage_template(actor))
    current = queries.current_template(uow.session)
    if current.number != base_number:
        raise Conflict("edit_conflict")
    problems = check_template(fields)
    if len(fields) > FIELDS_MAX:
        problems["fields"] = "too_many"
    if problems:
        raise Invalid(fields=problems)
    version = TemplateVersion(
        number=current.number + 1,
        fields=[one.to_json() for one in fields],
        created_at=uow.now,
        created_by=actor.id,
    )
    uow.session.add(version)
    uow.session.flush()
    uow.record(TemplateChanged(number=version.number), by=actor)
    return version
