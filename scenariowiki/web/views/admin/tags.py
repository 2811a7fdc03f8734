"""Administration of tags: finding them, one tag, merging."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import tags as commands
from scenariowiki.scenarios.queries import taxonomy as queries
from scenariowiki.scenarios.queries.taxonomy import TagRow
from scenariowiki.text import characters
from scenariowiki.web import limits, taxonomy
from scenariowiki.web.forms.base import options
from scenariowiki.web.forms.people import NOBODY, offer
from scenariowiki.web.forms.taxonomy import TagFilterForm, TagForm, TagMergeForm, label_values
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp

PAGE = 50


@bp.get("/tags")
def tags() -> ResponseReturnValue:
    """List tags, a page at a time."""
    require_permission(Permission.MANAGE_TAXONOMY)
    form = TagFilterForm(request.args)
    groups = [(str(group.id), group.name) for group in queries.list_tag_groups(read())]
    form.group.choices = options([NOBODY, ("0", _l("Without a group")), *groups])
    offset = min(max(0, request.args.get("offset", 0, type=int)), 10**6)
    page = queries.list_tags(read(), form.to_filter(), offset=offset, limit=PAGE)
    return render_template(
        "admin/tags.html",
        filter_form=form,
        tags=[_line(row) for row in page.rows],
        first=min(offset + 1, page.total),
        last=min(offset + PAGE, page.total),
        total=page.total,
        previous_url=_page_url(offset - PAGE) if offset else None,
        next_url=_page_url(offset + PAGE) if offset + PAGE < page.total else None,
        new_url=url_for(".tag"),
        groups_url=url_for(".tag_groups"),
    )


def _page_url(offset: int) -> str:
    kept: dict[str, Any] = {name: request.args[name] for name in ("q", "group") if request.args.get(name)}
    return url_for(".tags", offset=max(0, offset), **kept)


def _line(row: TagRow) -> Mapping[str, Any]:
    return {
        "name": row.name,
        "group": row.group,
        "aliases": [*row.aliases, *(name for _id, name in row.absorbed)],
        "count": row.uses,
        "common": row.common,
        "url": url_for(".tag", tag_id=row.id),
    }


@bp.get("/tags/new")
@bp.get("/tags/<int:tag_id>")
def tag(tag_id: int | None = None) -> ResponseReturnValue:
    """Show one tag in the form, or an empty form."""
    require_permission(Permission.MANAGE_TAXONOMY)
    row = queries.get_tag(read(), tag_id) if tag_id is not None else None
    return _page(_form(row), row)


def _form(row: TagRow | None) -> TagForm:
    if row is None:
        return _with_choices(TagForm())
    form = TagForm(
        name=row.name,
        group_id=str(row.group_id or ""),
        synonyms="\n".join(row.aliases),
        common=row.common,
        version=str(row.version),
        **label_values(row.labels),
    )
    return _with_choices(form)


@bp.post("/tags/new")
@bp.post("/tags/<int:tag_id>")
@limits.edit
def save_tag(tag_id: int | None = None) -> ResponseReturnValue:
    """Add or set a tag; what was typed stays when it is refused."""
    actor = require_permission(Permission.MANAGE_TAXONOMY)
    row = queries.get_tag(read(), tag_id) if tag_id is not None else None
    form = _with_choices(TagForm(request.form))
    if not form.validate():
        return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with write() as uow:
            base = form.base_version()
            saved = commands.save_tag(uow, actor, form.to_input(), tag_id=tag_id, base_version=base)
    except (Invalid, Conflict) as error:
        return _refused(form, row, error)
    flash(_("Saved."), "ok")
    return redirect(url_for(".tag", tag_id=saved.id), 303)


def _refused(form: TagForm, row: TagRow | None, error: Invalid | Conflict) -> tuple[str, HTTPStatus]:
    form.refuse(error)
    if isinstance(error, Invalid):
        return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
    form.version.data = str(row.version) if row else ""
    return _page(form, row), HTTPStatus.CONFLICT


@bp.post("/tags/<int:tag_id>/merge")
def merge_tag(tag_id: int) -> ResponseReturnValue:
    """Let this tag mean another one."""
    actor = require_permission(Permission.MANAGE_TAXONOMY)
    row, form = queries.get_tag(read(), tag_id), TagMergeForm(request.form)
    if not form.validate():
        return _page(_form(row), row, form), HTTPStatus.UNPROCESSABLE_ENTITY
    key = characters.skeleton(characters.visible(form.into.data))
    into = queries.tags_by_key(read(), [key]).get(key)
    if into is None:
        form.refuse(Invalid(fields={"into": "no_tag"}))
        return _page(_form(row), row, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with write() as uow:
            winner = commands.merge_tags(uow, actor, tag_id, into)
    except Conflict as error:
        form.refuse(error)
        return _page(_form(row), row, form), HTTPStatus.CONFLICT
    flash(_("%(one)s now means %(other)s; old links lead there.", one=row.name, other=winner.name), "ok")
    return redirect(url_for(".tag", tag_id=winner.id), 303)


@bp.post("/tags/<int:tag_id>/unmerge")
def unmerge_tag(tag_id: int) -> ResponseReturnValue:
    """Take a merge back."""
    actor = require_permission(Permission.MANAGE_TAXONOMY)
    with write() as uow:
        row = commands.unmerge_tag(uow, actor, tag_id)
    flash(_("%(title)s stands for itself again.", title=row.name), "ok")
    return redirect(url_for(".tag", tag_id=tag_id), 303)


def _with_choices(form: TagForm) -> TagForm:
    offer(form.group_id, [(group.id, group.name) for group in queries.list_tag_groups(read())])
    return form


def _page(form: TagForm, row: TagRow | None, merge_form: TagMergeForm | None = None) -> str:
    gone = queries.get_tag(read(), row.merged_into_id) if row and row.merged_into_id else None
    merging = row is not None and gone is None
    return render_template(
        "admin/tag.html",
        form=form,
        tag=row,
        merged_into=gone,
        unmerge_url=url_for(".unmerge_tag", tag_id=row.id) if row and gone else None,
        absorbed=[_absorbed(*one) for one in row.absorbed] if row else [],
        near=[_near(*one) for one in queries.near_tags(read(), row)] if merging and row else [],
        merge_form=(merge_form or TagMergeForm()) if merging else None,
        merge_url=url_for(".merge_tag", tag_id=row.id) if merging and row else None,
        read_url=taxonomy.tag_url(row.id) if row else None,
    )


def _absorbed(tag_id: int, name: str) -> Mapping[str, Any]:
    return {"name": name, "undo_url": url_for(".unmerge_tag", tag_id=tag_id)}


def _near(tag_id: int, name: str) -> tuple[str, str]:
    return name, url_for(".tag", tag_id=tag_id)
