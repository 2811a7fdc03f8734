"""Administration of who approves the SOPs of a category, one after the other."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.queries import taxonomy as queries
from scenariowiki.scenarios.queries.taxonomy import CategoryRow
from scenariowiki.sops.commands import settling
from scenariowiki.sops.queries import approvers as asked
from scenariowiki.web import limits
from scenariowiki.web.forms.sops import ApproversForm
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp


@bp.get("/approvers")
@bp.get("/approvers/<int:category_id>")
def approvers(category_id: int | None = None) -> ResponseReturnValue:
    """List the categories with those who are asked, in their order; one of them in the form."""
    require_permission(Permission.MANAGE_TAXONOMY)
    if category_id is None:
        return _page()
    row = queries.get_category(read(), category_id)
    able = asked.list_sop_owners(read())
    named = [one for one in asked.list_approvers(read()).get(category_id, ()) if one in able]
    return _page(row, ApproversForm.of(named, able))


@bp.post("/approvers/<int:category_id>")
@limits.edit
def save_approvers(category_id: int) -> ResponseReturnValue:
    """Say who is asked, in order; nobody means any one SOP owner."""
    person = require_permission(Permission.MANAGE_TAXONOMY)
    row = queries.get_category(read(), category_id)
    form = ApproversForm(request.form).offering(asked.list_sop_owners(read()))
    try:
        if not form.validate():
            return _page(row, form), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            settling.set_approvers(uow, person, category_id, form.to_ids())
    except Invalid as error:
        form.refuse(error)
        return _page(row, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "ok")
    return redirect(url_for(".approvers"), 303)


def _page(editing: CategoryRow | None = None, form: ApproversForm | None = None) -> str:
    able, named = asked.list_sop_owners(read()), asked.list_approvers(read())
    names = accounts.names_of(read(), {one for ids in named.values() for one in ids})
    return render_template(
        "admin/approvers.html",
        categories=[
            View(
                title=row.title,
                depth=row.depth - 1,
                people=_people(named.get(row.id, ()), names, able),
                url=url_for(".approvers", category_id=row.id),
            )
            for row in queries.list_categories(read())
            if row.merged_into_id is None
        ],
        able=len(able),
        editing=editing.title if editing else None,
        form=form,
    )


def _people(ids: Sequence[int], names: Mapping[int, str], able: Mapping[int, str]) -> list[View]:
    return [View(name=names[one], gone=one not in able) for one in ids]
