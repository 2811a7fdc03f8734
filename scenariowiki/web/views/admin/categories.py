"""Administration of categories: the tree, one category, merging."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import categories as commands
from scenariowiki.scenarios.queries import taxonomy as queries
from scenariowiki.scenarios.queries.taxonomy import CategoryRow
from scenariowiki.web import limits, taxonomy
from scenariowiki.web.forms.base import options
from scenariowiki.web.forms.people import offer
from scenariowiki.web.forms.taxonomy import CategoryForm, CategoryMergeForm, label_values
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp

TOP = ("", _l("At the top"))
INDENT = "\u3000"


@bp.get("/categories")
def categories() -> ResponseReturnValue:
    """Show the tree, merged categories among it."""
    require_permission(Permission.MANAGE_TAXONOMY)
    rows = queries.list_categories(read())
    names = {row.id: row.title for row in rows}
    return render_template(
        "admin/categories.html",
        categories=[_line(row, names) for row in rows],
        total=sum(row.merged_into_id is None for row in rows),
        new_url=url_for(".category"),
    )


def _line(row: CategoryRow, names: Mapping[int, str]) -> Mapping[str, Any]:
    return {
        "title": row.title,
        "description": row.description,
        "depth": row.depth - 1,
        "count": row.count,
        "maintainer": row.owner,
        "archived": row.merged_into_id is not None,
        "merged_into": names.get(row.merged_into_id or 0),
        "url": url_for(".category", category_id=row.id),
        "place_url": url_for(".place_category", category_id=row.id),
    }


@bp.get("/categories/new")
@bp.get("/categories/<int:category_id>")
def category(category_id: int | None = None) -> ResponseReturnValue:
    """Show one category in the form, or an empty form."""
    require_permission(Permission.MANAGE_TAXONOMY)
    row = queries.get_category(read(), category_id) if category_id is not None else None
    return _page(_form(row), row)


def _form(row: CategoryRow | None) -> CategoryForm:
    if row is None:
        form = CategoryForm(parent_id=request.args.get("below", ""))
    else:
        form = CategoryForm(
            title=row.title,
            description=row.description,
            parent_id=str(row.parent_id or ""),
            owner_id=str(row.owner_id or ""),
            version=str(row.version),
            **label_values(row.labels),
        )
    return _with_choices(form, row)


@bp.post("/categories/new")
@bp.post("/categories/<int:category_id>")
@limits.edit
def save_category(category_id: int | None = None) -> ResponseReturnValue:
    """Add or set a category; what was typed stays when it is refused."""
    actor = require_permission(Permission.MANAGE_TAXONOMY)
    row = queries.get_category(read(), category_id) if category_id is not None else None
    form = _with_choices(CategoryForm(request.form), row)
    if not form.validate():
        return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with write() as uow:
            base = form.base_version()
            commands.save_category(uow, actor, form.to_input(), category_id=category_id, base_version=base)
    except (Invalid, Conflict) as error:
        return _refused(form, row, error)
    flash(_("Saved."), "ok")
    return redirect(url_for(".categories"), 303)


def _refused(
    form: CategoryForm, row: CategoryRow | None, error: Invalid | Conflict
) -> tuple[str, HTTPStatus]:
    form.refuse(error)
    if isinstance(error, Invalid):
        return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
    form.version.data = str(row.version) if row else ""
    return _page(form, row), HTTPStatus.CONFLICT


@bp.post("/categories/<int:category_id>/place")
def place_category(category_id: int) -> ResponseReturnValue:
    """Move a category up or down among its siblings."""
    actor = require_permission(Permission.MANAGE_TAXONOMY)
    with write() as uow:
        commands.place_category(uow, actor, category_id, by=-1 if request.form.get("to") == "up" else 1)
    return redirect(url_for(".categories", _anchor=f"c{category_id}"), 303)


@bp.post("/categories/<int:category_id>/merge")
def merge_category(category_id: int) -> ResponseReturnValue:
    """Let this category mean another one."""
    actor = require_permission(Permission.MANAGE_TAXONOMY)
    row = queries.get_category(read(), category_id)
    form = _merge_form(CategoryMergeForm(request.form), row)
    if not form.validate():
        return _page(_form(row), row, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with write() as uow:
            winner = commands.merge_categories(uow, actor, category_id, int(form.into.data))
    except Conflict as error:
        form.refuse(error)
        return _page(_form(row), row, form), HTTPStatus.CONFLICT
    flash(_("%(one)s now means %(other)s; old links lead there.", one=row.title, other=winner.title), "ok")
    return redirect(url_for(".category", category_id=winner.id), 303)


@bp.post("/categories/<int:category_id>/unmerge")
def unmerge_category(category_id: int) -> ResponseReturnValue:
    """Take a merge back."""
    actor = require_permission(Permission.MANAGE_TAXONOMY)
    with write() as uow:
        row = commands.unmerge_category(uow, actor, category_id)
    flash(_("%(title)s stands for itself again.", title=row.title), "ok")
    return redirect(url_for(".category", category_id=category_id), 303)


def _with_choices(form: CategoryForm, row: CategoryRow | None) -> CategoryForm:
    own = row.id if row else 0
    above = [one for one in _living() if one.depth < commands.DEPTH_MAX and one.id != own]
    form.parent_id.choices = options([TOP, *((str(one.id), _indented(one)) for one in above)])
    offer(form.owner_id, list(accounts.list_choices(read())))
    return form


def _merge_form(form: CategoryMergeForm, row: CategoryRow) -> CategoryMergeForm:
    others = [(str(one.id), _indented(one)) for one in _living() if one.id != row.id]
    form.into.choices = options([("", "–"), *others])
    return form


def _living() -> list[CategoryRow]:
    return [row for row in queries.list_categories(read()) if row.merged_into_id is None]


def _indented(row: CategoryRow) -> str:
    return INDENT * (row.depth - 1) + row.title


def _page(form: CategoryForm, row: CategoryRow | None, merge_form: CategoryMergeForm | None = None) -> str:
    gone = queries.get_category(read(), row.merged_into_id) if row and row.merged_into_id else None
    merging = row is not None and gone is None
    return render_template(
        "admin/category.html",
        form=form,
        category=row,
        merged_into=gone,
        unmerge_url=url_for(".unmerge_category", category_id=row.id) if row and gone else None,
        absorbed=[_absorbed(*one) for one in queries.merged_into_category(read(), row.id)] if row else [],
        merge_form=(merge_form or _merge_form(CategoryMergeForm(), row)) if merging and row else None,
        merge_url=url_for(".merge_category", category_id=row.id) if merging and row else None,
        read_url=taxonomy.category_url(row.id) if row else None,
    )


def _absorbed(category_id: int, title: str) -> Mapping[str, Any]:
    return {"name": title, "undo_url": url_for(".unmerge_category", category_id=category_id)}
