"""Administration of the capture template: its fields are data, every save is a new version."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.commands.templates import change_template
from scenariowiki.scenarios.queries.templates import changed_keys, list_versions
from scenariowiki.scenarios.rules.template import Field, localised
from scenariowiki.web import limits
from scenariowiki.web.forms.template import FieldForm, TemplateForm, form_of, rearranged
from scenariowiki.web.jinja import locale
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp


@bp.get("/template")
def template() -> ResponseReturnValue:
    """Show the fields in force, to be changed."""
    require_permission(Permission.MANAGE_TEMPLATE)
    current = queries.current_template(read())
    return _page(form_of(current.fields, current.number))


@bp.post("/template")
@limits.edit
def save_template() -> ResponseReturnValue:
    """Add, move or remove a field and show the form again, or put a new version in force."""
    actor = require_permission(Permission.MANAGE_TEMPLATE)
    form = TemplateForm(request.form)
    moved = rearranged(form, request.form.get("act", ""))
    if moved is not None:
        return _page(moved)
    if not form.validate():
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with write() as uow:
            saved = change_template(uow, actor, form.to_input(), base_number=form.base_number())
    except (Invalid, Conflict) as error:
        return _refused(form, error)
    flash(_("Version %(number)s is in force.", number=saved.number), "ok")
    return redirect(url_for(".template"), 303)


def _refused(form: TemplateForm, error: Invalid | Conflict) -> tuple[str, HTTPStatus]:
    """Keep what was typed; after a conflict the next save knows of the other version."""
    form.refuse(error)
    if isinstance(error, Invalid):
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    current = queries.current_template(read())
    form.base.data = str(current.number)
    return _page(form, differing=changed_keys(current.fields, form.to_input())), HTTPStatus.CONFLICT


@bp.get("/template/versions/<int:number>")
def template_version(number: int) -> ResponseReturnValue:
    """Show one version as it was, beside the one before it."""
    require_permission(Permission.MANAGE_TEMPLATE)
    shown = queries.get_template(read(), number)
    before = queries.get_template(read(), number - 1).fields if number else ()
    return render_template(
        "admin/template_version.html",
        version=number,
        current=queries.current_template(read()).number,
        fields=[_field(one) for one in shown.fields],
        changed=changed_keys(before, shown.fields) if number else (),
    )


def _field(one: Field) -> Mapping[str, Any]:
    here = locale()
    return {
        "key": one.key,
        "label": one.label(here),
        "help": localised(one.help, here),
        "kind": word_for(one.kind),
        "choices": [localised(choice.labels, here) or choice.key for choice in one.choices],
        "required": one.required,
        "facet": one.facet,
    }


def _page(form: TemplateForm, *, differing: Sequence[str] = ()) -> str:
    return render_template(
        "admin/template.html",
        form=form,
        version=queries.current_template(read()).number,
        rows=form.rows(),
        blank=FieldForm(prefix="fields-NEW-"),
        differing=differing,
        versions=[
            {"number": row.number, "at": row.created_at, "by": row.author, "fields": row.fields,
             "url": url_for(".template_version", number=row.number)}
            for row in list_versions(read())
        ],
    )  # fmt: skip
