"""Administration of the content checklist: its criteria are data, every save is a new version."""

from http import HTTPStatus
from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.quality.commands.checklists import change_checklist
from scenariowiki.quality.queries import checklists
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.quality import ChecklistForm, CriterionForm, form_of, rearranged
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp
from scenariowiki.web.views.quality.index import criteria, guide


@bp.get("/checklist")
def checklist() -> ResponseReturnValue:
    """Show the criteria in force, to be changed."""
    require_permission(Permission.MANAGE_CHECKLIST)
    return _page(form_of(checklists.current_checklist(read())))


@bp.post("/checklist")
@limits.edit
def save_checklist() -> ResponseReturnValue:
    """Add, move or remove a criterion and show the form again, or put a new version in force."""
    person = require_permission(Permission.MANAGE_CHECKLIST)
    form = ChecklistForm(request.form)
    moved = rearranged(form, request.form.get("act", ""))
    if moved is not None:
        return _page(moved)
    if not form.validate():
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with write() as uow:
            saved = change_checklist(uow, person, form.to_input())
    except Invalid as error:
        form.refuse(error)
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        form.refuse(error)
        form.base.data = str(checklists.current_checklist(read()).number)
        return _page(form, moved=True), HTTPStatus.CONFLICT
    flash(_("Version %(number)s is in force.", number=saved.number), "ok")
    return redirect(url_for(".checklist"), 303)


@bp.get("/checklist/versions/<int:number>")
def checklist_version(number: int) -> ResponseReturnValue:
    """Show one version as it was."""
    person = require_permission(Permission.MANAGE_CHECKLIST)
    shown, reader = checklists.get_checklist(read(), number), Reader.of(person)
    return render_template(
        "admin/checklist_version.html",
        shown=shown,
        current=checklists.current_checklist(read()).number,
        guide=guide(shown.guide, reader),
        guide_lang=reader.lang(shown.guide),
        criteria=criteria(shown.criteria, reader),
    )


def _page(form: ChecklistForm, *, moved: bool = False) -> str:
    return render_template(
        "admin/checklist.html",
        form=form,
        version=checklists.current_checklist(read()).number,
        moved=moved,
        rows=form.rows(),
        blank=CriterionForm(prefix="criteria-NEW-"),
        versions=[
            View(
                number=row.number,
                at=row.created_at,
                by=row.author,
                criteria=row.criteria,
                url=url_for(".checklist_version", number=row.number),
            )
            for row in checklists.list_versions(read())
        ],
    )
