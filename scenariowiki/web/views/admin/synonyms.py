"""Administration of the words that search treats as one."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import tags as commands
from scenariowiki.scenarios.queries import taxonomy as queries
from scenariowiki.scenarios.queries.taxonomy import SynonymRow
from scenariowiki.web import limits
from scenariowiki.web.forms.taxonomy import SynonymsForm
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp


@bp.get("/synonyms")
@bp.get("/synonyms/<int:group_id>")
def synonyms(group_id: int | None = None) -> ResponseReturnValue:
    """List the groups, with the form of a new or a chosen one."""
    require_permission(Permission.MANAGE_TAXONOMY)
    row = queries.get_synonym_group(read(), group_id) if group_id is not None else None
    return _page(_form(row), row)


@bp.post("/synonyms")
@bp.post("/synonyms/<int:group_id>")
@limits.edit
def save_synonyms(group_id: int | None = None) -> ResponseReturnValue:
    """Add or set a group; what was typed stays when it is refused."""
    actor = require_permission(Permission.MANAGE_TAXONOMY)
    row = queries.get_synonym_group(read(), group_id) if group_id is not None else None
    form = SynonymsForm(request.form)
    if not form.validate():
        return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with write() as uow:
            base = form.base_words() if row else None
            commands.save_synonyms(uow, actor, form.to_words(), group_id=group_id, base=base)
    except (Invalid, Conflict) as error:
        return _refused(form, row, error)
    flash(_("Saved."), "ok")
    return redirect(url_for(".synonyms"), 303)


def _refused(form: SynonymsForm, row: SynonymRow | None, error: Invalid | Conflict) -> tuple[str, HTTPStatus]:
    form.refuse(error)
    if isinstance(error, Invalid):
        return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
    form.base.data = "\n".join(row.words) if row else ""
    return _page(form, row), HTTPStatus.CONFLICT


@bp.post("/synonyms/<int:group_id>/remove")
def remove_synonyms(group_id: int) -> ResponseReturnValue:
    """Take a group away."""
    actor = require_permission(Permission.MANAGE_TAXONOMY)
    with write() as uow:
        commands.remove_synonyms(uow, actor, group_id)
    flash(_("The group is gone; each word is searched for itself again."), "ok")
    return redirect(url_for(".synonyms"), 303)


def _form(row: SynonymRow | None) -> SynonymsForm:
    if row is None:
        return SynonymsForm()
    words = "\n".join(row.words)
    return SynonymsForm(words=words, base=words)


def _page(form: SynonymsForm, row: SynonymRow | None) -> str:
    groups = [
        {"words": one.words, "url": url_for(".synonyms", group_id=one.id)}
        for one in queries.list_synonym_groups(read())
    ]
    return render_template(
        "admin/synonyms.html",
        groups=groups,
        form=form,
        editing=row,
        remove_url=url_for(".remove_synonyms", group_id=row.id) if row else None,
    )
