"""Writing masked values over those that hold the text, with all that is made from them."""

from typing import Any

from sqlalchemy import and_, bindparam, delete, select, update
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import APPEND_ONLY, without_triggers
from scenariowiki.redaction.queries import Found, Hit
from scenariowiki.redaction.queries.finding import table_of
from scenariowiki.redaction.queries.places import REVISIONS, Values
from scenariowiki.scenarios.models import Rendered, Revision
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.queries.templates import get_template
from scenariowiki.scenarios.rules import content
from scenariowiki.text import markdown

_rendered: Any = Rendered.__table__
_RENDER = update(_rendered).where(_rendered.c.revision_id == bindparam("revision"))


def rewrite(session: Session, found: Found) -> None:
    """Mask every row that was found; the triggers of append-only tables rest meanwhile."""
    session.flush()
    kept = {hit.place.name for hit in found.hits} & APPEND_ONLY
    with without_triggers(session.connection(), kept):
        for hit in found.hits:
            if hit.place is REVISIONS:
                _rewrite_revision(session, hit)
            else:
                _rewrite_row(session, hit)


def _rewrite_row(session: Session, hit: Hit) -> None:
    values = {**hit.values, **hit.place.follows(hit.values)}
    name = hit.place.unique
    if name in values and _is_taken(session, hit, values[name]):
        if name in table_of(hit.place).primary_key:  # another name that says no more than one there is
            session.connection().execute(delete(table_of(hit.place)).where(_row(hit)))
            return
        values[name] = f"{values[name]} {hit.key[0]}"
    _write(session, hit, values)


def _is_taken(session: Session, hit: Hit, value: Any) -> bool:
    table = table_of(hit.place)
    others = select(table.c[hit.place.unique]).where(table.c[hit.place.unique] == value)
    return session.scalar(others.where(~_row(hit)).limit(1)) is not None


def _row(hit: Hit) -> Any:
    columns = table_of(hit.place).primary_key
    return and_(*(column == part for column, part in zip(columns, hit.key, strict=True)))


def _write(session: Session, hit: Hit, values: Values) -> None:
    session.connection().execute(update(table_of(hit.place)).where(_row(hit)).values(values))


def _rewrite_revision(session: Session, hit: Hit) -> None:
    values = dict(hit.values)
    if "snapshot" in values:
        snapshot = values["snapshot"]
        revision = session.get_one(Revision, hit.key[0])
        values["content_hash"] = content.content_hash(snapshot)
        values["attribution"] = _runs_of(snapshot, revision.attribution)
        template = get_template(session, revision.template_number)
        html = {"renderer": markdown.RENDERER, "html": page.render(snapshot, template)}
        session.connection().execute(_RENDER, {"revision": revision.id, **html})
    _write(session, hit, values)


def _runs_of(snapshot: content.Snapshot, attribution: dict[str, Any]) -> dict[str, Any]:
    """Keep who wrote what, but for values that are gone: lengths have not changed."""
    paths = {path for path, _text in content.texts(snapshot)}
    return {path: runs for path, runs in attribution.items() if path in paths}
