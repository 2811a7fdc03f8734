"""Administration of the groups that tags stand in."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import tags as commands
from scenariowiki.scenarios.queries import taxonomy as queries
from scenariowiki.scenarios.queries.taxonomy import GroupRow
from scenariowiki.web import limits
from scenariowiki.web.forms.taxonomy import TagGroupForm, label_values
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp


@bp.get("/tag-groups")
@bp.get("/tag-groups/<int:group_id>")
def tag_groups(group_id: int | None = None) -> ResponseReturnValue:
    """List the groups, with the form of a new or a chosen one."""
    require_permission(Permission.MANAGE_TAXONOMY)
    row = queries.get_tag_group(read(), group_id) if group_id is not None else None
    form = TagGroupForm(name=row.name, **label_values(row.labels)) if row else TagGroupForm()
    return _page(form, row)


@bp.post("/tag-groups")
@bp.post("/tag-groups/<int:group_id>")
@limits.edit
def save_tag_group(group_id: int | None = None) -> ResponseReturnValue:
    """Add or rename a group."""
    actor = require_permission(Permission.MANAGE_TAXONOMY)
    row = queries.get_tag_group(read(), group_id) if group_id is not None else None
    form = TagGroupForm(request.form)
    if not form.validate():
        return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with write() as uow:
            commands.save_tag_group(uow, actor, form.name.data, form.labels(), group_id=group_id)
    except Invalid as error:
        form.refuse(error)
        return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "ok")
    return redirect(url_for(".tag_groups"), 303)


def _page(form: TagGroupForm, editing: GroupRow | None) -> str:
    rows = [
        {"name": row.name, "count": row.tags, "url": url_for(".tag_groups", group_id=row.id)}
        for row in queries.list_tag_groups(read())
    ]
    return render_template("admin/tag_groups.html", groups=rows, form=form, editing=editing)
