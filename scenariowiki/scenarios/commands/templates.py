"""Changing the capture template: always a new version; old revisions keep theirs."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.events import TemplateChanged
from scenariowiki.scenarios.models import TemplateVersion
from scenariowiki.scenarios.queries.templates import retired_fields
from scenariowiki.scenarios.rules.template import Choice, Field, changed_kinds, check_template
from scenariowiki.text import characters

FIELDS_MAX = 60


def change_template(
    uow: UnitOfWork, actor: Actor, fields: Sequence[Field], *, base_number: int
) -> TemplateVersion:
    """Put a new version of the template in force; raises `edit_conflict` when another one came first."""
    policy.require(policy.may_manage_template(actor))
    current = queries.current_template(uow.session)
    if current.number != base_number:
        raise Conflict("edit_conflict")
    cleaned = [_cleaned(one) for one in fields]
    known = retired_fields(uow.session, {one.key for one in cleaned})
    problems = {**dict.fromkeys(changed_kinds(known, cleaned), "kind_changed"), **check_template(cleaned)}
    if len(cleaned) > FIELDS_MAX:
        problems["fields"] = "too_many"
    if problems:
        raise Invalid(fields=problems)
    version = TemplateVersion(
        number=current.number + 1,
        fields=[one.to_json() for one in cleaned],
        created_at=uow.now,
        created_by=actor.id,
    )
    uow.session.add(version)
    _take_number(uow)
    uow.record(TemplateChanged(number=version.number), by=actor)
    return version


def _take_number(uow: UnitOfWork) -> None:
    """Let the primary key decide between two administrators who save in the same moment."""
    try:
        uow.session.flush()
    except IntegrityError as taken:
        raise Conflict("edit_conflict") from taken


def _cleaned(one: Field) -> Field:
    return replace(
        one,
        key=one.key.strip(),
        labels={locale: _line(text) for locale, text in one.labels.items() if text.strip()},
        help={locale: characters.clean(text).strip() for locale, text in one.help.items() if text.strip()},
        choices=tuple(
            Choice(
                key=choice.key.strip(), labels={locale: _line(text) for locale, text in choice.labels.items()}
            )
            for choice in one.choices
        ),
    )


def _line(text: str) -> str:
    return characters.single_line(characters.clean(text))
