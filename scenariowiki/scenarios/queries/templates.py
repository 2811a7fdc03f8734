"""The capture template in force, and those that old revisions were written with."""

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.kernel.db import AnyRow, kept
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios.models import TemplateVersion
from scenariowiki.scenarios.rules.template import Field

_BUILT_IN = json.loads(
    resources.files("scenariowiki.scenarios").joinpath("default_template.json").read_text("utf-8")
)


@dataclass(frozen=True, kw_only=True)
class Template:
    """One version of the template; number 0 is the built-in one, in force until somebody changes it."""

    number: int
    fields: tuple[Field, ...]

    def find(self, key: str) -> Field | None:
        """Return the field of a key."""
        return next((one for one in self.fields if one.key == key), None)


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """One version in the list; the built-in one has neither day nor author."""

    number: int
    fields: int
    created_at: dt.datetime | None = None
    author: str | None = None


# Built once, since every form and every save asks for it.
_versions = TemplateVersion.__table__.c
_NEWEST = select(_versions.number, _versions.fields).order_by(_versions.number.desc()).limit(1)
BUILT_IN = Template(number=0, fields=tuple(Field.from_json(one) for one in _BUILT_IN["fields"]))


def current_template(session: Session) -> Template:
    """Return the template in force."""
    return kept(session, "template", lambda: _template(session.execute(_NEWEST).one_or_none()))


def get_template(session: Session, number: int) -> Template:
    """Return a version of the template by its number."""
    if number == 0:
        return BUILT_IN
    row = session.get(TemplateVersion, number)
    if row is None:
        raise NotFound("no_template")
    return _template(row)


def retired_fields(session: Session, keys: Collection[str]) -> tuple[Field, ...]:
    """Return fields of some keys as the newest version that had them; what none ever had is left out."""
    if not keys:
        return ()
    versions = reversed(_all_versions(session))
    found = {one.key: one for version in versions for one in version.fields if one.key in keys}
    return tuple(found.values())


def with_chosen(session: Session, template: Template, chosen: Mapping[str, Any]) -> Template:
    """Return a template that offers as well what was chosen, by path, from lists that have lost it since.

    It is called what it was called last; what none ever offered speaks for itself.
    """
    lost = {one.key: keys for one in template.fields if (keys := one.lost(chosen.get(f"fields.{one.key}")))}
    if not lost:
        return template
    once = [one for version in _all_versions(session) for one in version.fields if one.key in lost]
    fields = (one.offering(lost.get(one.key, ()), once) for one in template.fields)
    return replace(template, fields=tuple(fields))


def _all_versions(session: Session) -> list[Template]:
    """Load all versions, the newest first."""
    newest = select(TemplateVersion).order_by(TemplateVersion.number.desc())
    return [*map(_template, session.scalars(newest)), BUILT_IN]


def list_versions(session: Session) -> list[VersionRow]:
    """List all versions, the newest first, the built-in one at the end."""
    rows = session.execute(
        select(
            TemplateVersion.number,
            TemplateVersion.fields,
            TemplateVersion.created_at,
            Account.display_name.label("author"),
        )
        .join(Account, Account.id == TemplateVersion.created_by, isouter=True)
        .order_by(TemplateVersion.number.desc())
    )
    found = [
        VersionRow(number=row.number, fields=len(row.fields), created_at=row.created_at, author=row.author)
        for row in rows
    ]
    return [*found, VersionRow(number=0, fields=len(BUILT_IN.fields))]


def changed_keys(before: Sequence[Field], after: Sequence[Field]) -> tuple[str, ...]:
    """List the keys of the fields that were added, taken away or changed between two versions."""
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    return tuple(key for key in dict.fromkeys([*new, *old]) if old.get(key) != new.get(key))


def _template(row: TemplateVersion | AnyRow | None) -> Template:
    if row is None:
        return BUILT_IN
    return Template(number=row.number, fields=tuple(Field.from_json(one) for one in row.fields))
