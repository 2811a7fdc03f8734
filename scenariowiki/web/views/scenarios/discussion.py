"""The thread of a scenario: saying something, taking it back."""

from http import HTTPStatus

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.messages import text_for
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import discussion
from scenariowiki.scenarios.queries import page
from scenariowiki.web import limits
from scenariowiki.web.errors import error_page
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.once import act_once
from scenariowiki.web.request import actor, require_permission
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.merged import sent_via


@bp.post("/scenarios/<no:no>/comments")
@limits.comment
def add_comment(no: int) -> ResponseReturnValue:
    """Say something about a scenario or one of its solutions."""
    person = require_permission(Permission.COMMENT)
    page.get_page_row(read(), person, no)
    try:
        prepared = discussion.prepare_comment(
            no,
            request.form.get("text", ""),
            quote=request.form.get("quote", ""),
            solution_id=number_or_none(request.form.get("solution")),
            via=sent_via(),
        )
    except Invalid as error:
        text = " ".join(text_for(str(code)) for code in error.fields.values())
        return error_page(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", text=text)
    act_once(person, lambda uow: {"id": discussion.add_comment(uow, person, prepared).id})
    return redirect(url_for(".show", no=no, via=sent_via(), _anchor="h-talk"), 303)


@bp.post("/scenarios/<no:no>/comments/<int:comment_id>/withdraw")
@limits.comment
def withdraw_comment(no: int, comment_id: int) -> ResponseReturnValue:
    """Take a comment back."""
    page.get_page_row(read(), actor(), no)
    with write() as uow:
        discussion.withdraw_comment(uow, actor(), comment_id)
    return redirect(url_for(".show", no=no, _anchor="h-talk"), 303)
