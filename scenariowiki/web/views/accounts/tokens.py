"""My API tokens: shown once, revocable."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as accounts
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.accounts import TokenForm
from scenariowiki.web.request import actor
from scenariowiki.web.views.accounts.blueprint import bp


@bp.get("/me/tokens")
def tokens() -> ResponseReturnValue:
    """List the tokens that act in my name."""
    return _page(TokenForm())


@bp.post("/me/tokens")
@limits.edit
def issue_token() -> ResponseReturnValue:
    """Make a token and show it this one time: so no redirect, it would have to be kept somewhere."""
    form, person = TokenForm(request.form), actor()
    try:
        if not form.validate():
            return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            issued = commands.issue_token(
                uow,
                person,
                person.id,
                form.label.data,
                days=form.good_for(),
                read_only=form.read_only.data,
            )
    except Invalid as error:
        form.refuse(error)
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(TokenForm(), issued.token), HTTPStatus.CREATED


@bp.post("/me/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> ResponseReturnValue:
    """End one of my tokens."""
    with write() as uow:
        commands.revoke_token(uow, actor(), token_id)
    flash(_("The token no longer works."), "ok")
    return redirect(url_for(".tokens"), 303)


def _page(form: TokenForm, new_token: str | None = None) -> str:
    return render_template(
        "accounts/tokens.html",
        form=form,
        new_token=new_token,
        tokens=accounts.list_tokens(read(), actor().id),
        now=clock.now(),
    )
