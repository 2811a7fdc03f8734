"""The capture template in force, and those that old revisions were written with."""

import json
from dataclasses import dataclass
from importlib import resources

from sqlalchemy import select
from sqlalchemy.orm import Session

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


BUILT_IN = Template(number=0, fields=tuple(Field.from_json(one) for one in _BUILT_IN["fields"]))


def current_template(session: Session) -> Template:
    """Return the template in force."""
    newest = select(TemplateVersion).order_by(TemplateVersion.number.desc()).limit(1)
    return _template(session.scalar(newest))


def get_template(session: Session, number: int) -> Template:
    """Return a version of the template by its number."""
    if number == 0:
        return BUILT_IN
    row = session.get(TemplateVersion, number)
    if row is None:
        raise NotFound("no_template")
    return _template(row)


def _template(row: TemplateVersion | None) -> Template:
    if row is None:
        return BUILT_IN
    return Template(number=row.number, fields=tuple(Field.from_json(one) for one in row.fields))
